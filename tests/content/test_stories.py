"""Stories stay for as long as who told them agrees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import Story


def make_story(slug="iets-dat-hielp", **values):
    """A published story with consent."""
    values = {
        "title": "Iets dat hielp",
        "tab_title": "Iets dat hielp",
        "summary": "Korte samenvatting.",
        "who": "een huisarts",
        "step": "2",
        "notice": "Dit verhaal gaat over een kind dat bang is.",
        "helped": "Een collega die vroeg wat ik zag.",
        "body": "Het begon op een dinsdag.",
        "consent_on": timezone.localdate() - timedelta(days=30),
        "published_at": timezone.now() - timedelta(days=1),
        **values,
    }
    return Story.objects.create(slug=slug, **values)


def read(client, path):
    return client.get(path).content.decode()


def test_a_story_says_first_what_helped_and_warns_before_the_details(client):
    make_story()
    html = read(client, "/verhalen/iets-dat-hielp/")
    parts = ["een huisarts", "Een collega die vroeg", "kind dat bang is", "Lees het verhaal", "op een dinsdag"]
    places = [html.index(text) for text in parts]
    assert places == sorted(places)
    assert "Je hoeft het niet te lezen" in html


@pytest.mark.parametrize(
    "values",
    [
        {"consent_on": None},
        {"consent_on": timezone.localdate() + timedelta(days=1)},
        {"consent_withdrawn_on": timezone.localdate()},
        {"is_fictional": True},
        {"published_at": None},
    ],
    ids=["no consent", "consent later", "consent withdrawn", "fictional", "not published"],
)
def test_a_story_without_consent_is_nowhere(client, values):
    make_story(**values)
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 404
    pages = ["/verhalen/", "/zoeken/lijst.json", "/a-z/", "/sitemap-verhalen-0.xml"]
    assert [path for path in pages if "iets-dat-hielp" in read(client, path)] == []


def test_a_story_with_consent_is_in_the_list_the_search_and_the_sitemap(client):
    make_story()
    pages = ["/verhalen/", "/zoeken/lijst.json", "/a-z/", "/sitemap-verhalen-0.xml"]
    assert [path for path in pages if "iets-dat-hielp" not in read(client, path)] == []


def test_a_withdrawal_that_is_still_to_come_leaves_the_story_until_that_day(client, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_story(consent_withdrawn_on=tomorrow)
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 200
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 404


def test_the_only_story_to_begin_with_is_a_fictional_example_that_is_not_on_the_site(client):
    (story,) = Story.objects.all()
    assert story.is_fictional
    assert "verzonnen" in story.body
    assert client.get(story.get_absolute_url()).status_code == 404


def test_the_list_without_stories_leads_on(client):
    html = read(client, "/verhalen/")
    assert "Er staan nu geen verhalen" in html
    assert '<a href="/wat-te-doen/">' in html
