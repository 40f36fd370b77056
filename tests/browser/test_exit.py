"""The way out: always in view, one press away, and no way back."""

import re

import pytest
from playwright.sync_api import expect

from .looking import TEMPLATES, is_in_view, scroll_to_bottom

OUTSIDE = "https://www.buienradar.nl/"
SIZES = [(320, 568), (390, 844), (768, 1024), (1280, 900), (1920, 1080)]


@pytest.fixture
def outside(phone, desktop, without_script):
    """Stands in for the site outside; returns the requests that it got."""
    requests = []

    def answer(route):
        requests.append(route.request)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Weer</title><h1>Droog</h1>")

    for page in (phone, desktop, without_script):
        page.route(f"{OUTSIDE}**", answer)
    return requests


def has_left(page):
    """True when a page of ours was left or is being left: the first thing that happens then is that it is hidden."""
    return page.url.startswith(OUTSIDE) or page.evaluate("document.documentElement.style.display") == "none"


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_tab_reaches_the_exit_first(without_script, path):
    without_script.goto(path)
    without_script.keyboard.press("Tab")
    assert without_script.locator(":focus").get_attribute("href") == OUTSIDE


@pytest.mark.parametrize("width, height", SIZES)
def test_tab_reaches_the_skip_link_second_and_shows_it(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.goto("/")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    focused = phone.locator(":focus")
    assert focused.get_attribute("href") == "#inhoud"
    assert is_in_view(focused)


@pytest.mark.parametrize("path", ["/", "/nu/", "/signalen/is-mijn-relatie-veilig/", "/hulp/", "/bestaat-niet/"])
@pytest.mark.parametrize("width, height", SIZES)
def test_the_exit_is_in_view_and_big_at_the_top_and_at_the_bottom(phone, path, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.goto(path)
    link = phone.locator("#weg")
    assert is_in_view(link)
    scroll_to_bottom(phone)
    assert is_in_view(link)
    assert link.bounding_box()["height"] >= 48


@pytest.mark.parametrize("width, height", SIZES)
def test_an_open_menu_does_not_cover_the_exit(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.goto("/")
    phone.locator(".nig-menu").evaluate("menu => { menu.open = true; }")
    assert is_in_view(phone.locator("#weg"))


@pytest.mark.parametrize("path", ["/", "/nu/", "/signalen/is-mijn-relatie-veilig/", "/bestaat-niet/"])
def test_a_click_leads_outside_and_tells_nothing_of_where_it_came_from(phone, outside, path):
    phone.goto(path)
    phone.locator("#weg").click()
    phone.wait_for_url(OUTSIDE)
    [request] = outside
    assert "referer" not in request.all_headers()


@pytest.mark.parametrize("path", ["/", "/nu/", "/bestaat-niet/"])
def test_without_script_the_exit_is_a_plain_link(without_script, outside, path):
    without_script.goto(path)
    without_script.locator("#weg").click()
    without_script.wait_for_url(OUTSIDE)
    [request] = outside
    assert "referer" not in request.all_headers()


def test_leaving_asks_nothing_of_our_server(phone, outside):
    phone.goto("/", wait_until="networkidle")
    phone.requests.clear()
    phone.locator("#weg").click()
    phone.wait_for_url(OUTSIDE)
    assert [request.url for request in phone.requests] == [OUTSIDE]


def test_three_times_shift_leaves(desktop, outside):
    desktop.goto("/")
    for _ in range(3):
        desktop.keyboard.press("Shift")
    desktop.wait_for_url(OUTSIDE)


def test_twice_shift_stays_and_says_how_many_are_left(desktop, outside):
    desktop.goto("/")
    desktop.keyboard.press("Shift")
    desktop.keyboard.press("Shift")
    expect(desktop.locator("#weg-status")).to_have_text(re.compile("nog één keer"))
    assert not has_left(desktop)


@pytest.mark.parametrize(
    "keys", [["Shift+a"] * 3, ["Shift+Tab"] * 3, ["Shift", "Shift", "a", "Shift"], ["Control+Shift"] * 3]
)
def test_shift_together_with_another_key_stays(desktop, outside, keys):
    desktop.goto("/")
    for key in keys:
        desktop.keyboard.press(key)
    assert not has_left(desktop)


def test_three_times_shift_in_a_text_field_stays(desktop, outside):
    desktop.goto("/hulp/")
    desktop.locator("#plaats-veld").focus()
    for _ in range(3):
        desktop.keyboard.press("Shift")
    assert not has_left(desktop)


def test_three_times_shift_on_a_checkbox_leaves(desktop, outside):
    desktop.goto("/signalen/is-mijn-relatie-veilig/")
    desktop.locator("#lijst input").first.focus()
    for _ in range(3):
        desktop.keyboard.press("Shift")
    desktop.wait_for_url(OUTSIDE)


@pytest.mark.parametrize("presses", [1, 2])
def test_after_leaving_the_back_button_shows_no_page_of_ours(phone, outside, presses):
    for path in ("/", "/signalen/", "/hulp/"):
        phone.goto(path)
    phone.locator("#weg").click()
    phone.wait_for_url(OUTSIDE)
    for _ in range(presses):
        phone.go_back(wait_until="commit")
        phone.wait_for_url(OUTSIDE)
    expect(phone.get_by_role("heading", name="Droog")).to_be_visible()


def test_who_comes_back_on_purpose_sees_the_page(phone, outside):
    phone.goto("/")
    phone.locator("#weg").click()
    phone.wait_for_url(OUTSIDE)
    phone.goto("/hulp/")
    assert not has_left(phone)
    assert phone.evaluate("sessionStorage.length") == 0
