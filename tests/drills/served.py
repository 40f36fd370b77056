"""The real thing on a port of its own, and visitors who ask it for every page all the time."""

import gzip
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parents[2]
MARK, ADDRESS = "zzbezoekerzz", "127.0.0.77"  # what a visitor would leave in a log
NUMBERS = (b"tel:112", b"tel:08002000")
STATIC = re.compile(rb'(?:href|src)="(/static/[^"]+)"')

# A few items of each kind: then a press takes seconds.
TRIM = """
from content.models import Guide, Topic
from signals.models import Checklist, Event, Municipality, PostcodeArea
Event.objects.all().delete()
PostcodeArea.objects.exclude(municipality__slug="enschede").delete()
Municipality.objects.exclude(slug__in=["enschede", "hengelo"]).delete()
Guide.objects.exclude(slug__in=["ruzie-bij-de-buren", "zorgen-om-een-kind", "meldcode-vijf-stappen"]).delete()
Topic.objects.exclude(slug="in-je-relatie").delete()
Checklist.objects.exclude(slug="kind-4-12").delete()
"""


def environment(data, **values):
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **base, "PYTHONDONTWRITEBYTECODE": "1", "LOCAL": "1", "DATA_DIR": str(data), "EDITIONS_KEPT": "300",
        "DJANGO_SETTINGS_MODULE": "nouishetgenoeg.settings", "SITE_URL": "http://localhost:8000", **values,
    }  # fmt: skip


def manage(data, *command, **values):
    """Runs a command of manage.py: (exit status, what it said)."""
    result = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(data, **values),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return result.returncode, result.stdout


def prepare(data, **values):
    """A small site with an edition in a new folder."""
    data.mkdir(mode=0o755, parents=True)
    for command in (
        ["collectstatic", "-v0", "--noinput"], ["migrate", "-v0"], ["load_starter", "-v0"], ["shell", "-c", TRIM],
        ["press", "-v0"],
    ):  # fmt: skip
        status, said = manage(data, *command, **values)
        assert status == 0, said


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """gunicorn on a copy of a prepared folder, with its publisher, as `make run` starts it."""

    def __init__(self, prepared, folder, log, before=(), **values):
        shutil.copytree(prepared, folder, symlinks=True)
        self.data, self.port, self.log, self.values, self.before = folder, free_port(), log, values, before
        self.start()

    @property
    def editions(self):
        return self.data / "editions"

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [
                    *self.before, sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py",
                    "nouishetgenoeg.wsgi",
                ],
                cwd=ROOT, env=environment(self.data, PORT=str(self.port), **self.values), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        for _ in range(300):
            try:
                if self.ask("/robots.txt")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
        raise SystemExit(f"De site start niet; zie {self.log}")

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGCONT):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def ask(self, path, encoding="", timeout=60, cookie=None):
        """(status, headers, unpacked bytes) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(ADDRESS, 0))
        headers = {"Accept-Encoding": encoding, "User-Agent": MARK, "Connection": "close"}
        if cookie:
            headers["Cookie"] = cookie
        try:
            connection.request("GET", f"{path}?{MARK}", headers=headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
            response.headers.get("Content-Encoding"), bytes
        )
        return response.status, response.headers, unpack(body)

    def newsroom(self):
        """What an editor gets who is signed in (so the database is asked): a text with status and seconds."""
        started = time.monotonic()
        try:
            status = self.ask("/beheer/", cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345")[0]
        except OSError as error:
            status = type(error).__name__
        return f"the newsroom answers {status} in {time.monotonic() - started:.1f} s"

    def children(self, word):
        """The processes that gunicorn started: those of the publisher have `word` in their command."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"PPid:\t{self.process.pid}\n" in (folder / "status").read_text():
                    is_publisher = b"publisher" in (folder / "cmdline").read_bytes()
                    if is_publisher == (word == "publisher"):
                        found.append(int(folder.name))
            except OSError:
                continue
        return found

    def change(self, statement, *values):
        """A change as an editor makes it: with the counter, in one transaction."""
        with sqlite3.connect(self.data / "db.sqlite3", timeout=30) as database:
            database.execute(statement, values)
            database.execute("UPDATE content_changecounter SET value = value + 1")
        database.close()

    def retitle(self, title):
        self.change("UPDATE content_topic SET title = ?", title)

    def seconds_until(self, path, wanted, most=60):
        """How long until `wanted` (bytes, or a status) is what visitors get; None when that takes too long."""
        started = time.monotonic()
        while time.monotonic() - started < most:
            status, _, body = self.ask(path)
            if status == wanted if isinstance(wanted, int) else wanted in body:
                return round(time.monotonic() - started, 1)
            time.sleep(0.1)
        return None


class Visitors:
    """Visitors who ask for every file of the edition, in turn, each on a new connection, and try nothing twice."""

    def __init__(self, served, count=4, pause=0.004):
        self.served, self.pause = served, pause
        manifest = json.loads((served.editions / "current" / "manifest.json").read_text())
        self.paths = [path for path in manifest["files"] if path not in manifest["moves"] and not is_error(path)]
        self.threads = [threading.Thread(target=self.visit, args=(number,)) for number in range(count)]
        self.answers, self.lost, self.styles = Counter(), 0, {}
        self.slowest = 0
        self.without_numbers = 0
        self.is_done = threading.Event()
        self.lock = threading.Lock()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.is_done.set()
        for thread in self.threads:
            thread.join()

    def visit(self, number):
        turn = number * len(self.paths) // len(self.threads)
        while not self.is_done.is_set():
            path = self.paths[turn % len(self.paths)]
            encoding = ("br", "gzip", "")[(turn // len(self.paths) + turn) % 3]
            turn += 1
            started = time.monotonic()
            try:
                status, headers, body = self.served.ask(path, encoding)
            except Exception:
                # Nothing, or half a page.
                with self.lock:
                    self.lost += 1
                continue
            is_page = headers["Content-Type"].startswith("text/html")
            with self.lock:
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.answers[path, status, hashlib.sha256(body).hexdigest()] += 1
                if is_page and not all(number in body for number in NUMBERS):
                    self.without_numbers += 1
            for style in set(STATIC.findall(body)) - self.styles.keys() if is_page else ():
                try:
                    self.styles[style] = self.served.ask(style.decode())[0]
                except Exception:
                    self.styles[style] = 0
            time.sleep(self.pause)

    def judge(self, gone=()):
        """Counts what came: right are the bytes of an edition of this drill; for what is `gone` a 404 is right."""
        allowed = {}
        for file in self.served.editions.glob("*/manifest.json"):
            try:
                files = json.loads(file.read_text())["files"]
            except (OSError, ValueError):
                continue
            for path, entry in files.items():
                allowed.setdefault(path, set()).add(entry["sha256"])
        right, wrong = 0, Counter()
        for (path, status, digest), count in self.answers.items():
            if (status == 200 and digest in allowed.get(path, ())) or (status == 404 and path in gone):
                right += count
            else:
                wrong[f"{status} for {path}" if status != 200 else f"other bytes for {path}"] += count
        return {
            "requests": self.answers.total() + self.lost,
            "right": right,
            "lost": self.lost,
            "wrong": wrong,
            "without_numbers": self.without_numbers,
            "unstyled": sum(status != 200 for status in self.styles.values()),
            "slowest": self.slowest,
        }


def is_error(path):
    return re.fullmatch(r"/\d{3}\.html", path)
