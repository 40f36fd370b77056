"""Makers of what a test needs. Every test finds the starter texts and the starter directory in its database."""

import time
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from content.models import Audience, Guide


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    assert "test" in str(connection.settings_dict["NAME"]), "Dit is geen testdatabase."
    with django_db_blocker.unblock():
        call_command("load_starter", verbosity=0)
        call_command("accounts", stdout=StringIO())


@pytest.fixture(autouse=True)
def _database(db):
    """Every test may use the database; what it writes is rolled back."""


# Django's own, which signs in without a password: what a session is that showed nothing but that.
password_only = Client.force_login


def sign_in(client, user):
    """Signs a test client in as someone who showed a password and a second factor a moment ago."""
    password_only(client, user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time()} for method in ("password", "mfa")
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture(autouse=True)
def _second_factor(monkeypatch):
    """`client.force_login` signs in with both factors, as every editor does; `password_only` with the first alone."""
    monkeypatch.setattr(Client, "force_login", lambda client, user, backend=None: sign_in(client, user))


def make_guide(slug, **values):
    """A published guide for someone who worries; pass `published_at=None` for one that is not on the site."""
    values = {
        "title": f"Titel van {slug}",
        "tab_title": f"Tab van {slug}",
        "summary": "Korte samenvatting.",
        "situation": "Een situatie.",
        "audience": Audience.WORRIED,
        "published_at": timezone.now(),
        **values,
    }
    return Guide.objects.create(slug=slug, **values)


def make_editor(group, name=""):
    """An account of one of the two roles: "Schrijvers" or "Publiceerders"; the same one when it exists."""
    name = name or f"iemand-van-{group}"
    if user := User.objects.filter(username=name).first():
        return user
    user = User.objects.create_user(name, password="een lang wachtwoord", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def publisher(client):
    """The test client, signed in as a publisher."""
    client.force_login(make_editor("Publiceerders"))
    return client


@pytest.fixture
def colleague():
    """A test client of its own, signed in as a second publisher."""
    client = Client()
    client.force_login(make_editor("Publiceerders", "collega"))
    return client


@pytest.fixture
def author():
    """A test client of its own, signed in as an author."""
    client = Client()
    client.force_login(make_editor("Schrijvers"))
    return client
