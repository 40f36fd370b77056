"""The rules that every page keeps."""

import pytest

from content.destinations import DEFAULT
from nouishetgenoeg.press.checks import file_problems, problems
from nouishetgenoeg.press.page import Page
from nouishetgenoeg.press.rulebook import Rulebook
from signals.models import Service

NUMBERS = frozenset({"112", "08002000", "0884222495"})
RULEBOOK = Rulebook(
    paths=frozenset({"/", "/nu/", "/hulp/", "/static/site.css", "/static/js/site.js"}),
    weights={"/static/site.css": 7000, "/static/js/site.js": 1000},
    numbers=NUMBERS,
    confidential=("geheimstraat 12",),
)

PAGE = """<!doctype html><html lang="{lang}"><head><title>{title}</title>
<meta name="description" content="{description}"><link rel="stylesheet" href="/static/site.css">
<script src="/static/js/site.js"></script>{head}</head><body>
<a id="weg" href="{exit}">Verlaat deze site</a><a href="tel:112">Bel 112</a>
<a href="tel:08002000">Veilig Thuis 0800-2000 (gratis, 24/7)</a>
<main id="inhoud"><h1>Kop</h1>{main}</main></body></html>"""


def page(main="", **values):
    options = {
        name: values.pop(name) for name in ("path", "item", "is_for_professionals", "review") if name in values
    }
    values = {"lang": "nl", "title": "Hulp", "description": "", "head": "", "exit": DEFAULT.url, **values}
    return Page(options.pop("path", "/nu/"), PAGE.format(main=main, **values).encode(), **options)


def found(page):
    return [problem.check for problem in problems(page, RULEBOOK) if not problem.is_warning]


def test_a_right_page_passes():
    assert found(page('<p>Bel <a href="tel:0884222495">088 422 24 95</a>. <a href="/hulp/">Hulp</a>.</p>')) == []


@pytest.mark.parametrize(
    "main",
    [
        "<p>Bel 0900-1234567.</p>",
        "<p>Bel 0900<b>123</b>45<i>67</i>.</p>",
        "<p>Bel 09<span>00-12</span>34567.</p>",
        "<p>Bel ０９００－１２３４５６７.</p>",
        "<p>Bel 0900\u200b-12\u200d34567.</p>",
        "<p>Bel 0900&#8203;1234567.</p>",
        "<p>Bel +31 6 12345678.</p>",
        "<p>Bel 06-12345678.</p>",
        "<p>Bel 113.</p>",
        "<p>Bel 14 053.</p>",
        "<p>Bel (053) 123 45 67.</p>",
        "<p>Bel 0800-2000 06 12345678.</p>",
        "<p>Bel 0800-2000 061-2345678.</p>",
        "<p>Bel 0800-2000 113.</p>",
        "<p>Bel 0800-2000<b>5</b>.</p>",
        "<p>Bel <b>06 12345678</b><span>9 tot 17 uur</span>.</p>",
        '<img src="/static/site.css" alt="Bel 0900-1234567">',
        '<p title="Bel 0900-1234567">Bel</p>',
        '<p aria-label="Bel 0900-1234567">Bel</p>',
        '<a href="tel:09001234567">Bel ons</a>',
    ],
)  # fmt: skip
def test_a_number_that_is_not_of_the_directory_is_found(main):
    assert "Telefoonnummer" in found(page(main)) or "Telefoonlink" in found(page(main))


@pytest.mark.parametrize("where", ["title", "description"])
def test_a_number_in_the_head_is_found(where):
    assert "Telefoonnummer" in found(page(**{where: "Bel 0900-1234567"}))


@pytest.mark.parametrize(
    "main",
    [
        "<p>Bel 0800-2000 24 uur per dag.</p>",
        "<p>Bel <b>0800-2000</b><span>Dag en nacht</span>.</p>",
        "<p>Bel <b>0800-2000</b><span>24 uur</span>.</p>",
        "<p>Bel <b>0800-2000</b><span>24/7</span>.</p>",
        "<p>Bel +31 (0)88 422 24 95, +31(0)884222495, 0031884222495, (088) 422 24 95 of 088/4222495.</p>",
        "<p>Bel 0800-2000 112.</p>",
        "<p>Van 01-07-2025 tot 06-11-2025, 14 000 kinderen, € 14000.</p>",
        "<p>Op 12 januari 2026, artikel 300, 3 van de 10, 24/7, € 1.234,56.</p>",
        "<p>7511 AB Enschede</p>",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_passes(main):
    assert found(page(main)) == []


@pytest.mark.parametrize(
    "main",
    [
        '<a href="tel:0884222495">0800-2000</a>',
        '<a href="tel:112">Bel Veilig Thuis: 0800-2000</a>',
        '<a href="tel:08002000">Bel ons</a>',
        '<a href="sms:112">sms 112</a>',
        '<a href="whatsapp://send?phone=112">app 112</a>',
    ],
)
def test_a_link_that_dials_something_else_than_it_shows_is_found(main):
    assert "Telefoonlink" in found(page(main))


def test_a_page_without_the_numbers_or_the_way_out_is_found():
    assert "Nummers en weg" in found(page(exit="/hulp/"))
    bare = Page("/nu/", b"<!doctype html><html lang=nl><title>Hulp</title><h1>Kop</h1>")
    assert "Nummers en weg" in found(bare)


@pytest.mark.parametrize(
    "main",
    [
        '<a href="/weg/">Weg</a>',
        '<a href="/hulp">Zonder streep</a>',
        '<a href="#nergens">Nergens</a>',
        '<a href="//evil.example/">Elders</a>',
        '<a href="javascript:alert(1)">Script</a>',
        '<a href="hulp/">Los</a>',
        '<img src="/static/geen.png" alt="">',
    ],
)
def test_a_link_that_leads_nowhere_is_found(main):
    assert "Link" in found(page(main))


@pytest.mark.parametrize(
    "main",
    [
        '<img src="https://evil.example/a.png" alt="">',
        '<img srcset="/static/site.css 1x, https://evil.example/b.png 2x" alt="">',
        '<iframe src="/nu/"></iframe>',
        '<form action="https://evil.example/"></form>',
        '<video poster="//evil.example/p.jpg"></video>',
        '<object data="/nu/"></object>',
        '<a href="/nu/" ping="https://evil.example/">Nu</a>',
        '<svg><image href="https://evil.example/a.png"></image></svg>',
        '<svg><use href="https://evil.example/a.svg#x"></use></svg>',
        '<svg><use xlink:href="//evil.example/a.svg#x"></use></svg>',
    ],
)
def test_what_comes_from_elsewhere_is_found(main):
    assert "Andere site" in found(page(main))


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="preconnect" href="/">',
        '<link rel="manifest" href="/nu/">',
        '<link rel="stylesheet" href="https://evil.example/a.css">',
        '<base href="/">',
        '<meta property="og:title" content="x">',
        '<meta name="twitter:card" content="x">',
        '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
        '<meta http-equiv="Refresh" content="5; URL=\'//evil.example/\'">',
        '<meta http-equiv="refresh" content="0; https://evil.example/">',
        '<link rel="preload" as="image" imagesrcset="https://evil.example/a.png 1x">',
    ],
)
def test_a_head_that_betrays_is_found(head):
    assert "Andere site" in found(page(head=head))


@pytest.mark.parametrize(
    "main",
    ["<style>a{}</style>", '<p style="color:red">x</p>', "<script>1</script>", '<p onclick="x()">x</p>',
     '<svg onload="x()"></svg>', '<form action="javascript:x()"></form>'],
)  # fmt: skip
def test_what_stands_inline_is_found(main):
    assert "Script in de pagina" in found(page(main))


def test_a_summary_that_begins_as_an_address_of_data_passes():
    assert found(page('<p title="Data: 12 en 14 mei.">x</p>', description="Data: 12 en 14 mei.")) == []


@pytest.mark.parametrize(
    "values",
    [{"title": "Mishandeling thuis"}, {"description": "Over huiselijk geweld"}, {"path": "/geweld/"}],
)
def test_a_word_that_betrays_in_title_summary_or_address_is_found(values):
    assert found(page(**values)) == ["Woorden in tabblad en adres"]
    assert found(page(is_for_professionals=True, **values)) == []


@pytest.mark.parametrize(
    "text",
    ["Kom naar Geheimstraat 12", "kom naar  GEHEIMSTRAAT\n12 in Enschede", "bij\\nGeheimstraat 12.",
     "Geheim\u200bstraat 12", "Geheim\u00adstraat 12"],
)  # fmt: skip
def test_a_confidential_address_is_found_in_pages_and_files(text):
    assert "Geheim adres" in found(page(f"<p>{text}</p>"))
    assert file_problems("/lijst.json", text, RULEBOOK)


@pytest.mark.parametrize("text", ["Geheimstraat 123", "Nieuwe-Geheimstraat 1", "Oudgeheimstraat 12"])
def test_an_address_that_only_looks_like_a_confidential_one_passes(text):
    assert found(page(f"<p>Kom naar {text}.</p>")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["Geheimstraat 12, 7511 AB Enschede", "Geheimstraat 12 7511 AB Enschede", "Geheimstraat 12 Enschede"]
)
def test_street_and_number_alone_are_found_however_the_address_was_typed(address):
    Service.objects.filter(slug="kindertelefoon").update(address=address, is_address_confidential=True)
    assert "geheimstraat 12" in Rulebook.of_now((), {}).confidential


@pytest.mark.parametrize(
    "values",
    [{"lang": "en"}, {"title": " "}, {"main": "<h1>Nog een</h1>"}, {"main": "<h4>Te diep</h4>"},
     {"main": '<p id="inhoud">x</p>'}, {"main": '<img src="/static/site.css">'}],
)  # fmt: skip
def test_a_page_that_is_built_wrongly_is_found(values):
    assert found(page(**values)) == ["Opbouw"]


def test_a_heavy_page_is_found():
    letters = str.maketrans("0123456789", "ghijklmnop")
    words = " ".join(f"{number * 7919 % 100003:x}".translate(letters) for number in range(9000))
    assert found(page(f"<p>{words}</p>", path="/hulp/")) == ["Gewicht"]


def test_style_is_a_tip_and_no_mistake():
    long = "woord " * 30 + "."
    tips = problems(page(f"<p>{long}</p>", item=("content", "guide", 1), review="never"), RULEBOOK)
    assert [problem.check for problem in tips] == ["Lange zinnen", "Nakijken"]
    assert all(problem.is_warning for problem in tips)
