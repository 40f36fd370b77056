"""The editors' manual says what is there, and its pictures are of screens that exist."""

import re
from html import unescape

import pytest
from django.test import Client

from nouishetgenoeg.manual import IMAGE, IMAGES, TEXT, sections
from tests.browser.manual import SCREENS

PAGE = "/beheer/handleiding/"


def test_every_picture_in_the_manual_is_there_and_none_is_left_over():
    named = {name for _, name in IMAGE.findall(TEXT.read_text())}
    assert named == {path.name for path in IMAGES.iterdir()} == {f"{name}.webp" for name in SCREENS}


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_of_a_picture_exists(publisher, name):
    assert publisher.get(SCREENS[name]()).status_code == 200


def test_every_kind_of_item_that_the_manual_tells_you_to_choose_is_on_the_first_screen(publisher):
    first = unescape(re.sub("<[^>]+>", "|", publisher.get("/beheer/").content.decode())).casefold()
    chosen = set(re.findall(r"\d\. Kies \*\*(.+?)\*\*", TEXT.read_text()))
    assert chosen
    assert {name for name in chosen if f"|{name.casefold()}|" not in first} == set()


def test_an_editor_reads_the_manual_in_the_newsroom(author):
    html = author.get(PAGE).content.decode()
    assert "Handleiding voor de redactie" in html
    assert '<img src="/beheer/handleiding/start.webp" alt="' in html
    # An example of a reference stays an example.
    assert "[[bel:kindertelefoon]]" in html
    assert "**" not in re.sub(r"<td>.*?</td>", "", html)


def test_every_page_of_the_newsroom_leads_to_the_manual(author):
    assert f'href="{PAGE}"' in author.get("/beheer/").content.decode()


def test_a_picture_is_for_editors_alone(author, client):
    assert author.get(f"{PAGE}start.webp")["Content-Type"] == "image/webp"
    for address in (PAGE, f"{PAGE}start.webp"):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", ["geen.webp", "..%2fredactie.md", "START.webp"])
def test_nothing_else_comes_out_of_the_folder(author, name):
    assert author.get(PAGE + name).status_code == 404


def test_no_part_of_the_manual_is_too_long_for_the_renderer():
    assert all(len(text) < 50_000 for text in TEXT.read_text().split("\n## "))
    assert len(sections()) > 10
