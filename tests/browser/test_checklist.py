"""A list of signs gives advice, keeps nothing and counts nothing."""

import pytest
from playwright.sync_api import expect

from .looking import is_in_view

RELATIONSHIP = "/signalen/is-mijn-relatie-veilig/"
ELDER = "/signalen/een-oudere-om-wie-je-geeft/"
DANGER_TO_LIFE = "/signalen/rode-vlaggen-partnergeweld/"

# A list with the weakest level that it holds.
both_lists = pytest.mark.parametrize("path, weak", [(RELATIONSHIP, "serious"), (ELDER, "watch")])


def boxes(page, level=None):
    return page.locator(f"#lijst input[data-level='{level}']" if level else "#lijst input[type='checkbox']")


def advice(page):
    """The levels of the advices that are shown."""
    shown = page.locator("[data-advice]:visible")
    return shown.evaluate_all("boxes => boxes.map(box => box.dataset.advice)")


def ticks(page):
    return page.locator("#lijst input:checked").count()


@both_lists
def test_the_strongest_tick_decides_which_advice_is_shown(phone, path, weak):
    phone.goto(path)
    boxes(phone, weak).first.check()
    assert advice(phone) == [weak]
    boxes(phone, "acute").first.check()
    assert advice(phone) == ["acute"]


@both_lists
def test_unticking_falls_back_to_the_advice_of_what_is_left(phone, path, weak):
    phone.goto(path)
    boxes(phone, weak).first.check()
    boxes(phone, "acute").first.check()
    boxes(phone, "acute").first.uncheck()
    assert advice(phone) == [weak]
    boxes(phone, weak).first.uncheck()
    assert advice(phone) == ["none"]


@both_lists
def test_many_ticks_show_the_same_text_as_one(phone, path, weak):
    phone.goto(path)
    boxes(phone, weak).first.check()
    with_one = phone.locator("body").inner_text()
    for box in boxes(phone, weak).all()[1:]:
        box.check()
    assert phone.locator("body").inner_text() == with_one


@both_lists
def test_one_acute_sign_is_said_to_be_enough_before_the_first_box(phone, path, weak):
    phone.goto(path)
    line = phone.get_by_text("Eén acuut signaal is genoeg")
    line.scroll_into_view_if_needed()
    assert is_in_view(line)
    assert line.bounding_box()["y"] < boxes(phone).first.bounding_box()["y"]


@both_lists
def test_coming_back_finds_no_tick(phone, path, weak):
    phone.goto(path)
    boxes(phone, "acute").first.check()
    phone.get_by_role("link", name="Nou is het genoeg").click()
    phone.wait_for_url("**/")
    phone.go_back()
    assert phone.url.endswith(path)
    assert (ticks(phone), advice(phone)) == (0, ["none"])


def test_reloading_finds_no_tick(phone):
    phone.goto(RELATIONSHIP)
    boxes(phone, "acute").first.check()
    phone.reload()
    assert (ticks(phone), advice(phone)) == (0, ["none"])


@both_lists
def test_ticks_are_kept_nowhere_and_sent_nowhere(phone, path, weak):
    phone.goto(path, wait_until="networkidle")
    address = phone.url
    phone.requests.clear()
    boxes(phone, weak).first.check()
    boxes(phone, "acute").first.check()
    phone.locator("#lijst input").first.press("Enter")
    assert phone.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert phone.context.cookies() == []
    assert phone.url == address
    assert phone.requests == []


@both_lists
def test_without_script_every_sign_and_every_advice_can_be_read(without_script, path, weak):
    without_script.goto(path)
    signs = without_script.locator(".nig-check__sign label")
    assert all(sign.is_visible() for sign in signs.all())
    assert signs.count() == boxes(without_script).count() > 10
    assert set(advice(without_script)) >= {"acute", "serious", "watch"}


def test_without_script_nothing_is_offered_that_needs_it(without_script):
    without_script.goto(RELATIONSHIP)
    assert without_script.locator("[data-needs-script]:visible").count() == 0
    assert without_script.locator("[data-with-ticks]:visible").count() == 0


def test_the_button_takes_all_ticks_away(phone):
    phone.goto(RELATIONSHIP)
    for box in boxes(phone, "acute").all()[:3]:
        box.check()
    phone.get_by_role("button", name="Haal alle vinkjes weg").click()
    expect(phone.locator("[data-advice='none']")).to_be_visible()
    assert (ticks(phone), advice(phone)) == (0, ["none"])


def tab_to(page, selector):
    """Press Tab until an element is reached; fails when Tab never gets there."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab komt niet bij {selector}")


def test_the_keyboard_alone_ticks_and_unticks(desktop):
    desktop.goto(RELATIONSHIP)
    tab_to(desktop, "#lijst input[data-level='acute']")
    desktop.keyboard.press("Space")
    assert advice(desktop) == ["acute"]
    desktop.keyboard.press("Space")
    assert advice(desktop) == ["none"]


def test_the_keyboard_alone_reaches_the_number_in_the_advice(desktop):
    desktop.goto(RELATIONSHIP)
    tab_to(desktop, "#lijst input[data-level='acute']")
    desktop.keyboard.press("Space")
    tab_to(desktop, "[data-advice='acute'] a[href='tel:112']")
    assert is_in_view(desktop.locator(":focus"))


@both_lists
def test_a_screen_reader_hears_which_advice_is_shown(phone, path, weak):
    phone.goto(path)
    heard = phone.locator("#lijst [role='status']")
    assert heard.inner_text() == ""
    boxes(phone, "acute").first.check()
    expect(heard).to_contain_text(phone.locator("[data-advice='acute'] h2").inner_text())


def test_a_tick_turns_the_help_button_into_a_way_to_the_advice(phone):
    phone.goto(RELATIONSHIP)
    boxes(phone, "acute").first.check()
    phone.get_by_role("link", name="Je advies").click()
    expect(phone.locator("[data-advice='acute'] h2")).to_be_in_viewport()


def test_a_list_about_danger_to_life_does_not_say_that_one_sign_proves_nothing(phone):
    phone.goto(DANGER_TO_LIFE)
    text = phone.get_by_role("main").inner_text()
    assert "Eén signaal bewijst niets" not in text
    assert "Eén acuut signaal is genoeg" in text


@both_lists
def test_any_other_list_says_that_one_sign_proves_nothing(phone, path, weak):
    phone.goto(path)
    assert "Eén signaal bewijst niets" in phone.get_by_role("main").inner_text()
