"""Editing in the Django admin, as an editor does it: through its pages and forms."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from content.models import (
    AudiencePage,
    AuditEntry,
    ChangeCounter,
    FieldChange,
    Guide,
    Image,
    MovedAddress,
    OutsideLink,
    Page,
    Publishable,
    Region,
)
from signals.models import Alert, Municipality, NumberChange, Service, Sign, SignGroup
from tests.conftest import make_editor, make_guide


def url(model, action="changelist", pk=None):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
    return reverse(name, args=[pk] if pk else [])


def form_values(response):
    """The values with which a form of the admin opens, ready to be sent back."""
    context = response.context
    values = {"seen": context.get("seen", ""), "_key": context.get("form_key", "")}
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        management = formset.formset.management_form
        forms += [management, *formset.formset.initial_forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            if isinstance(value, list):
                values[field.html_name] = [str(getattr(item, "pk", item)) for item in value]
            elif hasattr(value, "strftime") and hasattr(field.field, "fields"):
                local = timezone.localtime(value)
                values[f"{field.html_name}_0"], values[f"{field.html_name}_1"] = (
                    f"{local:%d-%m-%Y}",
                    f"{local:%H:%M:%S}",
                )
            else:
                values[field.html_name] = value
    return values


def opened(client, item):
    """The row that an editor gets to change: the item, or the working copy of what is on the site."""
    if isinstance(item, Publishable) and not item.is_editable:
        client.post(url(type(item), "edit", item.pk))
        return item.working_copy
    return item


def approved(item):
    """Lets a second publisher read and approve the last text of an item."""
    item = type(item).objects.get(pk=item.pk)
    item = item.working_copy or item
    client = Client()
    client.force_login(make_editor("Publiceerders", "collega"))
    page = client.get(url(type(item), "review", item.pk))
    return client.post(url(type(item), "approve", item.pk), {"version": page.context["item"].version})


def save(client, item, **changes):
    """Open the form of an item, change some fields and press save."""
    item = opened(client, item)
    address = url(type(item), "change", item.pk)
    return client.post(address, form_values(client.get(address)) | changes)


def errors(response):
    return re.sub("<[^>]+>", " ", response.content.decode())


MODELS = sorted((model for model in admin.site._registry
                 if model._meta.app_label in ("content", "signals") and model is not AuditEntry),
                key=lambda model: model._meta.label)  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_kind_of_item_can_be_listed_searched_and_opened(publisher, model):
    item = model.objects.first()
    assert publisher.get(url(model), {"q": "en"}).status_code == 200
    if item is None and model in (Alert, FieldChange, Image, MovedAddress, NumberChange, OutsideLink, Region):
        # Nobody adds what a command found, or what a change in the directory makes.
        is_made = model in (FieldChange, NumberChange, OutsideLink)
        assert publisher.get(url(model, "add")).status_code == (403 if is_made else 200)
        return
    assert publisher.get(url(model, "change", item.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_admin_asks_who_you_are(client, model):
    response = client.get(url(model))
    assert response.status_code == 302
    assert response["Location"].startswith("/beheer/login/")


def test_a_change_shows_on_the_site_when_a_colleague_approved_it(publisher, client):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    response = save(publisher, guide, title="Lawaai bij de buren")
    assert response.status_code == 302, errors(response)
    assert "Lawaai bij de buren" not in client.get(guide.get_absolute_url()).content.decode()
    approved(guide)
    assert "Lawaai bij de buren" in client.get(guide.get_absolute_url()).content.decode()


def test_what_one_person_adds_to_the_page_of_a_municipality_leads_to_no_other_site(publisher):
    place = Municipality.objects.get(slug="enschede")
    response = save(publisher, place, note="Praat in [de chat](https://example.org/).")
    assert "Link hier niet naar een andere site" in errors(response)


def test_every_starter_item_can_be_saved_as_it_is(publisher):
    for model in Publishable.__subclasses__():
        item = model.objects.first()
        response = save(publisher, item)
        assert response.status_code == 302, errors(response)


def test_a_service_can_be_saved_as_it_is(publisher):
    response = save(publisher, Service.objects.get(slug="kindertelefoon"))
    assert response.status_code == 302, errors(response)


def test_what_no_visitor_sees_leaves_the_counter_and_an_approval_raises_it_by_one(publisher):
    guide = make_guide("een-gids")
    before = ChangeCounter.objects.value()
    save(publisher, guide, title="Anders")
    assert ChangeCounter.objects.value() == before
    approved(guide)
    assert ChangeCounter.objects.value() == before + 1


def test_taking_down_raises_the_counter(publisher):
    guide = make_guide("een-gids")
    before = ChangeCounter.objects.value()
    publisher.post(url(Guide, "withdraw", guide.pk))
    assert ChangeCounter.objects.value() == before + 1


def test_a_row_added_in_a_little_window_raises_the_counter(publisher):
    before = ChangeCounter.objects.value()
    publisher.post(url(MovedAddress, "add"), {"old_path": "/oud/", "new_path": "/", "_popup": "1"})
    assert ChangeCounter.objects.value() == before + 1


def test_a_form_that_fails_and_the_preview_do_not_raise_the_counter(publisher):
    guide = make_guide("kladje", published_at=None)
    before = ChangeCounter.objects.value()
    save(publisher, guide, title="")
    publisher.post("/beheer/voorbeeld/", {"content": "tekst"})
    publisher.get(url(Guide))
    assert ChangeCounter.objects.value() == before


def test_a_form_that_fails_keeps_everything_that_was_typed(publisher):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    html = save(publisher, guide, title="", summary="Getypte samenvatting", body="Getypte tekst").content.decode()
    assert "Getypte samenvatting" in html
    assert "Getypte tekst" in html
    assert "Dit veld is verplicht" in html


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("slug", "over-mishandeling", "blijft in de geschiedenis van de browser staan"),
        ("tab_title", "Stalking: wat nu", "blijft in de geschiedenis van de browser staan"),
        ("slug", "zorgen-om-een-kind", "Dit adres is al in gebruik"),
        ("body", "Bel 0800-2000.", "Typ geen telefoonnummer in de tekst (0800-2000)"),
        ("body", "Bel [hier](tel:112).", "Maak geen tel:-link"),
        ("brief", "Bel [[bel:pizzalijn]].", "Deze verwijzing bestaat niet: [[bel:pizzalijn]]"),
        ("numbers", "kindertelefoon, pizzalijn", "Dit nummer staat niet in de hulpgids: [[bel:pizzalijn]]"),
        ("reviewed_by", "A. de Vries", "Zet erbij op welke dag"),
        ("reviewed_on", "01-11-2026", "Zet erbij wie de tekst heeft nagekeken"),
        ("steps-0-body", "Bel 112.", "Typ geen telefoonnummer in de tekst (112)"),
        ("steps-0-body", "Lees [[gids:weg]].", "Deze verwijzing bestaat niet: [[gids:weg]]"),
    ],
)
def test_a_mistake_gets_a_clear_message(publisher, field, value, message):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    response = save(publisher, guide, **{field: value})
    assert response.status_code == 200
    assert message in errors(response).replace("&#x27;", "'")


def test_an_end_before_the_beginning_is_refused(publisher):
    item = make_guide("een-gids")
    yesterday = timezone.localtime() - timedelta(days=1)
    response = save(publisher, item, expires_at_0=f"{yesterday:%d-%m-%Y}", expires_at_1="12:00:00")
    assert "De einddatum ligt voor de begindatum" in errors(response)


def test_the_list_says_what_the_region_has_not_reviewed(publisher):
    html = publisher.get(url(Guide)).content.decode()
    assert "nog niet nagekeken door de regio" in html


@pytest.mark.parametrize(("stand", "slug"), [("op-de-site", "openbaar"), ("concept", "kladje")])
def test_the_list_can_be_filtered_by_stand(publisher, stand, slug):
    make_guide("openbaar")
    make_guide("kladje", published_at=None)
    html = publisher.get(url(Guide), {"stand": stand, "q": slug}).content.decode()
    assert f"Titel van {slug}" in html


def test_an_item_is_taken_down_from_the_list_alone(publisher, client):
    guide = make_guide("openbaar")
    publisher.post(url(Guide), {"action": "withdraw", "_selected_action": guide.pk})
    assert client.get(guide.get_absolute_url()).status_code == 404


def test_the_danger_page_gets_no_end_date(publisher):
    changes = {"expires_at_0": "01-01-2050", "expires_at_1": "12:00:00"}
    assert "dit moet op de site blijven" in errors(save(publisher, Page.objects.get(slug="nu"), **changes))


def test_a_fixed_page_cannot_be_withdrawn_deleted_or_moved(publisher, client):
    nu = Page.objects.get(slug="nu")
    publisher.post(url(Page), {"action": "withdraw", "_selected_action": nu.pk})
    assert publisher.post(url(Page, "delete", nu.pk), {"post": "yes"}).status_code == 403
    save(publisher, nu, slug="straks")
    assert client.get("/nu/").status_code == 200


@pytest.mark.parametrize("slug", Page.RESERVED)
def test_a_page_cannot_take_an_address_of_another_part_of_the_site(publisher, slug):
    values = {"title": "x", "tab_title": "x", "summary": "x", "slug": slug, "position": 1, "on_expiry": "archive"}
    sources = "content-source-content_type-object_id"
    response = publisher.post(url(Page, "add"), values | {f"{sources}-TOTAL_FORMS": 0, f"{sources}-INITIAL_FORMS": 0})
    assert "Dit adres is van een ander deel van de site" in errors(response)


def test_every_first_part_of_an_address_is_reserved():
    def first_parts(patterns):
        for pattern in patterns:
            text = str(pattern.pattern)
            if not text and hasattr(pattern, "url_patterns"):
                yield from first_parts(pattern.url_patterns)
            elif text and "<" not in text.split("/")[0] and "." not in text:
                yield text.split("/")[0]

    assert set(first_parts(get_resolver().url_patterns)) <= set(Page.RESERVED)


def test_nobody_writes_on_what_is_on_the_site(author, publisher):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    for client in (author, publisher):
        assert client.post(url(Guide, "change", guide.pk), {"title": "Anders"}).status_code == 403


def test_an_author_changes_what_is_on_the_site_in_a_working_copy(author):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    response = save(author, guide, title="Beter")
    assert response.status_code == 302, errors(response)
    assert (Guide.objects.get(pk=guide.pk).title, guide.working_copy.title) == (guide.title, "Beter")


def test_an_author_writes_but_does_not_publish(author):
    guide = make_guide("kladje", published_at=None)
    response = save(author, guide, title="Beter", published_at_0="01-01-2026", published_at_1="12:00:00")
    guide.refresh_from_db()
    assert response.status_code == 302, errors(response)
    assert (guide.title, guide.published_at) == ("Beter", None)
    assert author.post(url(Guide, "approve", guide.pk), {"version": guide.version}).status_code == 403


@pytest.mark.parametrize("model", [Service, Municipality, Alert, AudiencePage], ids=lambda model: model.__name__)
def test_an_author_cannot_change_the_directory(author, model):
    item = model.objects.first()
    assert author.post(url(model, "change", item.pk) if item else url(model, "add"), {}).status_code == 403


def test_an_author_cannot_add_or_move_a_sign_to_a_list_that_is_on_the_site(author):
    group = SignGroup.objects.first()
    sign = {"group": group.pk, "text": "Nieuw", "weight": "acute", "position": 1}
    assert author.post(url(Sign, "add"), sign).status_code == 200
    values = {"checklist": group.checklist_id, "title": "Nieuw", "position": 1}
    values |= {"signs-TOTAL_FORMS": 0, "signs-INITIAL_FORMS": 0}
    assert author.post(url(SignGroup, "add"), values).status_code == 200
    assert not Sign.objects.filter(text="Nieuw").exists()
    assert not SignGroup.objects.filter(title="Nieuw").exists()


def test_a_sign_is_changed_in_the_working_copy_of_its_list_and_keeps_its_key(publisher, client):
    sign = Sign.objects.filter(group__checklist__slug="is-mijn-relatie-veilig").first()
    checklist = sign.group.checklist
    copied = opened(publisher, checklist).groups.get(title=sign.group.title).signs.get(text=sign.text)
    response = save(publisher, copied, text="Een heel ander signaal")
    assert response.status_code == 302, errors(response)
    approved(checklist)
    assert Sign.objects.get(pk=sign.pk).text == "Een heel ander signaal"
    assert "Een heel ander signaal" in client.get("/signalen/is-mijn-relatie-veilig/").content.decode()


def test_a_changed_number_shows_on_every_page_and_the_old_one_nowhere(publisher, client):
    service = Service.objects.get(slug="kadera")
    number = {"phones-0-display": "088 111 22 33", "phones-0-number": "+31881112233", "phones-0-again": "0881112233"}
    response = save(publisher, service, **number)
    assert response.status_code == 302, errors(response)
    assert "088 111 22 33" not in client.get("/hulp/enschede/").content.decode()
    NumberChange.objects.get().approve(make_editor("Publiceerders", "collega"))
    for path in ("/hulp/enschede/", "/wat-te-doen/een-veilige-plek-om-te-slapen/"):
        html = client.get(path).content.decode()
        assert "088 111 22 33" in html
        assert "088 422 24 95" not in html


def test_a_number_that_dials_something_else_is_refused_with_a_message(publisher):
    response = save(publisher, Service.objects.get(slug="kadera"), **{"phones-0-number": "+31881112233"})
    assert "andere cijfers" in errors(response)


def test_the_key_of_a_service_is_fixed_once_texts_may_use_it(publisher):
    save(publisher, Service.objects.get(slug="kadera"), slug="anders")
    assert Service.objects.filter(slug="kadera").exists()


def test_view_on_site_leads_to_the_page(publisher):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    html = publisher.get(url(Guide, "change", guide.pk)).content.decode()
    assert 'href="/wat-te-doen/ruzie-bij-de-buren/"' in html


def test_the_preview_shows_what_the_page_will_show(publisher):
    response = publisher.post("/beheer/voorbeeld/", {"content": "**Bel** [[bel:kindertelefoon]]"})
    assert response.content.decode() == '<p><strong>Bel</strong> <a href="tel:08000432">0800-0432</a></p>\n'


def test_the_preview_is_for_signed_in_editors_only(client):
    assert client.post("/beheer/voorbeeld/", {"content": "x"}).status_code == 403


def test_a_text_that_is_too_long_gets_no_preview(publisher):
    assert publisher.post("/beheer/voorbeeld/", {"content": "a" * 60_000}).status_code == 413


@pytest.mark.parametrize("path", ["/markdownx/upload/", "/markdownx/markdownify/"])
def test_there_are_no_doors_of_markdownx(publisher, path):
    assert publisher.post(path, {"content": "x"}).status_code == 404


def test_a_post_without_the_token_of_its_form_is_refused_with_a_page_that_helps():
    response = Client(enforce_csrf_checks=True).post("/beheer/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Ga terug, ververs de pagina" in response.content.decode()


def test_the_cookies_of_the_newsroom_are_for_the_newsroom_only(client):
    make_editor("Publiceerders")
    client.get("/beheer/login/")
    client.post("/beheer/login/", {"login": "iemand-van-Publiceerders", "password": "een lang wachtwoord"})
    assert {name: cookie["path"] for name, cookie in client.cookies.items()} == {
        "sessionid": "/beheer/",
        "csrftoken": "/beheer/",
        "device": "/beheer/",
    }


@pytest.mark.parametrize("name", ["Signalenlijsten", "Handelingswijzers", "Gemeenten", "Diensten", "Onderwerpen"])
def test_the_newsroom_speaks_dutch(publisher, name):
    assert name in publisher.get("/beheer/").content.decode()
