"""The press: from nothing, after a change, ten thousand pages, memory; and its render phase beside its peers."""

import itertools
import json
import shutil
import statistics
import subprocess
import time

from nouishetgenoeg.press.edition import Editions

from . import ROOT, sites
from .harness import (
    OURS,
    PEERS,
    WORK,
    Worker,
    environment,
    get,
    gunicorn,
    interleaved,
    memory,
    project,
    ratios,
    wagtail_environment,
)  # fmt: skip

PART, PEER = "The press", "The press beside its peers"
PROCESSES = 2


def measure(report, quick):
    guides, many = (100, 300) if quick else (1000, 10_000)
    _from_nothing(report, guides, many, rounds=1 if quick else 3)
    _changes(report, guides, rounds=1 if quick else 3)
    _one_page(report, guides, rounds=4 if quick else 12)
    _peers(report, guides, rounds=1 if quick else 3)


def _pressed(folder, more=()):
    """One press: seconds until visitors have the edition, seconds in all, and the most memory, in MB."""
    editions = folder / "editions"
    before = (editions / "current").resolve() if (editions / "current").exists() else None
    began, served, most, sampled = time.monotonic(), None, 0, 0
    log = WORK / "logs" / "press.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(OURS / "python"), "manage.py", "press", "--processes", str(PROCESSES), *more],
            env=project(folder), cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
        while process.poll() is None:
            if time.monotonic() - sampled > 0.25:
                most, sampled = max(most, memory(process.pid)), time.monotonic()
            if served is None and (editions / "current").exists() and (editions / "current").resolve() != before:
                served = time.monotonic() - began
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"De pers stopte.\n{log.read_text()[-3000:]}")
    return served or time.monotonic() - began, time.monotonic() - began, most


def _told(folder):
    """What the press says of its last edition: pages, seconds of each stage, mistakes."""
    return json.loads((folder / "editions" / "report.json").read_text())


def _from_nothing(report, guides, many, rounds):
    results = {0: [], guides: []}
    for _ in range(rounds):
        for count, found in results.items():
            folder = sites.copy(count, f"press-{count}")
            found.append((*_pressed(folder), _told(folder)))
    peak = {}
    for count, found in results.items():
        served, whole, most = (statistics.median(one[index] for one in found) for index in range(3))
        told = found[-1][3]
        peak[count] = most
        name = "The starter site" if count == 0 else f"A site with {count:,} guides"
        name = f"{name} ({told['pages']:,} pages) from nothing"
        if count == guides:
            report.at_most(PART, f"{name}: served after", served, 12, "s")
        else:
            report.add(PART, f"{name}: served after", f"{served:.1f} s")
        report.add(
            PART, f"{name}: whole press, with the smallest compression afterwards",
            f"{whole:.1f} s; {_stages(told)}; {_mistakes(told)}",
        )  # fmt: skip
    folder = sites.copy(many, "press-many")
    served, whole, most = _pressed(folder)
    told = _told(folder)
    name = f"A site with {many:,} guides ({told['pages']:,} pages) from nothing"
    report.at_most(PART, f"{name}: served after", served, 90, "s")
    report.add(PART, f"{name}: whole press", f"{whole:.0f} s; {_stages(told)}; {_mistakes(told)}")
    report.at_most(PART, f"Peak memory (sum of PSS) with {many:,} guides", most, 250, "MB")
    report.at_most(PART, f"Peak memory with {many:,} guides ÷ with {guides:,}", most / peak[guides], 1.2)
    shutil.rmtree(folder)


def _stages(told):
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in told["seconds"].items())


def _mistakes(told):
    errors = [problem for problem in told["problems"] if not problem["is_warning"]]
    return f"{len(errors)} pages with a mistake"


def _changes(report, guides, rounds):
    """From the commit of a change to the moment at which every changed page is answered with its new bytes."""
    folder = sites.copy(guides, "press-changes")
    sites.press(folder)
    taken = {20: [], 0: []}
    with gunicorn("publisher", folder, PUBLISHER=1) as server:
        changer = Worker(OURS / "python", "tests.bench.change", project(folder))
        for number in range(rounds):
            for count, found in taken.items():
                word = f"Nummer{'abcdefgh'[number]}{'xy'[bool(count)]}"
                _rest(folder)
                committed, *paths = changer.ask(count, word)
                found.append(_until(server, paths, float(committed), word))
        numbers = ["08000432", *(f"05312345{number}0" for number in range(1, rounds + 1))]
        approved = []
        for old, new in itertools.pairwise(numbers):
            _rest(folder)
            shows = _with_number(folder, old)
            agreed = float(changer.ask("number", new)[0])
            approved.append(_until(server, shows, agreed, f"tel:{old}", is_there=False))
            if _with_number(folder, old) or not _with_number(folder, new):
                raise SystemExit(f"{old} staat nog op de site, of {new} niet.")
        changer.close()
    report.at_most(
        PART, f"From approved to live of a number that {len(shows):,} pages show ({guides:,} guides)",
        statistics.median(approved), 10, "s", more=f" ({min(approved):.1f}–{max(approved):.1f})",
    )  # fmt: skip
    for count, limit in ((20, 3), (0, 8)):
        what = f"{count} pages" if count else "all pages"
        values = taken[count]
        report.at_most(
            PART, f"From saved to served when {what} change ({guides:,} guides)", statistics.median(values), limit,
            "s", more=f" ({min(values):.1f}–{max(values):.1f})",
        )  # fmt: skip


def _with_number(folder, dialled):
    """The addresses of the current edition with a link that dials this number."""
    edition, number = Editions(folder / "editions").current(), f"tel:{dialled}".encode()
    return [path for path in edition.files if path.endswith("/") and number in edition.file(path).read_bytes()]


def _rest(folder, most=120):
    """Waits until the publisher has nothing left to do: no file of the editions has changed for three seconds."""
    until = time.monotonic() + most
    last, since = None, time.monotonic()
    while time.monotonic() < until:
        state = (folder / "editions").resolve().stat().st_mtime_ns, (folder / "editions" / "current").resolve().name
        manifest = folder / "editions" / "current" / "manifest.json"
        state += (manifest.stat().st_mtime_ns if manifest.exists() else 0,)
        if state != last:
            last, since = state, time.monotonic()
        if time.monotonic() - since > 3:
            return
        time.sleep(0.1)


def _until(server, paths, committed, word, is_there=True, most=120):
    """Seconds since the commit until all these addresses have the word, or have it no more."""
    left = list(paths)
    while left and time.monotonic() - committed < most:
        if (word.encode() in get(server.url(left[-1]))[2]) is is_there:
            left.pop()
        else:
            time.sleep(0.02)
    return time.monotonic() - committed if not left else float("nan")


def _peers(report, guides, rounds):
    data = sites.wagtail_site(guides)
    sites.hugo_site(guides)
    found = interleaved(
        {
            "ours, render phase": lambda: _timed(_render_only(data)),
            "django-distill": lambda: _timed(_distill(data)),
            "wagtail-bakery": lambda: _timed(_bakery(data)),
            "ours, whole press until served": lambda: _pressed(sites.copy(guides, f"press-{guides}"))[0],
            "Hugo": lambda: _timed(_hugo(data)),
        },
        rounds,
    )
    for name, seconds in found.items():
        each = guides / statistics.median(seconds)
        report.add(
            PEER, f"{name}, {guides:,} guides, {PROCESSES} processes",
            f"{each:,.0f} guides/s ({statistics.median(seconds):.1f} s)",
        )  # fmt: skip
    for peer in ("wagtail-bakery", "django-distill"):
        value, low, high = ratios(found[peer], found["ours, render phase"])
        report.at_least(
            PEER, f"Our render phase ÷ {peer}, guides per second", value, 1.5, more=f" ({low:.2f}–{high:.2f})"
        )
    value, low, high = ratios(found["ours, whole press until served"], found["Hugo"])
    report.add(PEER, "Our whole press ÷ Hugo, time", f"{value:.1f} × ({low:.1f}–{high:.1f})")


def _one_page(report, guides, rounds):
    """CPU of one page in our press and in Wagtail, in turns of 40 pages."""
    data = sites.wagtail_site(guides)
    ours = Worker(OURS / "python", "tests.bench.worker", project(data))
    theirs = Worker(PEERS / "python", "tests.bench.wagtail_site.worker", wagtail_environment(data))
    workers = {"ours": ours, "Wagtail": theirs}
    for worker in workers.values():
        worker.ask("render", 40)
    answers = interleaved(
        {name: lambda worker=worker: list(map(float, worker.ask("render", 40))) for name, worker in workers.items()},
        rounds,
    )
    for name, worker in workers.items():
        worker.close()
        cost, size, *_ = zip(*answers[name], strict=True)
        report.add(
            PEER, f"Rendering one guide, {name}",
            f"{1000 * statistics.median(cost):.1f} ms CPU, {statistics.mean(size) / 1000:.1f} KB of HTML",
        )  # fmt: skip
    value, low, high = ratios(*([answer[0] for answer in answers[name]] for name in ("ours", "Wagtail")))
    report.at_most(PEER, "Rendering one guide ÷ a Wagtail page, CPU", value, 1 / 3, more=f" ({low:.2f}–{high:.2f})")


def _timed(start):
    """Seconds until all these processes have ended; raises when one fails."""
    began = time.monotonic()
    processes = start()
    codes = [process.wait() for process in processes]
    if any(codes):
        raise SystemExit(f"Een van de metingen is mislukt: {processes[0].args}")
    return time.monotonic() - began


def _start(*command, env, cwd=ROOT):
    log = WORK / "logs" / "peers.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen([str(part) for part in command], env=env, cwd=cwd, stdout=output, stderr=output)


def _out(name):
    folder = WORK / "out" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _render_only(data):
    out = _out("ours")
    return lambda: [_start(OURS / "python", "-m", "tests.bench.render_only", out, PROCESSES, env=project(data))]


def _distill(data):
    """Two processes with half of the guides each: its own option for more at a time is threads."""
    out = _out("distill")
    return lambda: [
        _start(
            PEERS / "python", "-m", "django", "distill", "generate", "--output-directory", out / str(share),
            "--force", "--exclude-staticfiles", "--quiet",
            env=project(data, DJANGO_SETTINGS_MODULE="tests.bench.distill", BENCH_SHARE=f"{share}/{PROCESSES}"),
        )
        for share in range(PROCESSES)
    ]  # fmt: skip


def _bakery(data):
    out = _out("bakery")
    return lambda: [
        _start(
            PEERS / "python", "-m", "django", "build", "--skip-static", "--skip-media",
            env=wagtail_environment(data, BUILD_DIR=out / str(share), BENCH_SHARE=f"{share}/{PROCESSES}"),
        )
        for share in range(PROCESSES)
    ]  # fmt: skip


def _hugo(data):
    shutil.rmtree(data / "hugo" / "public", ignore_errors=True)
    return lambda: [_start("hugo", "--quiet", env=environment(GOMAXPROCS=PROCESSES), cwd=data / "hugo")]
