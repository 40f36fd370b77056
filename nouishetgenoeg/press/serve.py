"""The current edition over HTTP: WhiteNoise in front of Django.

A visitor's request reads one file. Only the newsroom reaches Django, and with it the database.
"""

import logging
import os
import re
import threading
import time
from http import HTTPStatus
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from whitenoise.base import WhiteNoise
from whitenoise.responders import MissingFileError, Response, StaticFile
from whitenoise.string_utils import decode_path_info

from content.images import MAX_BYTES
from content.models.images import FOLDER
from nouishetgenoeg.headers import HASHED, IMAGE, MOMENT, PAGE, SECURITY, at
from nouishetgenoeg.views import ERRORS, error_page

from .edition import Editions, file_name, unpacked_digest

logger = logging.getLogger(__name__)

NEWSROOM = "/beheer"
MOST_BYTES = 5 * 1024 * 1024
# Where an editor sends an image, which comes with a few words.
UPLOADS = (f"{NEWSROOM}{FOLDER}", f"{NEWSROOM}/content/image/")
MOST_UPLOADED = MAX_BYTES + 64 * 1024
# An encoding that the browser refuses: WhiteNoise looks at names alone.
REFUSED = re.compile(r";\s{0,9}q=0(\.0{0,3})?\s{0,9}$")
HAS_DIGEST = re.compile(r"\.[0-9a-f]{12}\.\w+$")


class Damaged(OSError):
    """A file is not what the manifest says."""


class Recent:
    """The bytes of files that were asked for a moment ago: in a crowd, most visitors read the same few pages."""

    SECONDS = 2  # a page that is taken down on a full disk, by removing its file, stays no longer than this
    LARGEST, MOST = 64 * 1024, 256

    def __init__(self):
        self.kept = {}

    def get(self, path):
        content, until = self.kept.get(path, (None, 0))
        return content if time.monotonic() < until else None

    def put(self, path, content):
        if len(content) <= self.LARGEST:
            if len(self.kept) >= self.MOST:
                self.kept.clear()
            self.kept[path] = content, time.monotonic() + self.SECONDS


class PublicFile(StaticFile):
    """A file with its compressed twins.

    It is read anew every few seconds, for a twin may have become smaller since. Ranges are left aside, as
    RFC 9110 allows: a part of a small compressed file helps nobody. With a digest, the bytes are compared
    with it the first time and whenever the file was touched since.
    """

    recent = Recent()

    def get_response(self, method, environ, status=HTTPStatus.OK):
        if status == HTTPStatus.OK and self.is_not_modified(environ):
            return self.not_modified_response
        encodings = environ.get("HTTP_ACCEPT_ENCODING", "")[:500].split(",")
        accepted = ",".join(encoding for encoding in encodings if not REFUSED.search(encoding))
        path, headers = self.get_path_and_headers({"HTTP_ACCEPT_ENCODING": accepted})
        if (content := self.recent.get(path)) is None:
            content = self.read(path)
        # The time of the file differs from host to host.
        size = str(len(content))
        headers = [
            (name, size if name == "Content-Length" else value) for name, value in headers if name != "Last-Modified"
        ]
        return Response(status, headers, None if method == "HEAD" else BytesIO(content))

    def read(self, path):
        with open(path, "rb") as file:
            content = file.read()
            state = os.fstat(file.fileno())
        stamp = state.st_ino, state.st_size, state.st_ctime_ns
        if self.sha256 and self.compared.get(path) != stamp:
            if unpacked_digest(content, Path(path).suffix) != self.sha256:
                raise Damaged(path)
            self.compared[path] = stamp
        self.recent.put(path, content)
        return content

    def is_not_modified(self, environ):
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        tags = [tag.strip().removeprefix("W/") for tag in wanted.split(",")] if wanted else []
        return self.etag.removeprefix("W/") in tags

    @classmethod
    def at(cls, path, headers, sha256=None):
        file = cls(path, list(headers.items()), encodings={"br": f"{path}.br", "gzip": f"{path}.gz"})
        file.sha256, file.compared = sha256, {}
        file.not_modified_response.headers += [(name, headers[name]) for name in SECURITY if name in headers]
        return file


class OlderFiles(WhiteNoise):
    """Scripts, styles and fonts of all kept editions, for pages that are still open; and those of the newsroom."""

    def __init__(self, editions):
        super().__init__(None, autorefresh=True)
        self.add_files(settings.STATIC_ROOT, settings.STATIC_URL)
        self.add_files(editions.folder / "assets", "/")

    def get_static_file(self, path, url, stat_cache=None):
        if not HAS_DIGEST.search(url) or not os.path.exists(path):
            raise MissingFileError(path)
        headers = HASHED | {"Content-Type": self.media_types.get_type(path), "ETag": f'W/"{url.rsplit(".", 2)[1]}"'}
        if headers["Content-Type"].startswith("text/"):
            headers["Content-Type"] += "; charset=utf-8"
        return PublicFile.at(path, headers)


class ServedEdition:
    """One edition in memory: what there is, and the files that were asked for so far."""

    def __init__(self, edition, away):
        self.site, self.entries, self.moves, self.away = edition.site, edition.files, edition.moves, away
        self.files = {}
        self.lost = set()

    def has(self, path):
        return path in self.entries and (path not in self.away or path in self.moves)

    def find(self, path):
        """The `PublicFile` of an address, or None when it is not on the site.

        Raises OSError when it is, and cannot be read.
        """
        if not self.has(path):
            return None
        if path not in self.files:
            try:
                file = PublicFile.at(
                    str(self.site / file_name(path)), self.headers(path), self.entries[path]["sha256"]
                )
            except MissingFileError as error:
                raise FileNotFoundError(path) from error
            self.files[path] = file
        return self.files[path]

    def headers(self, path):
        entry = self.entries[path]
        headers = at(path, PAGE)
        if path.startswith(settings.STATIC_URL):
            headers = HASHED
        elif path.startswith(FOLDER):
            headers = IMAGE
        elif path in ERROR_PATHS:
            headers = MOMENT
        # The tag is of the content alone, so that every host gives the same.
        return headers | {"Content-Type": entry["type"], "ETag": f'W/"{entry["sha256"][:20]}"'}


ERROR_PATHS = {f"/{status}.html": status for status in ERRORS}


class Site:
    """The WSGI application: the current edition first, then Django.

    It notices a switch by itself: the next edition is read in the background while the last one is served.
    """

    def __init__(self, django, editions=None):
        self.django = django
        self.editions = editions or Editions()
        self.older_files = OlderFiles(self.editions)
        self.editions_served = []
        self.seen, self.looked_at = None, 0
        self.reading = threading.Lock()
        if self.where() != (None, 0):
            self.read()

    def __call__(self, environ, start_response):
        path = decode_path_info(environ.get("PATH_INFO", ""))
        self.notice()
        try:
            response = self.answer(path, environ)
        except Exception:
            logger.exception("Een pagina kon niet worden gegeven.")
            response = made_on_the_spot(500, environ)
        if response is None:
            return self.django(environ, start_response)
        start_response(f"{response.status.value} {response.status.phrase}", list(response.headers))
        return [response.file.getvalue()] if response.file else []

    # Which edition

    def where(self):
        """What tells of something new: the current edition, and when the list of withdrawn pages changed."""
        try:
            changed = os.stat(self.editions.folder / "withdrawn.json").st_mtime_ns
        except OSError:
            changed = 0
        return self.editions.current_id(), changed

    def notice(self):
        now = time.monotonic()
        if now - self.looked_at < 0.2:
            return
        self.looked_at = now
        if self.where() == self.seen:
            return
        if self.reading.acquire(blocking=False):
            threading.Thread(target=self._read_and_release, daemon=True).start()

    def _read_and_release(self):
        try:
            self.read()
        finally:
            self.reading.release()

    def read(self):
        """Reads the current edition, and keeps the one before it at hand."""
        where = self.where()
        self.looked_at = time.monotonic()
        edition = self.editions.current()
        is_current = bool(edition)
        if not edition and not self.editions_served:
            edition = self.editions.newest_but(None)
        if not edition:
            return
        try:
            away = self.editions.withdrawn()
        except (OSError, ValueError):
            away = self.editions_served[0].away if self.editions_served else {}
        before = self.editions_served[:1]
        if not before and (older := self.editions.newest_but(edition.id)):
            before = [ServedEdition(older, away)]
        self.editions_served = [ServedEdition(edition, away), *before]
        # An older one serves until the current one can be read.
        self.seen = where if is_current else None

    # What is answered

    def answer(self, path, environ):
        """The response from the edition; None leaves it to Django."""
        most = MOST_UPLOADED if path.startswith(UPLOADS) else MOST_BYTES
        if int(environ.get("CONTENT_LENGTH") or 0) > most:
            return self.error(413, environ)
        if settings.ADMIN_HOST and not path.startswith(settings.STATIC_URL):
            response = self.by_host(path, environ)
            if response or is_newsroom(path):
                return response
        if path.startswith(settings.STATIC_URL) or (self.editions_served and not is_newsroom(path)):
            return self.refusal(path, environ) or self.page(path, environ)
        return None

    def by_host(self, path, environ):
        """With a host name for the newsroom alone: why it is not here, or where to find the rest; else None."""
        host, _ = split_domain_port(environ.get("HTTP_HOST", ""))
        if host != settings.ADMIN_HOST:
            return self.error(404, environ) if is_newsroom(path) else None
        if is_newsroom(path):
            return None
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.error(404, environ)
        # Links of the newsroom to pages of the site are without a host.
        return redirect(f"{NEWSROOM}/" if path == "/" else f"{settings.SITE_URL}{quote(path)}")

    def refusal(self, path, environ):
        """Why this request is not answered with a page, as a response; else None."""
        host, _ = split_domain_port(environ.get("HTTP_HOST", ""))
        if not host or not validate_host(host, settings.ALLOWED_HOSTS):
            return self.error(400, environ)
        if settings.LOCAL and not ip_address(environ.get("REMOTE_ADDR") or "127.0.0.1").is_loopback:
            return self.error(403, environ)
        if settings.SECURE_SSL_REDIRECT and not is_secure(environ):
            # To the same host first, as internet.nl asks.
            return redirect(f"https://{host}{quote(path)}")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            response = self.error(405, environ)
            return Response(response.status, [*response.headers, ("Allow", "GET, HEAD")], response.file)
        return None

    def page(self, path, environ):
        status = 404
        for served in self.editions_served if path not in ERROR_PATHS else ():
            try:
                if path in served.moves and served.has(path):
                    return redirect(quote(served.moves[path], safe="/#?=&%"))
                if file := served.find(path):
                    return file.get_response(environ["REQUEST_METHOD"], environ)
                if not path.endswith("/") and served.has(f"{path}/"):
                    return redirect(quote(f"{path}/"))
                break
            except OSError as error:
                if path not in served.lost:
                    served.lost.add(path)
                    logger.error("Een bestand van de uitgave is niet te lezen.")
                served.files.pop(path, None)
                if response := self.from_elsewhere(served, path, environ):
                    return response
                # On a full disk a page is taken down by removing its files.
                if not isinstance(error, FileNotFoundError):
                    status = 500
        if path.startswith(settings.STATIC_URL) and (file := self.older_files.find_file(path)):
            return file.get_response(environ["REQUEST_METHOD"], environ)
        return self.error(status, environ)

    def from_elsewhere(self, served, path, environ):
        """The same bytes, from a compressed twin or from another edition; None when nothing has them any more."""
        content = self.editions.right_bytes(path, served.entries[path]["sha256"])
        if content is None:
            return None
        headers = served.headers(path) | {"Content-Length": str(len(content))}
        body = None if environ["REQUEST_METHOD"] == "HEAD" else BytesIO(content)
        return Response(HTTPStatus.OK, list(headers.items()), body)

    def error(self, status, environ):
        """The page for an error, from the edition; when that cannot be read, made on the spot."""
        for served in self.editions_served:
            try:
                if file := served.find(f"/{status}.html"):
                    return file.get_response(environ["REQUEST_METHOD"], environ, HTTPStatus(status))
            except OSError:
                continue
        return made_on_the_spot(status, environ)


def made_on_the_spot(status, environ):
    content = error_page(status)(None).content
    headers = MOMENT | {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
    body = None if environ["REQUEST_METHOD"] == "HEAD" else BytesIO(content)
    return Response(HTTPStatus(status), list(headers.items()), body)


def is_newsroom(path):
    return path == NEWSROOM or path.startswith(f"{NEWSROOM}/")


def is_secure(environ):
    """As Django decides it: by the proxy's header when there is one to believe, else by the connection."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return environ.get(name, "").split(",")[0].strip() == value
    return environ.get("wsgi.url_scheme") == "https"


def redirect(location):
    headers = MOMENT | {"Location": location, "Content-Length": "0"}
    return Response(HTTPStatus.MOVED_PERMANENTLY, list(headers.items()), None)
