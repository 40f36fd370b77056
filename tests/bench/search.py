"""Search: what its list weighs, and how fast it is on a slow phone: part of `make bench`, or alone
`LOCAL=1 python -m tests.bench.search`.

Makes lists of 400 and 1,000 items, with the lengths of the real ones and the sentences of the starter texts, and
searches them in Chromium with its processor slowed down four times. Alone it prints a table;
run it on a quiet machine.

Times are milliseconds on the clock, but for "cpu": the time that the page itself had a processor for its first build.
"""

import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
from itertools import cycle

import brotli
import django
from playwright.sync_api import sync_playwright

os.environ.setdefault("LOCAL", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from content.loading import STARTER  # noqa: E402
from content.models import LayQuery  # noqa: E402
from nouishetgenoeg import search  # noqa: E402
from nouishetgenoeg.press.queries import SCRIPTS  # noqa: E402
from signals.loading import STARTER as SIGNALS  # noqa: E402
from signals.views import postcodes  # noqa: E402

from . import ROOT, sites  # noqa: E402
from .harness import environment  # noqa: E402

PART = "Search"
SLOWER = 4
LIMITS = {400: 60, 1000: 150}  # KB in brotli
BUILD, SEARCH = 300, 30  # ms
BAD = [
    "a" * 100,
    "slaan " * 16,
    "kind man vrouw geweld bang huis ruzie slaan help politie",
    "(a+)+$ [[[ .*",
    "😭" * 50,
]

# Building goes in steps, so that the phone can answer in between: the longest one is what a visitor may notice.
BUILD_IT = """([list, places]) => {
  const steps = [];
  const time = (work) => {
    const start = performance.now();
    work();
    steps.push(performance.now() - start);
  };
  time(() => { site = SiteSearch.create(JSON.parse(list), JSON.parse(places)); });
  for (let done = false; !done;) time(() => { done = site.build(20); });
  return [steps.reduce((sum, step) => sum + step), Math.max(...steps)];
}"""

# The best of three tells least of what else the machine was doing.
SEARCH_IT = """(queries) => {
  const once = (text) => {
    const start = performance.now();
    site.danger(text);
    site.search(text);
    return performance.now() - start;
  };
  return queries.map((text) => Math.min(once(text), once(text), once(text)));
}"""


def sentences():
    """The sentences of the starter texts in a fixed random order, and then their words in another."""
    text = " ".join(path.read_text() for root in (STARTER, SIGNALS) for path in sorted(root.glob("*/*.toml")))
    text = re.sub(r"\[\[.*?\]\]|[*#'\"=\[\]]", "", text)
    found = [part for part in re.split(r"(?<=[.?!])\s+|\n+", text) if len(part) > 20]
    dice = random.Random(1)  # noqa: S311 - the same every time
    dice.shuffle(found)
    yield from found
    words = " ".join(found).split()
    while True:
        yield " ".join(dice.sample(words, 9))


def grown(items, count):
    """`items` and as many more as make `count`, with the lengths of the real ones."""
    stream, rows = sentences(), list(items)

    def text(length):
        parts = ""
        while len(parts) < length:
            parts += next(stream) + " "
        return parts[:length]

    for row in cycle(items):
        if len(rows) >= count:
            return rows
        fields = [text(len(field)) for field in row[2:6]]
        rows.append([f"/wat-te-doen/{'-'.join(fields[0].lower().split()[:4])}/", row[1], *fields, row[6]])


def cpu(session):
    """The processor time of the page so far, in milliseconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def _measure(browser, text, places, queries):
    """Builds once and searches: processor time, clock time, longest step, and the time of each query."""
    page = browser.new_page()
    for name in SCRIPTS:
        page.add_script_tag(path=settings.BASE_DIR / "static" / name)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate("() => { window.site = null; }")
    before = cpu(session)
    clock, longest = page.evaluate(BUILD_IT, [text, places])
    used = cpu(session) - before
    times = page.evaluate(SEARCH_IT, queries)
    page.close()
    return used, clock, longest, times


def _figures(counts, queries):
    """For each number of items (0: as many as there are): count, KB, processor and clock time of the build, its
    longest step, the times of the queries in order, and the slowest of the bad ones."""
    request = RequestFactory().get("/")
    data = json.loads(search.index(request).content)
    places = postcodes(request).content.decode()
    with sync_playwright() as playwright:
        executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for count in counts:
            items = grown(data["items"], count or len(data["items"]))
            text = json.dumps({**data, "items": items}, ensure_ascii=False, separators=(",", ":"))
            size = len(brotli.compress(text.encode(), quality=11)) / 1024
            used, clock, longest, times = _measure(browser, text, places, queries + BAD)
            yield len(items), size, used, clock, longest, sorted(times[: len(queries)]), max(times[len(queries) :])
        browser.close()


def _queries():
    queries = [text for text, _ in LayQuery.expected()]
    if not queries:
        sys.exit("Laad eerst de startteksten: manage.py load_starter")
    return queries


def measure(report, quick):
    # In a process of its own, with the database that the other parts use too.
    command = [sys.executable, "-m", "tests.bench.search", "--json"]
    env = environment(LOCAL=1, DATA_DIR=sites.copy(0, "search"))
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    for count, size, used, _, _, times, bad in json.loads(done.stdout):
        report.at_most(PART, f"The list with {count:,} items, brotli", size, LIMITS[count], "KB")
        if count == min(LIMITS):
            slow = f"processor {SLOWER}× slower"
            report.at_most(PART, f"Processor time to build the index of {count} items, {slow}", used, BUILD, "ms")
            report.at_most(PART, f"One search in {count} items, {slow}", statistics.median(times), SEARCH, "ms",
                           more=f" (95%: {times[int(0.95 * len(times))]:.0f})")  # fmt: skip
            report.at_most(PART, f"The slowest of {len(BAD)} bad inputs, {slow}", bad, 10 * SEARCH, "ms")


def main():
    queries = _queries()
    if "--json" in sys.argv:
        print(json.dumps(list(_figures(LIMITS, queries))))
        return
    titles = [
        "items",
        "brotli KB",
        "limit",
        "build cpu",
        "build",
        "longest step",
        "search median",
        "p95",
        "max",
        "bad",
    ]
    row = " ".join(f"{{:>{max(len(title), 6)}}}" for title in titles)
    print(row.format(*titles))
    for count, size, used, clock, longest, times, bad in _figures([0, *LIMITS], queries):
        figures = [used, clock, longest, statistics.median(times), times[int(0.95 * len(times))], times[-1], bad]
        print(row.format(count, f"{size:.1f}", LIMITS.get(count, ""), *(f"{figure:.0f}" for figure in figures)))
    print(f"\nLimits: build {BUILD} ms, search {SEARCH} ms, with the processor {SLOWER} times slower. "
          f"Load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")  # fmt: skip


if __name__ == "__main__":
    main()
