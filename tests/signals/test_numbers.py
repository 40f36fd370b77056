"""A telephone number reaches the site when two people agree; taking it away needs one."""

import re
from html import unescape

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.acting import acting
from content.models import Refused
from signals.models import Alert, NumberChange, Phone, Service
from signals.models.alerts import FIXED_TEXTS
from signals.models.numbers import put_back
from tests.conftest import make_editor, make_guide
from tests.signals.test_directory import make_service, page
from tests.test_newsroom import errors, save, url

OLD, NEW = "053 123 45 67", "053 765 43 21"
NATIONAL = "/hulp/landelijk/"


@pytest.fixture
def phone():
    return make_service().phones.get()


def at(phone, action):
    return reverse(f"admin:signals_phone_{action}", args=[phone.pk])


def decide(client, change, action="approve"):
    return client.post(reverse(f"admin:signals_numberchange_{action}", args=[change.pk]))


def propose(client, phone, number=NEW, **values):
    response = client.post(at(phone, "number"), {"number": number, "again": number, **values})
    assert response.status_code == 302, errors(response)
    return NumberChange.objects.waiting().get(phone=phone)


def shown():
    html = Client().get(NATIONAL).content.decode()
    return [number for number in (OLD, NEW) if number in html]


def test_the_old_number_stays_until_a_colleague_approves_the_new_one(publisher, colleague, phone):
    change = propose(publisher, phone)
    assert shown() == [OLD]
    assert decide(colleague, change).status_code == 302
    assert shown() == [NEW]
    assert 'href="tel:0537654321"' in page(Client(), NATIONAL)


def test_a_number_that_is_wrong_is_hidden_while_the_new_one_waits(publisher, colleague, phone):
    change = propose(publisher, phone, is_wrong="on")
    assert shown() == []
    decide(colleague, change)
    assert shown() == [NEW]


def test_a_number_is_typed_twice_and_nothing_typed_is_lost(publisher, phone):
    response = publisher.post(at(phone, "number"), {"number": NEW, "again": "053 765 43 22"})
    assert "andere cijfers dan hierboven" in errors(response)
    assert f'value="{NEW}"' in response.content.decode()


@pytest.mark.parametrize("number", ["053", "bel ons", "053 765 43 21 toestel 9999999999"])
def test_what_is_no_number_is_refused(publisher, phone, number):
    publisher.post(at(phone, "number"), {"number": number, "again": number})
    waiting = [change.number for change in NumberChange.objects.waiting()]
    assert waiting in ([], ["053"])


def test_a_proposal_shows_where_the_number_will_stand(publisher, colleague, phone):
    make_guide("met-nummer", body="Bel [[bel:dienst]].")
    change = propose(publisher, phone)
    html = errors(colleague.get(reverse("admin:signals_numberchange_review", args=[change.pk])))
    assert "Titel van met-nummer" in html
    assert "Hulplijnen voor heel Nederland" in html


@pytest.mark.parametrize(("standing", "shows"), [("hidden", ""), ("advice", 'href="tel:08002000"')])
def test_one_person_hides_or_replaces_a_number_that_texts_use(publisher, phone, standing, shows):
    guide = make_guide("met-nummer", body="Bel [[bel:dienst]].")
    publisher.post(at(phone, "stand"), {"standing": standing})
    assert shown() == []
    entry = page(Client(), NATIONAL).split("<h3>Een dienst</h3>")[1].split("</article>")[0]
    assert shows in entry
    assert "0800-2000" in page(Client(), guide.get_absolute_url())
    publisher.post(at(phone, "stand"), {"standing": ""})
    assert shown() == [OLD]


def test_one_person_puts_back_a_number_that_was_approved_before(publisher, colleague, phone):
    decide(colleague, propose(publisher, phone))
    publisher.post(at(phone, "put_back"), {"number": "+31531234567"})
    assert shown() == [OLD]


def test_a_number_that_was_never_approved_is_not_put_back(publisher, phone):
    decide(publisher, propose(publisher, phone), "refuse")
    publisher.post(at(phone, "put_back"), {"number": "0537654321"})
    assert shown() == [OLD]
    with pytest.raises(Refused):
        put_back(phone, "0537654321")


def test_a_refused_proposal_changes_nothing_and_cannot_be_approved_any_more(publisher, colleague, phone):
    change = propose(publisher, phone)
    decide(colleague, change, "refuse")
    decide(colleague, change)
    assert shown() == [OLD]


def test_a_second_proposal_takes_the_place_of_the_first(publisher, colleague, phone):
    first = propose(publisher, phone, "053 111 11 11")
    propose(publisher, phone)
    decide(colleague, first)
    assert shown() == [OLD]


def test_the_fixed_numbers_are_not_hidden_or_proposed(publisher):
    phone = Phone.objects.get(service__slug="veilig-thuis")
    assert publisher.post(at(phone, "stand"), {"standing": "hidden"}).status_code == 403
    assert publisher.post(at(phone, "number"), {"number": NEW, "again": NEW}).status_code == 403
    assert Phone.objects.get(pk=phone.pk).standing == ""


# Ways to put a number on the site alone. Each gets (client of the publisher, the number).


def by_approving_it(client, phone):
    decide(client, propose(client, phone))


def in_its_form(client, phone):
    values = {"display": NEW, "number": "0537654321", "again": NEW}
    client.post(url(Phone, "change", phone.pk), values)


def in_the_form_of_its_service(client, phone):
    save(client, phone.service, **{"phones-0-display": NEW, "phones-0-number": "0537654321", "phones-0-again": NEW})


SECOND_ROW = {"phones-TOTAL_FORMS": 2, "phones-1-display": NEW, "phones-1-number": "0537654321",
              "phones-1-again": NEW, "phones-1-position": 1}  # fmt: skip


def as_a_new_row(client, phone):
    values = {
        "phones-TOTAL_FORMS": 2,
        "phones-1-display": NEW,
        "phones-1-number": "0537654321",
        "phones-1-again": NEW,
    }
    save(client, phone.service, **values, **{"phones-1-is_verified": "on", "phones-1-position": 1})
    decide(client, NumberChange.objects.waiting().get())


def as_a_row_that_is_shown_later(client, phone):
    values = {
        "phones-TOTAL_FORMS": 2,
        "phones-1-display": NEW,
        "phones-1-number": "0537654321",
        "phones-1-again": NEW,
    }
    save(client, phone.service, **values, **{"phones-1-position": 1})
    save(client, phone.service, **{"phones-0-is_verified": "on", "phones-1-is_verified": "on"})


def by_hiding_and_showing(client, phone):
    propose(client, phone, is_wrong="on")
    client.post(at(phone, "stand"), {"standing": ""})


def under_another_name(client, phone):
    change = propose(client, phone)
    user = make_editor("Publiceerders")
    user.username = "iemand-anders"
    user.save()
    decide(client, change)


def as_a_superuser(client, phone):
    user = make_editor("Publiceerders")
    user.is_superuser = True
    user.save()
    decide(client, propose(client, phone))


def with_another_proposer(client, phone):
    change = propose(client, phone)
    other = make_editor("Publiceerders", "collega")
    client.post(url(NumberChange, "change", change.pk), {"proposed_by": other.pk, "approved_by": other.pk})
    decide(client, change)


def by_an_author(client, phone):
    change = propose(client, phone)
    author = Client()
    author.force_login(make_editor("Schrijvers"))
    decide(author, change)


@pytest.mark.parametrize("display", ["lOO-OOO of 053 123 45 67", "053 123 45 67 \u3007\u56db\u4e09"])
def test_nothing_but_the_number_stands_beside_a_number(publisher, colleague, phone, display):
    response = save(publisher, phone.service, **{"phones-0-display": display})
    assert "alleen cijfers, spaties en streepjes" in errors(response)
    with acting(make_editor("Publiceerders")):
        phone.display = display
        phone.save()
    assert Phone.objects.get(pk=phone.pk).display == OLD


WAYS = [by_approving_it, in_its_form, in_the_form_of_its_service, as_a_new_row, as_a_row_that_is_shown_later,
        by_hiding_and_showing, under_another_name, as_a_superuser, with_another_proposer, by_an_author]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_one_person_does_not_put_a_new_number_on_the_site(publisher, phone, way):
    way(publisher, phone)
    assert NEW not in shown()


def test_the_database_refuses_the_proposer_as_approver(publisher, phone):
    change = propose(publisher, phone)
    with pytest.raises(IntegrityError):
        NumberChange.objects.filter(pk=change.pk).update(approved_by=change.proposed_by, decided_at=timezone.now())


def test_code_of_the_newsroom_that_saves_a_number_for_an_editor_makes_a_proposal(phone):
    with acting(make_editor("Publiceerders")):
        phone.number, phone.display = "0537654321", NEW
        phone.save()
    assert shown() == [OLD]
    assert NumberChange.objects.waiting().get().display == NEW


def test_code_of_the_newsroom_cannot_change_many_numbers_at_once(phone):
    with acting(make_editor("Publiceerders")), pytest.raises(Refused):
        Phone.objects.filter(pk=phone.pk).update(number="0537654321", display=NEW)


def raise_alert(client, phone, **values):
    moment = timezone.localtime()
    values = {"starts_at_0": f"{moment:%d-%m-%Y}", "starts_at_1": "00:00:00", "ends_at_0": "01-01-2050",
              "ends_at_1": "12:00:00", "phone": phone.pk, **values}  # fmt: skip
    return client.post(url(Alert, "add"), values)


def test_one_person_puts_a_fixed_text_above_every_page(publisher, phone):
    response = raise_alert(publisher, phone, fixed=FIXED_TEXTS[0])
    assert response.status_code == 302, errors(response)
    assert FIXED_TEXTS[0] in page(Client())


def seen(client, alert):
    """What the list of messages sends along when this one is approved there."""
    html = client.get(url(Alert)).content.decode()
    version = unescape(re.search(rf'name="seen-{alert.pk}" value="([^"]*)"', html)[1])
    return {"action": "approve", "_selected_action": alert.pk, f"seen-{alert.pk}": version}


def test_a_text_of_ones_own_needs_a_second_person(publisher, colleague, phone):
    raise_alert(publisher, phone, text="Iets heel anders")
    alert = Alert.objects.get()
    publisher.post(url(Alert), seen(publisher, alert))
    assert "Iets heel anders" not in page(Client())
    colleague.post(url(Alert), seen(colleague, alert))
    assert "Iets heel anders" in page(Client())


def test_a_message_that_changed_after_it_was_read_is_not_approved(publisher, colleague, phone):
    raise_alert(publisher, phone, text="Iets onschuldigs")
    alert = Alert.objects.get()
    read = seen(colleague, alert)
    save(publisher, alert, text="Iets vreselijks")
    colleague.post(url(Alert), read)
    colleague.post(url(Alert), {"action": "approve", "_selected_action": alert.pk})
    assert "Iets vreselijks" not in page(Client())


def test_a_hidden_number_leaves_the_alert_too(publisher, phone):
    raise_alert(publisher, phone, fixed=FIXED_TEXTS[0])
    publisher.post(at(phone, "stand"), {"standing": "hidden"})
    assert OLD not in page(Client())


def test_the_directory_lists_every_number_that_can_be_corrected(publisher):
    html = publisher.get("/beheer/signals/phone/nummers/").content.decode()
    assert Service.objects.get(slug="kindertelefoon").name in html
