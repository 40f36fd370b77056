"""The regional vision, the five frustrations, initiatives and files beside a page."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from content.models import Download, Frustration, RegionalVision
from signals.models import Initiative, Municipality

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YEAR = datetime(2027, 1, 1, 0, 0, 1, tzinfo=AMSTERDAM)


def read(client, path):
    return client.get(path).content.decode()


@pytest.fixture
def vision():
    return RegionalVision.objects.get(slug="twente-2023-2026")


def at(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_the_vision_says_through_which_day_it_holds(client, vision, monkeypatch):
    at(monkeypatch, NEW_YEAR - timedelta(minutes=1))
    assert "Geldt t/m 31 december 2026" in read(client, "/regiovisie/twente-2023-2026/")
    assert "Geldt t/m 31 december 2026" in read(client, "/regiovisie/")
    assert vision.ambitions.count() == 7


def test_the_vision_is_no_dead_page_when_it_has_ended(client, vision, monkeypatch):
    at(monkeypatch, NEW_YEAR)
    html = read(client, "/regiovisie/twente-2023-2026/")
    assert "Deze afspraken golden t/m 31 december 2026" in html
    assert "Vroeg signaleren" in html
    overview = read(client, "/regiovisie/")
    assert "Er staat hier nu geen regiovisie die geldt" in overview
    assert "Gold t/m 31 december 2026" in overview


def test_a_vision_that_ends_soon_or_has_ended_can_be_asked_for(vision, monkeypatch):
    at(monkeypatch, NEW_YEAR - timedelta(days=90))
    assert vision not in RegionalVision.objects.expiring()
    at(monkeypatch, NEW_YEAR - timedelta(days=30))
    assert vision in RegionalVision.objects.expiring()
    at(monkeypatch, NEW_YEAR)
    assert vision in RegionalVision.objects.expiring()


def test_the_five_frustrations_each_say_what_to_do_and_whom_to_call(client):
    items = Frustration.objects.published()
    assert len(items) == 5
    for item in items:
        html = read(client, item.get_absolute_url())
        assert "Wat kun je doen?" in html
        assert html.index("Wie kun je bellen?") < html.index("08002000", html.index("Wie kun je bellen?"))
        assert item.title in read(client, "/samenwerken/")
    assert "https://www.huiselijkgeweld.nl/publicaties/publicaties/2023/03/31/frustratiewijzer" in read(
        client, "/samenwerken/"
    )


def make_initiative(**values):
    common = {"slug": "buurtplan", "title": "Buurtplan", "tab_title": "Buurtplan", "summary": "Samenvatting."}
    return Initiative.objects.create(**common, published_at=timezone.now(), **values)


def test_an_initiative_stands_on_the_page_of_its_municipality_only(client):
    make_initiative().municipalities.add(Municipality.objects.get(slug="borne"))
    assert "Buurtplan" in read(client, "/hulp/borne/")
    assert "Buurtplan" not in read(client, "/hulp/hengelo/")
    assert '<a href="/hulp/borne/">Borne</a>' in read(client, "/initiatieven/buurtplan/")


def test_an_initiative_that_is_over_stands_under_earlier_and_on_no_municipality(client):
    assert "Safe at Home" in read(client, "/initiatieven/")
    assert "Safe at Home" not in read(client, "/hulp/enschede/")


def add_file(item, **values):
    values = {"title": "Samenvatting", "url": "https://voorbeeld.example/visie.pdf", "kilobytes": 1540, **values}
    return Download.objects.create(item=item, dated=date(2023, 1, 31), **values)


def test_a_file_stands_beside_the_page_that_says_the_same_with_its_size_and_date(client, vision):
    add_file(vision)
    for path in ("/regiovisie/twente-2023-2026/", "/downloads/"):
        assert "1,5 MB" in read(client, path)
        assert "31 januari 2023" in read(client, path)
    assert '<a href="/regiovisie/twente-2023-2026/">' in read(client, "/downloads/")


def test_a_file_of_a_page_that_is_not_on_the_site_is_not_there_either(client, vision):
    add_file(vision)
    RegionalVision.objects.update(published_at=None)
    assert "visie.pdf" not in read(client, "/downloads/")
