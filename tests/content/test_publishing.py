"""What a visitor can see, and when."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from content.models import Expiry, Guide, MovedAddress, Page
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
