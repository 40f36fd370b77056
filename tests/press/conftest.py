"""A small site, and a press that makes editions of it in a folder of its own."""

import copy
import shutil
from functools import cache

import brotli
import pytest
from django.core.management import call_command
from django.test import override_settings

from content.models import (
    ChangeCounter,
    Frustration,
    Guide,
    LayQuery,
    NewsItem,
    RegionalVision,
    Sector,
    Story,
    Topic,
)
from nouishetgenoeg.press.edition import Editions
from nouishetgenoeg.press.run import Press
from nouishetgenoeg.press.serve import Recent
from signals.models import Checklist, Event, Initiative, Municipality, PostcodeArea, Series, Training

GUIDE = "/wat-te-doen/ruzie-bij-de-buren/"
LIST = "/signalen/kind-4-12/"


@pytest.fixture(scope="session")
def static_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", verbosity=0, interactive=False)
    return root


@pytest.fixture
def editions(settings, tmp_path, static_root):
    settings.STATIC_ROOT = static_root
    settings.EDITIONS_DIR = tmp_path / "editions"
    return Editions()


def trim():
    """Leaves a few items of each kind of the starter site, so that pressing it takes no time."""
    for model in (LayQuery, Event, Training, Initiative, Series, NewsItem, Story, Frustration, RegionalVision):
        model.objects.all().delete()
    PostcodeArea.objects.exclude(municipality__slug="enschede").delete()
    Municipality.objects.exclude(slug__in=["enschede", "hengelo"]).delete()
    Guide.objects.exclude(slug__in=["ruzie-bij-de-buren", "zorgen-om-een-kind", "meldcode-vijf-stappen"]).delete()
    Topic.objects.exclude(slug="in-je-relatie").delete()
    Checklist.objects.exclude(slug="kind-4-12").delete()
    Sector.objects.exclude(slug="huisarts").delete()


@pytest.fixture
def small_site():
    trim()


@pytest.fixture
def press(editions, small_site):
    """Makes an edition, as after a change, and gives the report: `press()`."""

    def press(**options):
        ChangeCounter.objects.increase()
        return Press(editions, processes=1, **options).run()

    return press


@pytest.fixture(scope="session")
def _made_before():
    """The editions that were made before, by name: where each lies, and its report."""
    return {}


@pytest.fixture
def press_once(press, editions, tmp_path_factory, _made_before):
    """What `press()` does for a site that is the same every time: it is made once, and copied for the next test.

    Use: `press_once("name of the site")`.
    """

    def press_once(name):
        if name in _made_before:
            folder, report = _made_before[name]
            ChangeCounter.objects.increase()
            shutil.copytree(folder, editions.folder, symlinks=True)
        else:
            folder, report = tmp_path_factory.mktemp("edition") / "editions", press()
            shutil.copytree(editions.folder, folder, symlinks=True)
            _made_before[name] = folder, report
        return copy.deepcopy(report)

    return press_once


@pytest.fixture
def pressed(press_once):
    """An edition of the small site, which visitors get; gives its report."""
    return press_once("small site")


@pytest.fixture
def read(editions):
    """The bytes that visitors get for an address: `read("/nu/")`."""
    return lambda path: editions.current().file(path).read_bytes()


@pytest.fixture(autouse=True)
def _nothing_is_recent(monkeypatch):
    """Every request reads the disk, so that a test can damage it."""
    monkeypatch.setattr(Recent, "SECONDS", 0)


compress_once = cache(brotli.compress)


@pytest.fixture(autouse=True)
def _pages_are_compressed_once(monkeypatch):
    """The same bytes compress to the same bytes, and cost a fifth of the time of a press."""
    monkeypatch.setattr(brotli, "compress", compress_once)
