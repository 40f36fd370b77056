"""The lists as they stand on the page, without script."""

import re

import pytest

from signals.loading import STARTER
from signals.models import Checklist, Sign, Weight

ONE_IS_NO_PROOF = "Eén signaal bewijst niets."
ONE_IS_ENOUGH = "Eén acuut signaal is genoeg om vandaag te bellen."


@pytest.fixture(params=sorted(path.stem for path in (STARTER / "checklists").glob("*.toml")))
def shown(request, client):
    """A checklist, and its page as a visitor gets it."""
    checklist = Checklist.objects.get(slug=request.param)
    return checklist, client.get(checklist.get_absolute_url()).content.decode()


def test_one_acute_sign_is_enough_stands_above_every_list(shown):
    assert ONE_IS_ENOUGH in shown[1]


def test_one_sign_proves_nothing_stands_above_every_list_but_those_about_danger_to_life(shown):
    checklist, html = shown
    assert (ONE_IS_NO_PROOF in html) is not checklist.is_about_danger_to_life


def test_every_sign_is_on_the_page_with_its_weight(shown):
    checklist, html = shown
    signs = Sign.objects.filter(group__checklist=checklist)
    levels = re.findall('data-level="(.*?)"', html)
    assert sorted(levels) == sorted(signs.values_list("weight", flat=True))


def test_the_advice_for_every_weight_is_readable_without_script(shown):
    html = shown[1]
    assert [html.count(f'data-advice="{weight}"') for weight in Weight.values] == [1, 1, 1]
    assert not re.search(r'data-advice="\w+" hidden', html)


def test_nothing_is_counted(shown):
    text = re.sub("<[^>]+>", " ", shown[1]).lower()
    assert not re.search(r"(twee|drie|vier|[2-9]) of meer|meerdere signalen|aangekruist: |\bscore\b|\bpunten\b", text)


def test_the_form_asks_browsers_to_keep_nothing(shown):
    # The boxes inherit it from their form (HTML, 4.10.18.7.1).
    assert re.search('<form class="nig-check nig-layout"[^>]* autocomplete="off"', shown[1])


@pytest.mark.parametrize("word", ["keel", "gewurgd"])
def test_every_sign_about_the_throat_is_acute_and_sends_to_a_doctor(word):
    signs = Sign.objects.filter(text__icontains=word, group__checklist__published_at__isnull=False)
    wrong = [
        sign.text
        for sign in signs
        if "keelpijn" not in sign.text
        and (sign.weight != Weight.ACUTE or not re.search("arts|dokter", f"{sign.text} {sign.advice}"))
    ]
    assert wrong == []


def test_every_sign_about_shaking_a_baby_sends_to_a_doctor():
    signs = Sign.objects.filter(text__icontains="geschud")
    assert signs.exists()
    assert [sign.text for sign in signs if "arts" not in sign.advice.lower()] == []
