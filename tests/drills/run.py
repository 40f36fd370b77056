"""Rehearses faults on the real thing, and writes docs/drills.md: `make drills`, or `make drills ARGS="clock disk"`.

Runs as root, in a mount namespace of its own, for some faults need a full disk or another user.
"""

import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from tests.drills.served import ADDRESS, MARK, ROOT, Served, Visitors, environment, free_port, manage, prepare

DRILLS = []
GUIDE = "/wat-te-doen/ruzie-bij-de-buren/"
TOPIC = "/onderwerpen/in-je-relatie/"
TARGET = 0.999


def drill(fault, how):
    """Registers a drill: a function that gets the `Stage`, and returns (visitors, what was seen)."""

    def register(function):
        DRILLS.append((fault, how, function))
        return function

    return register


class Stage:
    """Where drills take place: a prepared site to copy (made once; `make clean` removes it) and their logs."""

    def __init__(self, folder):
        self.folder, self.prepared = folder, ROOT / "var" / "drills"
        self.served = None

    @contextmanager
    def site(self, mount=None, visitors=4, **values):
        """A served copy with visitors; `mount` puts the editions on a small disk of their own."""
        folder = self.folder / "site"
        if mount:
            subprocess.run(["mount", "-t", "tmpfs", "-o", mount, "drill", self.folder / "disk"], check=True)
            values["EDITIONS_DIR"] = str(self.folder / "disk" / "editions")
            shutil.copytree(self.prepared / "editions", values["EDITIONS_DIR"], symlinks=True)
        served = Served(values.pop("prepared", self.prepared), folder, self.folder / "log", **values)
        try:
            if mount:
                shutil.rmtree(folder / "editions")
                (folder / "editions").symlink_to(values["EDITIONS_DIR"])
            time.sleep(6)  # the first press of the publisher
            crowd = Visitors(served, visitors)
            with crowd:
                yield served, crowd
            crowd.result = crowd.judge(gone={GUIDE})
        finally:
            served.stop()
            if mount:
                subprocess.run(["umount", "--lazy", self.folder / "disk"], check=True)
            shutil.rmtree(folder)


def saved(served, title):
    """Saves a title; tells how long until visitors have it."""
    served.retitle(title)
    seconds = served.seconds_until(TOPIC, title.encode())
    return f"a change is served in {seconds} s" if seconds is not None else "A CHANGE IS NOT SERVED"


@drill("Database locked", "SQLite, `BEGIN EXCLUSIVE` for 8 s")
def database_locked(stage):
    with stage.site() as (s, crowd):
        lock = sqlite3.connect(s.data / "db.sqlite3", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        time.sleep(4)
        seen = s.newsroom()
        time.sleep(4)
        lock.execute("ROLLBACK")
        lock.close()
        seen = f"{seen}; {saved(s, 'Na het slot')}"
    return crowd, seen


@drill("Database full or read-only", "SQLite on a disk of 12 MB, filled, for 6 s")
def database_full(stage):
    disk = stage.folder / "disk"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "drill", disk], check=True)
    try:
        shutil.copy(stage.prepared / "db.sqlite3", disk)
        with stage.site(DATABASE_URL=f"sqlite:///{disk}/db.sqlite3") as (s, crowd):
            time.sleep(3)
            fill(disk)
            try:
                with closing(sqlite3.connect(disk / "db.sqlite3")) as database:
                    database.execute("CREATE TABLE veel AS SELECT hex(randomblob(4000000))")
                seen = "A FULL DISK TAKES A CHANGE"
            except sqlite3.Error as error:
                seen = f"a change is refused ({error})"
            time.sleep(3)
            (disk / "filling").unlink()
            seen += f"; {s.newsroom()}"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)
    return crowd, seen


@drill("Database file gone", "`db.sqlite3` moved away for 8 s, then put back")
def database_gone(stage):
    with stage.site() as (s, crowd):
        away = s.data / "away"
        away.mkdir()
        for file in s.data.glob("db.sqlite3*"):
            file.rename(away / file.name)
        time.sleep(4)
        seen = s.newsroom()
        time.sleep(4)
        for file in s.data.glob("db.sqlite3*"):
            file.unlink()
        for file in away.iterdir():
            file.rename(s.data / file.name)
        seen = f"{seen}; {saved(s, 'De database is terug')}"
    return crowd, seen


@drill("Another, empty database", "`db.sqlite3` replaced by a migrated one without content")
def database_empty(stage):
    with stage.site() as (s, crowd):
        for file in s.data.glob("db.sqlite3*"):
            file.unlink()
        manage(s.data, "migrate", "-v0")
        sqlite3.connect(s.data / "db.sqlite3", isolation_level=None).execute(
            "INSERT OR REPLACE INTO content_changecounter (id, value) VALUES (1, 99)"
        )
        report, end = {}, time.monotonic() + 90
        while not report.get("stopped") and time.monotonic() < end:
            time.sleep(0.5)
            report = json.loads((s.editions / "report.json").read_text())
    return crowd, "nothing is taken down; the report says why" if report["stopped"] else "NOT NOTICED"


@drill("Workers killed", "`kill -9` of both workers, 3 times in a minute")
def workers_killed(stage):
    with stage.site() as (s, crowd):
        for _ in range(3):
            for pid in s.children("worker"):
                os.kill(pid, signal.SIGKILL)
            time.sleep(20)
        seen = f"slowest answer {crowd.slowest:.1f} s"
    return crowd, seen


@drill("One worker frozen", "`kill -STOP` of one of two workers for 20 s")
def worker_frozen(stage):
    with stage.site() as (s, crowd):
        os.kill(s.children("worker")[0], signal.SIGSTOP)
        time.sleep(20)
        seen = f"replaced by gunicorn: {len(s.children('worker'))} workers; slowest answer {crowd.slowest:.1f} s"
    return crowd, seen


@drill("All workers frozen", "`kill -STOP` of both workers for 20 s")
def workers_frozen(stage):
    with stage.site() as (s, crowd):
        workers = s.children("worker")
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(28)
        seen = f"{len(workers)} frozen; replaced by gunicorn; slowest answer {crowd.slowest:.1f} s"
    return crowd, seen


@drill("Publisher killed", "`kill -9` of the publisher")
def publisher_killed(stage):
    with stage.site() as (s, crowd):
        for pid in s.children("publisher"):
            os.kill(pid, signal.SIGKILL)
        seen = saved(s, "Na het stoppen")
        time.sleep(3)
    return crowd, f"it is started again; {seen}"


@drill("Press killed", "`kill -9` of a press and its processes at 100 random moments, while content changes")
def press_killed(stage):
    with stage.site(PUBLISHER="0", visitors=2) as (s, crowd):
        result = subprocess.run(
            [sys.executable, "-m", "tests.drills.kill", "100"], cwd=ROOT, env=environment(s.data),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        seen = result.stdout.strip().splitlines()[-1]
        status, said = manage(s.data, "press", "-v0")
        verified, told = manage(s.data, "press", "--verify")
        left = list(s.editions.glob(".new-*"))
        seen += f"; the next press works; {told.strip()}" if (status, verified, left) == (0, 0, []) else said + told
    return crowd, seen


def fill(folder):
    """Leaves no byte free."""
    with open(folder / "filling", "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def full(s, undo):
    """What happens when nothing can be written in the folder of editions, and when it can again."""
    before = os.readlink(s.editions / "current")
    s.retitle("Terwijl de schijf vol is")
    time.sleep(8)
    seen = ["the newsroom is told" if (s.editions / "trouble").exists() else "the newsroom is not told"]
    if os.readlink(s.editions / "current") != before:
        seen.append("AN EDITION WAS MADE")
    s.change("UPDATE content_guide SET published_at = NULL WHERE slug = 'ruzie-bij-de-buren'")
    seen.append(f"a page is taken down in {s.seconds_until(GUIDE, 404)} s")
    undo()
    seen.append(f"with room again a change is served in {s.seconds_until(TOPIC, b'Terwijl de schijf vol is')} s")
    return "; ".join(seen)


@drill("Disk full", "the folder of editions on a disk of 12 MB, filled")
def disk_full(stage):
    with stage.site(mount="size=12m") as (s, crowd):
        fill(stage.folder / "disk")
        seen = full(s, (stage.folder / "disk" / "filling").unlink)
    return crowd, seen


@drill("Out of inodes", "the folder of editions on a disk with `nr_inodes=1500`, used up")
def out_of_inodes(stage):
    with stage.site(mount="nr_inodes=1500") as (s, crowd):
        many = stage.folder / "disk" / "many"
        many.mkdir()
        try:
            for number in range(2000):
                (many / str(number)).touch()
        except OSError:
            pass
        seen = full(s, lambda: shutil.rmtree(many))
    return crowd, seen


@drill("Permissions lost", "the site without root's right to read all, `chmod 000` on the current edition for 8 s")
def permissions_lost(stage):
    rights = "-dac_override,-dac_read_search"
    with stage.site(before=("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")) as (s, crowd):
        folder = (s.editions / "current").resolve()
        folder.chmod(0)
        time.sleep(3)
        for pid in s.children("worker"):
            os.kill(pid, signal.SIGTERM)
        time.sleep(5)
        folder.chmod(0o755)
        seen = saved(s, "Na het herstel")
    return crowd, f"the same bytes come from the edition before; new workers start with that one; {seen}"


@drill("One byte changed", "one byte in the page for danger and in its brotli twin, then a digit of 112")
def byte_changed(stage):
    with stage.site() as (s, crowd):
        file = s.editions / "current" / "site" / "nu" / "index.html"
        seen = []
        for name in ("index.html", "index.html.br"):
            right = file.with_name(name).read_bytes()
            half = len(right) // 2
            file.with_name(name).write_bytes(right[:half] + bytes([right[half] ^ 1]) + right[half + 1 :])
        status, _ = manage(s.data, "press", "--verify")
        seen.append("found by `--verify`" if status else "NOT FOUND")
        status, _ = manage(s.data, "press", "--repair")
        seen.append("mended by `--repair`" if not status else "NOT MENDED")
        right = file.read_bytes()
        started = time.monotonic()
        file.write_bytes(right.replace(b"112", b"113"))
        while file.read_bytes() != right and time.monotonic() - started < 90:
            time.sleep(0.5)
        seen.append(f"by the publisher within {time.monotonic() - started:.0f} s")
        seen.append("no visitor got the wrong byte" if not crowd.judge()["wrong"] else "VISITORS GOT IT")
    return crowd, "; ".join(seen)


def clock(stage, days):
    with stage.site(before=("faketime", "-f", f"{days}d")) as (s, crowd):
        s.retitle("Met een verkeerde klok")
        time.sleep(8)
        report = json.loads((s.editions / "report.json").read_text())
        gone = (
            json.loads((s.editions / "withdrawn.json").read_text())
            if (s.editions / "withdrawn.json").exists()
            else {}
        )
        s.stop()
        s.before = ()
        told = "the press stops and says why" if report["stopped"] else "the press goes on"
        crowd.is_done.set()
        s.start()
        seconds = s.seconds_until(TOPIC, b"Met een verkeerde klok")
    return crowd, f"{told}; {len(gone)} pages taken down; with the right clock the change is served in {seconds} s"


@drill("Clock 400 days behind", "everything started with `faketime -400d`")
def clock_behind(stage):
    return clock(stage, -400)


@drill("Clock 400 days ahead", "everything started with `faketime +400d`")
def clock_ahead(stage):
    return clock(stage, "+400")


@drill("Switches", "100 switches in 25 s between two editions with other pages, styles and file names")
def switches(stage):
    with stage.site(PUBLISHER="0") as (s, crowd):
        first = os.readlink(s.editions / "current")
        static = s.data / "static"
        [style] = static.glob("site.*.css")
        other = static / "site.0123456789ab.css"
        other.write_bytes(style.read_bytes() + b"/* */")
        names = static / "staticfiles.json"
        names.write_text(names.read_text().replace(style.name, other.name))
        s.retitle("De andere uitgave")
        manage(s.data, "press", "-v0")
        second = os.readlink(s.editions / "current")
        time.sleep(1)
        before = crowd.slowest
        crowd.slowest = 0
        for turn in range(100):
            beside = s.editions / ".drill"
            beside.symlink_to((first, second)[turn % 2])
            os.replace(beside, s.editions / "current")
            time.sleep(0.25)
        result = crowd.judge()
        seen = f"{result['unstyled']} of {len(crowd.styles)} styles and scripts missing; slowest answer "
        seen += f"{crowd.slowest:.2f} s (before: {before:.2f} s)"
    return crowd, seen


@drill("A broken page offered", "a number that is in no directory in a guide, and a corrected number elsewhere")
def broken_page(stage):
    with stage.site() as (s, crowd):
        s.change("UPDATE content_guide SET summary = 'Bel 0900-1234567.' WHERE slug = 'ruzie-bij-de-buren'")
        s.change("UPDATE signals_phone SET number = '08000433', display = '0800-0433' WHERE number = '08000432'")
        seconds = s.seconds_until("/hulp/landelijk/", b"0800-0433")
        is_out = b"0900-1234567" in s.ask(GUIDE)[2]
        time.sleep(3)
    return crowd, f"the corrected number is served in {seconds} s; the broken page " + (
        "IS SERVED" if is_out else "keeps its last good bytes"
    )


@drill("Database stopped", "PostgreSQL, `pg_ctl stop -m immediate` for 8 s, then started again")
def database_stopped(stage):
    with (
        stage.postgres() as (cluster, prepared),
        stage.site(prepared=prepared, DATABASE_URL=cluster.url) as (s, crowd),
    ):
        time.sleep(2)
        cluster.control("stop", "-m", "immediate")
        time.sleep(4)
        seen = s.newsroom()
        time.sleep(4)
        cluster.control("start")
        cluster.change("UPDATE content_topic SET title = 'Na de storing'")
        seconds = s.seconds_until(TOPIC, b"Na de storing")
    return crowd, f"{seen}; after the start a change is served in {seconds} s"


@drill("Database locked and slow", "PostgreSQL, `LOCK TABLE` on the counter, the sessions and the topics for 8 s")
def database_slow(stage):
    with (
        stage.postgres() as (cluster, prepared),
        stage.site(prepared=prepared, DATABASE_URL=cluster.url) as (s, crowd),
    ):
        time.sleep(1)
        locked = subprocess.Popen(cluster.psql(
            "BEGIN; LOCK TABLE content_changecounter, django_session, content_topic; SELECT pg_sleep(8); COMMIT"
        ), stdout=subprocess.DEVNULL)  # fmt: skip
        time.sleep(1)
        seen = s.newsroom()
        locked.wait()
        cluster.change("UPDATE content_topic SET title = 'Na het slot'")
        seconds = s.seconds_until(TOPIC, b"Na het slot")
    return crowd, f"{seen} (it waits for the lock); then a change is served in {seconds} s"


class Cluster:
    """A throw-away PostgreSQL, as .ci/run makes one."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        folder.mkdir()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        shutil.chown(folder, "postgres")
        self.run(self.bin / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.control("start")

    def run(self, *command):
        subprocess.run(
            ["runuser", "-u", "postgres", "--", *map(str, command)], cwd="/", check=True, stdout=subprocess.DEVNULL
        )

    def control(self, what, *more):
        started = ["-l", self.folder / "log", "-o", f"-h 127.0.0.1 -p {self.port} -k {self.folder}"]
        self.run(self.bin / "pg_ctl", "-D", self.folder, "-w", *(started if what == "start" else ()), *more, what)

    def psql(self, statement):
        return [str(self.bin / "psql"), "-q", self.url, "-c", statement]

    def change(self, statement):
        counted = "UPDATE content_changecounter SET value = value + 1"
        subprocess.run(self.psql("; ".join(["BEGIN", statement, counted, "COMMIT"])), check=True)


@contextmanager
def postgres(stage):
    """A cluster with a small site in it, made once; and the folder of that site."""
    prepared = stage.folder / "prepared-postgres"
    if not prepared.exists():
        stage.cluster = Cluster(stage.folder / "cluster")
        prepare(prepared, DATABASE_URL=stage.cluster.url)
    yield stage.cluster, prepared


Stage.postgres = postgres


def row(fault, how, result, seen):
    share = result["right"] / max(result["requests"], 1)
    verdict = "yes" if share >= TARGET and not result["without_numbers"] else "**no**"
    return (
        f"| {fault} | {how} | {result['requests']} | {100 * share:.3f} % | {result['lost']} | "
        f"{result['without_numbers']} | {verdict} | {seen} |"
    )


def visitors_in(logs):
    """Which traces of visitors stand in the logs."""
    text = b"".join(log.read_bytes() for log in logs if log.exists())
    return [word for word in (MARK, ADDRESS, GUIDE) if word.encode() in text]


def main(words):
    stage = Stage(Path(tempfile.mkdtemp(prefix="drills-")))
    stage.folder.chmod(0o755)
    (stage.folder / "disk").mkdir()
    failed = False
    try:
        if not stage.prepared.exists():
            prepare(stage.prepared)
        for fault, how, function in DRILLS:
            if words and not any(word in function.__name__ for word in words):
                continue
            crowd, seen = function(stage)
            line = row(fault, how, crowd.result, seen)
            write(fault, line)
            print(line, *(f"    {count} × {what}" for what, count in crowd.result["wrong"].items()), sep="\n")
            sys.stdout.flush()
            failed = failed or "**no**" in line
        traces = visitors_in([stage.folder / "log"])
    finally:
        if hasattr(stage, "cluster"):
            stage.cluster.control("stop", "-m", "immediate")
        shutil.copy(stage.folder / "log", Path(tempfile.gettempdir()) / "drills.log")
        shutil.rmtree(stage.folder)
    print("Sporen van bezoekers in de logboeken:", ", ".join(traces) or "geen")
    sys.exit(bool(traces or failed))


DOCUMENT = ROOT / "docs" / "drills.md"
HEADING = """# Faults, rehearsed

Made by `make drills` on {date}: {cores} × {model}, {system}, Python {python}, gunicorn with two workers.
A small site; visitors ask for every file of it in turn, each time on a new connection, and never ask twice. Right is
a 200 with bytes that an edition of the drill holds: plain, gzip and brotli; a page that the drill takes down may also
be 404. *Lost* got no answer, or half of one. *No numbers* counts pages of any status without 112 or 0800-2000. The
target: 99.9 % right, and the numbers always. Afterwards no log may hold an address, user agent, path or query.

| Fault | How | Requests | Right | Lost | No numbers | Met | Seen |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def write(fault, line):
    """Puts the row of one fault in the document; the others stay."""
    rows = {}
    if DOCUMENT.exists():
        rows = {
            text.split(" | ")[0].lstrip("| "): text for text in DOCUMENT.read_text().splitlines() if text[:1] == "|"
        }
    rows[fault] = line
    model = next(
        (text.partition(":")[2].strip() for text in Path("/proc/cpuinfo").read_text().splitlines()
         if text.startswith("model name")),
        platform.machine(),
    )  # fmt: skip
    heading = HEADING.format(
        date=time.strftime("%Y-%m-%d"), cores=os.cpu_count(), model=model, system=platform.system(),
        python=platform.python_version(),
    )  # fmt: skip
    DOCUMENT.write_text(heading + "".join(f"{rows[name]}\n" for name, _, _ in DRILLS if name in rows))


if __name__ == "__main__":
    if os.getuid() != 0:
        sys.exit("De oefeningen vragen root: een volle schijf, een andere gebruiker.")
    if not os.environ.get("DRILLS"):
        command = ["unshare", "-m", sys.executable, "-m", "tests.drills.run", *sys.argv[1:]]
        os.execvpe("unshare", command, os.environ | {"DRILLS": "1"})  # noqa: S606
    main(sys.argv[1:])
