"""What a visitor types to find a municipality never leaves the page."""

import pytest
from playwright.sync_api import expect


def look_for(page, text):
    page.goto("/hulp/", wait_until="networkidle")
    page.requests.clear()
    page.get_by_label("De vier cijfers van je postcode").press_sequentially(text)
    page.get_by_role("button", name="Zoek").click()
    answer = page.locator("#plaats-antwoord")
    expect(answer).not_to_be_empty()
    return answer


@pytest.mark.parametrize(
    "text, address",
    [
        ("7511", "/hulp/enschede/"),
        ("7511 AB", "/hulp/enschede/"),
        ("7511ab", "/hulp/enschede/"),
        ("enschede", "/hulp/enschede/"),
        (" Gemeente Enschede ", "/hulp/enschede/"),
        ("6211", "/hulp/maastricht/"),
        ("sudwest fryslan", "/hulp/sudwest-fryslan/"),
        ("7511 AB Enschede", "/hulp/enschede/"),
        ("enshcede", "/hulp/enschede/"),
        ("vriesenveen", "/hulp/twenterand/"),
        ("Brielle", "/hulp/voorne-aan-zee/"),
    ],
)
def test_a_postcode_or_a_name_gives_a_link_to_its_municipality(phone, text, address):
    link = look_for(phone, text).get_by_role("link")
    assert link.get_attribute("href") == address
    link.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hulp in")


@pytest.mark.parametrize("text", ["7511 AB", "enschede", "xyzzy"])
def test_only_the_file_of_postcodes_is_asked_for_and_nothing_typed_is_sent(phone, text):
    look_for(phone, text)
    [request] = phone.requests
    assert request.url.endswith("/hulp/postcodes.json")
    assert (request.method, request.post_data) == ("GET", None)


@pytest.mark.parametrize("text", ["7511 AB", "enschede"])
def test_what_is_typed_stands_in_no_address_and_in_no_storage(phone, text):
    look_for(phone, text)
    assert phone.url.endswith("/hulp/")
    assert phone.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_coming_back_finds_an_empty_field(phone):
    look_for(phone, "7511").get_by_role("link").click()
    phone.wait_for_url("**/hulp/enschede/")
    phone.go_back()
    assert phone.get_by_label("De vier cijfers van je postcode").input_value() == ""
    assert phone.locator("#plaats-antwoord").inner_text() == ""


def test_a_village_in_two_municipalities_gives_both(phone):
    links = look_for(phone, "Haarle").get_by_role("link")
    assert links.all_inner_texts() == ["Hellendoorn", "Tubbergen"]


@pytest.mark.parametrize("text", ["75", "751", "751 AB"])
def test_half_a_postcode_gets_a_hint(phone, text):
    expect(look_for(phone, text)).to_contain_text("Typ de vier cijfers")


STRANGE = {
    "emoji": "🏠🏠🏠",
    "right to left": "\u202eهنغلو\u202c",
    "html": "<img src=x onerror=alert(1)>",
    "expression": "(a+)+$" * 2000,
    "long": "a" * 10_000,
    "digits": "7" * 10_000,
    "nul": "\x00 7511",
}


def test_strange_input_gets_an_answer_and_no_markup(phone):
    phone.goto("/hulp/")
    answer = phone.locator("#plaats-antwoord")
    for name, text in STRANGE.items():
        # As a script or an extension would put it there: past the limit of the field.
        phone.evaluate("text => { document.getElementById('plaats-veld').value = text; }", text)
        phone.get_by_role("button", name="Zoek").click()
        expect(answer, name).to_contain_text("Die kennen we niet")
        assert answer.locator("*").count() == 1, name
        phone.evaluate("document.getElementById('plaats-antwoord').textContent = ''")
    assert phone.problems == []


@pytest.mark.parametrize("text", ["0000", "7599", "xyzzy", "<b>x</b>"])
def test_an_unknown_place_gets_a_friendly_answer(phone, text):
    answer = look_for(phone, text)
    expect(answer).to_contain_text("Die kennen we niet")
    assert answer.get_by_role("link").count() == 0


@pytest.mark.parametrize("text", ["0000", "xyzzy"])
def test_after_an_unknown_place_the_numbers_are_still_there(phone, text):
    look_for(phone, text)
    for number in ("112", "08002000"):
        assert phone.get_by_role("main").locator(f"a[href='tel:{number}']").first.is_visible()


def test_when_the_file_cannot_be_had_the_page_points_to_the_list(phone):
    phone.route("**/postcodes.json", lambda route: route.abort())
    expect(look_for(phone, "7511")).to_contain_text("Kies je gemeente uit de lijst")


def test_the_answer_is_announced(phone):
    assert look_for(phone, "7511").get_attribute("role") == "status"


def test_without_script_the_lists_serve_and_the_form_is_not_shown(without_script):
    without_script.goto("/hulp/")
    assert not without_script.locator("form").is_visible()
    assert without_script.get_by_role("link", name="Enschede").is_visible()
    without_script.get_by_role("link", name="Alle gemeenten van Nederland").click()
    without_script.get_by_role("main").get_by_role("link", name="Maastricht").click()
    assert without_script.url.endswith("/hulp/maastricht/")
