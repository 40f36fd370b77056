"""Growth: the same page and the same lists with a hundred guides and with ten thousand."""

import statistics

from . import sites
from .harness import OURS, Worker, interleaved, project, ratios

PART = "Growth"
FEW, MANY = 100, 10_000
BATCH = 40
LISTS = ["/", "/wat-te-doen/", "/voor/een-ander/", "/a-z/", "/sitemap.xml", "/sitemap-stappen-0.xml"]


def measure(report, quick):
    many = 300 if quick else MANY
    workers = {
        count: Worker(OURS / "python", "tests.bench.worker", project(sites.ours(count))) for count in (FEW, many)
    }
    for worker in workers.values():
        worker.ask("render", BATCH)
    answers = interleaved(
        {count: lambda worker=worker: float(worker.ask("render", BATCH)[0]) for count, worker in workers.items()},
        rounds=4 if quick else 12,
    )
    for count, cost in answers.items():
        report.add(PART, f"Rendering a guide among {count:,}", f"{1000 * statistics.median(cost):.1f} ms CPU")
    value, low, high = ratios(answers[many], answers[FEW])
    report.at_most(
        PART, f"Rendering a guide, {many:,} ÷ {FEW} guides, CPU", value, 1.2, more=f" ({low:.2f}–{high:.2f})"
    )
    batched = {count: int(worker.ask("render", BATCH)[2]) for count, worker in workers.items()}
    report.add(
        PART, f"Queries for {BATCH} guides in the press, with {FEW} and with {many:,}",
        f"{batched[FEW]} and {batched[many]}", "the same", batched[FEW] == batched[many],
    )  # fmt: skip
    for path in LISTS:
        few, more = (list(map(float, workers[count].ask("queries", path))) for count in (FEW, many))
        report.add(
            PART, f"{path}: queries, queries with OFFSET, CPU",
            f"{few[0]:.0f}, {few[1]:.0f}, {1000 * few[2]:.0f} ms with {FEW}; "
            f"{more[0]:.0f}, {more[1]:.0f}, {1000 * more[2]:.0f} ms with {many:,}",
            "as many queries, no OFFSET", few[0] == more[0] and not more[1],
        )  # fmt: skip
    for worker in workers.values():
        worker.close()
