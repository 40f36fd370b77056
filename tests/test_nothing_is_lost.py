"""What an editor types is not lost: not to a colleague, a closed tab or a lost session. And who is reminded."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from content import history
from content.models import Guide, KeptForm
from signals.models import Checklist, NumberChange, Organization, Phone, Service, Sign
from tests.conftest import make_editor, make_guide
from tests.signals.test_directory import make_service
from tests.test_newsroom import MODELS, errors, form_values, save, url

KEEP = "/beheer/bewaren/"


@pytest.fixture
def guide():
    return make_guide("kladje", published_at=None, title="De kop", body="De oude tekst.")


@pytest.fixture
def address(guide):
    return url(Guide, "change", guide.pk)


def test_the_second_who_saves_is_told_and_sees_both_texts(publisher, author, guide, address):
    opened = form_values(publisher.get(address))
    save(author, guide, body="De tekst van de schrijver.")
    response = publisher.post(address, opened | {"body": "De tekst van de publiceerder."})
    assert response.status_code == 200
    text = errors(response)
    assert "iemand-van-Schrijvers heeft dit opgeslagen" in text
    assert "De tekst van de schrijver." in text
    assert "De tekst van de publiceerder.</textarea>" in response.content.decode()
    assert Guide.objects.get(pk=guide.pk).body == "De tekst van de schrijver."


def test_who_has_read_both_texts_may_save(publisher, author, guide, address):
    opened = form_values(publisher.get(address))
    save(author, guide, body="De tekst van de schrijver.")
    again = form_values(publisher.post(address, opened | {"body": "Samen geschreven."}))
    assert publisher.post(address, again).status_code == 302
    assert Guide.objects.get(pk=guide.pk).body == "Samen geschreven."


def test_a_changed_step_counts_as_a_change_of_the_text(publisher, author, guide, address):
    guide.steps.create(title="Stap", body="Doe iets.")
    opened = form_values(publisher.get(address))
    save(author, guide, **{"steps-0-title": "Andere stap"})
    assert publisher.post(address, opened | {"title": "Andere kop"}).status_code == 200


def test_both_texts_of_a_step_are_shown_and_a_step_that_came(publisher, author, guide, address):
    guide.steps.create(title="Stap", body="Doe iets.", position=1)
    opened = form_values(publisher.get(address))
    new = {"steps-TOTAL_FORMS": 2, "steps-1-title": "Een stap erbij", "steps-1-position": 2}
    save(author, guide, **new, **{"steps-0-body": "Van de schrijver."})
    html = publisher.post(address, opened | {"steps-0-body": "Van de publiceerder."}).content.decode()
    both = html.split('id="beide"')[1].split("</section>")[0]
    for text in ("Van de schrijver.", "<ins>publiceerder</ins>", "Een stap erbij"):
        assert text in both


def keep(client, address, values):
    return client.post(KEEP, {**values, "_path": address})


def test_what_was_typed_and_not_saved_is_offered_and_put_back(publisher, guide, address):
    values = form_values(publisher.get(address)) | {"body": "Halverwege een zin"}
    assert keep(publisher, address, values).status_code == 204
    assert "Zet het terug" in publisher.get(address).content.decode()
    response = publisher.post(address, {"_restore": "1"})
    assert "Halverwege een zin</textarea>" in response.content.decode()
    assert "Lees het na en sla het op" in errors(response)
    assert Guide.objects.get(pk=guide.pk).body == "De oude tekst."
    assert publisher.post(address, form_values(response)).status_code == 302
    assert Guide.objects.get(pk=guide.pk).body == "Halverwege een zin"
    assert "Zet het terug" not in publisher.get(address).content.decode()


def test_steps_that_were_added_come_back_too(publisher, guide, address):
    values = form_values(publisher.get(address))
    keep(publisher, address, values | {"steps-TOTAL_FORMS": 1, "steps-0-title": "Nieuwe stap", "steps-0-position": 1})
    assert 'value="Nieuwe stap"' in publisher.post(address, {"_restore": "1"}).content.decode()


def test_what_was_kept_can_be_thrown_away(publisher, address):
    keep(publisher, address, {"title": "x"})
    publisher.post(address, {"_forget": "1"})
    assert "Zet het terug" not in publisher.get(address).content.decode()


def test_a_colleague_does_not_get_what_i_typed(publisher, author, address):
    keep(publisher, address, {"title": "Van mij"})
    assert "Zet het terug" not in author.get(address).content.decode()


@pytest.mark.parametrize("path", ["/wat-te-doen/", "", "/beheer/" + "a" * 200])
def test_only_pages_of_the_newsroom_are_kept(publisher, path):
    assert keep(publisher, path, {"title": "x"}).status_code == 400


def test_who_is_not_signed_in_keeps_nothing(address):
    assert keep(Client(), address, {"title": "x"}).status_code == 302
    assert not KeptForm.objects.exists()


def test_keeping_a_form_is_no_change_of_the_site(publisher, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor("Publiceerders"))
    body = urlencode({"_path": address, "title": "x"})
    assert client.post(KEEP, body, content_type="application/x-www-form-urlencoded").status_code == 403


@pytest.fixture
def copy():
    """A working copy of a guide with a step, that somebody changed."""
    guide = make_guide("een-gids", body="De oude tekst.")
    guide.steps.create(title="Stap", body="Doe iets.")
    client = Client()
    client.force_login(make_editor("Publiceerders", "collega"))
    save(client, guide, title="Van een collega")
    return guide.working_copy


TYPED = {"body": "Mijn tekst", "steps-0-title": "Mijn stap"}


def approve_it(copy):
    copy.approve(make_editor("Publiceerders", "nog-een"), copy.version)


def throw_it_away(copy):
    copy.discard()


@pytest.mark.parametrize("meanwhile", [approve_it, throw_it_away])
@pytest.mark.parametrize("is_sent", [True, False], ids=["saved", "in a tab that was closed"])
def test_what_was_typed_in_a_working_copy_that_went_is_offered_in_the_next(author, copy, meanwhile, is_sent):
    address, live = url(Guide, "change", copy.pk), copy.live
    values = form_values(author.get(address)) | TYPED
    keep(author, address, values)
    meanwhile(copy)
    response = author.post(address, values) if is_sent else author.get(address)
    next_copy = live.working_copy
    assert response["Location"] == url(Guide, "change", next_copy.pk)
    assert "Zet het terug" in author.get(response["Location"]).content.decode()
    again = form_values(author.post(response["Location"], {"_restore": "1"}))
    response = author.post(response["Location"], again)
    assert response.status_code == 302, errors(response)
    next_copy.refresh_from_db()
    assert (next_copy.body, [step.title for step in next_copy.steps.all()]) == ("Mijn tekst", ["Mijn stap"])


@pytest.mark.parametrize("is_sent", [True, False], ids=["saved", "in a tab that was closed"])
def test_what_was_typed_in_a_new_text_that_was_approved_is_offered_in_its_working_copy(
    author, guide, address, is_sent
):
    guide.steps.create(title="Stap", body="Doe iets.")
    values = form_values(author.get(address)) | TYPED
    keep(author, address, values)
    guide.last_editor = make_editor("Schrijvers")
    guide.save()
    live = guide.approve(make_editor("Publiceerders", "nog-een"), guide.version)
    response = author.post(address, values if is_sent else {"_restore": "1"})
    assert response["Location"] == url(Guide, "change", live.working_copy.pk)
    again = form_values(author.post(response["Location"], {"_restore": "1"}))
    assert author.post(response["Location"], again).status_code == 302
    copy = Guide.objects.get(draft_of=live)
    assert (copy.body, [step.title for step in copy.steps.all()]) == ("Mijn tekst", ["Mijn stap"])


def test_what_was_kept_is_not_lost_when_it_is_put_back_in_a_text_that_went(author, copy):
    address, live = url(Guide, "change", copy.pk), copy.live
    keep(author, address, form_values(author.get(address)) | TYPED)
    copy.discard()
    response = author.post(address, {"_restore": "1"})
    assert response["Location"] == url(Guide, "change", live.working_copy.pk)
    assert "Mijn tekst</textarea>" in author.post(response["Location"], {"_restore": "1"}).content.decode()


def test_what_was_typed_in_an_item_that_was_deleted_waits_until_it_is_back(author, publisher, guide, address):
    save(author, guide, title="Andere kop")
    values = form_values(author.get(address)) | {"body": "Mijn tekst"}
    publisher.post(url(Guide, "delete", guide.pk), {"post": "yes"})
    author.post(address, values)
    history.recover(history.last_version(Guide, guide.pk), make_editor("Publiceerders"))
    assert "Mijn tekst</textarea>" in author.post(address, {"_restore": "1"}).content.decode()


def sent_again(response):
    """The values of a form that was shown again, with those of the rows that are new in it."""
    values = form_values(response)
    for formset in response.context["inline_admin_formsets"]:
        for form in formset.formset.extra_forms:
            values |= {field.html_name: field.value() for field in form if field.value()}
    return values


@pytest.mark.parametrize("is_sent", [True, False], ids=["saved", "in a tab that was closed"])
def test_what_was_typed_in_a_step_that_a_colleague_took_away_becomes_a_new_step(author, guide, address, is_sent):
    steps = [guide.steps.create(title=title, body="Doe iets.", position=n) for n, title in enumerate(("Een", "Twee"))]
    values = form_values(author.get(address)) | {"steps-0-body": "Van mij"}
    keep(author, address, values)
    steps[0].delete()
    response = author.post(address, values if is_sent else {"_restore": "1"})
    assert "(weggehaald)" in errors(response)
    response = author.post(address, sent_again(response))
    assert response.status_code == 302, errors(response)
    assert [(step.title, step.body) for step in guide.steps.all()] == [("Een", "Van mij"), ("Twee", "Doe iets.")]


@pytest.mark.parametrize("is_live", [True, False], ids=["of a text on the site", "of a text that is not"])
@pytest.mark.parametrize("turn", [-1, 0], ids=["the first", "the last"])
def test_what_was_typed_while_a_colleague_put_a_version_back_can_be_saved(author, publisher, is_live, turn):
    guide = make_guide("een-gids", published_at=None)
    guide.steps.create(title="Stap", body="Doe iets.")
    save(publisher, guide, title="Eerste kop")
    if is_live:
        guide.refresh_from_db()
        guide = guide.approve(make_editor("Publiceerders", "nog-een"), guide.version)
    save(publisher, guide, title="Tweede kop")
    guide.refresh_from_db()
    item = guide.working_copy or guide
    address = url(Guide, "change", item.pk)
    values = form_values(author.get(address)) | {"body": "Mijn tekst", "steps-0-title": "Mijn stap"}
    Guide.objects.filter(pk=item.pk).update(title="Derde kop")
    version = list(history.versions_of(Guide, guide.pk))[turn]
    history.put_back(item, version, make_editor("Publiceerders"))
    response = author.post(address, values)
    assert "Derde kop" not in errors(response)
    response = author.post(address, sent_again(response))
    assert response.status_code == 302, errors(response)
    assert [(step.title, step.body) for step in item.steps.all()] == [("Mijn stap", "Doe iets.")]


def service_values(client, service):
    return form_values(client.get(url(Service, "change", service.pk)))


def test_who_saves_a_service_after_a_colleague_sees_both_texts_and_may_then_save(publisher, colleague):
    service = make_service()
    address = url(Service, "change", service.pk)
    opened = service_values(publisher, service)
    colleague.post(address, service_values(colleague, service) | {"name": "Van de collega"})
    response = publisher.post(address, opened | {"name": "Van de publiceerder"})
    both = errors(response).split("Beide teksten")[1]
    assert "collega heeft dit opgeslagen" in errors(response)
    assert "Van de collega" in both
    assert publisher.post(address, form_values(response)).status_code == 302
    # A name waits for a second person; until then visitors read the old one.
    assert Service.objects.get(pk=service.pk).as_proposed().name == "Van de publiceerder"


def test_who_saves_a_service_after_a_colleague_changed_its_number_is_told(publisher, colleague):
    service = make_service()
    address = url(Service, "change", service.pk)
    opened = service_values(publisher, service)
    colleague.post(address, service_values(colleague, service) | {"phones-0-description": "Dag en nacht"})
    assert "Dag en nacht" in errors(publisher.post(address, opened | {"phones-0-description": "Overdag"}))


def test_what_was_typed_in_a_service_is_offered_until_it_is_saved(publisher):
    service = make_service()
    address = url(Service, "change", service.pk)
    keep(publisher, address, service_values(publisher, service) | {"phones-0-description": "Halverwege"})
    assert "Zet het terug" in publisher.get(address).content.decode()
    response = publisher.post(address, {"_restore": "1"})
    assert 'value="Halverwege"' in response.content.decode()
    assert publisher.post(address, form_values(response)).status_code == 302
    assert service.phones.get().description == "Halverwege"
    assert "Zet het terug" not in publisher.get(address).content.decode()


def test_what_was_typed_in_a_row_that_was_deleted_is_offered_as_a_new_one(publisher):
    organization = Organization.objects.create(slug="een-organisatie", name="Organisatie")
    address = url(Organization, "change", organization.pk)
    values = form_values(publisher.get(address)) | {"name": "Mijn naam"}
    organization.delete()
    response = publisher.post(address, values)
    assert response["Location"] == url(Organization, "add")
    key = publisher.get(response["Location"]).context["kept"][0].key
    again = form_values(publisher.post(response["Location"], {"_restore": "1", "_key": key}))
    assert publisher.post(response["Location"], again).status_code == 302
    assert Organization.objects.filter(name="Mijn naam").exists()


def test_two_tabs_that_add_a_text_are_kept_apart(author):
    address = url(Guide, "add")
    for title in ("Eerste tab", "Tweede tab"):
        keep(author, address, form_values(author.get(address)) | {"title": title})
    kept = author.get(address).context["kept"]
    assert [each.data.count("Eerste+tab") for each in kept] == [1, 0]
    response = author.post(address, {"_restore": "1", "_key": kept[1].key})
    assert 'value="Tweede tab"' in response.content.decode()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_form_of_the_newsroom_keeps_what_is_typed(publisher, model):
    response = publisher.get(url(model, "add"))
    row = model._default_manager.first()
    if response.status_code == 403 and row:
        response = publisher.get(url(model, "change", row.pk))
    context = response.context
    if response.status_code == 200 and (context["add"] or context["has_change_permission"]):
        assert "data-keep" in response.content.decode()


@pytest.fixture
def mailed():
    user = make_editor("Publiceerders")
    User.objects.filter(pk=user.pk).update(email="p@example.org")
    return user


def remind():
    call_command("reminders")
    return "\n".join(message.body for message in mail.outbox)


def test_a_publisher_is_reminded_of_what_is_due_and_waits(mailed, author, publisher):
    make_guide("een-gids", review_due_on=timezone.localdate() + timedelta(days=3))
    make_guide("later", review_due_on=timezone.localdate() + timedelta(days=60))
    sent_in = make_guide("ingestuurd", published_at=None)
    save(author, sent_in, title="Ingestuurd", _submit="1")
    change = NumberChange.objects.propose(
        make_service().phones.get(), make_editor("Publiceerders", "collega"), "0537654321", "053 765 43 21"
    )
    text = remind()
    assert "Titel van een-gids" in text
    assert "Titel van later" not in text
    assert "wacht op een collega: Ingestuurd" in text
    assert str(change) in text
    assert "nabellen: De Kindertelefoon" in text


def test_nobody_is_reminded_of_ones_own_work(mailed, publisher):
    guide = make_guide("ingestuurd", published_at=None)
    save(publisher, guide, title="Van mijzelf", _submit="1")
    assert "Van mijzelf" not in remind()


def test_an_account_without_an_address_or_that_was_ended_gets_no_mail(mailed):
    User.objects.filter(pk=mailed.pk).update(is_active=False)
    assert remind() == ""


def test_a_form_that_was_kept_for_a_month_goes(publisher, address):
    keep(publisher, address, {"title": "x"})
    KeptForm.objects.update(saved_at=timezone.now() - timedelta(days=31))
    remind()
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"_restored": "x", "phones-²-id": "1"},
        {"_restored": "x", "phones-INITIAL_FORMS": "100000000"},
        {"_conflict": "x", "phones-0-id": "9" * 30},
    ],
    ids=["a key that is no number", "more rows than there are", "a row that cannot be"],
)
@pytest.mark.parametrize("where", ["change", "add"])
def test_an_odd_form_is_shown_again(publisher, odd, where):
    service = make_service()
    address = url(Service, where, service.pk) if where == "change" else url(Service, where)
    assert publisher.post(address, form_values(publisher.get(address)) | odd).status_code == 200


def test_what_was_typed_in_a_number_that_is_gone_is_shown_to_copy(publisher):
    phone = make_service().phones.create(number="+31532222222", display="053 222 22 22")
    address = url(Phone, "change", phone.pk)
    values = form_values(publisher.get(address)) | {"description": "Wat ik lang typte"}
    phone.delete()
    assert "Wat ik lang typte" in errors(publisher.post(address, values))


def test_what_an_author_typed_in_a_sign_whose_list_went_on_the_site_is_shown_to_copy(author):
    sign = Sign.objects.filter(group__checklist__draft_of=None).first()
    checklist = sign.group.checklist
    Checklist.objects.filter(pk=checklist.pk).update(published_at=None)
    address = url(Sign, "change", sign.pk)
    values = form_values(author.get(address)) | {"advice": "Wat ik lang typte"}
    author.post("/beheer/bewaren/", values | {"_path": address})
    Checklist.objects.filter(pk=checklist.pk).update(published_at=checklist.published_at)
    for data in (values, {"_restore": "1"}):
        assert "Wat ik lang typte" in errors(author.post(address, data))
    sign.refresh_from_db()
    assert sign.advice != "Wat ik lang typte"
