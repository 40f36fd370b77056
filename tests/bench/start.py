"""Start: `make run` for the second time, and the memory of a worker."""

import statistics
import subprocess
import time

from . import ROOT, sites
from .harness import WORK, environment, free_port, get, memory, resident, stop, tree, wait_for

PART = "Start"


def measure(report, quick):
    folder = sites.copy(0, "start")
    taken, sizes, whole = [], [], []
    for number in range(2 if quick else 4):
        seconds, workers, everything = _run(folder)
        if number:  # the first time makes the database, the accounts and the first edition
            taken.append(seconds)
            sizes += workers
            whole.append(everything)
    report.at_most(PART, "make run, second time, to the first 200", statistics.median(taken), 3, "s",
                   more=f" ({min(taken):.1f}–{max(taken):.1f})")  # fmt: skip
    report.at_most(PART, "Resident memory of a worker, after 400 requests", max(sizes), 65, "MB")
    report.add(PART, "Everything that make run started (PSS)", f"{statistics.median(whole):.0f} MB")


def _run(folder):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    log = WORK / "logs" / "make-run.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    # `make` looks for the static files where they are without DATA_DIR.
    env = environment(DATA_DIR=folder, STATIC_ROOT=ROOT / "var" / "static")
    with log.open("wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(["make", "run", f"PORT={port}"], cwd=ROOT, env=env, stdout=output, stderr=output)
        try:
            try:
                wait_for(url, 120)
            except SystemExit as error:
                raise SystemExit(f"make run: {error}\n{log.read_text()[-2000:]}") from error
            seconds = time.monotonic() - began
            for _ in range(400):
                get(url)
            # make → gunicorn → workers and the publisher
            server = next(pid for pid in sorted(tree(process.pid)) if _says(pid, "gunicorn"))
            workers = [pid for pid in tree(server) - {server} if _says(pid, "gunicorn") and _parent(pid) == server]
            return seconds, [resident(pid) for pid in workers], memory(server)
        finally:
            stop(process)


def _says(pid, word):
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return word in file.read()
    except OSError:
        return False


def _parent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])
