"""`/.well-known/security.txt`, after RFC 9116."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from content.models import Region

PATH = "/.well-known/security.txt"


def fields(client):
    """The fields of the file: name to values."""
    found = {}
    for line in client.get(PATH).content.decode().splitlines():
        name, value = line.split(": ", 1)
        found.setdefault(name, []).append(value)
    return found


def on(monkeypatch, day):
    monkeypatch.setattr("nouishetgenoeg.views.timezone.localdate", lambda: day)


def test_it_is_plain_text_with_what_the_rfc_demands_once(client):
    response = client.get(PATH)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    found = fields(client)
    assert found["Canonical"] == [f"http://testserver{PATH}"]
    assert found["Preferred-Languages"] == ["nl, en"]
    assert len(found["Expires"]) == 1


def test_contact_and_policy_lead_to_the_page_about_leaks(client):
    found = fields(client)
    assert found["Contact"] == found["Policy"] == ["http://testserver/beveiliging/"]
    assert client.get("/beveiliging/").status_code == 200


@pytest.mark.parametrize(
    "contact, uris",
    [
        ("lek@voorbeeld.nl", ["mailto:lek@voorbeeld.nl"]),
        ("https://voorbeeld.nl/contact", ["https://voorbeeld.nl/contact"]),
        ("Bel de receptie", []),
        ("Mail naar lek@voorbeeld.nl", []),
    ],
)
def test_the_contact_of_the_region_comes_first_when_it_is_a_uri(client, contact, uris):
    Region.objects.create(contact=contact)
    assert fields(client)["Contact"] == [*uris, "http://testserver/beveiliging/"]


def test_it_does_without_the_database(client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(Region, "current", away)
    assert fields(client)["Contact"] == ["http://testserver/beveiliging/"]


@pytest.mark.parametrize("days", range(0, 800, 29))
def test_it_expires_between_30_and_364_days_from_any_day(client, monkeypatch, days):
    today = date(2027, 1, 1) + timedelta(days=days)
    on(monkeypatch, today)
    expires = datetime.fromisoformat(fields(client)["Expires"][0])
    left = expires - datetime(today.year, today.month, today.day, tzinfo=UTC)
    assert timedelta(days=180) <= left <= timedelta(days=220)


def test_within_a_month_it_is_the_same_file(client, monkeypatch):
    on(monkeypatch, date(2027, 5, 1))
    first = client.get(PATH).content
    on(monkeypatch, date(2027, 5, 31))
    assert client.get(PATH).content == first
