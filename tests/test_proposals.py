"""What visitors read and follow in the directory changes when two people agree; taking it away needs one."""

from io import BytesIO

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.acting import acting
from content.models import AuditEntry, CrisisLine, FieldChange, Refused, Region
from content.models.audit import RIGHTS
from signals.models import CallFact, Municipality, Organization, Service
from tests.conftest import make_editor
from tests.signals.test_directory import make_service
from tests.test_newsroom import errors, form_values, save, url

NATIONAL = "/hulp/landelijk/"
CHAT = "https://chat.voorbeeld.nl/"


@pytest.fixture
def service():
    return make_service(url="https://www.voorbeeld.nl/", what_happens="Iemand luistert.")


def signed_in(group, name=""):
    client = Client()
    client.force_login(make_editor(group, name))
    return client


def change(client, item, **values):
    response = save(client, item, **values)
    assert response.status_code == 302, errors(response)
    item.refresh_from_db()


def waiting(item):
    return {each.field: each.value for each in FieldChange.objects.waiting().of(item)}


def decide(client, *changes, action="approve"):
    address = reverse(f"admin:content_fieldchange_{action}", args=[changes[0].pk])
    return client.post(address, {"change": [each.pk for each in changes]})


def proposal(item, field):
    return FieldChange.objects.waiting().of(item).get(field=field)


def on_site(path=NATIONAL):
    return Client().get(path).content.decode()


def test_a_chat_address_waits_for_a_colleague_and_is_on_the_site_after_that(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    assert CHAT not in on_site()
    assert decide(colleague, proposal(service, "chat_url")).status_code == 302
    assert CHAT in on_site()
    found = FieldChange.objects.get(field="chat_url")
    assert (found.proposed_by.username, found.approved_by.username) == ("iemand-van-Publiceerders", "collega")


def test_visitors_keep_the_old_text_until_then(publisher, service):
    change(publisher, service, what_happens="Bel een ander.", name="Een andere naam")
    html = on_site()
    assert "Iemand luistert." in html and "Bel een ander." not in html and "Een andere naam" not in html


@pytest.mark.parametrize(("field", "empty"), [("url", ""), ("what_happens", ""), ("status", "inactive")])
def test_one_person_takes_away_what_is_on_the_site(publisher, service, field, empty):
    change(publisher, service, **{field: empty})
    assert getattr(service, field) == empty
    assert waiting(service) == {}


def test_what_is_taken_away_no_longer_waits_for_something_else(publisher, service):
    change(publisher, service, url="https://www.anders.nl/")
    change(publisher, service, url="")
    assert (service.url, waiting(service)) == ("", {})


def test_a_new_service_is_not_on_the_site_before_a_colleague_saw_it(publisher, colleague, service):
    data = form_values(publisher.get(url(Service, "add"))) | {
        "name": "Een nieuwe lijn", "slug": "nieuwe-lijn", "organization": service.organization_id,
        "description": "Voor wie bang is.", "is_national": "on", "status": "active", "url": "https://www.nieuw.nl/",
    }  # fmt: skip
    assert publisher.post(url(Service, "add"), data).status_code == 302
    assert "Een nieuwe lijn" not in on_site()
    new = Service.objects.get(slug="nieuwe-lijn")
    assert waiting(new) == {"status": "active", "url": "https://www.nieuw.nl/"}
    # What is written in it while it waits, waits too: a colleague approves what stood there.
    change(publisher, new, description="Bel 06.")
    decide(colleague, proposal(new, "status"), proposal(new, "url"))
    html = on_site()
    assert "Een nieuwe lijn" in html and "https://www.nieuw.nl/" in html and "Bel 06." not in html


def test_an_answer_about_a_call_is_read_by_two_people(publisher, colleague, service):
    row = {"question": "who", "text": "Iemand met een zachte stem.", "is_verified": "on"}
    data = {f"call_facts-0-{name}": value for name, value in row.items()}
    change(publisher, service, **data, **{"call_facts-TOTAL_FORMS": "1"})
    fact = CallFact.objects.get(service=service)
    assert "Iemand met een zachte stem." not in on_site()
    page = errors(colleague.get(reverse("admin:content_fieldchange_review", args=[proposal(fact, "is_verified").pk])))
    assert "Wie neemt op: klopt volgens een bron" in page and "Iemand met een zachte stem." in page
    decide(colleague, proposal(fact, "is_verified"))
    assert "Iemand met een zachte stem." in on_site()


def test_the_website_of_an_organisation_and_of_a_municipality_waits(publisher):
    for item, field in [
        (Organization.objects.first(), "website"),
        (Municipality.objects.get(slug="enschede"), "website"),
        (Municipality.objects.get(slug="almelo"), "local_team_website"),
    ]:
        old = getattr(item, field)
        change(publisher, item, **{field: "https://www.anders.nl/"})
        assert (getattr(item, field), waiting(item)) == (old, {field: "https://www.anders.nl/"})


def test_another_veilig_thuis_for_a_municipality_waits(publisher, colleague):
    place = Municipality.objects.get(slug="enschede")
    old, new = place.safe_at_home, Organization.objects.filter(is_safe_at_home=True).exclude(municipalities=place)[0]
    change(publisher, place, safe_at_home=new.pk)
    assert place.safe_at_home == old
    page = colleague.get(reverse("admin:content_fieldchange_review", args=[proposal(place, "safe_at_home").pk]))
    assert old.name in errors(page) and new.name in errors(page)
    decide(colleague, proposal(place, "safe_at_home"))
    place.refresh_from_db()
    assert place.safe_at_home == new


def test_what_was_not_verified_is_shown_when_two_people_say_that_it_is_right(publisher, colleague, service):
    row = service.field_sources.create(field="url", is_verified=False)
    prefix = "signals-fieldsource-content_type-object_id-0"
    change(publisher, service, **{f"{prefix}-is_verified": "on"})
    change(publisher, service, **{f"{prefix}-field": "email"})
    change(publisher, service, **{f"{prefix}-DELETE": "on"})
    assert "https://www.voorbeeld.nl/" not in on_site()
    assert waiting(row) == {"is_verified": "True", "field": "email"}
    decide(colleague, proposal(row, "is_verified"))
    assert "https://www.voorbeeld.nl/" in on_site()


def test_a_municipality_ends_when_two_people_say_so(publisher, colleague):
    old, new = (Municipality.objects.get(slug=slug) for slug in ("enschede", "almelo"))
    change(publisher, old, ends_on="01-01-2026", successor=new.pk)
    assert Client().get("/hulp/enschede/").status_code == 200
    decide(colleague, proposal(old, "ends_on"), proposal(old, "successor"))
    assert Client().get("/hulp/enschede/")["Location"] == "/hulp/almelo/"


def test_a_line_of_the_search_waits(publisher, colleague):
    data = {"title": "Nieuw", "words": "help mij nu meteen", "text": "Bel [[bel:112]].", "position": "10"}
    assert publisher.post(url(CrisisLine, "add"), data).status_code == 302
    line = CrisisLine.objects.get(title="Nieuw")
    assert (line.words, waiting(line)) == ("", {"words": "help mij nu meteen"})
    decide(colleague, proposal(line, "words"))
    line.refresh_from_db()
    assert line.words == "help mij nu meteen"


def test_the_contact_of_the_region_waits_for_who_may_change_it(publisher):
    region = Region.objects.create(contact="redactie@voorbeeld.nl")
    change(publisher, region, contact="https://www.anders.nl/")
    assert region.contact == "redactie@voorbeeld.nl"
    keeper = signed_in("Nummerbeheerders", "nummers")
    assert decide(keeper, proposal(region, "contact")).status_code == 403
    assert decide(signed_in("Publiceerders", "collega"), proposal(region, "contact")).status_code == 302
    region.refresh_from_db()
    assert region.contact == "https://www.anders.nl/"


def test_a_number_keeper_approves_what_is_about_a_service(publisher, service):
    change(publisher, service, chat_url=CHAT)
    assert decide(signed_in("Nummerbeheerders", "nummers"), proposal(service, "chat_url")).status_code == 302
    service.refresh_from_db()
    assert service.chat_url == CHAT


# ── ways to approve one's own change ─────────────────────────────────────────────────────────────


def approve_at_its_address(publisher, service):
    decide(publisher, proposal(service, "chat_url"))


def approve_along_with_a_change_of_somebody_else(publisher, service):
    with acting(make_editor("Publiceerders", "collega")):
        service.email = "hulp@voorbeeld.nl"
        service.save()
    decide(publisher, proposal(service, "email"), proposal(service, "chat_url"))


def save_it_twice(publisher, service):
    change(publisher, service, chat_url=CHAT)


def bring_it_in_with_a_file(publisher, service):
    data = f"sleutel;chat\n{service.slug};{CHAT}\n"
    page = reverse("admin:signals_service_exchange")
    file = {"table": "diensten", "file": BytesIO(data.encode())}
    file["file"].name = "diensten.csv"
    tried = publisher.post(page, file)
    publisher.post(page, {"kept": tried.context.get("kept") or ""})


def write_in_code(publisher, service):
    with acting(make_editor("Publiceerders")):
        service.chat_url = CHAT
        service.save()


def write_many_at_once(publisher, service):
    with acting(make_editor("Publiceerders")), pytest.raises(Refused):
        Service.objects.filter(pk=service.pk).update(chat_url=CHAT)


def delete_it_and_make_it_again(publisher, service):
    other = make_service("ander")
    with acting(make_editor("Publiceerders")):
        other.chat_url = CHAT
        other.save()
        Service.objects.create(
            slug="weer", name="Weer", organization=other.organization, chat_url=CHAT, is_national=True
        )


@pytest.mark.parametrize(
    "way",
    [
        approve_at_its_address,
        approve_along_with_a_change_of_somebody_else,
        save_it_twice,
        bring_it_in_with_a_file,
        write_in_code,
        write_many_at_once,
        delete_it_and_make_it_again,
    ],
    ids=lambda way: way.__name__,
)
def test_a_change_of_ones_own_does_not_reach_the_site(publisher, service, way):
    change(publisher, service, chat_url=CHAT)
    way(publisher, service)
    assert CHAT not in on_site()


def test_the_database_refuses_an_approval_by_the_proposer(publisher, service):
    change(publisher, service, chat_url=CHAT)
    found = proposal(service, "chat_url")
    found.approved_by, found.decided_at = found.proposed_by, timezone.now()
    with pytest.raises(IntegrityError):
        found.save()


def test_what_was_proposed_meanwhile_was_read_by_nobody(publisher, colleague, service):
    change(publisher, service, chat_url="https://chat.goed.nl/")
    read = proposal(service, "chat_url")
    change(publisher, service, chat_url=CHAT)
    decide(colleague, read)
    assert CHAT not in on_site() and "https://chat.goed.nl/" not in on_site()
    assert waiting(service) == {"chat_url": CHAT}


def test_who_proposes_the_same_again_does_not_take_it_over(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    change(colleague, service, chat_url=CHAT)
    decide(publisher, proposal(service, "chat_url"))
    assert CHAT not in on_site()
    decide(colleague, proposal(service, "chat_url"))
    assert CHAT in on_site()


# ── what the people at the desk see ──────────────────────────────────────────────────────────────


def test_a_colleague_finds_it_on_the_first_page_and_its_writer_does_not(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT, email="hulp@voorbeeld.nl")
    address = reverse("admin:content_fieldchange_review", args=[proposal(service, "email").pk])
    assert address in colleague.get("/beheer/").content.decode()
    publisher.get("/beheer/")  # says once what was saved
    assert address not in publisher.get("/beheer/").content.decode()
    html = colleague.get(address).content.decode()
    assert f"<ins>{CHAT}</ins>" in html and "Goedkeuren" in html
    assert "Goedkeuren" not in publisher.get(address).content.decode()


@pytest.mark.parametrize("who", ["iemand-van-Publiceerders", "derde"])
def test_a_form_that_was_open_while_a_colleague_approved_does_not_undo_it_unseen(publisher, colleague, service, who):
    change(publisher, service, chat_url=CHAT)
    editor, address = signed_in("Publiceerders", who), url(Service, "change", service.pk)
    opened = form_values(editor.get(address))
    decide(colleague, proposal(service, "chat_url"))
    response = editor.post(address, opened | {"position": "50"})
    assert response.status_code == 200 and "heeft dit opgeslagen nadat jij het opende" in errors(response)
    assert CHAT in on_site()


def test_the_form_goes_on_with_what_a_colleague_proposed(publisher, colleague, service):
    change(publisher, service, what_happens="Iemand luistert. Ook in de nacht.")
    values = form_values(colleague.get(url(Service, "change", service.pk)))
    change(colleague, service, what_happens=values["what_happens"] + " Bel gerust.")
    assert waiting(service) == {"what_happens": "Iemand luistert. Ook in de nacht. Bel gerust."}


def test_who_types_what_visitors_have_takes_the_proposal_back(publisher, colleague, service):
    change(publisher, service, url="https://www.anders.nl/", chat_url=CHAT)
    change(colleague, service, url="https://www.voorbeeld.nl/")
    assert waiting(service) == {"chat_url": CHAT}


def test_other_line_ends_are_no_change(publisher, service):
    service.what_happens = "Regel een.\n\nRegel twee."
    service.save()
    change(publisher, service, what_happens="Regel een.\r\n\r\nRegel twee.", position="50")
    assert waiting(service) == {}


def test_a_service_with_proposals_can_be_deleted_by_one_person(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    decide(colleague, proposal(service, "chat_url"))
    change(publisher, service, email="hulp@voorbeeld.nl")
    assert publisher.post(url(Service, "delete", service.pk), {"post": "yes"}).status_code == 302
    assert not FieldChange.objects.exists()


def test_what_can_no_longer_be_approved_says_why(publisher, colleague, service):
    fact = CallFact.objects.create(service=service, question="who", text="Iemand.", is_verified=True)
    change(publisher, service, **{"call_facts-0-question": "duty"})
    found = proposal(fact, "question")
    CallFact.objects.create(service=service, question="duty", text="Niets.")
    decide(colleague, found)
    assert "Deze vraag heeft al een antwoord." in errors(colleague.get("/beheer/"))
    page = colleague.get(f"/beheer/bekijken/content/fieldchange/{found.pk}/pagina/", {"adres": NATIONAL})
    assert page.status_code == 200


def test_a_proposal_for_a_row_that_is_gone_takes_no_page_down(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    found = proposal(service, "chat_url")
    FieldChange.objects.update(object_id=987654)
    assert colleague.get("/beheer/").status_code == 200
    assert colleague.get(url(FieldChange)).status_code == 200
    assert colleague.get(reverse("admin:content_fieldchange_review", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("key", ["²", "9" * 30, "nul\0", "-1", ""])
@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_an_odd_key_is_refused(publisher, colleague, service, action, key):
    change(publisher, service, chat_url=CHAT)
    address = reverse(f"admin:content_fieldchange_{action}", args=[proposal(service, "chat_url").pk])
    assert colleague.post(address, {"change": [key]}).status_code == 303
    assert waiting(service) == {"chat_url": CHAT}


def test_who_noted_a_call_changes_nothing_else(publisher, service):
    change(publisher, service, chat_url=CHAT)
    stale = Service.objects.get(pk=service.pk)
    proposal(service, "chat_url").approve(make_editor("Publiceerders", "collega"))
    with acting(make_editor("Publiceerders")):
        stale.log_call("Bert", "right")
    service.refresh_from_db()
    assert (service.chat_url, service.assurer) == (CHAT, "Bert")


def test_what_one_proposed_stands_on_the_first_page_until_it_is_decided(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    html = publisher.get("/beheer/").content.decode()
    assert url(Service, "change", service.pk) in html.split("Wacht op een collega")[1].split("</section>")[0]
    assert "Wacht op een collega" not in colleague.get("/beheer/").content.decode()
    decide(colleague, proposal(service, "chat_url"))
    assert "Wacht op een collega" not in publisher.get("/beheer/").content.decode()


def test_the_form_says_what_waits(publisher, service):
    change(publisher, service, chat_url=CHAT)
    assert "Wacht op een collega: chat." in errors(publisher.get(url(Service, "change", service.pk)))


def test_one_of_two_changes_is_approved_and_the_other_refused(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT, email="fout@voorbeeld.nl")
    decide(colleague, proposal(service, "email"), action="refuse")
    decide(colleague, proposal(service, "chat_url"))
    service.refresh_from_db()
    assert (service.chat_url, service.email, waiting(service)) == (CHAT, "", {})


def test_who_proposed_something_takes_it_back(publisher, service):
    change(publisher, service, chat_url=CHAT)
    decide(publisher, proposal(service, "chat_url"), action="refuse")
    assert waiting(service) == {}


def test_the_page_is_seen_as_it_will_be(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT, name="Een andere naam")
    pk = proposal(service, "name").pk
    frame = colleague.get(f"/beheer/bekijken/content/fieldchange/{pk}/")
    assert "Hulplijnen voor heel Nederland" in errors(frame)
    page = colleague.get(f"/beheer/bekijken/content/fieldchange/{pk}/pagina/", {"adres": NATIONAL}).content.decode()
    assert CHAT in page and "Een andere naam" in page
    assert CHAT not in on_site()


def test_an_account_that_an_administrator_just_changed_approves_nothing(publisher, colleague, service):
    change(publisher, service, chat_url=CHAT)
    AuditEntry.record(RIGHTS, user=make_editor("Beheerders"), item=make_editor("Publiceerders", "collega"))
    decide(colleague, proposal(service, "chat_url"))
    assert CHAT not in on_site()
