"""The training catalogue in the page, and where a professional gets from the door."""

from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from signals.models import Training
from tests.signals.test_training import make_training

from .looking import is_in_view, scrolls_sideways


@pytest.fixture
def trainings(django_db_setup, django_db_blocker):
    """Two trainings: one that a team repeats after a year, with a date in a month and one in three months."""
    with django_db_blocker.unblock():
        yield from make_trainings()


def make_trainings():
    first = make_training("gesprekken", repeat_months=12, level="basis", form="op-locatie", dates=[40, 100])
    second = make_training("verdieping", title="Verdieping", groups=["ggz"], level="verdieping", form="online")
    yield first
    Training.objects.filter(pk__in=[first.pk, second.pk]).delete()


@pytest.fixture
def page(browser, fresh_site, open_page):
    """A page on a phone, of the site with the database as it is now."""
    return open_page(390, 844, base_url=fresh_site)


def shown(page):
    return page.locator("[data-vorm]:visible a").all_inner_texts()


def test_a_choice_leaves_the_trainings_that_fit_and_says_how_many(page, trainings):
    page.goto("/scholing/")
    assert len(shown(page)) == 3
    page.get_by_label("Niveau").select_option("Verdieping")
    assert shown(page) == ["Verdieping"]
    expect(page.locator("[data-count]")).to_have_text("1 training past hierbij.")
    page.get_by_label("Voor wie").select_option("Onderwijs")
    assert shown(page) == []
    expect(page.locator("[data-none]")).to_be_visible()
    assert page.problems == []


def test_a_choice_stands_in_no_address_and_is_gone_on_the_way_back(page, trainings):
    page.goto("/scholing/")
    asked = len(page.requests)
    page.get_by_label("Niveau").select_option("Verdieping")
    assert page.url.endswith("/scholing/")
    assert len(page.requests) == asked
    page.goto("/agenda/")
    page.go_back()
    assert page.get_by_label("Niveau").input_value() == ""
    assert len(shown(page)) == 3


def month(page, months_ago):
    """Choose the month so many months ago, by the clock of the device."""
    today = timezone.localtime()
    count = today.year * 12 + today.month - 1 - months_ago
    page.get_by_label("Ons team deed dit in").select_option(str(count % 12))
    page.get_by_label("van het jaar").select_option(str(count // 12))


def test_a_team_that_did_it_eleven_months_ago_hears_when_it_is_due_and_which_date_fits(page, trainings):
    page.goto("/scholing/gesprekken/")
    month(page, 11)
    result = page.locator("[data-result]")
    expect(result).to_contain_text("Dat is 11 maanden geleden. Over 1 maand is het weer tijd")
    first = trainings.dates.first()
    expect(result).to_contain_text(first.when)


def test_the_date_that_is_named_is_the_first_in_or_after_the_month_that_a_team_is_due(page, trainings):
    page.goto("/scholing/gesprekken/")
    due = trainings.dates.last()
    today, then = timezone.localtime(), timezone.localtime(due.starts_at)
    month(page, 12 - ((then.year - today.year) * 12 + then.month - today.month))
    expect(page.locator("[data-result]")).to_contain_text(due.when)


def test_a_date_that_is_full_is_not_named_as_the_one_that_fits(page, trainings):
    trainings.dates.update(is_full=True)
    free = trainings.dates.last()
    trainings.dates.filter(pk=free.pk).update(is_full=False)
    page.goto("/scholing/gesprekken/")
    month(page, 12)
    expect(page.locator("[data-result]")).to_contain_text(f"De volgende keer dat past: {free.when}")


@pytest.mark.parametrize(
    ("now", "year", "chosen", "answer"),
    [
        (datetime(2026, 12, 31, 23, 0), "2025", "11", "Het is deze maand weer tijd."),
        (datetime(2027, 1, 1, 1, 0), "2025", "11", "Het was weer tijd in december 2026."),
        (datetime(2028, 2, 29, 12, 0), "2028", "1", "Over 12 maanden is het weer tijd: februari 2029"),
        (datetime(2026, 3, 1, 12, 0), "2026", "10", "Die maand moet nog komen."),
    ],
    ids=["the last hour of the year", "the first hour of the next", "leap day", "a month to come"],
)  # fmt: skip
def test_months_are_counted_over_the_turn_of_a_year(page, trainings, now, year, chosen, answer):
    page.clock.set_fixed_time(now)
    page.goto("/scholing/gesprekken/")
    page.get_by_label("Ons team deed dit in").select_option(chosen)
    page.get_by_label("van het jaar").select_option(year)
    expect(page.locator("[data-result]")).to_contain_text(answer)


def test_the_month_of_a_team_is_not_kept(page, trainings):
    page.goto("/scholing/gesprekken/")
    asked = len(page.requests)
    month(page, 3)
    assert len(page.requests) == asked
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    page.goto("/agenda/")
    page.go_back()
    expect(page.locator("[data-result]")).to_be_empty()


def test_without_script_all_trainings_the_facets_and_the_interval_are_there(open_page, fresh_site, trainings):
    page = open_page(390, 844, base_url=fresh_site, java_script_enabled=False)
    page.goto("/scholing/")
    assert len(shown(page)) == 3
    assert page.locator("select:visible").count() == 0
    page.get_by_role("link", name="Verdieping (1)").click()
    assert shown(page) == ["Verdieping"]
    page.goto("/scholing/gesprekken/")
    expect(page.get_by_text("Herhaal dit na 12 maanden")).to_be_visible()
    assert page.locator("select:visible").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_training_with_its_choices_fits_the_screen(open_page, fresh_site, trainings, width):
    page = open_page(width, 900, base_url=fresh_site)
    for path in ("/scholing/", "/scholing/gesprekken/"):
        page.goto(path)
        assert not scrolls_sideways(page)
    assert page.get_by_label("van het jaar").bounding_box()["height"] >= 44


@pytest.mark.parametrize("name", ["Agenda", "Scholing", "Loopt het vast?", "Regiovisie", "Nieuws", "Verhalen"])
def test_each_list_for_professionals_is_two_taps_from_the_home_page(phone, name):
    phone.goto("/")
    phone.get_by_role("link", name="Ik kom voor mijn werk").click()
    phone.locator("main").get_by_role("link", name=name, exact=True).click()
    expect(phone.locator("h1")).to_be_visible()


def test_a_frustration_names_whom_to_call_within_three_taps(phone):
    phone.goto("/voor/professionals/")
    phone.get_by_role("link", name="Loopt het vast?").click()
    phone.get_by_role("link", name="Ik mis iemand die de leiding heeft").click()
    call = phone.locator("main a[href='tel:08002000']").first
    call.scroll_into_view_if_needed()
    assert is_in_view(call)


def test_a_calendar_file_is_offered_for_an_event_and_not_shown_as_a_page(open_page, fresh_site):
    response = open_page(390, 844, base_url=fresh_site).request.get("/agenda/agenda.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.text().startswith("BEGIN:VCALENDAR")
