"""Drill: does anything that the site writes tell who visited what?

Runs the site as production does, sends it requests of every kind, errors included, and looks for what they carried
in all that gunicorn and Django wrote. `python -m tests.drills.logs 10000` prints the statuses and what was found;
`tests/test_logs.py` runs it with fewer.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What a request carries that no log may hold.
ADDRESS = "203.0.113.77"
AGENT = "MarkedAgent/9"
QUERY = "markedquery"
REFERRER = "markedreferrer"
TYPED = "markedbody"
COOKIE = "markedcookie"
PAGE = "marked-page"
MARKS = (ADDRESS, "127.0.0.1", "::1", AGENT, QUERY, REFERRER, TYPED, COOKIE, PAGE, "het-is-uit-maar")

HEADERS = {
    "X-Forwarded-For": ADDRESS,
    "X-Forwarded-Proto": "https",
    "Forwarded": f"for={ADDRESS}",
    "User-Agent": AGENT,
    "Referer": f"https://zoeken.example/?q={REFERRER}",
    "Cookie": f"sessionid={COOKIE}",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# Method, path, further headers, body.
REQUESTS = [
    ("GET", "/", {}, None),
    ("GET", f"/wat-te-doen/het-is-uit-maar-het-stopt-niet/?q={QUERY}", {}, None),
    ("GET", "/robots.txt", {}, None),
    ("GET", f"/{PAGE}/?q={QUERY}", {}, None),
    ("GET", f"/hulp/{PAGE}?q={QUERY}", {}, None),
    ("GET", f"/static/{PAGE}.css", {}, None),
    ("GET", f"/{PAGE}/%00?q={QUERY}", {}, None),
    ("GET", f"/{PAGE}/%ff", {}, None),
    ("GET", f"/beheer/?next=/{QUERY}", {}, None),
    ("GET", f"/?{QUERY}", {"Host": "evil.example"}, None),
    ("GET", f"/?{QUERY}", {"If-Modified-Since": "Wed, 25 Nov 2026 00:00:00 GMT"}, None),
    ("HEAD", f"/{PAGE}/", {}, None),
    ("OPTIONS", f"/?{QUERY}", {}, None),
    ("POST", f"/?{QUERY}", FORM, f"q={TYPED}"),
    ("POST", f"/beheer/login/?{QUERY}", {**FORM, "Origin": "null"}, f"username={TYPED}"),
    ("POST", f"/beheer/voorbeeld/?{QUERY}", FORM, f"content={TYPED}"),
    ("DELETE", f"/{PAGE}/", {}, None),
    ("GET", f"/{PAGE}/{'y' * 9000}", {}, None),
]
BROKEN = [
    f"GET /{PAGE} {QUERY} HTTP/1.1 x\r\n\r\n",
    f"{AGENT}\r\n\r\n",
    f"GET /{PAGE} HTTP/1.1\r\nBad Header {REFERRER}\r\n\r\n",
    f"POST /{PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{TYPED}",
    f"GET /{PAGE} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {AGENT}\r\n",  # hangs up halfway
]


def serve(folder, port, database):
    """Start the site in production mode; returns the process and the file of all that it writes."""
    log = folder / "log"
    environment = {
        **os.environ,
        "LOCAL": "", "DEBUG": "", "PORT": str(port), "BIND": f"127.0.0.1:{port}", "WORKERS": "1",
        "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "localhost", "BEHIND_PROXY": "1",
        "DATA_DIR": str(folder), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "nouishetgenoeg.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nouishetgenoeg.wsgi"]
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    return process, log


def send(port, count):
    """Send `count` requests of every kind in turn; returns how many there were of each status."""
    statuses = Counter()
    for number in range(count):
        kind = number % (len(REQUESTS) + len(BROKEN))
        if kind >= len(REQUESTS):
            with socket.create_connection(("127.0.0.1", port), 10) as connection:
                connection.sendall(BROKEN[kind - len(REQUESTS)].encode())
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(64)
            statuses[answer[9:12].decode() or "none"] += 1
            continue
        method, path, headers, body = REQUESTS[kind]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, path, body, {"Host": "localhost", **HEADERS, **headers})
        statuses[str(connection.getresponse().status)] += 1
        connection.close()
    return statuses


def drill(count, database=None):
    """Send `count` requests, half of them to a site whose database is empty, so that its pages break.

    Returns the statuses, what was written, and the marks that stand in it.
    """
    statuses, written = Counter(), ""
    with tempfile.TemporaryDirectory() as name:
        for part, url in enumerate((database, None)):
            folder = Path(name) / str(part)
            folder.mkdir()
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            process, log = serve(folder, port, url or f"sqlite:///{folder / 'empty.sqlite3'}")
            try:
                statuses += send(port, count // 2)
            finally:
                process.terminate()
                process.wait(20)
            written += log.read_text(errors="replace")
    return statuses, written, {mark for mark in MARKS if mark.lower() in written.lower()}


if __name__ == "__main__":
    statuses, written, found = drill(int(sys.argv[1]), os.environ.get("DATABASE_URL"))
    print(f"{statuses.total()} verzoeken: {dict(sorted(statuses.items()))}")
    print(f"{len(written)} tekens geschreven; gevonden: {sorted(found) or 'niets'}")
    sys.exit(bool(found))
