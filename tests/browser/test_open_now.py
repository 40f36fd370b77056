"""Whether it is open now: said in the time of Amsterdam, and only when somebody phoned of late."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from signals.models import Organization, Service

UNSURE = "Bel om het zeker te weten."
NIGHT = {"opens_at": "22:00", "closes_at": "04:00"}
DAYTIME = {"byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}


@pytest.fixture
def open_page(open_page, fresh_site):
    """Opens a page of the site as the database is now."""
    return lambda *size, **options: open_page(*size, base_url=fresh_site, **options)


@pytest.fixture
def service(django_db_setup, django_db_blocker):
    """A national line that was phoned, with no hours yet; the test may write to the database of the served site."""
    with django_db_blocker.unblock():
        organization = Organization.objects.create(slug="proef", name="Proef")
        service = organization.services.create(
            slug="proeflijn", name="Proeflijn", description="Proef.", is_national=True,
            assured_date=date(2026, 11, 1), assurer="A. de Vries", assurance_due_on=date(2030, 1, 1),
        )  # fmt: skip
        service.phones.create(number="+31531234567", display="053 123 45 67", is_verified=True)
        yield service
        organization.delete()


def add_hours(service, **values):
    values = {"byday": "MO,TU,WE,TH,FR,SA,SU", "is_verified": True, **values}
    service.schedules.create(description="De tijden", **values)


def said(open_page, moments, **options):
    """What the entry says at each moment (in UTC), on a phone in some time zone."""
    page = open_page(390, 844, **options)
    page.clock.set_fixed_time(moments[0])
    page.goto("/hulp/landelijk/")
    state = page.locator("article", has_text="Proeflijn").locator("b")
    found = []
    for moment in moments:
        page.clock.set_fixed_time(moment)
        page.evaluate("dispatchEvent(new Event('pageshow'))")
        found.append(state.inner_text())
    assert page.problems == []
    return found


def test_by_day_by_night_at_the_weekend_and_at_the_edges(service, open_page):
    add_hours(service, **DAYTIME)
    assert said(
        open_page,
        ["2027-03-02T02:00:00Z", "2027-03-02T07:59:00Z", "2027-03-02T08:00:00Z", "2027-03-02T15:59:00Z",
         "2027-03-02T16:00:00Z", "2027-03-05T20:00:00Z", "2027-03-07T12:00:00Z"],
    ) == [
        "Nu dicht. Open om 9.00 uur.", "Nu dicht. Open om 9.00 uur.", "Nu open, tot 17.00 uur.",
        "Nu open, tot 17.00 uur.", "Nu dicht. Open morgen om 9.00 uur.", "Nu dicht. Open maandag om 9.00 uur.",
        "Nu dicht. Open morgen om 9.00 uur.",
    ]  # fmt: skip


def test_a_device_in_another_time_zone_says_the_same(service, open_page):
    add_hours(service, **DAYTIME)
    assert said(open_page, ["2027-03-02T08:00:00Z"], timezone_id="Pacific/Auckland") == ["Nu open, tot 17.00 uur."]


def test_the_nights_on_which_the_clock_changes(service, open_page):
    add_hours(service, **NIGHT)
    # Spring 2027: 2.00 becomes 3.00 at 1.00 UTC on 28 March. Autumn: 3.00 becomes 2.00 at 1.00 UTC on 31 October.
    assert said(
        open_page,
        ["2027-03-28T00:59:00Z", "2027-03-28T01:59:00Z", "2027-03-28T02:00:00Z",
         "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T02:59:00Z", "2027-10-31T03:00:00Z"],
    ) == [
        # Easter Sunday 2027 is 28 March: nobody asked about holidays, so the day itself is not sure.
        UNSURE, UNSURE, UNSURE,
        "Nu open, tot 4.00 uur.", "Nu open, tot 4.00 uur.", "Nu open, tot 4.00 uur.",
        "Nu dicht. Open om 22.00 uur.",
    ]  # fmt: skip
    service.schedules.update(on_holidays="open")
    assert said(open_page, ["2027-03-28T00:59:00Z", "2027-03-28T01:59:00Z", "2027-03-28T02:00:00Z"]) == [
        "Nu open, tot 4.00 uur.", "Nu open, tot 4.00 uur.", "Nu dicht. Open om 22.00 uur.",
    ]  # fmt: skip


HOLIDAYS = {
    "new year": "2027-01-01", "easter monday": "2027-03-29", "king's day": "2027-04-27",
    "king's day on saturday": "2031-04-26", "ascension": "2027-05-06", "whit monday": "2027-05-17",
}  # fmt: skip


def test_on_a_holiday_only_what_was_asked_is_said(service, open_page):
    Service.objects.filter(pk=service.pk).update(assurance_due_on="2040-01-01")
    add_hours(service, opens_at="09:00", closes_at="17:00")
    noons = [f"{day}T10:00:00Z" for day in HOLIDAYS.values()]
    assert said(open_page, noons) == [UNSURE] * len(noons)
    service.schedules.update(on_holidays="closed")
    assert {text.split(".")[0] for text in said(open_page, noons)} == {"Nu dicht"}
    service.schedules.update(on_holidays="open")
    assert said(open_page, noons) == ["Nu open, tot 17.00 uur."] * len(noons)


def test_a_day_on_which_some_are_free_is_not_sure_unless_they_said_open(service, open_page):
    add_hours(service, opens_at="09:00", closes_at="17:00", on_holidays="closed")
    assert said(open_page, ["2027-03-26T10:00:00Z", "2027-05-05T10:00:00Z"]) == [UNSURE, UNSURE]


def test_an_exception_goes_before_the_hours_and_the_holiday(service, open_page):
    add_hours(service, **DAYTIME)
    service.exceptions.create(date=date(2027, 3, 2))
    service.exceptions.create(date=date(2027, 4, 27), opens_at="10:00", closes_at="12:30")
    assert said(open_page, ["2027-03-02T10:00:00Z", "2027-04-27T08:30:00Z"]) == [
        "Nu dicht. Open morgen om 9.00 uur.", "Nu open, tot 12.30 uur.",
    ]  # fmt: skip


def test_a_page_that_is_older_than_the_call_says_nothing_any_more(service, open_page):
    Service.objects.filter(pk=service.pk).update(assurance_due_on=date.today() + timedelta(days=10))
    add_hours(service, opens_at="00:00", closes_at="00:00", on_holidays="open")
    moments = [f"{date.today() + timedelta(days)}T10:00:00Z" for days in (10, 11)]
    assert said(open_page, moments) == ["Nu open, tot 24.00 uur.", UNSURE]


def test_a_browser_without_time_zones_and_one_without_script_show_the_printed_hours(
    service, open_page, without_script
):
    add_hours(service, **DAYTIME)
    old = open_page(390, 844)
    old.add_init_script("Intl.DateTimeFormat = function () { throw new RangeError(); };")
    for page in (old, without_script):
        page.goto("/hulp/landelijk/")
        entry = page.locator("article", has_text="Proeflijn")
        expect(entry).to_contain_text("De tijden")
        expect(entry).to_contain_text(UNSURE)
    assert old.problems == []
