"""The first page of the newsroom, and previews of what waits."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from content.models import Guide, MovedAddress
from signals.models import NumberChange, Phone
from tests.conftest import make_editor, make_guide
from tests.signals.test_directory import make_service
from tests.test_newsroom import approved, errors, save, url

START = "/beheer/"


def part(client, key):
    """The text of one part of the first page; empty when it is not there."""
    html = client.get(START).content.decode()
    return html.split(f'aria-labelledby="{key}"')[1].split("</section>")[0] if f'"{key}"' in html else ""


def test_what_i_write_waits_for_me_and_what_i_send_in_for_a_colleague(publisher, colleague):
    guide = make_guide("een-gids")
    save(publisher, guide, title="Nieuwe kop")
    assert "Nieuwe kop" in part(publisher, "mine")
    response = save(publisher, guide, title="Nieuwere kop", _submit="1")
    assert response["Location"] == START
    assert "Nieuwere kop" in part(publisher, "waiting")
    assert "Nieuwere kop" not in part(publisher, "reviews")
    assert "Nieuwere kop" in part(colleague, "reviews")


def test_what_was_sent_back_waits_for_its_writer(publisher, colleague):
    guide = make_guide("een-gids")
    save(publisher, guide, title="Nieuwe kop", _submit="1")
    colleague.post(url(Guide, "send_back", guide.working_copy.pk), {"why": "Nog een bron"})
    assert "Nieuwe kop" in part(publisher, "mine")
    assert "Nieuwe kop" not in part(colleague, "reviews")


def test_a_number_waits_for_a_colleague_only(publisher, colleague):
    phone = make_service().phones.get()
    NumberChange.objects.propose(phone, make_editor("Publiceerders"), "0537654321", "053 765 43 21")
    assert "053 765 43 21" in part(colleague, "reviews")
    assert "053 765 43 21" not in part(publisher, "reviews")
    assert "053 765 43 21" in part(publisher, "waiting")
    assert "053 765 43 21" not in part(colleague, "waiting")


def test_what_runs_out_and_what_is_to_be_read_again_is_listed(publisher):
    soon = timezone.now() + timedelta(days=3)
    make_guide("loopt-af", expires_at=soon)
    make_guide("nakijken", review_due_on=timezone.localdate() + timedelta(days=3))
    make_guide("later", expires_at=soon + timedelta(days=40), review_due_on=timezone.localdate() + timedelta(days=90))
    assert "Titel van loopt-af" in part(publisher, "expiring")
    assert "Titel van nakijken" in part(publisher, "due")
    assert "Titel van later" not in part(publisher, "expiring") + part(publisher, "due")


def test_it_says_who_wrote_and_who_approved_what_was_put_on_the_site(publisher):
    guide = make_guide("een-gids")
    save(publisher, guide, title="Nieuwe kop")
    approved(guide)
    assert "geschreven door iemand-van-Publiceerders, goedgekeurd door collega" in part(publisher, "gepubliceerd")


def test_the_site_is_frozen_and_thawed_from_the_first_page(publisher, settings, tmp_path):
    settings.EDITIONS_DIR = tmp_path
    assert "Bevries de site" in part(publisher, "uitgave")
    publisher.post("/beheer/uitgave/", {"what": "freeze"})
    assert "Ontdooi de site" in part(publisher, "uitgave")


def test_an_author_finds_a_first_page_without_what_he_may_not_do(author):
    html = author.get(START).content.decode()
    assert "Bevries de site" not in html
    assert "Nieuw: handelingswijzer" in html


# Previews


def look(client, item, **values):
    address = f"/beheer/bekijken/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/pagina/"
    return client.get(address, values)


def test_a_preview_shows_the_change_and_the_site_stays(publisher, client):
    guide = make_guide("een-gids")
    save(publisher, guide, title="Nieuwe kop", body="Bel [[bel:kindertelefoon]].")
    html = look(publisher, guide.working_copy).content.decode()
    assert "<h1>Nieuwe kop</h1>" in html.replace(' class="nig-title"', "")
    assert "0800-0432" in html
    assert "Nieuwe kop" not in Client().get(guide.get_absolute_url()).content.decode()
    assert guide.working_copy.title == "Nieuwe kop"


def test_a_preview_is_the_page_that_visitors_get_after_approval(publisher):
    guide = make_guide("een-gids", title="Oud")
    save(publisher, guide, title="Nieuwe kop")
    before = look(publisher, guide.working_copy).content.decode()
    approved(guide)
    after = Client().get(guide.get_absolute_url()).content.decode()
    assert before.split("<main")[1].split() == after.split("<main")[1].split()


def test_a_preview_of_another_address_leaves_no_redirect_behind(publisher):
    guide = make_guide("een-gids")
    save(publisher, guide, slug="een-ander-adres")
    assert look(publisher, guide.working_copy).status_code == 200
    assert not MovedAddress.objects.filter(old_path=guide.get_absolute_url()).exists()


def test_a_changed_number_is_seen_on_each_page_before_it_is_approved(publisher):
    phone = Phone.objects.get(service__slug="kindertelefoon")
    change = NumberChange.objects.propose(phone, make_editor("Publiceerders"), "0537654321", "053 765 43 21")
    frame = publisher.get(f"/beheer/bekijken/signals/numberchange/{change.pk}/")
    addresses = [address for _, address in frame.context["pages"]]
    assert "/hulp/landelijk/" in addresses
    html = look(publisher, change, adres="/hulp/landelijk/").content.decode()
    assert "053 765 43 21" in html
    assert "053 765 43 21" not in Client().get("/hulp/landelijk/").content.decode()


def test_only_the_newsroom_may_frame_a_preview(publisher):
    guide = make_guide("een-gids", published_at=None)
    response = look(publisher, guide)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    frame = publisher.get(f"/beheer/bekijken/content/guide/{guide.pk}/", {"breed": "computer", "kleur": "donker"})
    assert "frame-src 'self'" in frame["Content-Security-Policy"]
    assert 'class="nig-preview-page__computer"' in frame.content.decode()
    assert "frame-ancestors 'none'" in frame["Content-Security-Policy"]


def test_a_preview_in_the_dark_has_the_colours_of_the_dark(publisher):
    guide = make_guide("een-gids", published_at=None)
    assert "stijl-donker.css" in look(publisher, guide, kleur="donker").content.decode()
    dark, light = (
        publisher.get(f"/beheer/bekijken/stijl-{name}.css").content.decode() for name in ("donker", "licht")
    )
    assert "color-scheme:dark" in dark
    assert "@media all" in dark
    assert "@media not all" in light


def test_a_preview_is_for_who_has_an_account(client):
    guide = make_guide("een-gids", published_at=None)
    assert look(client, guide).status_code == 302


def test_a_new_text_begins_as_a_copy_of_another(publisher):
    guide = make_guide("een-gids")
    guide.steps.create(title="Stap", body="Doe iets.")
    response = publisher.post(url(Guide, "template", guide.pk))
    new = Guide.objects.get(slug="een-gids-2")
    assert response["Location"] == url(Guide, "change", new.pk)
    assert (new.published_at, new.steps.get().title) == (None, "Stap")


# Erasing


def test_what_is_not_on_the_site_is_erased_with_its_versions(publisher):
    guide = make_guide("een-gids", published_at=None)
    save(publisher, guide, body="Een adres dat niemand mag weten.")
    address = f"/beheer/wissen/content/guide/{guide.pk}/"
    assert "Typ precies WIS" in errors(publisher.post(address, {"word": "ja"}))
    publisher.post(address, {"word": "WIS"})
    assert not Guide.objects.filter(pk=guide.pk).exists()
    assert publisher.get(address).status_code == 404


def test_what_is_on_the_site_is_not_erased(publisher):
    guide = make_guide("een-gids")
    publisher.post(f"/beheer/wissen/content/guide/{guide.pk}/", {"word": "WIS"})
    assert Guide.objects.filter(pk=guide.pk).exists()


def test_an_author_erases_nothing(author):
    guide = make_guide("een-gids", published_at=None)
    assert author.post(f"/beheer/wissen/content/guide/{guide.pk}/", {"word": "WIS"}).status_code == 403
