"""What a browser leaves on the device: a profile folder, read as somebody who searches the phone would read it."""

import gzip
import sqlite3
import struct
import zlib
from contextlib import closing

import brotli

# Chromium's "simple" disk cache, `simple_entry_format.h`: key, body, end record, headers, end record.
HEAD, HEAD_MAGIC = struct.Struct("<QIII4x"), 0xFCFB6D1BA7725C30
END, END_MAGIC = struct.Struct("<QIII4x"), 0xF4FA6F45970D41D8
HAS_KEY_DIGEST, KEY_DIGEST_SIZE = 2, 32


def decoders():
    yield brotli.decompress
    yield gzip.decompress
    yield zlib.decompress


def decoded(body):
    """The body, and what it is after decompression when it was compressed."""
    for decode in decoders():
        try:
            return [body, decode(body)]
        except (brotli.error, OSError, EOFError, zlib.error):
            continue
    return [body]


def cache_entries(profile):
    """The (key, body as stored, body decoded) parts of every entry of the disk cache.

    Raises ValueError on a file of another format: better no answer than "nothing found".
    """
    for path in profile.rglob("Cache_Data/*"):
        if path.name == "index" or path.parent.name == "index-dir":
            continue
        if path.is_dir():
            continue
        data = path.read_bytes()
        if path.name.endswith("_s"):
            yield [data]
            continue
        magic, _, key_size, _ = HEAD.unpack_from(data)
        end_magic, flags, _, size = END.unpack_from(data, len(data) - END.size)
        if (magic, end_magic) != (HEAD_MAGIC, END_MAGIC):
            raise ValueError(f"Onbekend formaat: {path}")
        key = data[HEAD.size : HEAD.size + key_size]
        if path.name.endswith("_0"):
            headers_end = len(data) - END.size - (KEY_DIGEST_SIZE if flags & HAS_KEY_DIGEST else 0)
            body = data[HEAD.size + key_size : headers_end - size - END.size]
            yield [key, data[headers_end - size : headers_end], *decoded(body)]
        else:
            yield [key, *decoded(data[HEAD.size + key_size : -END.size])]


def rows(path):
    """Every row of every table of a SQLite file, as bytes."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - names come from the file itself
                yield b"\0".join(
                    value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None
                )


def history(profile):
    """The (address, title) pairs of the history."""
    with closing(sqlite3.connect(f"file:{profile / 'Default' / 'History'}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT url, title FROM urls ORDER BY id").fetchall()


def cookies(profile):
    """The hosts that left a cookie."""
    [path] = profile.rglob("Cookies")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [host for (host,) in connection.execute("SELECT host_key FROM cookies")]


class Device:
    """All that a profile folder holds, ready to be searched."""

    def __init__(self, profile):
        self.parts = []
        for path in sorted(profile.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            data = path.read_bytes()
            self.parts.append((path.relative_to(profile), data.lower()))
            if data.startswith(b"SQLite format 3\0"):
                self.parts += [(path.relative_to(profile), row.lower()) for row in rows(path)]
        for entry in cache_entries(profile):
            self.parts += [("cache", part.lower()) for part in entry]

    def find(self, text):
        """Where a text stands, in UTF-8 or UTF-16, without regard to case: a set of paths."""
        wanted = [text.lower().encode(encoding) for encoding in ("utf-8", "utf-16-le")]
        return {str(path) for path, data in self.parts if any(form in data for form in wanted)}
