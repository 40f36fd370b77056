"""The training catalogue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from signals.models import Municipality, Training


def make_training(slug, *, dates=(), **values):
    """A published training; `dates` holds in how many days each date is."""
    values = {
        "title": f"Titel van {slug}",
        "tab_title": f"Tab van {slug}",
        "summary": "Korte samenvatting.",
        "provider": "Aanbieder",
        "groups": ["onderwijs"],
        "published_at": timezone.now(),
        **values,
    }
    training = Training.objects.create(slug=slug, **values)
    for days in dates:
        start = timezone.now() + timedelta(days=days)
        training.dates.create(starts_at=start, ends_at=start + timedelta(hours=3), place="Zaal 3")
    return training


def read(client, path):
    return client.get(path).content.decode()


def test_a_facet_holds_the_trainings_with_its_value_only(client):
    make_training("gesprekken", groups=["ggz"], level="verdieping", steps=["3"], form="online")
    make_training("eerste-hulp", groups=["jeugdhulp"], level="basis")
    for path in ("voor/ggz", "niveau/verdieping", "stap/3", "vorm/online"):
        html = read(client, f"/scholing/{path}/")
        assert "Titel van gesprekken" in html
        assert "Titel van eerste-hulp" not in html


def test_what_is_for_everyone_is_in_the_facet_of_each_group(client):
    make_training("samen", groups=["iedereen"])
    assert "Titel van samen" in read(client, "/scholing/voor/woningcorporatie/")


@pytest.mark.parametrize("path", ["voor/ggz", "voor/bestaat-niet", "kleur/rood", "stap/9"])
def test_a_facet_without_trainings_does_not_exist(client, path):
    assert client.get(f"/scholing/{path}/").status_code == 404
    assert path not in read(client, "/scholing/")


def test_only_dates_that_are_still_to_come_are_shown(client):
    training = make_training("gesprekken", dates=[-30, 30])
    html = read(client, "/scholing/gesprekken/")
    assert [date.when in html for date in training.dates.all()] == [False, True]


def test_a_list_says_that_the_first_date_is_full(client):
    training = make_training("gesprekken", dates=[30])
    assert "(vol)" not in read(client, "/scholing/")
    training.dates.update(is_full=True)
    assert "(vol)" in read(client, "/scholing/")


def test_a_training_without_dates_says_whom_to_ask(client):
    make_training("gesprekken", dates=[-30])
    assert "Vraag Aanbieder wanneer de volgende keer is" in read(client, "/scholing/gesprekken/")
    assert "datum: vraag de aanbieder" in read(client, "/scholing/")


def test_the_interval_stands_there_in_words_without_script(client):
    make_training("gesprekken", repeat_months=12)
    html = read(client, "/scholing/gesprekken/")
    assert "Herhaal dit na 12 maanden" in html
    assert 'data-months="12" autocomplete="off" hidden' in html


def test_no_page_of_the_catalogue_has_a_text_field(client):
    make_training("gesprekken", repeat_months=12)
    make_training("samen")
    html = read(client, "/scholing/gesprekken/") + read(client, "/scholing/")
    assert "<select" in html
    assert "<textarea" not in html
    assert "<input" not in html


def test_a_date_stands_on_the_page_of_its_municipality(client):
    training = make_training("gesprekken", dates=[10])
    training.dates.update(municipality=Municipality.objects.get(slug="borne"))
    assert "Scholing: Titel van gesprekken" in read(client, "/hulp/borne/")
    assert "Titel van gesprekken" not in read(client, "/hulp/hengelo/")


def test_a_date_of_a_training_that_is_not_on_the_site_stands_nowhere(client):
    training = make_training("gesprekken", dates=[10], published_at=None)
    training.dates.update(municipality=Municipality.objects.get(slug="borne"))
    assert "Titel van gesprekken" not in read(client, "/hulp/borne/")


def test_a_training_of_the_past_stands_under_earlier(client):
    html = read(client, "/scholing/")
    assert html.index("Eerder") < html.index("Safe at Home")
    assert "Let op: deze pagina gold tot" in read(client, "/scholing/safe-at-home/")
