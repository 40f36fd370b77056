"""The help directory: what is shown as fact, and what is not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError
from django.utils import timezone

from signals.models import Alert, Coverage, FieldSource, Municipality, Organization, Phone, Schedule, Service

ENSCHEDE = "/hulp/enschede/"


def page(client, path=ENSCHEDE):
    return client.get(path).content.decode()


def make_service(slug="dienst", **values):
    """A national service of an organisation of its own, with a verified number."""
    organization = Organization.objects.create(slug=f"{slug}-organisatie", name="Organisatie")
    values = {"name": "Een dienst", "description": "Wat zij doet.", "is_national": True, **values}
    service = Service.objects.create(organization=organization, slug=slug, **values)
    Phone.objects.create(service=service, number="+31531234567", display="053 123 45 67", is_verified=True)
    return service


def test_an_active_service_with_a_verified_number_is_shown(client):
    make_service()
    assert '<a href="tel:+31531234567">053 123 45 67</a>' in page(client)


def test_an_inactive_service_is_not_shown(client):
    make_service(status=Service.Status.INACTIVE)
    assert "053 123 45 67" not in page(client)


def test_a_number_that_is_not_verified_is_not_shown(client):
    make_service().phones.update(is_verified=False)
    assert "053 123 45 67" not in page(client)


@pytest.mark.parametrize("number", ["0546 54 11 11", "14 053", "0800-8020", "0800-266 64 36", "070 345 43 19"])
def test_a_number_that_the_sources_do_not_confirm_is_loaded_but_on_no_page(client, number):
    assert Phone.objects.filter(display=number, is_verified=False).exists()
    for path in ("/hulp/almelo/", ENSCHEDE, "/hulp/landelijk/"):
        assert number not in page(client, path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fees_description", "Twaalf euro"),
        ("eligibility_description", "Voor iedereen die zwemt"),
        ("url", "https://zwemmen.example/"),
        ("chat_url", "https://chat.example/"),
        ("email", "zwem@example.nl"),
    ],
)
def test_a_field_that_is_not_verified_is_not_shown(client, field, value):
    service = make_service(**{field: value})
    assert value.removeprefix("https://").rstrip("/") in page(client)
    FieldSource.objects.create(item=service, field=field, is_verified=False)
    assert value.removeprefix("https://").rstrip("/") not in page(client)


def test_a_confidential_address_is_on_no_page(client):
    make_service(address="Geheimstraat 12, Enschede")
    assert "Geheimstraat" not in page(client)
    assert "Geheimstraat" not in page(client, "/hulp/landelijk/")


def test_an_address_is_confidential_until_an_editor_says_otherwise():
    assert Service().is_address_confidential


def test_an_address_that_is_not_confidential_is_shown(client):
    make_service(address="Marktplein 1, Enschede", is_address_confidential=False)
    assert "Marktplein 1" in page(client)


@pytest.mark.parametrize(("days", "is_shown"), [(1, True), (0, True), (-1, False)])
def test_a_waiting_time_disappears_after_its_end_date(client, days, is_shown):
    make_service(waiting_time="Acht weken", waiting_time_until=timezone.localdate() + timedelta(days))
    assert ("Acht weken" in page(client)) is is_shown


def test_a_waiting_time_without_an_end_date_is_refused():
    with pytest.raises(IntegrityError):
        make_service(waiting_time="Acht weken")


def test_a_call_needs_the_name_of_who_called():
    with pytest.raises(IntegrityError):
        make_service(assured_date=date(2026, 11, 1))


def test_opening_hours_that_are_not_verified_are_not_shown(client):
    service = make_service()
    schedule = Schedule.objects.create(service=service, description="Elke maandag van 9 tot 5")
    assert "Elke maandag" not in page(client)
    Schedule.objects.filter(pk=schedule.pk).update(is_verified=True)
    assert "Elke maandag" in page(client)


def test_lines_that_are_always_open_come_first(client):
    html = page(client)
    assert html.index("Veilig Thuis</h3>") < html.index("Dicht bij huis") < html.index("De Kindertelefoon")


def test_a_regional_service_is_shown_in_its_region_only(client):
    assert "088 422 24 95" in page(client)
    assert "088 422 24 95" not in page(client, "/hulp/maastricht/")


def test_a_service_for_one_municipality_is_shown_there_only(client):
    service = make_service(is_national=False)
    Coverage.objects.create(service=service, municipality=Municipality.objects.get(slug="borne"))
    assert "053 123 45 67" in page(client, "/hulp/borne/")
    assert "053 123 45 67" not in page(client)


def test_where_little_is_known_the_page_says_so_and_still_helps(client):
    html = page(client, "/hulp/borne/")
    assert "weten we niet zeker" in html
    assert "Zeg: <b>Borne</b>" in html
    assert "Veilig Thuis Twente" in html
    assert 'href="tel:08002000"' in html


def test_a_local_team_is_named_only_with_a_recent_source(client):
    assert "Wijkentree" in page(client, "/hulp/hengelo/")
    assert "De Welle" not in page(client, "/hulp/hellendoorn/")


@pytest.mark.parametrize(
    ("number", "display"),
    [("112", "112"), ("08002000", "0800-2000"), ("09008844", "0900-8844"), ("14053", "14 053"),
     ("+31884222495", "088 422 24 95"), ("+31247247247", "+31 247 247 247")],
)  # fmt: skip
def test_a_number_may_be_any_that_a_phone_can_dial(number, display):
    service = make_service()
    Phone(service=service, number=number, display=display).full_clean()


@pytest.mark.parametrize(
    ("number", "display"),
    [("08002000", "0800-2001"), ("0800-2000", "0800-2000"), ("0800 2000", "0800-2000"), ("tel:112", "112"),
     ("javascript:1", "112"), ("+31884222495", "088 422 24 96")],
)  # fmt: skip
def test_a_number_that_dials_something_else_than_it_shows_is_refused(number, display):
    with pytest.raises(ValidationError):
        Phone(service=make_service(), number=number, display=display).full_clean()


def test_the_check_is_silent_while_code_and_directory_agree():
    call_command("check", databases=["default"])


@pytest.mark.parametrize(("key", "wrong"), [("112", "113"), ("veilig-thuis", "08002001")])
def test_the_check_reports_a_directory_that_disagrees_with_the_numbers_in_code(key, wrong):
    Phone.objects.filter(service__slug=key).update(number=wrong, display=wrong)
    with pytest.raises(SystemCheckError, match=r"signals\.E001"):
        call_command("check", databases=["default"])


def make_alert(**values):
    now = timezone.now()
    values = {
        "text": "Veilig Thuis is gestoord. Bel:",
        "starts_at": now,
        "ends_at": now + timedelta(hours=1),
        **values,
    }
    return Alert.objects.create(**values)


@pytest.mark.parametrize(
    "path", ["/", "/nu/", ENSCHEDE, "/wat-te-doen/ruzie-bij-de-buren/", "/signalen/", "/privacy/"]
)
def test_an_alert_stands_on_every_page_with_its_number(client, path):
    make_alert(phone=Phone.objects.get(service__slug="politie"))
    html = page(client, path)
    assert "Veilig Thuis is gestoord" in html
    assert html.index("Veilig Thuis is gestoord") < html.index("<h1")
    assert '<a href="tel:09008844">0900-8844</a>' in html


@pytest.mark.parametrize(("start", "end"), [(1, 2), (-2, -1)], ids=["not yet", "over"])
def test_an_alert_shows_between_its_times_only(client, start, end):
    now = timezone.now()
    make_alert(starts_at=now + timedelta(hours=start), ends_at=now + timedelta(hours=end))
    assert "gestoord" not in page(client, "/")


def test_an_alert_cannot_name_a_number_that_is_not_shown():
    phone = Phone.objects.filter(is_verified=False).first()
    with pytest.raises(ValidationError, match="niet nagekeken"):
        Alert(text="Bel:", phone=phone, ends_at=timezone.now() + timedelta(hours=1)).full_clean()
