"""Everyone finds someone to call in a few taps from the home page, also when there is nothing left but the files."""

import re

import pytest
from playwright.sync_api import expect

from content.destinations import DEFAULT

from .looking import is_in_view, scrolls_sideways


@pytest.fixture
def open_page(open_page, files_alone):
    """Opens a page of the edition without Django and without a database."""
    return lambda *size, **options: open_page(*size, base_url=files_alone, **options)


def tap(page, *names):
    """From the home page, tap the links of these names in turn."""
    page.goto("/")
    for name in names:
        page.get_by_role("main").get_by_role("link", name=name).click()


def can_call(page, number):
    link = page.get_by_role("main").locator(f"a[href='tel:{number}']").first
    # A tap leads on: the page may not be there yet. Without the link this fails.
    link.wait_for()
    return link.is_visible()


@pytest.mark.parametrize("width, height", [(390, 844), (320, 568)])
@pytest.mark.parametrize("number", ["112", "08002000"])
@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_the_home_page_shows_both_numbers_in_the_first_screen(open_page, width, height, number, options):
    page = open_page(width, height, **options)
    page.goto("/")
    assert is_in_view(page.locator(f"a[href='tel:{number}']").first)


def test_someone_in_danger_is_one_tap_from_the_page_with_one_button(phone):
    tap(phone, "Ik ben nu in gevaar")
    assert phone.url.endswith("/nu/")
    assert is_in_view(phone.get_by_role("link", name="Bel 112"))


@pytest.mark.parametrize(
    "names, address, number",
    [
        pytest.param(["Ik ben jonger dan 18"], "/voor/onder-18/", "08000432", id="teenager"),
        pytest.param(
            ["Ik maak me zorgen", "Je hoort ruzie bij de buren"],
            "/wat-te-doen/ruzie-bij-de-buren/",
            "08002000",
            id="neighbour",
        ),
        pytest.param(
            ["Ik doe een ander pijn", "Je doet een ander pijn en je wilt stoppen"],
            "/wat-te-doen/stoppen-met-pijn-doen/",
            "08002000",
            id="own-behaviour",
        ),
        pytest.param(
            ["Ik maak het zelf mee", "Het is uit, maar het stopt niet"],
            "/wat-te-doen/het-is-uit-maar-het-stopt-niet/",
            "08002000",
            id="ex-partner",
        ),
        pytest.param(
            ["Ik doe een ander pijn", "Als zorgen te zwaar wordt"],
            "/wat-te-doen/als-zorgen-te-zwaar-wordt/",
            "08002000",
            id="overloaded-carer",
        ),
        pytest.param(
            ["Ik kom voor mijn werk", "De meldcode in vijf stappen"],
            "/wat-te-doen/meldcode-vijf-stappen/",
            "08002000",
            id="professional",
        ),
        pytest.param(["Kies je gemeente", "Enschede"], "/hulp/enschede/", "08002000", id="Enschede"),
        pytest.param(
            ["Kies je gemeente", "Alle gemeenten van Nederland", "Maastricht"],
            "/hulp/maastricht/",
            "08002000",
            id="Maastricht",
        ),
    ],
)
def test_a_visitor_reaches_a_number_to_call(phone, names, address, number):
    tap(phone, *names)
    expect(phone).to_have_url(re.compile(f"{re.escape(address)}$"))
    assert can_call(phone, number)


@pytest.mark.parametrize("door", ["Ik doe een ander pijn", "Ik maak het zelf mee", "Ik maak me zorgen"])
def test_a_door_shows_a_number_to_call_before_any_other_choice(phone, door):
    tap(phone, door)
    assert can_call(phone, "08002000")


# --- The journeys that were promised


def test_in_danger_on_a_shared_phone_the_way_out_leads_to_the_weather_and_back_does_too(phone):
    phone.route(f"{DEFAULT.url}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Droog</h1>"))
    tap(phone, "Ik ben nu in gevaar")
    phone.locator("#weg").click()
    phone.wait_for_url(DEFAULT.url)
    phone.go_back(wait_until="commit")
    phone.wait_for_url(DEFAULT.url)
    assert phone.context.cookies() == []
    phone.goto("/voor/jou/")
    expect(phone.locator("#bellen")).to_contain_text("Je telefoon onthoudt wie je belde")
    phone.get_by_role("contentinfo").get_by_role("link", name="Veilig kijken").click()
    expect(phone.get_by_role("main")).to_contain_text("Je belgeschiedenis toont dat je belde")


def test_a_teenager_reads_what_happens_with_the_parents_in_two_taps(phone):
    tap(phone, "Ik ben jonger dan 18", "Als je het vertelt: wat gebeurt er dan?")
    expect(phone.get_by_role("main")).to_contain_text("Dan worden ze thuis boos op mij")
    assert all(can_call(phone, number) for number in ("112", "08002000", "08000432"))


def test_at_night_the_lines_that_are_always_open_come_first(phone):
    phone.clock.set_fixed_time("2026-11-26T02:00:00Z")
    tap(phone, "Ik ben jonger dan 18")
    numbers = phone.locator("#bellen a[href^='tel:']").evaluate_all("links => links.map((link) => link.href)")
    assert numbers[:2] == ["tel:112", "tel:08002000"]
    expect(phone.locator("#bellen")).to_contain_text("dag en nacht")


def test_a_neighbour_may_call_before_any_list_of_signs(phone):
    tap(phone, "Ik maak me zorgen", "Je hoort ruzie bij de buren")
    main = phone.get_by_role("main")
    call, signs = main.locator("a[href='tel:112']").first, main.locator("a[href^='/signalen/']").first
    assert call.bounding_box()["y"] < signs.bounding_box()["y"]
    expect(main).to_contain_text("naam niet aan het gezin te vertellen")


@pytest.mark.parametrize("door", ["/voor/eigen-gedrag/", "/wat-te-doen/stoppen-met-pijn-doen/"])
def test_who_hurts_another_is_not_led_to_the_plans_of_who_is_hurt(phone, door):
    phone.goto(door)
    plans = ("veilig-verder-met-een-plan", "een-veilige-plek-om-te-slapen", "het-is-uit", "veilig-met-je-telefoon")
    links = phone.get_by_role("main").locator("a").evaluate_all("links => links.map((link) => link.pathname)")
    assert [link for link in links if any(plan in link for plan in plans)] == []


def test_an_elderly_carer_reads_with_letters_twice_as_large_and_finds_the_municipality_without_typing(phone):
    # At 200 % a window of 640 px wide has the room of 320.
    phone.set_viewport_size({"width": 320, "height": 422})
    tap(phone, "Ik doe een ander pijn", "Als zorgen te zwaar wordt")
    assert can_call(phone, "08002000")
    assert not scrolls_sideways(phone)
    tap(phone, "Kies je gemeente", "Enschede")
    assert can_call(phone, "08002000")


def test_an_old_phone_without_script_reads_the_danger_page_the_signs_and_the_help(open_page):
    page = open_page(320, 480, java_script_enabled=False)
    page.goto("/nu/")
    assert is_in_view(page.get_by_role("link", name="Bel 112"))
    page.goto("/signalen/is-mijn-relatie-veilig/")
    expect(page.locator("#lijst label").first).to_be_visible()
    page.goto("/hulp/alle-gemeenten/")
    page.get_by_role("main").get_by_role("link", name="Almelo").click()
    assert can_call(page, "08002000")
    assert page.problems == []


def test_a_professional_at_three_at_night_has_the_steps_for_acute_danger_in_two_taps(phone):
    phone.clock.set_fixed_time("2026-11-26T02:00:00Z")
    tap(phone, "Ik kom voor mijn werk", "Acuut gevaar: wat doe je nu?")
    assert can_call(phone, "112") and can_call(phone, "08002000")
    expect(phone.get_by_role("main")).to_contain_text("Spreek af wie wat doet tot morgen")
    phone.emulate_media(media="print")
    assert phone.get_by_role("main").get_by_text("0800-2000").first.is_visible()
    assert not phone.locator("#weg").is_visible()


# --- Search and finder


def test_words_find_their_page_by_keyboard_alone(phone):
    phone.goto("/")
    phone.get_by_role("link", name="Zoeken").first.press("Enter")
    phone.get_by_label("Wat is er aan de hand?").press_sequentially("mijn man slaat mij")
    expect(phone.get_by_role("status").first).to_contain_text("gevonden")
    first = phone.locator("#zoek-gevonden a").first
    for _ in range(12):
        phone.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert "slaat" not in phone.url
    assert can_call(phone, "112") and can_call(phone, "08002000")


@pytest.mark.parametrize("text, address", [("7511 AB", "/hulp/enschede/"), ("vriesenveen", "/hulp/twenterand/")])
def test_a_postcode_or_a_village_leads_to_who_helps_there(phone, text, address):
    phone.goto("/hulp/")
    phone.get_by_label("De vier cijfers van je postcode").fill(text)
    phone.get_by_label("De vier cijfers van je postcode").press("Enter")
    phone.locator("#plaats-antwoord").get_by_role("link").click()
    expect(phone).to_have_url(re.compile(f"{address}$"))
    assert can_call(phone, "08002000")
    expect(phone.get_by_role("main")).to_contain_text("plaats")
