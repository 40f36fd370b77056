"""Everyone finds someone to call in a few taps from the home page."""

import re

import pytest
from playwright.sync_api import expect

from .looking import is_in_view


def tap(page, *names):
    """From the home page, tap the links of these names in turn."""
    page.goto("/")
    for name in names:
        page.get_by_role("main").get_by_role("link", name=name).click()


def can_call(page, number):
    return page.get_by_role("main").locator(f"a[href='tel:{number}']").first.is_visible()


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
