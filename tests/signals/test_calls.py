"""Numbers that were phoned: what the visitor sees of it, the editors' queue, and numbers that texts rely on."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import CrisisLine
from signals.models import (
    Alert,
    CallFact,
    Municipality,
    NumberChange,
    Organization,
    Phone,
    PhoneCall,
    Schedule,
    ScheduleException,
    Service,
)
from tests.conftest import make_editor, make_guide
from tests.signals.test_directory import make_service, page
from tests.test_newsroom import errors, save, url

QUEUE = "/beheer/signals/service/nabellen/"
STALE = "Niet recent gecontroleerd"
NATIONAL = "/hulp/landelijk/"


def today(days=0):
    return timezone.localdate() + timedelta(days)


def phoned(days, **values):
    """A service that was phoned, and should be phoned again in so many days."""
    return make_service(assured_date=today(-10), assurer="A. de Vries", assurance_due_on=today(days), **values)


def entry(html, name):
    """The part of a page that is the entry of one service."""
    [found] = [part for part in html.split("<article")[1:] if f"<h3>{name}</h3>" in part]
    return found.split("</article>")[0]


def section(html, key):
    """The names in one part of the queue."""
    found = re.search(rf'aria-labelledby="{key}">(.*?)</section>', html, re.DOTALL)
    return re.findall(r"<h3><a [^>]*>(.*?)</a>", found[1]) if found else []


def press(client, service, result="right", **values):
    return client.post(reverse("admin:signals_service_called", args=[service.pk]), {"result": result, **values})


@pytest.mark.parametrize(
    ("days", "is_told"), [(5, False), (-1, False), (-14, False), (-15, True)],
    ids=["still good", "editors are warned first", "last day", "two weeks late"],
)  # fmt: skip
def test_a_visitor_is_told_when_a_call_ran_out_two_weeks_ago(client, days, is_told):
    phoned(days)
    assert (STALE in entry(page(client, NATIONAL), "Een dienst")) is is_told


def test_what_was_never_phoned_counts_as_not_checked(client):
    make_service()
    assert STALE in entry(page(client, NATIONAL), "Een dienst")


@pytest.mark.parametrize("name", ["112", "Veilig Thuis"])
def test_the_two_fixed_numbers_are_never_called_unchecked(client, name):
    assert STALE not in entry(page(client), name)


def test_an_entry_without_a_number_has_no_such_label(client):
    assert STALE not in entry(page(client, NATIONAL), "Slachtofferwijzer")


def test_what_was_phoned_stands_above_what_was_not_in_its_group(client):
    phoned(5, position=9999)
    html = page(client)
    assert html.index("Landelijk</h2>") < html.index("<h3>Een dienst") < html.index("<h3>De Kindertelefoon")


def test_lines_that_are_always_open_stay_above_what_was_phoned(client):
    phoned(5, position=1)
    html = page(client, NATIONAL)
    assert html.index("<h3>De Luisterlijn") < html.index("<h3>Een dienst")


def test_the_queue_lists_what_is_due_first_and_leaves_out_the_fixed_numbers(publisher):
    phoned(-1, slug="laat", name="Laat")
    phoned(7, slug="straks", name="Straks")
    phoned(8, slug="later", name="Later")
    html = publisher.get(QUEUE).content.decode()
    due = section(html, "due")
    assert due.index("De Kindertelefoon") < due.index("Laat")
    assert section(html, "soon") == ["Straks"]
    assert section(html, "later") == ["Later"]
    assert "Gemeente Almelo" in section(html, "hidden")
    assert not {"112", "Veilig Thuis"} & set(due + section(html, "hidden"))


def test_the_newsroom_opens_with_how_many_calls_there_are(publisher):
    phoned(7, slug="straks", name="Straks")
    count = len(section(publisher.get(QUEUE).content.decode(), "due"))
    html = publisher.get("/beheer/").content.decode()
    assert f"<b>Nu bellen: {count}</b>" in html
    assert f"Nummers om na te bellen ({count + 1})" in html


@pytest.mark.parametrize(("slug", "days"), [("kindertelefoon", 30), ("kadera", 180)])
def test_one_press_keeps_who_called_and_when_to_call_again(publisher, slug, days):
    service = Service.objects.get(slug=slug)
    assert press(publisher, service)["Location"] == QUEUE
    service.refresh_from_db()
    assert (service.assured_date, service.assurer) == (today(), "iemand-van-Publiceerders")
    assert service.assurance_due_on == today(days)
    assert service.name not in section(publisher.get(QUEUE).content.decode(), "due")


def test_one_press_takes_the_label_away(publisher, client):
    press(publisher, Service.objects.get(slug="kindertelefoon"))
    assert STALE not in entry(page(client, NATIONAL), "De Kindertelefoon")


def test_who_was_not_reached_is_kept_and_stays_in_the_queue(publisher):
    service = Service.objects.get(slug="kindertelefoon")
    press(publisher, service, "unreached", note="in gesprek")
    [call] = PhoneCall.objects.all()
    assert (call.result, call.note, call.number) == ("unreached", "in gesprek", "0800-0432")
    html = publisher.get(QUEUE).content.decode()
    assert service.name in section(html, "due")
    assert "niet bereikt (in gesprek)" in html


def test_a_wrong_number_is_no_longer_called_checked_and_leads_to_its_form(publisher):
    service = phoned(20)
    phone = service.phones.get()
    assert press(publisher, service, "wrong")["Location"] == reverse("admin:signals_phone_number", args=[phone.pk])
    service.refresh_from_db()
    assert service.is_stale


def test_every_number_of_the_starter_can_be_opened_to_change_it(publisher):
    pages = {str(phone): publisher.get(url(Phone, "change", phone.pk)).status_code for phone in Phone.objects.all()}
    assert len(pages) > 20
    assert {name: status for name, status in pages.items() if status != 200} == {}


@pytest.mark.parametrize("slug", ["113", "centrum-seksueel-geweld"])
def test_a_wrong_number_of_a_line_for_danger_leads_to_a_form_that_names_that_line(publisher, slug):
    service = Service.objects.get(slug=slug)
    form = press(publisher, service, "wrong")
    html = publisher.get(form["Location"]).content.decode()
    line = CrisisLine.objects.filter(text__contains=f"[[bel:{slug}]]").first()
    assert url(CrisisLine, "change", line.pk) in html


def test_the_fixed_numbers_cannot_be_marked(publisher):
    assert press(publisher, Service.objects.get(slug="112")).status_code == 403


def test_a_mark_needs_the_post_method_and_a_known_result(publisher):
    service = Service.objects.get(slug="kadera")
    assert publisher.get(reverse("admin:signals_service_called", args=[service.pk])).status_code == 405
    assert press(publisher, service, "prima").status_code == 403
    assert not PhoneCall.objects.exists()


def test_a_mark_needs_the_token_of_its_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor("Publiceerders"))
    assert press(client, Service.objects.get(slug="kadera")).status_code == 403
    assert not PhoneCall.objects.exists()


def test_an_author_sees_the_queue_and_cannot_press(author):
    assert "Nog juist</button>" not in author.get(QUEUE).content.decode()
    assert press(author, Service.objects.get(slug="kadera")).status_code == 403


def test_the_log_stands_at_the_service_and_cannot_be_changed(publisher):
    service = Service.objects.get(slug="kadera")
    press(publisher, service, "unreached", note="in gesprek")
    response = save(publisher, service, **{"calls-0-note": "anders", "calls-0-DELETE": "on"})
    assert response.status_code == 302, errors(response)
    assert [call.note for call in service.calls.all()] == ["in gesprek"]


def change_number(client, again, phone=None, **values):
    phone = phone or Phone.objects.get(service__slug="kindertelefoon")
    values = {"display": "0800-0433", "number": "08000433", "again": again, **values}
    return client.post(url(Phone, "change", phone.pk), values)


@pytest.mark.parametrize(("again", "message"), [("", "Typ het nieuwe nummer hier nog een keer"),
                                                ("0800-0434", "andere cijfers dan hierboven")])  # fmt: skip
def test_a_changed_number_must_be_typed_twice_and_nothing_typed_is_lost(publisher, again, message):
    response = change_number(publisher, again)
    assert message in errors(response)
    assert all(f'value="{value}"' in response.content.decode() for value in filter(None, ["0800-0433", again]))
    assert Phone.objects.get(service__slug="kindertelefoon").display == "0800-0432"


def test_a_changed_number_waits_for_a_colleague_and_has_to_be_phoned_again(publisher, client):
    press(publisher, Service.objects.get(slug="kindertelefoon"))
    response = change_number(publisher, "0800 0433")
    assert response.status_code == 302, errors(response)
    assert 'href="tel:08000432"' in entry(page(client, NATIONAL), "De Kindertelefoon")
    NumberChange.objects.get().approve(make_editor("Publiceerders", "collega"))
    html = entry(page(client, NATIONAL), "De Kindertelefoon")
    assert 'href="tel:08000433"' in html
    assert STALE in html


def test_another_way_to_write_the_same_number_is_no_change(publisher):
    service = Service.objects.get(slug="kadera")
    press(publisher, service)
    values = {"display": "088-4222495", "number": "+31884222495"}
    response = change_number(publisher, "", service.phones.get(), **values)
    assert response.status_code == 302, errors(response)
    service.refresh_from_db()
    assert service.assured_date == today()


def test_the_form_of_a_number_says_where_it_stands_before_and_after(publisher):
    guide = make_guide("met-nummer", body="Bel [[bel:kindertelefoon]].")
    phone = Phone.objects.get(service__slug="kindertelefoon")
    before = publisher.get(url(Phone, "change", phone.pk)).content.decode()
    assert url(type(guide), "change", guide.pk) in before
    assert NATIONAL in before
    response = publisher.get(change_number(publisher, "08000433")["Location"])
    assert "wacht op een collega" in errors(response)


def test_the_number_of_a_regional_service_stands_on_its_municipalities(publisher):
    html = publisher.get(url(Phone, "change", Phone.objects.get(service__slug="kadera").pk)).content.decode()
    assert "Hulp in Borne" in html
    assert "Hulp in Maastricht" not in html


@pytest.mark.parametrize("slug", ["112", "veilig-thuis"])
def test_the_fixed_numbers_cannot_be_changed(publisher, slug):
    service = Service.objects.get(slug=slug)
    phone = service.phones.get()
    change_number(publisher, "08000433", phone)
    save(publisher, service, **{"phones-0-display": "0800-0433", "phones-0-number": "08000433",
                                "phones-0-again": "08000433", "phones-0-is_verified": ""})  # fmt: skip
    assert [(p.display, p.is_verified) for p in service.phones.all()] == [(phone.display, True)]


USES = {
    "text": lambda service: make_guide("gids", body=f"Bel [[bel:{service.slug}]]."),
    "step": lambda service: make_guide("gids").steps.create(title="Stap", body=f"Bel [[bel:{service.slug}]]."),
    "panel": lambda service: make_guide("gids", numbers=f"113, {service.slug}"),
    "draft": lambda service: make_guide("gids", published_at=None, body=f"Bel [[bel:{service.slug}]]."),
    "alert": lambda service: Alert.objects.create(
        text="Titel van gids", phone=service.phones.get(), ends_at=timezone.now() + timedelta(hours=1)
    ),
    "municipality": lambda service: Municipality.objects.filter(slug="borne").update(
        name="Titel van gids", note=f"Bel [[bel:{service.slug}]]."
    ),
}
TAKEN_AWAY = {
    "deleted": {"phones-0-DELETE": "on"},
    "not verified": {"phones-0-is_verified": ""},
    "inactive": {"status": "inactive"},
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_number_that_is_used_cannot_be_taken_off_the_site(publisher, use):
    service = make_service()
    use(service)
    response = save(publisher, service, **TAKEN_AWAY["not verified"])
    assert "Dit nummer staat nog in" in errors(response)
    assert "Titel van gids" in errors(response)
    assert service.phones.get().is_verified


@pytest.mark.parametrize("changes", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_a_number_that_a_text_uses_goes_in_no_way(publisher, changes):
    service = make_service()
    USES["text"](service)
    assert save(publisher, service, **changes).status_code == 200
    assert Service.objects.get(pk=service.pk).shown_phones


@pytest.mark.parametrize("changes", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_a_number_that_nothing_uses_can_go(publisher, changes):
    service = make_service()
    response = save(publisher, service, **changes)
    assert response.status_code == 302, errors(response)
    assert not Service.objects.get(pk=service.pk).shown_phones


def test_a_used_number_can_go_when_another_takes_its_place(publisher):
    service = make_service()
    USES["text"](service)
    Phone.objects.create(service=service, number="08001234", display="0800-1234", is_verified=True)
    response = save(publisher, service, **{"phones-0-DELETE": "on"})
    assert response.status_code == 302, errors(response)


def test_a_used_service_is_not_deleted_by_itself_in_bulk_or_with_its_organisation(publisher):
    service = make_service()
    USES["text"](service)
    organization = service.organization
    for address, values in [
        (url(Service, "delete", service.pk), {"post": "yes"}),
        (url(Service), {"action": "delete_selected", "_selected_action": service.pk, "post": "yes"}),
        (url(Phone, "delete", service.phones.get().pk), {"post": "yes"}),
        (url(Organization, "delete", organization.pk), {"post": "yes"}),
        (url(Organization), {"action": "delete_selected", "_selected_action": organization.pk, "post": "yes"}),
    ]:
        assert "Titel van gids" in errors(publisher.post(address, values))
    assert Service.objects.filter(pk=service.pk).exists()


def test_a_service_that_nothing_uses_is_deleted(publisher):
    service = make_service()
    publisher.post(url(Service, "delete", service.pk), {"post": "yes"})
    assert not Service.objects.filter(pk=service.pk).exists()


def test_the_fixed_services_cannot_be_deleted(publisher):
    for service in Service.objects.filter(slug__in=["112", "veilig-thuis"]):
        publisher.post(url(Service, "delete", service.pk), {"post": "yes"})
    assert Service.objects.filter(slug__in=["112", "veilig-thuis"]).count() == 2


def test_what_happens_when_you_call_shows_only_what_is_known(client):
    service = make_service()
    CallFact.objects.create(service=service, question="who", text="Een vrijwilliger.", is_verified=True)
    CallFact.objects.create(service=service, question="duty", text="Ze doen niets.")
    html = entry(page(client, NATIONAL), "Een dienst")
    assert "<dt>Wie neemt op</dt><dd>Een vrijwilliger.</dd>" in html
    assert "Ze doen niets" not in html


def test_every_entry_of_a_resident_with_a_number_says_what_happens_when_you_call(client):
    html = page(client)
    entries = [part for part in html.split("<article")[1:] if "nig-entry__tel" in part]
    assert len(entries) > 10
    assert [part for part in entries if "Wat gebeurt er als je belt?" not in part] == []


def test_an_answer_with_a_typed_number_is_refused(publisher):
    service = make_service()
    values = {"call_facts-TOTAL_FORMS": 1, "call_facts-0-question": "who", "call_facts-0-text": "Bel 0800-2000."}
    assert "Typ geen telefoonnummer" in errors(save(publisher, service, **values))


def test_the_queue_says_what_is_not_known_yet_of_a_call(publisher):
    service = make_service(fees_description="Gratis")
    CallFact.objects.create(service=service, question="who", text="Een vrijwilliger.", is_verified=True)
    missing = re.search(r"Een dienst</a>: (.*?)</li>", publisher.get(QUEUE).content.decode())[1]
    assert "tolk" in missing
    assert "kan het zonder naam" in missing
    assert "wie neemt op" not in missing
    assert "kosten" not in missing


def hours(service, **values):
    values = {"byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00", "is_verified": True, **values}
    return Schedule.objects.create(service=service, description="Werkdagen van 9 tot 5", **values)


def test_hours_that_somebody_confirmed_carry_what_the_page_needs_to_say_open_or_closed(client):
    service = phoned(20)
    hours(service, on_holidays="closed")
    ScheduleException.objects.create(service=service, date=today(3))
    html = entry(page(client, NATIONAL), "Een dienst")
    assert 'data-hours="MO,TU,WE,TH,FR|09:00|17:00|closed||"' in html
    assert f'data-until="{today(20)}"' in html
    assert f'data-except="{today(3)}||"' in html


@pytest.mark.parametrize("days", [-1, None], ids=["overdue", "never phoned"])
def test_hours_that_nobody_confirmed_of_late_are_only_printed(client, days):
    hours(make_service() if days is None else phoned(days))
    html = entry(page(client, NATIONAL), "Een dienst")
    assert "Werkdagen van 9 tot 5" in html
    assert "Bel om het zeker te weten." in html
    assert "data-hours" not in html


def test_one_row_in_words_only_leaves_its_channel_uncalculated(client):
    service = phoned(20)
    hours(service)
    Schedule.objects.create(service=service, description="En soms op zaterdag", is_verified=True)
    assert "data-hours" not in entry(page(client, NATIONAL), "Een dienst")


def test_a_schedule_that_ended_is_not_printed_and_one_to_come_is_known_to_the_page_only(client):
    service = phoned(20)
    hours(service)
    Schedule.objects.create(service=service, description="Oude tijd", valid_to=today(-1), is_verified=True)
    hours(service, valid_from=today(10), byday="SA")
    html = entry(page(client, NATIONAL), "Een dienst")
    assert "Oude tijd" not in html
    assert html.count("Werkdagen van 9 tot 5") == 1
    assert f"SA|09:00|17:00||{today(10)}|" in html


def test_the_script_for_hours_is_loaded_only_where_hours_stand(client):
    assert "open.js" not in page(client, NATIONAL)
    hours(make_service())
    assert "open.js" in page(client, NATIONAL)
