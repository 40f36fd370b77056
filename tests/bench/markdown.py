"""The worst texts that an editor can save, and how long each takes to become HTML: part of `make bench`, or alone
`LOCAL=1 python -m tests.bench.markdown`.

Each is made of one piece that Markdown has trouble with, as often as the limits of `content.markdown` allow.
"""

import json
import os
import subprocess
import sys
import time

import django

os.environ.setdefault("LOCAL", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
django.setup()

from content import markdown, writing  # noqa: E402

from . import ROOT, sites  # noqa: E402
from .harness import environment  # noqa: E402

PART = "Markdown"
LIMIT = 1  # second
PIECES = [
    "[", "]", "![x](", "[[", "[[bel:a]]", "[[beeld:a]]", "[a](b", "[a](<b", "[a][b] ", "[a]: /b\n", '[x](y "z',
    "*a ", "_*a", "**a**", "***a ", "`a``", "<", "&", "<a@b.c", "\\", "a\n", "> ", "> a\n", ">\n", "# a\n",
    "## kop\n", "1. a\n", "- a\n", "- a\n\n", "::: doe\n", "::: stap\na\n:::\n", ":::\n", "|", "a|",
    "|a|b|\n", "é", "😭", "&amp;", "&#106;", "http://a.nl ", "+31 ", "0 ", "0-", "(0)", "1. ", "00",
]  # fmt: skip


def accepted(text):
    """As much of a text, from its beginning, as the limits allow."""
    while text and markdown.too_much(text):
        text = text[: int(len(text) * 0.8)]
    return text


def worst_texts():
    """Names and texts."""
    for piece in PIECES:
        yield repr(piece), accepted(piece * (markdown.MAX_LENGTH // len(piece.encode())))
    columns, rows = markdown.MAX_COLUMNS, markdown.MAX_ROWS
    table = "|a" * columns + "|\n" + "|-" * columns + "|\n"
    yield "the largest table", table + ("|a" * columns + "|\n") * (rows - 2)
    yield "the largest table, with nothing in it", table + "|\n" * (rows - 2)
    yield "lists as deep as they may be", accepted("\n".join("  " * (line % 6) + "- a" for line in range(2_000)))
    yield "brackets inside brackets", accepted("[" * 25_000 + "]" * 25_000)
    yield "stars inside stars", accepted("*a " * 8_000 + "*" * 8_000)
    yield "many headings of one name", accepted("## " + "\n\n## ".join(["kop"] * 990))


def seconds(function, text):
    """The best of three, of the processor alone: it tells least of what else the machine was doing."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        function(text)
        taken.append(time.process_time() - start)
    return min(taken)


def figures():
    """For each text: name, length, seconds to render, seconds for the hints beside it."""
    return [
        (name, len(text), seconds(markdown.render, text), seconds(writing.hints_for_text, text))
        for name, text in worst_texts()
    ]


def measure(report, quick):
    # In a process of its own: this one must not need the settings of the site.
    command = [sys.executable, "-m", "tests.bench.markdown", "--json"]
    env = environment(LOCAL=1, DATA_DIR=sites.copy(0, "markdown"))
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    name, length, render, _ = max(found, key=lambda figure: figure[2])
    what = f"The worst of {len(found)} texts that can be saved ({name}, {length:,} characters), rendered"
    report.at_most(PART, what, render, LIMIT, "s")
    name, length, _, hints = max(found, key=lambda figure: figure[3])
    report.add(PART, f"The worst one for the hints ({name}, {length:,} characters)", f"{hints:.2f} s")


def main():
    found = figures()
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    for name, length, render, hints in sorted(found, key=lambda figure: -figure[2]):
        print(f"{render:6.2f} s  hints {hints:6.2f} s  {length:6} characters  {name}")


if __name__ == "__main__":
    main()
