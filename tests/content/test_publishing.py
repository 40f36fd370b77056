"""What a visitor can see, and when."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from content.models import Expiry, Guide, GuideStep, MovedAddress, Page, Topic
from signals.models import Sign
from tests.conftest import make_guide

YESTERDAY = timezone.now() - timedelta(days=1)
TOMORROW = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 200),
        ({"published_at": None}, 404),
        ({"published_at": TOMORROW}, 404),
        ({"expires_at": TOMORROW}, 200),
        ({"published_at": YESTERDAY - timedelta(1), "expires_at": YESTERDAY, "on_expiry": Expiry.ARCHIVE}, 200),
        ({"published_at": YESTERDAY - timedelta(1), "expires_at": YESTERDAY, "on_expiry": Expiry.REMOVE}, 404),
    ],
    ids=["published", "draft", "scheduled", "not yet expired", "archived", "removed"],
)
def test_a_guide_is_there_when_it_should_be(client, values, status):
    make_guide("een-gids", **values)
    assert client.get("/wat-te-doen/een-gids/").status_code == status


def test_an_archived_guide_says_that_it_is_old_and_is_in_no_list(client):
    make_guide("een-gids", published_at=YESTERDAY - timedelta(1), expires_at=YESTERDAY)
    assert "Let op: deze pagina gold tot" in client.get("/wat-te-doen/een-gids/").content.decode()
    assert "een-gids" not in client.get("/wat-te-doen/").content.decode()


def test_a_working_copy_with_the_same_address_is_never_shown(client):
    guide = make_guide("een-gids", title="De echte")
    make_guide("een-gids", title="Het kladje", draft_of=guide)
    assert "De echte" in client.get("/wat-te-doen/een-gids/").content.decode()
    assert "Het kladje" not in client.get("/wat-te-doen/").content.decode()


def test_two_live_guides_cannot_have_one_address():
    make_guide("een-gids")
    with pytest.raises(IntegrityError):
        make_guide("een-gids")


def test_a_page_shows_no_check_date_until_a_named_professional_signed(client):
    guide = make_guide("een-gids")
    assert "Nagekeken" not in client.get("/wat-te-doen/een-gids/").content.decode()
    Guide.objects.filter(pk=guide.pk).update(reviewed_on="2026-11-01", reviewed_by="A. de Vries, Veilig Thuis")
    assert "1 november 2026" in client.get("/wat-te-doen/een-gids/").content.decode()


def test_a_review_needs_a_name():
    with pytest.raises(IntegrityError):
        make_guide("een-gids", reviewed_on="2026-11-01")


def test_no_starter_text_claims_to_have_been_reviewed():
    assert not Guide.objects.exclude(reviewed_on=None).exists()
    assert not Page.objects.exclude(reviewed_on=None).exists()


def test_a_changed_address_keeps_working(client):
    guide = make_guide("oude-naam")
    guide.slug = "nieuwe-naam"
    guide.save()
    response = client.get("/wat-te-doen/oude-naam/")
    assert (response.status_code, response["Location"]) == (301, "/wat-te-doen/nieuwe-naam/")


def test_an_address_that_changed_twice_leads_to_the_last_one(client):
    guide = make_guide("eerste")
    for slug in ("tweede", "derde"):
        guide.slug = slug
        guide.save()
    assert client.get("/wat-te-doen/eerste/")["Location"] == "/wat-te-doen/derde/"


def test_an_address_that_is_used_again_is_no_longer_redirected(client):
    guide = make_guide("eerste")
    guide.slug = "tweede"
    guide.save()
    guide.slug = "eerste"
    guide.save()
    assert client.get("/wat-te-doen/eerste/").status_code == 200
    assert client.get("/wat-te-doen/tweede/")["Location"] == "/wat-te-doen/eerste/"
    assert not MovedAddress.objects.filter(old_path="/wat-te-doen/eerste/").exists()


def test_the_a_z_is_one_page_while_it_is_short_and_a_page_for_each_letter_when_it_is_long(client):
    assert "Je hoort ruzie bij de buren" in client.get("/a-z/").content.decode()
    Guide.objects.bulk_create(
        Guide(slug=f"q-{n}", title=f"Q {n}", tab_title="x", audience="self", published_at=timezone.now())
        for n in range(300)
    )
    index = client.get("/a-z/").content.decode()
    assert "Je hoort ruzie bij de buren" not in index
    assert 'href="/a-z/j/"' in index
    assert "Je hoort ruzie bij de buren" in client.get("/a-z/j/").content.decode()
    assert client.get("/a-z/x/").status_code == 404


def test_a_title_of_only_quotes_stands_among_the_digits(client):
    Guide.objects.bulk_create(
        Guide(slug=f"q-{n}", title="‘’", tab_title="x", audience="self", published_at=timezone.now())
        for n in range(300)
    )
    assert 'href="/a-z/0/"' in client.get("/a-z/").content.decode()


@pytest.mark.parametrize("name", ["title", "tab_title", "summary", "situation"])
def test_a_short_text_takes_no_typed_number(name):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    setattr(guide, name, "Bel 06-12345678")
    with pytest.raises(ValidationError, match="telefoonnummer") as refused:
        guide.full_clean()
    assert list(refused.value.message_dict) == [name]


def test_search_words_and_the_keys_of_numbers_may_be_numbers():
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    guide.numbers, guide.synonyms, guide.owner = "113", "112, 0800-2000", "Team 06-12345678"
    guide.full_clean()


@pytest.mark.parametrize(("model", "name"), [(GuideStep, "title"), (Sign, "text")])
def test_a_line_of_an_item_takes_no_typed_number(model, name):
    row = model.objects.first()
    setattr(row, name, "Bel (053) 123 45 67")
    with pytest.raises(ValidationError, match="telefoonnummer"):
        row.full_clean()


def test_the_same_heading_in_two_texts_of_an_item_gets_two_ids():
    topic = Topic.objects.first()
    topic.body = topic.law = topic.help = "## Wat nu"
    topic.save()
    assert 'id="k-wat-nu"' in topic.body_html
    assert 'id="k-law-wat-nu"' in topic.law_html
    assert 'id="k-help-wat-nu"' in topic.help_html


def test_a_heading_in_a_step_has_another_id_than_in_the_text_after_it():
    step = GuideStep.objects.first()
    step.body = "## Wat nu"
    step.save()
    assert f'id="k-{step.position}-wat-nu"' in step.body_html


@pytest.mark.parametrize(
    "old_path",
    ["/", "/beheer/", "/beheer/x", "/static/site.css", "/static", "/a/../b/", "/a/index.html", "/%2e%2e/x/", "//a/",
     "/é/", "/a b/", "/.env", "/a?b", "/" + "a" * 62 + "/", "/a" * 100],
)  # fmt: skip
def test_an_old_address_that_could_take_the_place_of_something_else_is_refused(old_path):
    with pytest.raises(ValidationError) as refused:
        MovedAddress(old_path=old_path, new_path="/nu/").full_clean()
    assert list(refused.value.message_dict) == ["old_path"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("/oud", "/oud/"), ("/oud/", "/oud/"), ("/a/b-c", "/a/b-c/"), ("/oud.html", "/oud.html")]
)
def test_an_old_address_ends_as_ours_do(typed, kept):
    moved = MovedAddress(old_path=typed, new_path="/nu/")
    moved.full_clean()
    assert moved.old_path == kept
