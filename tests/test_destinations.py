"""Where the way out leads: chosen by an editor, from a list in code."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from content.destinations import DEFAULT, DESTINATIONS
from content.models import Region

from .test_pages import Reader


def way_out(client, path="/"):
    """The address that the link and the script of a page name."""
    page = Reader(client.get(path).content.decode())
    [named_by_script] = [attrs["data-href"] for tag, attrs in page.tags if tag == "script" and "data-href" in attrs]
    assert page.hrefs[0] == named_by_script
    return named_by_script


def test_an_editor_chooses_from_the_list(publisher):
    region = Region.objects.create()
    form = publisher.get(f"/beheer/content/region/{region.pk}/change/").content.decode()
    assert all(f'value="{key}"' in form for key in DESTINATIONS)
    publisher.post(f"/beheer/content/region/{region.pk}/change/", {"name": "Twente", "exit_key": "knmi"})
    assert way_out(publisher) == "https://www.knmi.nl/"
    assert way_out(publisher, "/nu/") == "https://www.knmi.nl/"


def test_what_is_not_in_the_list_cannot_be_chosen():
    with pytest.raises(ValidationError, match="exit_key"):
        Region(exit_key="https://evil.example/").full_clean()


def test_a_key_that_left_the_list_becomes_the_first_destination(client):
    Region.objects.create(exit_key="opgeheven")
    assert way_out(client) == DEFAULT.url


@pytest.mark.parametrize("name", ["exit", "exit_key", "exit_url", "next", "to", "url", "destination"])
def test_a_request_cannot_choose(client, name):
    assert way_out(client, f"/?{name}=https://evil.example/") == DEFAULT.url


def test_without_the_database_the_first_destination_serves(client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(Region, "current", away)
    monkeypatch.setattr("nouishetgenoeg.views.AudiencePage.objects.listed", list)
    monkeypatch.setattr("nouishetgenoeg.views.Topic.objects.listed", list)
    assert way_out(client) == DEFAULT.url


@pytest.mark.parametrize("destination", DESTINATIONS.values(), ids=DESTINATIONS)
def test_a_destination_is_the_front_page_of_a_dutch_site(destination):
    assert destination.url.startswith("https://")
    assert destination.url.endswith(".nl/")
