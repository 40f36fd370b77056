"""Municipalities and postcodes."""

import csv
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from signals.loading import STARTER, add_municipalities
from signals.models import Municipality, PostcodeArea


def look_up(data, code):
    """What the page does with the file: the slug for a postcode, or None."""
    for start, index in reversed(list(zip(data["areas"][::2], data["areas"][1::2], strict=True))):
        if start <= code:
            return data["slugs"][index] if index >= 0 else None
    return None


def test_the_file_finds_the_municipality_of_every_postcode(client):
    data = client.get("/hulp/postcodes.json").json()
    slugs = dict(Municipality.objects.values_list("pk", "slug"))
    wrong = [
        code
        for code, place in PostcodeArea.objects.values_list("code", "municipality_id")
        if look_up(data, int(code)) != slugs[place]
    ]
    assert wrong == []


@pytest.mark.parametrize("code", [0, 999, 1000, 1010, 10_000])
def test_the_file_knows_which_postcodes_do_not_exist(client, code):
    assert look_up(client.get("/hulp/postcodes.json").json(), code) is None


def test_the_file_is_small(client):
    assert len(brotli.compress(client.get("/hulp/postcodes.json").content)) < 12 * 1024


def test_the_finder_shows_the_municipalities_of_the_region_first(client):
    html = client.get("/hulp/").content.decode()
    assert all(f">{place.name}</a>" in html for place in Municipality.objects.local())
    assert ">Maastricht</a>" not in html


def test_every_municipality_is_in_the_full_list(client):
    html = client.get("/hulp/alle-gemeenten/").content.decode()
    with (STARTER / "municipalities.csv").open() as file:
        assert [row["slug"] for row in csv.DictReader(file) if f'href="/hulp/{row["slug"]}/"' not in html] == []


def merge(old, new):
    Municipality.objects.filter(slug=old).update(
        ends_on=timezone.localdate() - timedelta(days=1), successor=Municipality.objects.get(slug=new)
    )


def test_a_municipality_that_merged_leads_to_its_successor(client):
    merge("wijdemeren", "hilversum")
    assert client.get("/hulp/wijdemeren/")["Location"] == "/hulp/hilversum/"
    assert "Wijdemeren" not in client.get("/hulp/alle-gemeenten/").content.decode()


def test_postcodes_of_a_municipality_that_merged_lead_to_its_successor(client):
    code = PostcodeArea.objects.filter(municipality__slug="wijdemeren").first().code
    merge("wijdemeren", "hilversum")
    assert look_up(client.get("/hulp/postcodes.json").json(), int(code)) == "hilversum"


def test_a_merger_in_the_future_changes_nothing_yet(client):
    Municipality.objects.filter(slug="wijdemeren").update(ends_on=timezone.localdate() + timedelta(days=1))
    assert client.get("/hulp/wijdemeren/").status_code == 200


def test_a_renamed_municipality_keeps_its_old_address(client):
    place = Municipality.objects.get(slug="borne")
    place.slug = "nieuw-borne"
    place.save()
    assert client.get("/hulp/borne/")["Location"] == "/hulp/nieuw-borne/"


def test_an_unknown_municipality_gets_a_page_with_the_numbers_and_the_list(client):
    response = client.get("/hulp/utopia/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'href="tel:08002000"' in html
    assert 'href="/hulp/"' in html


def aliases(data, slug):
    return data["aliases"].get(str(data["slugs"].index(slug)), "").split(", ")


@pytest.mark.parametrize(
    ("slug", "name"),
    [("twenterand", "Vriezenveen"), ("hellendoorn", "Nijverdal"), ("hof-van-twente", "Goor"),
     ("dijk-en-waard", "Heerhugowaard"), ("s-gravenhage", "Den Haag")],
)  # fmt: skip
def test_the_file_knows_villages_and_old_names(client, slug, name):
    assert name in aliases(client.get("/hulp/postcodes.json").json(), slug)


def test_a_municipality_that_merged_is_a_name_of_its_successor(client):
    Municipality.objects.filter(slug="wijdemeren").update(aliases="Loosdrecht")
    merge("wijdemeren", "hilversum")
    assert {"Wijdemeren", "Loosdrecht"} <= set(aliases(client.get("/hulp/postcodes.json").json(), "hilversum"))


def test_loading_again_names_what_had_no_other_names_and_keeps_what_an_editor_wrote():
    with (STARTER / "municipalities.csv").open(newline="") as file:
        rows = list(enumerate(csv.DictReader(file)))
    Municipality.objects.filter(slug="wierden").update(aliases="")
    Municipality.objects.filter(slug="losser").update(aliases="Van de redactie")
    assert add_municipalities(STARTER / "municipalities.csv", rows) == 1
    names = dict(Municipality.objects.values_list("slug", "aliases"))
    assert "Enter" in names["wierden"]
    assert names["losser"] == "Van de redactie"
