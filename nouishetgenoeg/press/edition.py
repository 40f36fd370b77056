"""Editions on disk.

    EDITIONS_DIR/
      current -> 20261125-225501-42     the edition that visitors get
      20261125-225501-42/
        manifest.json                   what is in it, and what it was made from
        site/                           a complete site: index.html in a folder for each page, .br and .gz beside it
      assets/                           hashed scripts, styles and fonts of all kept editions, for pages still open
      withdrawn.json                    addresses that were taken down: no edition brings them back
      frozen                            while it is there, nothing new goes out
      report.json                       what the last press found, for the newsroom

A file that did not change is a hard link to the same file of the edition before.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from django.conf import settings

from content.models.images import FOLDER

from .withdrawn import without

ENCODINGS = (".br", ".gz")
# The quality of brotli for the few files that change when a page goes.
DERIVED = 10
# What can be taken down: pages, and the calendar file of an event.
CAN_GO = ("/", ".ics")
# What is worth compressing.
COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml", "application/javascript")


class PressError(Exception):
    """The press cannot do what was asked; the text says why, in Dutch. The edition that visitors get stays."""


def digest(content):
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_name(path):
    """Where the file of an address lies under `site/`: "/hulp/" is "hulp/index.html"."""
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")


def is_compressed(content_type):
    return content_type.startswith(COMPRESSED)


def write(file, content, quality=None):
    """Writes a file, and with a `quality` of brotli its compressed twins. Never writes through a hard link."""
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, content)
    if quality is not None:
        for twin, packed in packed_twins(file, content, quality):
            replace(twin, packed)


def packed_twins(file, content, quality):
    """The compressed files beside a file: (path, bytes).

    Both or neither, so that every server tells the same about it; neither when one is no smaller than the file.
    """
    packed = [
        (file.with_name(file.name + ".br"), brotli.compress(content, quality=quality)),
        (file.with_name(file.name + ".gz"), gzip.compress(content, 9 if quality > 5 else 6, mtime=0)),
    ]
    return packed if all(len(data) < len(content) for _, data in packed) else []


def replace(file, content):
    """Puts `content` at `file` in one step; other hard links keep what they had."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def link(source, target):
    """Gives `target` the same bytes as `source`, twins too, without copying them.

    Raises FileNotFoundError when the source is gone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", *ENCODINGS):
        twin = source.with_name(source.name + suffix)
        if not suffix or twin.exists():
            try:
                os.link(twin, target.with_name(target.name + suffix))
            except FileExistsError:
                pass
            except OSError as error:
                # A file system without hard links, or one that has no more of them for this file.
                if isinstance(error, FileNotFoundError):
                    raise
                shutil.copy2(twin, target.with_name(target.name + suffix))


@dataclass
class Edition:
    """One edition.

    `files` maps an address to its {"sha256", "size", "type"}; `moves` an old address to a new one; `quick` lists
    what still has to be compressed as small as can be; `rules` is the digest of the rules that its pages passed.
    """

    id: str
    folder: Path
    made_at: str = ""
    revision: str = ""
    counter: int = 0
    files: dict = field(default_factory=dict)
    moves: dict = field(default_factory=dict)
    quick: list = field(default_factory=list)
    rules: str = ""

    @property
    def site(self):
        return self.folder / "site"

    def file(self, path):
        return self.site / file_name(path)

    def save(self):
        manifest = {
            "id": self.id,
            "made_at": self.made_at,
            "revision": self.revision,
            "counter": self.counter,
            "files": self.files,
            "moves": self.moves,
            "quick": self.quick,
            "rules": self.rules,
        }
        replace(self.folder / "manifest.json", json.dumps(manifest, indent=0, sort_keys=True).encode())

    def is_away(self, path, away):
        """True when an address was taken down and is no more than that: an old address may lead on."""
        return path in away and path not in self.moves

    def drop(self, paths):
        """Removes the files of these addresses; works on a full disk too."""
        for path in paths:
            for suffix in ("", *ENCODINGS):
                file = self.file(path)
                file.with_name(file.name + suffix).unlink(missing_ok=True)

    def damaged(self):
        """The files that are not what the manifest says, compressed twins too: a list of (address, file)."""
        found = []
        for path, entry in self.files.items():
            file = self.file(path)
            for twin in (file, *(file.with_name(file.name + suffix) for suffix in ENCODINGS)):
                if twin != file and not twin.exists():
                    continue
                if file_digest(twin) != entry["sha256"]:
                    found.append((path, twin))
        return found


def unpacked_digest(content, suffix=""):
    """The digest of what bytes unpack to, by the suffix of their file; None when they cannot be unpacked."""
    try:
        if suffix == ".br":
            content = brotli.decompress(content)
        elif suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, brotli.error, zlib.error):
        return None
    return digest(content)


def file_digest(file):
    """The digest of what a file unpacks to; None when it cannot be read."""
    try:
        return unpacked_digest(file.read_bytes(), file.suffix)
    except OSError:
        return None


class Editions:
    """All editions of one host."""

    def __init__(self, folder=None):
        self.folder = Path(folder or settings.EDITIONS_DIR)

    # What there is

    def ids(self):
        """The ids of complete editions, the newest first."""
        if not self.folder.is_dir():
            return []
        folders = (file.parent for file in self.folder.glob("*/manifest.json"))
        complete = (folder.name for folder in folders if not folder.is_symlink())
        return sorted((name for name in complete if not name.startswith(".")), reverse=True)

    def current_id(self):
        try:
            return os.readlink(self.folder / "current")
        except OSError:
            return None

    def get(self, edition_id):
        """Raises PressError when there is no such edition."""
        folder = self.folder / Path(edition_id).name
        try:
            return Edition(folder=folder, **json.loads((folder / "manifest.json").read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise PressError(f"Uitgave {edition_id} is er niet. Kijk met --list welke er zijn.") from error

    def current(self):
        """The edition that visitors get, or None."""
        edition_id = self.current_id()
        try:
            return self.get(edition_id) if edition_id else None
        except PressError:
            return None

    def newest_but(self, edition_id):
        """The newest edition that can be read and is not this one; else None."""
        for other in self.ids():
            if other != edition_id:
                with suppress(PressError):
                    return self.get(other)
        return None

    # Making one

    @contextmanager
    def lock(self):
        """One press at a time on a host; a second one waits."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def new(self, counter, revision, moment=None):
        """A new edition to fill, under the lock. At the end of the block it is complete, or it leaves nothing."""
        for half in self.folder.glob(".new-*"):
            shutil.rmtree(half, ignore_errors=True)
        moment = moment or datetime.now(UTC)
        edition_id = f"{moment:%Y%m%d-%H%M%S}-{counter}"
        while (self.folder / edition_id).exists():
            edition_id += "a"
        half = self.folder / f".new-{edition_id}"
        edition = Edition(edition_id, half, moment.isoformat(timespec="seconds"), revision, counter)
        try:
            edition.site.mkdir(parents=True)
            yield edition
            edition.save()
            os.rename(half, self.folder / edition_id)
            edition.folder = self.folder / edition_id
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise

    def switch(self, edition):
        """Gives visitors this edition from now on."""
        self._keep_assets(edition)
        before = self.current_id()
        beside = self.folder / f".current-{os.getpid()}"
        beside.unlink(missing_ok=True)
        os.symlink(edition.id, beside)
        os.replace(beside, self.folder / "current")
        self._prune({edition.id, before})

    def _keep_assets(self, edition):
        for path in edition.files:
            if path.startswith(settings.STATIC_URL):
                target = self.folder / "assets" / path.lstrip("/")
                if not target.exists():
                    with suppress(FileNotFoundError):
                        link(edition.file(path), target)

    def _prune(self, needed_now):
        # A server may not have noticed the switch yet.
        kept = needed_now | set(self.ids()[: settings.EDITIONS_KEPT])
        for edition_id in self.ids():
            if edition_id not in kept:
                # Under another name first: an edition that is half gone is no edition.
                half = self.folder / f".new-{edition_id}"
                os.rename(self.folder / edition_id, half)
                shutil.rmtree(half, ignore_errors=True)
        assets = self.folder / "assets"
        needed = {
            file.relative_to(site)
            for site in self.folder.glob("*/site")
            for file in (site / settings.STATIC_URL.strip("/")).rglob("*")
        }
        for file in assets.rglob("*"):
            if file.is_file() and file.relative_to(assets) not in needed:
                file.unlink(missing_ok=True)

    def derive(self, source, away):
        """A new edition with the files of `source`, but for the addresses in `away` and what leads there.

        Visitors get it at once.
        """
        gone = {path for path in source.files if source.is_away(path, away)}
        gone |= {old for old, new in source.moves.items() if urlsplit(new).path in gone}
        with self.new(source.counter, source.revision) as edition:
            for path in source.files.keys() - gone:
                entry, file, target = source.files[path], source.file(path), edition.file(path)
                content = file.read_bytes() if gone and is_compressed(entry["type"]) else b""
                left = without(content, entry["type"], gone)
                if left == content:
                    link(file, target)
                else:
                    write(target, left, DERIVED)
                    entry = entry | {"sha256": digest(left), "size": len(left)}
                edition.files[path] = entry
            edition.moves = {old: new for old, new in source.moves.items() if old in edition.files}
            edition.quick = [path for path in source.quick if path in edition.files]
        self.switch(edition)
        return edition

    # What was taken down

    @property
    def _withdrawn(self):
        return self.folder / "withdrawn.json"

    def withdrawn(self):
        """Addresses that were taken down, with the moment: a dict. Raises ValueError when the list is broken."""
        try:
            return dict(json.loads(self._withdrawn.read_text()))
        except FileNotFoundError:
            return {}
        except TypeError as error:
            raise ValueError("withdrawn.json") from error

    def away(self, pages, moves):
        """Every address that was taken down: what visitors once had and is no page now. As `withdrawn()`.

        An address that only moved is not one, unless it was taken down before.
        """
        try:
            known = self.withdrawn()
            is_known = self._withdrawn.exists()
        except ValueError:
            known, is_known = {}, False
        current = self.current()
        had = set(current.files) if current else set()
        if self.is_frozen or not (is_known and current):
            # Without the list, for whatever reason, older editions tell what there once was. Frozen, visitors may
            # have had another edition than the current one.
            for edition_id in self.ids():
                with suppress(PressError):
                    had |= self.get(edition_id).files.keys()
        had = {path for path in had if path.endswith(CAN_GO) or path.startswith(FOLDER)}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {
            path: known.get(path, now)
            for path in sorted((had | known.keys()) - set(pages) - (moves.keys() - known.keys()))
        }

    def remember_withdrawn(self, away):
        """Writes the list of what was taken down."""
        with suppress(ValueError):
            if away == self.withdrawn():
                return
        write(self._withdrawn, json.dumps(away, indent=0).encode())

    def drop(self, paths):
        """Removes the files of these addresses from every edition; works on a full disk too."""
        for edition_id in self.ids():
            Edition(edition_id, self.folder / edition_id).drop(paths)

    def erase(self, paths):
        """Removes these addresses from every edition for good, and what leads there from the other files."""
        gone = set(paths)
        with self.lock():
            for edition_id in self.ids():
                with suppress(PressError):
                    self._erase_from(self.get(edition_id), gone)

    @staticmethod
    def _erase_from(edition, gone):
        edition.drop(gone)
        for path in gone & edition.files.keys():
            del edition.files[path]
        for path, entry in edition.files.items():
            if not is_compressed(entry["type"]) or path.startswith(settings.STATIC_URL):
                continue
            try:
                content = edition.file(path).read_bytes()
            except FileNotFoundError:
                continue
            left = without(content, entry["type"], gone)
            if left != content:
                write(edition.file(path), left, DERIVED)
                edition.files[path] = entry | {"sha256": digest(left), "size": len(left)}
        edition.moves = {old: new for old, new in edition.moves.items() if urlsplit(new).path not in gone}
        edition.quick = [path for path in edition.quick if path in edition.files]
        edition.save()

    # Freezing

    @property
    def is_frozen(self):
        return (self.folder / "frozen").exists()

    def freeze(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "frozen").touch()

    def thaw(self):
        (self.folder / "frozen").unlink(missing_ok=True)

    def back_to(self, edition_id):
        """Gives visitors an earlier edition again, without what was taken down since, and freezes.

        Frozen, because the next change would undo it.
        """
        source = self.get(edition_id)
        # First: a press that is under way then ends.
        self.freeze()
        with self.lock():
            try:
                away = set(self.withdrawn())
            except ValueError as error:
                raise PressError(
                    "withdrawn.json is stuk. Maak eerst een nieuwe uitgave: die herstelt haar."
                ) from error
            return self.derive(source, away)

    # Care

    def last_report(self):
        """What the last press found, as a dict (see `run.Report`); empty when there was none."""
        try:
            return json.loads((self.folder / "report.json").read_text())
        except (OSError, ValueError):
            return {}

    def export(self, target):
        """Writes the current edition as a zip that any web server or object store can serve."""
        edition = self.current()
        if not edition:
            raise PressError("Er is nog geen uitgave.")
        away = self.withdrawn()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(edition.files):
                if edition.is_away(path, away):
                    continue
                # A fixed date: equal editions give equal archives.
                entry = zipfile.ZipInfo(file_name(path), date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, edition.file(path).read_bytes())
        return len(edition.files)

    def repair(self):
        """Mends damaged files of the current edition from their twins or from other editions.

        Returns (mended, lost): the files that are right again, and the addresses for which no right bytes were found.
        What is lost is removed: nothing wrong stays, and the next press makes it again.
        """
        with self.lock():
            edition = self.current()
            mended, lost = [], set()
            away = self.withdrawn()
            for path, file in edition.damaged() if edition else ():
                if edition.is_away(path, away):
                    continue
                content = self.right_bytes(path, edition.files[path]["sha256"])
                if content is None:
                    lost.add(path)
                    continue
                if file.suffix in ENCODINGS:
                    for twin, packed in packed_twins(edition.file(path), content, quality=11):
                        if twin == file:
                            replace(file, packed)
                else:
                    replace(file, content)
                mended.append(file)
                if path.startswith(settings.STATIC_URL):
                    for suffix in ("", *ENCODINGS):
                        (self.folder / f"assets{path}{suffix}").unlink(missing_ok=True)
            if edition:
                edition.drop(lost)
                self._keep_assets(edition)
        return mended, lost

    def right_bytes(self, path, sha256):
        """The bytes of an address that have this digest, from whichever edition still holds them; else None."""
        for site in sorted(self.folder.glob("*/site"), reverse=True):
            for suffix in (*ENCODINGS, ""):
                twin = site / f"{file_name(path)}{suffix}"
                if file_digest(twin) == sha256:
                    content = twin.read_bytes()
                    return {"": bytes, ".br": brotli.decompress, ".gz": gzip.decompress}[suffix](content)
        return None
