"""Hints for who writes: how a text reads, and what in it leads nowhere."""

import pytest

from content import writing
from signals.models import Phone
from tests.conftest import make_guide
from tests.test_newsroom import save

EASY = (
    "Je hoort ruzie bij de buren. Je maakt je zorgen. Bel om raad te vragen. Dat kan dag en nacht. Je hoeft je naam "
    "niet te zeggen. Zij luisteren naar jou en denken mee over wat je kunt doen."
)
HARD = (
    "Indien de desbetreffende professional, alvorens over te gaan tot consultatie van de organisatie, met betrekking "
    "tot de veiligheidssituatie van betrokkenen onvoldoende informatie heeft verkregen, dient te worden overwogen "
    "teneinde adequate hulpverlening te bewerkstelligen."
)


def hints(client, **values):
    response = client.post("/beheer/schrijfhulp/", values)
    assert response.status_code == 200
    return response.json()


def text_hints(client, text):
    return " ".join(hints(client, text=text)["hints"])


def test_an_easy_text_gives_no_hint(publisher):
    assert hints(publisher, text=EASY)["hints"] == []


def test_the_figures_tell_the_mean_and_the_longest_sentence(publisher):
    figures = hints(publisher, text="Bel nu gerust even. Je hoeft je naam echt niet te zeggen.")["figures"]
    assert figures == "12 woorden. Een zin heeft er gemiddeld 6; de langste heeft er 8."


def test_an_easy_text_has_a_higher_reading_ease_than_a_hard_one():
    assert writing.flesch_douma(EASY) > 90
    assert writing.flesch_douma(HARD) < 30


def test_a_few_words_have_no_reading_ease():
    assert writing.flesch_douma("Bel om raad te vragen.") is None


def test_a_long_sentence_is_pointed_out(publisher):
    assert "langer dan 20 woorden. Knip in stukken: ‘Indien de" in text_hints(publisher, HARD)


@pytest.mark.parametrize(("word", "plainer"), [("Indien", "als"), ("teneinde", "om"), ("dient te", "moet")])
def test_a_word_of_an_office_gets_a_plainer_one(publisher, word, plainer):
    assert f"‘{word.lower()}’ is een kantoorwoord. Gewoner: ‘{plainer}’" in text_hints(publisher, HARD)


def test_a_word_inside_another_word_is_no_word_of_an_office(publisher):
    assert text_hints(publisher, "De buren doen dochters geen kwaad.") == ""


def test_a_typed_number_of_the_directory_gets_its_reference(publisher):
    assert "[[bel:kindertelefoon]]" in text_hints(publisher, "Bel 0800-0432.")


def test_a_typed_number_that_nobody_checked_is_pointed_out(publisher):
    Phone.objects.filter(service__slug="kindertelefoon").update(is_verified=False)
    assert "0800-0432 staat niet in de hulpgids" in text_hints(publisher, "Bel 0800-0432.")


def test_a_reference_that_leads_nowhere_is_pointed_out(publisher):
    assert "[[gids:bestaat-niet]] bestaat niet" in text_hints(publisher, "Lees [[gids:bestaat-niet]].")


@pytest.mark.parametrize(
    "path", ["/wat-te-doen/bestaat-niet/", "/bestaat/ook/niet/", "/wat-te-doen/niet-op-de-site/"]
)
def test_a_link_that_leads_nowhere_is_pointed_out(publisher, path):
    make_guide("nieuw", published_at=None)
    assert f"De link naar {path} gaat nergens heen" in text_hints(publisher, f"Lees [dit]({path}).")


def test_a_link_to_a_page_is_better_as_a_reference(publisher):
    text = "Lees [dit](/wat-te-doen/ruzie-bij-de-buren/)."
    assert "Een verwijzing verandert mee" in text_hints(publisher, text)


def test_a_link_without_https_is_pointed_out(publisher):
    assert "http://www.politie.nl/ is niet beveiligd" in text_hints(publisher, "[x](http://www.politie.nl/)")


def test_a_block_that_does_not_exist_is_pointed_out(publisher):
    assert "Een blok ‘waarschuwing’ is er niet" in text_hints(publisher, "::: waarschuwing\nx\n:::")


@pytest.mark.parametrize("line", ["Huiselijk geweld", "hulp-bij-huiselijk-geweld"])
def test_a_word_that_says_too_much_is_pointed_out(publisher, line):
    assert "geschiedenis van de browser" in hints(publisher, line=line)["hints"][0]


@pytest.mark.parametrize(("count", "hint_count"), [("0", 1), ("2", 0), ("10", 0)])
def test_a_page_without_sources_is_pointed_out(publisher, count, hint_count):
    assert len(hints(publisher, sources=count)["hints"]) == hint_count


@pytest.mark.parametrize("text", ["a" * 60_000, "a\n" * 3_000, "\0" * 100, "[[" * 5_000, ":::" * 9_000, "'" * 50_000])
def test_a_strange_text_gets_an_answer(publisher, text):
    hints(publisher, text=text)


@pytest.mark.parametrize("path", ["schrijfhulp/", "voorbeeld/", "kiezen/"])
def test_what_the_editor_asks_is_for_editors_only(client, path):
    assert client.post(f"/beheer/{path}", {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "words", "reference", "note"),
    [
        ("nummer", "kindertel", "[[bel:kindertelefoon]]", "0800-0432"),
        ("nummer", "0800-0432", "[[bel:kindertelefoon]]", "0800-0432"),
        ("pagina", "ruzie buren", "[[gids:ruzie-bij-de-buren]]", "handelingswijzer"),
        ("pagina", "veilig kijken", "[[pagina:veilig-kijken]]", "pagina"),
        ("pagina", "is mijn relatie", "[[lijst:is-mijn-relatie-veilig]]", "signalenlijst"),
    ],
)
def test_a_number_or_a_page_is_found_by_its_name(publisher, kind, words, reference, note):
    items = publisher.get("/beheer/kiezen/", {"soort": kind, "q": words}).json()["items"]
    assert (reference, note) in [(item["reference"], item["note"]) for item in items]


def test_a_page_that_is_not_on_the_site_can_be_chosen_and_says_so(publisher):
    make_guide("een-gids", title="Een heel nieuwe gids", published_at=None)
    [item] = publisher.get("/beheer/kiezen/", {"soort": "pagina", "q": "heel nieuwe"}).json()["items"]
    assert item["note"] == "handelingswijzer, nog niet op de site"


def test_without_javascript_the_hints_come_after_saving(publisher):
    save(publisher, make_guide("een-gids"), body="Indien je wilt, bel dan.")
    html = publisher.get("/beheer/").content.decode()
    assert "‘indien’ is een kantoorwoord. Gewoner: ‘als’." in html
    assert "nog geen bron bij" in html
