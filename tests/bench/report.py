"""The table of a run: printed, and written to `docs/performance.md`."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from . import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"


@dataclass
class Report:
    rows: list = field(default_factory=list)

    def add(self, part, what, measured, target="", reached=None):
        """One figure. `reached` is None where there is no target: then it is there to compare with."""
        said = {True: "ok", False: "**not ok**", None: "–"}[reached]
        self.rows.append((part, what, measured, target, said))
        print(f"  {what}: {measured}{f' (target {target}: {said})' if target else ''}", flush=True)

    def at_most(self, part, what, value, limit, unit="×", more=""):
        self.add(part, what, f"{_number(value)} {unit}{more}", f"≤ {_number(limit)} {unit}", value <= limit)

    def at_least(self, part, what, value, limit, unit="×", more=""):
        self.add(part, what, f"{_number(value)} {unit}{more}", f"≥ {_number(limit)} {unit}", value >= limit)

    def table(self):
        lines = []
        for part in dict.fromkeys(row[0] for row in self.rows):
            lines += [f"### {part}", "", "| What | Measured | Target | |", "| --- | --- | --- | --- |"]
            lines += [f"| {' | '.join(row[1:])} |" for row in self.rows if row[0] == part]
            lines.append("")
        return "\n".join(lines)

    def write(self, seconds):
        """Puts the table in the document; what stands around it stays."""
        text = DOCUMENT.read_text()
        made = f"{BEGIN}\n\n{machine()}\nThe whole run took {seconds / 60:.0f} minutes.\n\n{self.table()}\n{END}"
        DOCUMENT.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _: made, text, flags=re.DOTALL))


def _number(value):
    if value != value:  # not a number: nothing was measured
        return "–"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "absent"
    return ((done.stdout + done.stderr).splitlines() or [""])[0]


def machine():
    """The machine and the versions, without paths or names of hosts."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024**2
    load = os.getloadavg()[0]
    ours = ", ".join(f"{name} {version(name)}" for name in ("Django", "gunicorn", "whitenoise", "brotli"))
    peers = (ROOT / "tests" / "bench" / "requirements.txt").read_text()
    theirs = ", ".join(
        f"{name} {re.search(f'^{name}==([^ ;]+)', peers, re.MULTILINE)[1]}"
        for name in ("wagtail", "wagtail-cache", "wagtail-bakery", "django-distill")
    )
    nginx = re.search(r"nginx/(\S+)", _first_line("nginx", "-v"))
    hugo = re.search(r"v([\d.]+)", _first_line("hugo", "version"))
    return (
        f"Measured on {model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"Linux {platform.release().split('-')[0]}; load average at the end {load:.1f}. Python "
        f"{platform.python_version()}, {ours}; {theirs}, nginx {nginx[1] if nginx else '–'}, "
        f"Hugo {hugo[1] if hugo else '–'}, SQLite.\n"
    )
