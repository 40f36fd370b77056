"""What must hold for every page for professionals, also one that was added today."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from content.models import Publishable
from tests.test_pages import sitemap_paths

TYPED = {"text", "search", "email", "tel", "url", "number", "password", "date", "datetime-local", "month", "time", ""}
# What a section of its own holds for professionals only, whatever its items are called.
SECTIONS = ("/agenda/", "/initiatieven/", "/nieuws/", "/regiovisie/", "/samenwerken/", "/scholing/", "/verhalen/")
FIXED = {"/meldcode/", "/woordenlijst/", "/signalen/bij-de-hand/", "/voor/professionals/"}


@cache
def professional_paths():
    """The pages for professionals, from the sitemap: those of an item that says so, the tools, and the sections."""
    items = {
        item.get_absolute_url()
        for model in Publishable.__subclasses__()
        for item in model.objects.published()
        if item.is_for_professionals
    }
    found = set(sitemap_paths())
    return sorted((items | FIXED) & found | {path for path in found if path.startswith(SECTIONS)})


def test_the_pages_for_professionals_are_many():
    assert set(professional_paths()) >= FIXED
    assert len(professional_paths()) > 35
    assert [section for section in SECTIONS if section not in professional_paths()] == []


def test_no_page_for_professionals_has_a_field_to_type_in(client):
    found = {}
    for path in professional_paths():
        html = client.get(path).content.decode()
        inputs = [re.search(r'type="([^"]*)"', tag) for tag in re.findall(r"<input[^>]*>", html)]
        typed = [match for match in inputs if match is None or match[1] in TYPED]
        if typed or "<textarea" in html or "contenteditable" in html:
            found[path] = typed
    assert found == {}


def test_no_script_of_these_pages_makes_a_field_to_type_in():
    for name in ("walk.js", "hand.js", "list.js", "filter.js", "repeat.js"):
        text = (Path(settings.BASE_DIR) / "static" / "js" / name).read_text()
        assert not re.search(r"textarea|type = '(?!checkbox|button)", text)


@pytest.mark.parametrize("word", ["score", "uitslag: ", "risicoscore"])
def test_the_file_with_signs_holds_no_score(client, word):
    assert word not in client.get("/signalen/bij-de-hand.json").content.decode().lower()


def test_every_sign_at_hand_has_its_weight_and_what_to_do_at_once_without_a_reference(client):
    lists = client.get("/signalen/bij-de-hand.json").json()
    signs = [sign for entry in lists for group in entry["groups"] for sign in group[2]]
    assert len(signs) > 250
    assert {weight for _, weight, _ in signs} == {"acute", "serious", "watch"}
    assert [advice for _, _, advice in signs if "[[" in advice or "<" in advice] == []
    assert any("0800-2000" in advice for _, _, advice in signs)
