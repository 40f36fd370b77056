"""What the search weighs and how fast it is on a slow phone: `LOCAL=1 python -m tests.bench.search`.

Makes lists of 400 and 1,000 items, with the lengths of the real ones and the sentences of the starter texts, and searches
them in Chromium with its processor slowed down four times. Prints a table; run it by hand, on a quiet machine. A search
is the best of three times, so that what else the machine does tells less.
"""

import json
import os
import random
import re
import shutil
import statistics
import sys
from itertools import cycle

import brotli
import django
from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
django.setup()

from django.test import RequestFactory  # noqa: E402

from content.loading import STARTER  # noqa: E402
from content.models import LayQuery  # noqa: E402
from nouishetgenoeg import search  # noqa: E402
from signals.loading import STARTER as SIGNALS  # noqa: E402
from signals.views import postcodes  # noqa: E402

SLOWER = 4
LIMITS = {400: 60, 1000: 150}  # KB in brotli
BUILD, SEARCH = 300, 30  # ms
WORST = ["a" * 100, "slaan " * 16, "kind man vrouw geweld bang huis ruzie slaan help politie baby oma", "(a+)+$ [[[ .*",
         "😭" * 50, "k", "geweld"]  # fmt: skip

# Building goes in steps, so that the phone can answer in between: the longest one is what a visitor may notice.
MEASURE = """([list, places, queries]) => {
  const builds = [];
  let site, longest = 0;
  const time = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  for (let i = 0; i < 5; i += 1) {
    const steps = [time(() => { site = SiteSearch.create(JSON.parse(list), JSON.parse(places)); })];
    for (let done = false; !done;) steps.push(time(() => { done = site.build(20); }));
    builds.push(steps.reduce((sum, step) => sum + step));
    if (i === 0) longest = Math.max(...steps);
  }
  const once = (text) => time(() => { site.danger(text); site.search(text); });
  return [builds[0], longest, Math.min(...builds), queries.map((text) => Math.min(once(text), once(text), once(text)))];
}"""


def sentences():
    """The sentences of the starter texts in a fixed random order, again and again; the second time with other words."""
    text = " ".join(path.read_text() for root in (STARTER, SIGNALS) for path in sorted(root.glob("*/*.toml")))
    found = [part for part in re.split(r"(?<=[.?!])\s+|\n+", re.sub(r"\[\[.*?\]\]|[*#'\"=\[\]]", "", text)) if len(part) > 20]
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


def main():
    request = RequestFactory().get("/")
    data = json.loads(search.index(request).content)
    places = postcodes(request).content.decode()
    queries = [text for text, _ in LayQuery.expected()]
    if not queries:
        sys.exit("Laad eerst de startteksten: manage.py load_starter")
    print(f"{'items':>6} {'brotli KB':>10} {'limit':>6} {'first build ms':>15} {'longest step':>13} {'best of 5':>10} {'search ms: median':>18} "
          f"{'p95':>6} {'max':>6} {'bad input max':>14}")  # fmt: skip
    with sync_playwright() as playwright:
        executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for count in (len(data["items"]), *LIMITS):
            text = json.dumps({**data, "items": grown(data["items"], count)}, ensure_ascii=False, separators=(",", ":"))
            page = browser.new_page()
            for name in search.SCRIPTS:
                page.add_script_tag(path=search.settings.BASE_DIR / "static" / name)
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            first, longest, build, times = page.evaluate(MEASURE, [text, places, queries + WORST])
            normal, worst = sorted(times[: len(queries)]), times[len(queries) :]
            size = len(brotli.compress(text.encode(), quality=11)) / 1024
            print(f"{count:>6} {size:>10.1f} {LIMITS.get(count, ''):>6} {first:>15.0f} {longest:>13.0f} {build:>10.0f} "
                  f"{statistics.median(normal):>18.1f} {normal[int(0.95 * len(normal))]:>6.1f} {normal[-1]:>6.1f} "
                  f"{max(worst):>14.1f}")  # fmt: skip
            page.close()
        browser.close()
    print(f"\nLimits: build {BUILD} ms, search {SEARCH} ms, at a processor {SLOWER} times slower. "
          f"Load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")  # fmt: skip


if __name__ == "__main__":
    main()
