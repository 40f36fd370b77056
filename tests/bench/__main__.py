"""`make bench`, or one part: `make bench ARGS="visit"`. With `--quick` few repeats, to try whether it works."""

import argparse
import shutil
import signal
import sys
import time

from . import growth, markdown, press, search, start, visit
from .harness import BROTLI, PEERS
from .report import Report

PARTS = {"visit": visit, "press": press, "growth": growth, "start": start, "search": search, "markdown": markdown}
NEEDED = {
    "wrk": "wrk",
    "nginx": "nginx",
    "hugo": "hugo",
}


def missing():
    """What is not on this machine, as names of Debian packages."""
    packages = [package for program, package in NEEDED.items() if not shutil.which(program)]
    return packages if BROTLI else [*packages, "libnginx-mod-http-brotli-static"]


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="few repeats")
    options = parser.parse_args()
    if packages := missing():
        sys.exit(f"Voor make bench ontbreekt: {', '.join(packages)}. Op Debian: apt-get install {' '.join(packages)}")
    if not PEERS.exists():
        sys.exit("De omgeving met Wagtail en de andere ontbreekt. Gebruik: make bench")
    # Asked to stop, it first stops every server that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    report = Report()
    for name in options.parts or PARTS:
        print(f"\n{name}", flush=True)
        PARTS[name].measure(report, options.quick)
    print("\n" + report.table())
    if not options.parts and not options.quick:
        report.write(time.monotonic() - began)
        print("Geschreven: docs/performance.md")


if __name__ == "__main__":
    main()
