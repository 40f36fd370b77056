"""What a hostile or broken request gets, from the real server and from nginx with our configuration.

The codes are those of the list of hostile input: T for paths, N for headers, hosts and methods.
"""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass

import brotli
import pytest
from django.db import transaction
from django.test import override_settings

from content.models import ChangeCounter
from nouishetgenoeg.headers import HASHED, MOMENT, PAGE, SECURITY
from nouishetgenoeg.press.edition import Editions
from nouishetgenoeg.press.run import Press
from tests.browser.conftest import free_port, running_nginx, wait_until_healthy

from .conftest import GUIDE, trim

MARK = "zzmerkzz"
NUMBERS = (b"tel:112", b"tel:08002000")
# What must not leave the server, whatever is asked.
SECRETS = (b"SECRET_KEY", b"SQLite format", b"[core]", b"staticfiles.json", b'"sha256"', b"root:x:", b"django.conf")


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes
    raw: bytes

    @classmethod
    def of(cls, raw):
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.title(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return cls(int(first.split()[1]) if first.startswith("HTTP/") else 0, headers, body, raw)

    @property
    def text(self):
        return brotli.decompress(self.body) if self.headers.get("Content-Encoding") == "br" else self.body


def send(port, request, is_all=False):
    """The answer to the bytes of a request; an empty one when the server hangs up without a word.

    `is_all` tells the server that nothing follows; else it may wait for the rest of what it cannot read.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        raw = b""
        try:
            connection.sendall(request)
            if is_all:
                connection.shutdown(socket.SHUT_WR)
            while block := connection.recv(65536):
                raw += block
        except ConnectionError:
            pass
    return Answer.of(raw)


def request(target="/", method="GET", host="localhost", headers=(), version="HTTP/1.1", body=b""):
    lines = [f"{method} {target} {version}", *([f"Host: {host}"] if host is not None else []), "Connection: close"]
    text = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers), "", ""])
    return text.encode("latin-1") + body


@pytest.fixture(scope="module")
def small_editions(django_db_setup, django_db_blocker, static_root, tmp_path_factory):
    """An edition of a small site, for all tests here; the database is as it was afterwards."""
    folder = tmp_path_factory.mktemp("data") / "editions"
    with override_settings(STATIC_ROOT=static_root, EDITIONS_DIR=folder), django_db_blocker.unblock():
        with transaction.atomic():
            trim()
            ChangeCounter.objects.increase()
            Press(Editions(), processes=1).run()
            transaction.set_rollback(True)
        yield Editions()


@pytest.fixture(scope="module")
def built_in(small_editions, static_root):
    """The port of gunicorn as `make run` starts it, without a database that answers."""
    port = free_port()
    data = small_editions.folder.parent
    environment = {
        **os.environ, "LOCAL": "1", "PORT": str(port), "DATA_DIR": str(data), "STATIC_ROOT": str(static_root),
        "DATABASE_URL": f"sqlite:///{data}/nergens/db.sqlite3", "WORKERS": "1", "PUBLISHER": "0",
        "DJANGO_SETTINGS_MODULE": "nouishetgenoeg.settings",
    }  # fmt: skip
    with open(data / "log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nouishetgenoeg.wsgi"],
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_until_healthy(f"http://localhost:{port}")
            yield port
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module")
def behind_nginx(small_editions, static_root):
    """The port of a real nginx with `press --nginx` in its server block."""
    with running_nginx(small_editions, static_root) as port:
        yield port


@pytest.fixture(params=["built_in", "behind_nginx"])
def port(request):
    return request.getfixturevalue(request.param)


LONG = "a" * 9000

# Paths that no page has: 404, but for what the server itself refuses.
PATHS = {
    "T1 dots": "/../../../../etc/passwd",
    "T1 encoded dots": "/%2e%2e/%2e%2e/%2e%2e/manage.py",
    "T1 dots behind a page": "/nu/../../manifest.json",
    "T1 the manifest": "/%2e%2e/manifest.json",
    "T2 encoded twice": "/%252e%252e/manifest.json",
    "T2 encoded twice, slash": "/..%252fmanifest.json",
    "T3 alias": "/static../manifest.json",
    "T3 alias to the settings": "/static/../../nouishetgenoeg/settings.py",
    "T3 alias, encoded": "/static/%2e%2e/%2e%2e/manifest.json",
    "T4 backslash": "/static/%5c..%5c..%5cmanifest.json",
    "T4 backslash at the root": "/..%5c..%5cmanage.py",
    "T5 nul": "/nu/%00",
    "T5 nul and a suffix": "/manifest.json%00.html",
    "T6 no UTF-8": "/%ff%fe/",
    "T7 overlong": "/%c0%ae%c0%ae/%c0%ae%c0%ae/manifest.json",
    "T9 another host": "//evil.example/",
    "T9 another host, tab": "/%09/evil.example",
    "T9 another host, backslash": "/%5cevil.example",
    "T9 line end": f"/nu%0d%0aX-Merk:{MARK}",
    **{f"T10 {path}": path for path in (
        "/.git/HEAD", "/.git/config", "/.env", "/db.sqlite3", "/manage.py", "/nouishetgenoeg/settings.py",
        "/index.html.bak", "/index.html~", "/.DS_Store", "/wp-login.php", "/server-status", "/staticfiles.json",
        "/static/staticfiles.json", "/manifest.json", "/report.json", "/withdrawn.json", "/lock", "/frozen",
        "/current/", "/site/", "/assets/", "/secret_key", "/static/", "/static/css/", "/index.html",
        "/nu/index.html", "/nu/index.html.br", "/index.html.gz", "/static/site.css.br", "/404.html", "/500.html",
    )},
    "T11 capitals": "/NU/",
    "T11 capitals, newsroom": "/BEHEER/",
    "T11 no slash, no page": f"/{MARK}",
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_a_path_that_is_no_page_gets_a_clean_refusal_with_the_numbers(port, path):
    answer = send(port, request(path))
    assert 400 <= answer.status < 500
    assert MARK.encode() not in answer.raw
    assert b"evil" not in answer.raw
    assert not any(secret in answer.raw for secret in SECRETS)
    assert all(number in answer.body for number in NUMBERS)
    for name, value in MOMENT.items():
        assert answer.headers[name.title()] == value, name


QUERIES = {
    "T12 a thousand": "&".join(f"q{n}" for n in range(700)),
    "T12 repeated": f"q={MARK}&q={MARK}",
    "T12 lists and prototypes": f"q[]={MARK}&__proto__[x]=1",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_a_query_changes_nothing(port, query):
    assert send(port, request(f"/nu/?{query}")).body == send(port, request("/nu/")).body


# Headers that change nothing: the page is the same, byte for byte.
IGNORED = {
    "N5": [("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Server", "evil.example"), ("X-Forwarded-Port", "1")],
    "N6": [("X-Original-URL", "/beheer/"), ("X-Rewrite-URL", "/beheer/")],
    "N7": [("Forwarded", "host=evil.example;proto=https;for=127.0.0.1")],
    "N8": [("X-HTTP-Method-Override", "DELETE")],
    "N9": [("X-Forwarded-For", "203.0.113.9"), ("X-Real-IP", "203.0.113.9")],
    "N11 long": [("Accept-Language", "a" * 7000)],
    "N11 cookie": [("Cookie", f"sessionid={MARK}; csrftoken={MARK}")],
    "N12 one range": [("Range", "bytes=0-10")],
    "N12 many ranges": [("Range", "bytes=" + ",".join(["0-"] * 500))],
    "N12 range beyond": [("Range", "bytes=99999999-")],
    "N12 encodings": [("Accept-Encoding", ",".join(["x"] * 1000))],
    "N12 no encoding at all": [("Accept-Encoding", "br;q=0, gzip;q=0, *;q=0")],
    "N12 tags": [("If-None-Match", f'W/"{MARK}", ' * 50)],
}


@pytest.mark.parametrize("headers", IGNORED.values(), ids=IGNORED.keys())
def test_a_header_that_is_not_for_us_changes_nothing(port, headers):
    answer = send(port, request("/nu/", headers=headers))
    plain = send(port, request("/nu/"))
    assert (answer.status, answer.body) == (200, plain.body)
    assert answer.headers.keys() == plain.headers.keys()


REFUSED = {
    "N1 another host": (request("/nu/", host="evil.example"), 400),
    "N1 no host": (request("/nu/", host=None, version="HTTP/1.0"), 400),
    "N1 empty host": (request("/nu/", host=""), 400),
    "N4 host with a fragment": (request("/nu/", host="localhost#evil.example"), 400),
    "N4 host with a user": (request("/nu/", host="localhost@evil.example"), 400),
    "N14 POST": (request("/nu/", method="POST", headers=[("Content-Length", "3")], body=b"a=b"), 405),
    "N14 POST without a page": (request("/x/", method="POST", headers=[("Content-Length", "0")]), 405),
    "N14 PUT": (request("/nu/", method="PUT", headers=[("Content-Length", "0")]), 405),
    "N14 DELETE": (request("/nu/", method="DELETE"), 405),
    "N14 OPTIONS": (request("/nu/", method="OPTIONS"), 405),
    "N14 TRACE": (request("/nu/", method="TRACE", headers=[("X-Merk", MARK)]), 405),
    "N14 on a script": (request("/static/js/site.js", method="DELETE"), 405),
    "a large body": (request("/nu/", method="POST", headers=[("Content-Length", str(9 << 20))]), 413),
}


@pytest.mark.parametrize(("raw", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_allowed_is_refused_with_the_numbers(port, raw, status):
    answer = send(port, raw)
    assert answer.status == status
    assert all(number in answer.body for number in NUMBERS)
    assert b"evil" not in answer.raw
    assert MARK.encode() not in answer.raw
    assert answer.headers["Content-Security-Policy"] == SECURITY["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.headers.get("Allow") == "GET, HEAD") == (status == 405)


GET = f"GET /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"

# Whatever the server cannot read: its own bare refusal, or none at all.
UNREADABLE = {
    "T8 8 kB": request(f"/{MARK}{LONG}"),
    "T8 20 kB": request(f"/{MARK}{LONG}{LONG}"),
    "N2 two hosts": f"{GET}Host: evil.example\r\n\r\n".encode(),
    "N3 absolute": request(f"http://evil.example/{MARK}", host="evil.example"),
    "N4 port": request(f"/{MARK}", host="localhost:99999999"),
    "N4 nul": request(f"/{MARK}", host="localhost\0.evil.example"),
    "N10 bare line end": f"{GET}X-Merk: a\rb: {MARK}\r\n\r\n".encode(),
    "N11 200 headers": f"{GET}{''.join(f'X-{n}: {MARK}' + chr(13) + chr(10) for n in range(200))}\r\n".encode(),
    "N11 cookie of 40 kB": request(f"/{MARK}", headers=[("Cookie", "a" * 40_000)]),
    "N13 both lengths": f"POST /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n"
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(),
    "N13 two encodings": f"POST /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n".encode(),
    "N13 folded": f"{GET}X-Merk: a\r\n  {MARK}\r\n\r\n".encode(),
    "N13 length below nothing": f"{GET}Content-Length: -1\r\n\r\n".encode(),
    "N13 length in words": f"{GET}Content-Length: {MARK}\r\n\r\n".encode(),
    "N13 chunk with a note": f"POST /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    f"Transfer-Encoding: chunked\r\n\r\n0;x={MARK}\r\n\r\n".encode(),
    "N13 unknown encoding": f"POST /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    f"Transfer-Encoding: {MARK}\r\n\r\n".encode(),
    "N14 CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n",
    "N14 OPTIONS *": request("*", method="OPTIONS"),
    "N14 TRACK": request(f"/{MARK}", method="TRACK"),
    "N15 HTTP/0.9": f"GET /{MARK}\r\n\r\n".encode(),
    "N15 HTTP/3": f"GET /{MARK} HTTP/3.0\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
    "noise": bytes(range(256)) + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused_without_an_echo(port, raw):
    answer = send(port, raw, is_all=True)
    assert answer.status == 0 or 400 <= answer.status < 500
    assert MARK.encode() not in answer.raw
    assert b"evil" not in answer.raw
    assert send(port, request("/nu/")).status == 200


# What both servers answer alike: path, status.
ALIKE = {
    "the home page": ("/", 200),
    "a page": ("/nu/", 200),
    "a page deeper down": (GUIDE, 200),
    "no slash": ("/nu", 301),
    "no slash deeper down": (GUIDE.rstrip("/"), 301),
    "no page": ("/bestaat-niet/", 404),
    "no file": ("/bestaat-niet.txt", 404),
    "a script": ("/static/js/site.js", 200),
    "the stylesheet": ("/static/site.css", 200),
    "no script": ("/static/js/bestaat-niet.0123456789ab.js", 404),
    "json": ("/hulp/postcodes.json", 200),
    "robots": ("/robots.txt", 200),
    "the sitemap": ("/sitemap.xml", 200),
    "an error page": ("/404.html", 404),
}
OWN = {"Date", "Server", "Connection", "Etag"}


@pytest.mark.parametrize("encoding", ["", "gzip", "br, gzip"], ids=["plain", "gzip", "brotli"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("path", "status"), ALIKE.values(), ids=ALIKE.keys())
def test_nginx_answers_as_the_built_in_server_does(built_in, behind_nginx, path, status, method, encoding):
    raw = request(path, method=method, headers=[("Accept-Encoding", encoding)])
    ours, theirs = send(built_in, raw), send(behind_nginx, raw)
    assert (ours.status, theirs.status) == (status, status)
    own = OWN | ({"Content-Type", "Content-Length"} if status == 301 else set())
    assert {k: v for k, v in ours.headers.items() if k not in own} == {
        k: v for k, v in theirs.headers.items() if k not in own
    }
    if status != 301:
        assert ours.body == theirs.body


@pytest.mark.parametrize(("path", "headers"), [("/nu/", PAGE), ("/static/site.css", HASHED)], ids=["page", "static"])
def test_what_was_seen_before_is_not_sent_again(port, path, headers):
    first = send(port, request(path))
    again = send(port, request(path, headers=[("If-None-Match", first.headers["Etag"])]))
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == headers["Cache-Control"]


def test_the_newsroom_is_all_that_goes_on_to_the_application(behind_nginx):
    """Nothing listens there in this test, so nginx gives its page for an error."""
    answer = send(behind_nginx, request("/beheer/"))
    assert answer.status == 502
    assert all(number in answer.body for number in NUMBERS)


def test_nothing_of_a_visit_is_in_a_log(built_in, behind_nginx, small_editions):
    for port in (built_in, behind_nginx):
        send(port, request(f"/{MARK}/?{MARK}", headers=[("User-Agent", MARK)]))
        send(port, request(f"/{MARK}/", host="evil.example"))
        send(port, f"GET /{MARK} HTTP/9\r\n\r\n".encode())
    logs = [small_editions.folder.parent / "log", *small_editions.folder.parent.glob("nginx/*.log")]
    text = b"".join(log.read_bytes() for log in logs)
    assert MARK.encode() not in text
    assert b"127.0.0.1" not in text.replace(b"Listening at: http://127.0.0.1", b"")
