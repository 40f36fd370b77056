"""The sites that are measured: made once, and again when what they are made of has changed."""

import hashlib
import shutil

from . import ROOT
from .harness import OURS, PEERS, WORK, project, run, wagtail_environment

ROWS = ("content", "signals", "tests/bench/fill.py")
STATIC = ("static", "nouishetgenoeg/stylesheet.py")
PEER = (*ROWS, "tests/bench/export.py")
EDITION = ("content", "signals", "nouishetgenoeg", "templates", "static", "tests/bench/fill.py")


def _digest(sources):
    """Of every file in these folders that a database, a page or a peer is made of."""
    digest = hashlib.sha256()
    for source in sources:
        for file in sorted([ROOT / source, *(ROOT / source).rglob("*")]):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _once(folder, name, sources, make):
    """Calls `make` unless the folder has this part already, made of the same sources."""
    stamp = folder / f"{name}.made-of"
    digest = _digest(sources)
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"  (klaarzetten: {folder.name}, {name})", flush=True)
        make()
        stamp.write_text(digest)
    return folder


def ours(count):
    """The folder of our site with this many guides: database and static files. 0: the starter site as it is."""
    folder = WORK / "data" / str(count)

    def make():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run(OURS / "python", "-m", "tests.bench.fill", *([count] if count else []), env=project(folder))

    def collect():
        command = [OURS / "python", "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        run(*command, env=project(folder))

    _once(folder, "site", ROWS, make)
    return _once(folder, "static", STATIC, collect)


def exported(count):
    folder = ours(count)
    return _once(
        folder,
        "export",
        PEER,
        lambda: run(OURS / "python", "-m", "tests.bench.export", folder / "guides.json", env=project(folder)),
    )


def wagtail_site(count):
    folder = exported(count)

    def make():
        for old in folder.glob("wagtail.sqlite3*"):
            old.unlink()
        run(PEERS / "python", "-m", "tests.bench.wagtail_site.load", env=wagtail_environment(folder))

    return _once(folder, "wagtail", (*PEER, "tests/bench/wagtail_site"), make)


def hugo_site(count):
    folder = exported(count)
    return _once(
        folder,
        "hugo",
        (*PEER, "tests/bench/hugo", "tests/bench/hugo_site.py"),
        lambda: run(
            OURS / "python", "-m", "tests.bench.hugo_site", folder / "guides.json", folder / "hugo",
            env=project(folder),
        ),
    )  # fmt: skip


def copy(count, name):
    """A copy of our site to change things in, without an edition."""
    target = WORK / "data" / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ours(count), target, ignore=shutil.ignore_patterns("editions", "wagtail*", "hugo", "guides.json"))
    return target


def press(folder, *options, **values):
    """`manage.py press`: its output."""
    return run(OURS / "python", "manage.py", "press", *options, env=project(folder, **values))


def edition(count):
    """The folder of our site with an edition of it."""
    folder = ours(count)

    def make():
        shutil.rmtree(folder / "editions", ignore_errors=True)
        press(folder)

    return _once(folder, "edition", EDITION, make)
