"""What the search ships, and what editors give it."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import CrisisLine, Guide, LayQuery, MovedAddress, Synonym
from nouishetgenoeg.press.queries import engine, lost_queries, results
from signals.models import Service

from .conftest import make_guide


def shipped(client):
    return json.loads(client.get("/zoeken/lijst.json").content)


def addresses(client):
    return {row[0] for row in shipped(client)["items"]}


def test_the_list_is_json_that_is_not_kept(client):
    response = client.get("/zoeken/lijst.json")
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"


def test_the_list_holds_what_is_published(client):
    make_guide("nieuw", synonyms="hiernaast, bovenburen")
    row = next(row for row in shipped(client)["items"] if row[0] == "/wat-te-doen/nieuw/")
    assert row == [
        "/wat-te-doen/nieuw/", 0, "Titel van nieuw", "Korte samenvatting.", "Een situatie.", "hiernaast, bovenburen",
        "worried",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"published_at": timezone.now() - timedelta(days=2), "expires_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["concept", "later", "ended"],
)
def test_the_list_leaves_out_what_is_not_listed(client, values):
    make_guide("weg", **values)
    assert "/wat-te-doen/weg/" not in addresses(client)


def test_the_list_leaves_out_a_service_that_is_not_active(client):
    names = {row[2] for row in shipped(client)["items"]}
    assert "De Kindertelefoon" in names
    assert not names & set(Service.objects.exclude(status=Service.Status.ACTIVE).values_list("name", flat=True))


def test_the_page_takes_the_numbers_of_its_lines_from_the_directory(client):
    line = CrisisLine.objects.create(title="Proef", words="proef", text="Bel [[bel:113]].")
    html = client.get("/zoeken/").content.decode()
    assert f'data-line="{line.pk}" hidden' in html
    assert '<p>Bel <a href="tel:113">113</a>.</p>' in html


def test_a_line_with_a_typed_number_is_refused(publisher):
    values = {"title": "Proef", "words": "proef", "text": "Bel 0800-0432.", "position": 1}
    assert "Typ geen telefoonnummer" in publisher.post("/beheer/content/crisisline/add/", values).content.decode()


@pytest.mark.parametrize("link", ["[de chat](https://example.org/)", "<https://example.org/>"])
def test_a_line_that_leads_to_another_site_is_refused(publisher, link):
    values = {"title": "Proef", "words": "proef", "text": f"Praat in {link}.", "position": 1}
    assert "Link hier niet naar" in publisher.post("/beheer/content/crisisline/add/", values).content.decode()


def search(client, text):
    return results(client.get("/zoeken/lijst.json").content.decode(), [text])[0]


def test_words_of_the_editors_for_one_page_find_it(client):
    assert "/wat-te-doen/ruzie-bij-de-buren/" not in search(client, "kwartelkooi")
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    guide.synonyms = "kwartelkooi"
    guide.save()
    assert search(client, "kwartelkoi") == ["/wat-te-doen/ruzie-bij-de-buren/"]


def test_words_of_the_editors_for_a_word_of_the_site_find_its_pages(client):
    Synonym.objects.filter(word="huisverbod").update(words="zwiepstok")
    assert "/wat-te-doen/tien-dagen-uit-elkaar/" in search(client, "zwiepstokken")


@pytest.mark.parametrize(
    "text", ["kindermishandeling", "mishandeling kind", "Kindermishandelíng", "kinder mishandeling"]
)
def test_a_compound_and_its_parts_find_the_same_page(client, text):
    assert "/onderwerpen/kinderen-thuis/" in search(client, text)[:5]


def test_every_question_finds_its_page_among_the_first_three(client):
    assert lost_queries(client.get("/zoeken/lijst.json").content.decode()) == []


def test_words_that_an_editor_foresaw_for_a_page_find_it_first(client):
    assert search(client, "Ik wil niet naar huis!")[0] == "/wat-te-doen/thuis-is-het-niet-fijn/"


def test_a_page_that_is_taken_down_loses_its_question(client):
    LayQuery.objects.create(text="kwartelkooi", targets="/wat-te-doen/kooi/")
    guide = make_guide("kooi", synonyms="kwartelkooi")
    assert lost_queries(client.get("/zoeken/lijst.json").content.decode(), first=5) == []
    guide.delete()
    assert lost_queries(client.get("/zoeken/lijst.json").content.decode(), first=5) == [
        ("kwartelkooi", ["/wat-te-doen/kooi/"])
    ]


def test_a_question_follows_a_page_that_moves():
    LayQuery.objects.create(text="kwartelkooi", targets="/wat-te-doen/oud/")
    MovedAddress.objects.remember("/wat-te-doen/oud/", "/wat-te-doen/nieuw/")
    assert ("kwartelkooi", {"/wat-te-doen/nieuw/"}) in LayQuery.expected()


def test_a_question_wants_addresses_of_this_site(publisher):
    values = {"text": "proef", "targets": "https://elders.nl/"}
    assert "één schuine streep" in publisher.post("/beheer/content/layquery/add/", values).content.decode()
    publisher.post("/beheer/content/layquery/add/", {"text": "proef", "targets": "/a-z/\r\n/nu/"})
    assert LayQuery.objects.get(text="proef").targets.split() == ["/a-z/", "/nu/"]


@pytest.mark.parametrize("text", ["\ud83d", "", " ", "[" * 9999, "(a+)+$", "__proto__", "\x00", "75", "💥" * 200])
def test_bad_input_gives_a_list_and_no_error(client, text):
    assert isinstance(search(client, text), list)


def test_words_that_are_spared_the_stemmer_would_come_out_the_same(client):
    words = sorted(set(re.findall("[a-z]+", client.get("/zoeken/lijst.json").content.decode().lower())))
    context = engine()
    context.eval("var stemmer = new DutchStemmer()")
    ours, theirs = (
        json.loads(context.eval(f"JSON.stringify({json.dumps(words)}.map(function (word) {{ return {call}; }}))"))
        for call in ("SiteSearch.stem(word)", "stemmer.stemWord(word).replace(/kinder$/, 'kind')")
    )
    assert len(words) > 1500
    assert ours == theirs
