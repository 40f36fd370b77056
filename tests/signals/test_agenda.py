"""The agenda: what a visitor sees of it, and what a calendar reads of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.utils import timezone

from content import discretion
from signals.models import Event, Municipality, Series

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def make_event(slug, **values):
    """A published event of two hours, next week; pass other moments as `starts_at` and `ends_at`."""
    start = values.pop("starts_at", timezone.now() + timedelta(days=7))
    values = {
        "title": f"Titel van {slug}",
        "tab_title": f"Tab van {slug}",
        "summary": "Korte samenvatting.",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Stadhuis",
        "published_at": timezone.now() - timedelta(days=1),
        **values,
    }
    return Event.objects.create(slug=slug, **values)


def read(client, path):
    return client.get(path).content.decode()


def test_an_event_that_is_still_to_come_stands_on_the_agenda_and_not_in_the_archive(client):
    make_event("netwerklunch")
    assert "Titel van netwerklunch" in read(client, "/agenda/")
    assert "Titel van netwerklunch" not in read(client, "/agenda/archief/")


def test_an_event_goes_to_the_archive_the_moment_it_ends(client, monkeypatch):
    event = make_event("netwerklunch")
    after = event.ends_at + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: after)
    assert "Titel van netwerklunch" not in read(client, "/agenda/")
    assert "Titel van netwerklunch" in read(client, "/agenda/archief/")
    assert "Dit is geweest" in read(client, "/agenda/netwerklunch/")
    assert client.get("/agenda/netwerklunch.ics").status_code == 404


def test_an_empty_agenda_leads_on(client):
    html = read(client, "/agenda/")
    assert "Er staat nu niets op de agenda" in html
    assert '<a href="/scholing/">' in html
    assert '<a href="/agenda/archief/">' in html


def test_a_year_of_the_archive_holds_what_was_in_that_year_only(client):
    html = read(client, "/agenda/archief/2022/")
    assert "Het taboe voorbij" in html
    assert "Voorkomen is beter" not in html


@pytest.mark.parametrize("period", ["2021", "0", "99999999", "2022/13", "2022/9/31", "2023/0"])
def test_a_period_without_events_or_that_does_not_exist_is_not_found(client, period):
    assert client.get(f"/agenda/archief/{period}/").status_code == 404


def test_a_full_event_offers_no_registration(client):
    event = make_event("netwerklunch", registration_url="https://voorbeeld.example/meld")
    assert "Meld je aan" in read(client, "/agenda/netwerklunch/")
    Event.objects.filter(pk=event.pk).update(is_full=True)
    html = read(client, "/agenda/netwerklunch/")
    assert "https://voorbeeld.example/meld" not in html
    assert "Er is geen plek meer" in html


def test_an_event_without_registration_says_whom_to_ask(client):
    make_event("netwerklunch", organizer="GGD Twente")
    assert "Vraag het aan GGD Twente" in read(client, "/agenda/netwerklunch/")


def test_a_series_shows_its_years_with_their_themes_and_says_when_one_is_not_known(client):
    Series.objects.get(slug="week-in-november").years.create(year=2024)
    html = read(client, "/agenda/reeks/week-in-november/")
    assert "Laat me niet los" in html
    assert "Het thema weten we niet zeker" in html


def test_an_event_of_a_series_that_was_withdrawn_does_not_link_to_it(client):
    assert "/agenda/reeks/werkconferentie-twente/" in read(client, "/agenda/twentse-werkconferentie-2023/")
    Series.objects.filter(slug="werkconferentie-twente").update(published_at=None)
    assert "/agenda/reeks/werkconferentie-twente/" not in read(client, "/agenda/twentse-werkconferentie-2023/")


# Calendar files


def in_both_clients(client, path):
    """The events of a calendar file as icalendar and vobject each read them: two lists of (start, end)."""
    content = client.get(path).content
    one = [(entry["dtstart"].dt, entry["dtend"].dt) for entry in icalendar.Calendar.from_ical(content).events]
    other = vobject.readOne(content.decode())
    return one, [(entry.dtstart.value, entry.dtend.value) for entry in other.contents.get("vevent", [])]


@pytest.mark.parametrize(
    ("start", "end", "utc_hour"),
    [
        ("2027-01-12T09:30", "2027-01-12T17:00", 8),  # winter
        ("2027-07-06T09:30", "2027-07-06T17:00", 7),  # summer
        ("2027-03-27T20:00", "2027-03-28T12:00", 19),  # over the night in which an hour is lost
        ("2027-10-30T20:00", "2027-10-31T12:00", 18),  # over the night in which an hour comes twice
    ],
)
def test_two_calendar_libraries_read_the_hours_that_the_editor_meant(client, start, end, utc_hour):
    start, end = (datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM) for text in (start, end))
    make_event("netwerklunch", starts_at=start, ends_at=end)
    for entries in in_both_clients(client, "/agenda/netwerklunch.ics"):
        ((first, last),) = entries
        assert (first.astimezone(AMSTERDAM), last.astimezone(AMSTERDAM)) == (start, end)
        assert first.astimezone(ZoneInfo("UTC")).hour == utc_hour


def test_an_event_of_whole_days_ends_on_the_day_after_the_last(client):
    start = datetime(2027, 11, 15, tzinfo=AMSTERDAM)
    make_event("week", starts_at=start, ends_at=start + timedelta(days=7), is_all_day=True)
    for entries in in_both_clients(client, "/agenda/week.ics"):
        assert entries == [(date(2027, 11, 15), date(2027, 11, 22))]
    assert "maandag 15 november tot en met zondag 21 november 2027" in read(client, "/agenda/week/")


def test_the_feed_holds_what_is_to_come_and_nothing_that_was(client):
    make_event("netwerklunch")
    make_event("vorige-week", starts_at=timezone.now() - timedelta(days=7))
    feed = icalendar.Calendar.from_ical(client.get("/agenda/agenda.ics").content)
    assert [entry["summary"] for entry in feed.events] == ["Tab van netwerklunch"]


def test_an_empty_feed_can_still_be_read(client):
    assert in_both_clients(client, "/agenda/agenda.ics") == ([], [])


def test_a_calendar_file_is_the_same_every_time_and_at_every_hour(client, monkeypatch):
    make_event("netwerklunch")
    first = client.get("/agenda/agenda.ics").content
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/agenda/agenda.ics").content == first


def test_an_event_keeps_its_name_in_calendars_when_its_address_changes(client):
    event = make_event("netwerklunch")
    (before,) = icalendar.Calendar.from_ical(client.get("/agenda/netwerklunch.ics").content).events
    event.slug = "ontbijt"
    event.save()
    (after,) = icalendar.Calendar.from_ical(client.get("/agenda/ontbijt.ics").content).events
    assert before["uid"] == after["uid"]


def test_what_comes_in_a_calendar_is_discreet(client):
    make_event("avond", title="Huiselijk geweld: een avond", body="Over mishandeling.")
    text = client.get("/agenda/avond.ics").content.decode()
    assert discretion.found_in(text) == []
    assert "CLASS:PRIVATE" in text


def test_a_place_that_says_too_much_stands_on_the_page_and_not_in_the_calendar(client):
    enschede = Municipality.objects.get(slug="enschede")
    make_event("avond", place="Centrum Seksueel Geweld", municipality=enschede)
    (entry,) = icalendar.Calendar.from_ical(client.get("/agenda/avond.ics").content).events
    assert entry["location"] == "Enschede"
    assert "Centrum Seksueel Geweld, Enschede" in read(client, "/agenda/avond/")


def test_a_calendar_file_is_not_kept_on_the_device(client):
    make_event("netwerklunch")
    response = client.get("/agenda/netwerklunch.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"


# Municipalities


def test_a_municipality_shows_what_is_to_come_there_and_nothing_of_elsewhere(client):
    make_event("netwerklunch", municipality=Municipality.objects.get(slug="enschede"))
    assert "Titel van netwerklunch" in read(client, "/hulp/enschede/")
    assert "Titel van netwerklunch" not in read(client, "/hulp/hengelo/")


def test_a_municipality_where_nothing_is_going_on_leads_to_the_lists_of_the_region(client):
    html = read(client, "/hulp/hengelo/")
    assert '<a href="/agenda/">agenda</a>' in html
    assert "nig-dates" not in html


def test_a_municipality_elsewhere_without_events_says_nothing_of_them(client):
    assert "Van de hele regio" not in read(client, "/hulp/amsterdam/")
