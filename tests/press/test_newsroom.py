"""What an editor sees of the press."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from content.models import ChangeCounter, Guide, Page
from signals.models import Sign
from tests.conftest import make_editor

from .conftest import GUIDE

EDITION = "/beheer/uitgave/"


@pytest.fixture
def publisher(client):
    client.force_login(make_editor("Publiceerders"))
    return client


def text(client, path=EDITION):
    return client.get(path).content.decode()


def test_a_saved_change_is_told_to_be_on_its_way_and_then_to_be_there(publisher, pressed):
    assert "Alles staat op de site" in text(publisher, "/beheer/")
    ChangeCounter.objects.increase()
    assert "wordt nu op de site gezet" in text(publisher, "/beheer/")
    # No page goes away from under who is reading it.
    assert "http-equiv" not in publisher.get("/beheer/uitgave/").content.decode()


def test_the_page_names_what_changed(publisher, press, pressed):
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(title="Een nieuwe titel")
    press()
    assert f'<a href="{GUIDE}">{GUIDE}</a>' in text(publisher)


def test_a_mistake_in_a_step_leads_to_the_field_of_that_step(publisher, press):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    step = guide.steps.all()[1]
    step.body = "Bel 0900-1234567."
    step.save()
    press()
    page = text(publisher)
    assert "0900-1234567 staat niet in de hulpgids" in page
    assert f"{reverse('admin:content_guide_change', args=[guide.pk])}#id_steps-1-body" in page


def test_a_mistake_in_a_sign_leads_to_the_field_of_that_sign(publisher, press):
    sign = Sign.objects.filter(group__checklist__slug="kind-4-12")[3]
    Sign.objects.filter(pk=sign.pk).update(text="Bel 0900-1234567.")
    press()
    assert f"{reverse('admin:signals_sign_change', args=[sign.pk])}#id_text" in text(publisher)


def test_a_stopped_press_says_why_on_every_page(publisher, press, pressed):
    Page.objects.filter(slug="nu").update(body_html="<p>Bel 0900-1234567.</p>")
    press()
    assert "Er is iets mis met /nu/" in text(publisher, "/beheer/")


def test_a_publisher_goes_back_to_an_earlier_edition_with_a_button(publisher, press, pressed, editions, read):
    first = pressed.edition
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(title="Een nieuwe titel")
    press()
    publisher.post(EDITION, {"what": "back", "edition": first})
    assert b"Een nieuwe titel" not in read(GUIDE)
    assert "bevroren" in text(publisher)
    publisher.post(EDITION, {"what": "thaw"})
    assert not editions.is_frozen


def test_an_author_may_look_and_not_steer(client, pressed, editions):
    client.force_login(make_editor("Schrijvers"))
    assert "Terug naar deze uitgave" not in text(client)
    assert client.post(EDITION, {"what": "freeze"}).status_code == 403
    assert not editions.is_frozen


def test_an_edition_that_is_not_there_is_a_message(publisher, pressed):
    response = publisher.post(EDITION, {"what": "back", "edition": "../../etc"}, follow=True)
    assert "is er niet" in response.content.decode()


def test_without_a_database_an_editor_reads_that_the_site_still_stands(publisher, pressed, monkeypatch):

    def gone(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr("nouishetgenoeg.press.newsroom.ChangeCounter.objects.value", gone)
    response = publisher.get("/beheer/")
    assert response.status_code == 503
    assert "De site zelf blijft gewoon staan" in response.content.decode()
