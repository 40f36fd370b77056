"""Accounts as an administrator keeps them, and the commands for when nobody can sign in."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import AuditEntry, Refused
from nouishetgenoeg.accounts.roles import GENERIC
from signals.models import Alert, NumberChange

from .conftest import make_editor, make_guide, sign_in
from .signals.test_directory import make_service
from .test_accounts import choose, code_of, editor, enrol, enrolled, login, sent, text  # noqa: F401 - fixtures


@pytest.fixture
def administrator(client):
    user = make_editor("Beheerders")
    user.email = "beheerder@voorbeeld.nl"
    user.save()
    sign_in(client, user)
    client.user = user
    sent().clear()
    return client


def group(name):
    return Group.objects.get(name=name).pk


def values(account=None, **changes):
    """What the form of an account sends, with some fields changed."""
    found = {
        "username": account.username if account else "n.devries",
        "first_name": "Noor",
        "last_name": "de Vries",
        "email": (account.email if account else "") or "n.devries@voorbeeld.nl",
        "groups": [found.pk for found in account.groups.all()] if account else [group("Schrijvers")],
        "is_active": "on",
    }
    return {name: value for name, value in (found | changes).items() if value is not None}


def change(client, account, **changes):
    return client.post(reverse("admin:auth_user_change", args=[account.pk]), values(account, **changes))


def act(client, account, what):
    return client.post(reverse("admin:account_act", args=[account.pk, what]))


def subjects(address):
    return [message.subject for message in sent() if message.to == [address]]


def test_a_new_account_is_invited_chooses_a_password_and_sets_up_a_second_factor(administrator):
    response = administrator.post(reverse("admin:auth_user_add"), values())
    assert response.status_code == 302, text(response)
    account = User.objects.get(username="n.devries")
    assert account.is_staff
    assert not account.is_superuser
    assert not account.has_usable_password()
    invitation = next(message for message in sent() if "Je account" in message.subject)
    assert invitation.to == ["n.devries@voorbeeld.nl"]
    person, password = Client(), "vier paarden lopen langzaam"
    choose(person, invitation, password)
    login(person, account, password)
    enrol(person)
    assert person.get("/beheer/").status_code == 200


def test_a_new_account_is_told_to_the_person_and_the_administrators_and_written_down(administrator):
    other = make_editor("Publiceerders")
    administrator.post(reverse("admin:auth_user_add"), values())
    assert "Redactie: rechten van n.devries veranderd" in subjects("n.devries@voorbeeld.nl")
    entry = AuditEntry.objects.get(action="rechten veranderd")
    assert "rollen: geen → Schrijvers" in entry.details
    assert entry.user_id == administrator.user.pk
    assert not subjects(other.email)


@pytest.mark.parametrize("name", [*sorted(GENERIC)[::6], "Redactie2"])
def test_a_name_that_is_of_nobody_is_refused(administrator, name):
    response = administrator.post(reverse("admin:auth_user_add"), values(username=name))
    assert "Een account is van één persoon" in text(response)


def test_an_address_belongs_to_one_account(administrator, editor):  # noqa: F811
    response = administrator.post(reverse("admin:auth_user_add"), values(email="IEMAND@voorbeeld.nl"))
    assert "Er is al een account met dit adres" in text(response)


def test_other_rights_are_told_and_written_down(administrator, editor):  # noqa: F811
    response = change(administrator, editor, groups=[group("Nummerbeheerders")])
    assert response.status_code == 302, text(response)
    assert subjects("iemand@voorbeeld.nl") == ["Redactie: rechten van iemand-van-Publiceerders veranderd"]
    assert "rollen: Publiceerders → Nummerbeheerders" in AuditEntry.objects.get(action="rechten veranderd").details


def test_another_address_is_told_to_the_old_one_too(administrator, editor):  # noqa: F811
    change(administrator, editor, email="nieuw@voorbeeld.nl")
    assert len(subjects("iemand@voorbeeld.nl")) == len(subjects("nieuw@voorbeeld.nl")) == 1


def test_closing_an_account_ends_its_sessions(administrator, editor):  # noqa: F811
    person = Client()
    sign_in(person, editor)
    change(administrator, editor, is_active=None)
    assert person.get("/beheer/").status_code == 302
    change(administrator, User.objects.get(pk=editor.pk))
    assert person.get("/beheer/").status_code == 302


def test_an_administrator_ends_all_sessions_of_an_account(administrator, editor):  # noqa: F811
    person = Client()
    sign_in(person, editor)
    assert act(administrator, editor, "sessies").status_code == 302
    assert person.get("/beheer/").status_code == 302
    assert AuditEntry.objects.first().details == "Alle sessies beëindigd (1)."


def test_taking_a_second_factor_away_is_told_and_written_down(administrator, enrolled):  # noqa: F811
    sent().clear()
    assert act(administrator, enrolled, "tweede-stap").status_code == 302
    assert not Authenticator.objects.filter(user=enrolled).exists()
    assert len(subjects("iemand@voorbeeld.nl")) == 1
    entry = AuditEntry.objects.first()
    assert (entry.kind, entry.details) == ("auth.user", "Tweede stap weggehaald.")


def test_taking_a_second_factor_away_asks_who_you_are_again(administrator, enrolled):  # noqa: F811
    Authenticator.objects.create(user=administrator.user, type="totp", data={"secret": ""})
    session = administrator.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 10 * 60}]
    session.save()
    response = act(administrator, enrolled, "tweede-stap")
    assert response["Location"].startswith("/beheer/account/bevestig/")
    assert Authenticator.objects.filter(user=enrolled).exists()


@pytest.mark.parametrize("what", ["sessies", "uitnodigen", "tweede-stap"])
def test_acts_are_for_administrators_only(client, enrolled, what):  # noqa: F811
    sign_in(client, make_editor("Schrijvers"))
    assert act(client, enrolled, what).status_code == 403


def test_the_last_administrator_stays(administrator):
    superuser = User.objects.create_superuser("baas-van-alles", email="baas@voorbeeld.nl", password="x")
    other = Client()
    sign_in(other, superuser)
    User.objects.filter(pk=superuser.pk).update(is_superuser=False)
    superuser.groups.add(group("Publiceerders"))
    superuser.user_permissions.set(Group.objects.get(name="Beheerders").permissions.all())
    for changes in ({"is_active": None}, {"groups": [group("Schrijvers")]}):
        assert "laatste beheerder" in text(change(other, administrator.user, **changes))
    make_second = make_editor("Schrijvers")
    make_second.groups.add(group("Beheerders"))
    assert change(other, administrator.user, groups=[group("Schrijvers")]).status_code == 302


def test_an_administrator_does_not_change_their_own_rights(administrator):
    change(administrator, administrator.user, groups=[group("Publiceerders")], is_active=None)
    account = User.objects.get(pk=administrator.user.pk)
    assert account.is_active
    assert [found.name for found in account.groups.all()] == ["Beheerders"]


def test_nobody_makes_a_superuser_or_changes_one(administrator, editor):  # noqa: F811
    change(administrator, editor, is_superuser="on", user_permissions=[1])
    editor.refresh_from_db()
    assert not editor.is_superuser
    assert not editor.user_permissions.exists()
    superuser = User.objects.create_superuser("baas-van-alles", email="baas@voorbeeld.nl", password="x")
    assert change(administrator, superuser, email="kwaad@voorbeeld.nl").status_code == 403
    assert act(administrator, superuser, "tweede-stap").status_code == 403


def test_an_account_is_never_deleted(administrator, editor):  # noqa: F811
    assert administrator.post(reverse("admin:auth_user_delete", args=[editor.pk]), {"post": "yes"}).status_code == 403


def test_secrets_have_no_page(administrator):
    User.objects.filter(pk=administrator.user.pk).update(is_superuser=True)
    for path in ("/beheer/mfa/authenticator/", "/beheer/account/emailaddress/", "/beheer/auth/group/"):
        assert administrator.get(path).status_code == 404


# On the server


def test_an_account_is_made_on_the_server_with_a_password_that_is_shown_once(capsys):
    call_command("accounts", "--add", "j.jansen", "--email", "j@voorbeeld.nl")
    password = re.search(r"wachtwoord: (\S{20,})", capsys.readouterr().out)[1]
    account = User.objects.get(username="j.jansen")
    assert account.check_password(password)
    assert [found.name for found in account.groups.all()] == ["Beheerders"]
    for name in ("j.jansen", "beheerder"):
        with pytest.raises(CommandError):
            call_command("accounts", "--add", name)


def test_who_lost_everything_begins_again_from_the_server(enrolled, capsys):  # noqa: F811
    person = Client()
    sign_in(person, enrolled)
    call_command("accounts", "--reset", enrolled.username)
    assert person.get("/beheer/").status_code == 302
    assert not Authenticator.objects.filter(user=enrolled).exists()
    assert AuditEntry.objects.first().action == "wachtwoord en tweede stap opnieuw op de server"


def test_in_production_no_account_is_made_by_itself(settings, capsys):
    settings.LOCAL = False
    User.objects.filter(username__in=["schrijver", "publiceerder"]).delete()
    call_command("accounts")
    assert not User.objects.filter(username__in=["schrijver", "publiceerder"]).exists()


def test_the_accounts_to_try_get_in_with_a_printed_code(client, capsys):
    call_command("accounts", "--new")
    printed = capsys.readouterr().out
    password = re.search(r"publiceerder +wachtwoord: (\S+)", printed)[1]
    code = re.findall(r"codes: +(\d{8})", printed)[1]
    client.post("/beheer/login/", {"login": "publiceerder", "password": password})
    client.post("/beheer/tweede-stap/", {"code": code})
    assert client.get("/beheer/").status_code == 200


# One administrator, and a second pair of eyes


def made_by(administrator):
    administrator.post(reverse("admin:auth_user_add"), values(groups=[group("Publiceerders")]))
    return User.objects.get(username="n.devries")


def given_a_role_by(administrator):
    account = make_editor("Schrijvers")
    change(administrator, account, email="een@voorbeeld.nl", groups=[group("Publiceerders")])
    return account


def moved_to_another_address_by(administrator):
    account = make_editor("Publiceerders")
    change(administrator, account, email="ander@voorbeeld.nl")
    return account


def without_its_second_factor_by(administrator):
    account = make_editor("Publiceerders")
    Authenticator.objects.create(user=account, type="totp", data={})
    act(administrator, account, "tweede-stap")
    assert not Authenticator.objects.filter(user=account).exists()
    return account


@pytest.mark.parametrize(
    "account", [made_by, given_a_role_by, moved_to_another_address_by, without_its_second_factor_by]
)
def test_an_account_that_an_administrator_changed_approves_nothing_for_a_day(administrator, monkeypatch, account):
    account = account(administrator)
    writer = make_editor("Publiceerders", "wie-het-schreef")
    change = NumberChange.objects.propose(make_service().phones.get(), writer, "0537654321", "053 765 43 21")
    guide = make_guide("kladje", published_at=None, last_editor=writer)
    alert = Alert.objects.create(text="Iets", ends_at=timezone.now() + timedelta(days=3), last_editor=writer)
    ways = [
        lambda: change.approve(account),
        lambda: guide.approve(account, guide.version),
        lambda: alert.approve(account, alert.version),
    ]
    for way in ways:
        with pytest.raises(Refused, match="Na 24 uur"):
            way()
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for way in ways:
        way()


def test_an_account_that_must_wait_reads_so_where_others_have_the_button(administrator):
    account = given_a_role_by(administrator)
    writer = make_editor("Publiceerders", "wie-het-schreef")
    change = NumberChange.objects.propose(make_service().phones.get(), writer, "0537654321", "053 765 43 21")
    guide = make_guide("kladje", published_at=None, last_editor=writer)
    client = Client()
    client.force_login(account)
    for name, row in (("content_guide", guide), ("signals_numberchange", change)):
        html = client.get(reverse(f"admin:{name}_review", args=[row.pk])).content.decode()
        assert "Na 24 uur kun je goedkeuren" in html
        assert "Goedkeuren</button>" not in html


def test_who_changes_nothing_of_an_account_does_not_make_it_wait(administrator):
    account = make_editor("Publiceerders")
    User.objects.filter(pk=account.pk).update(email="een@voorbeeld.nl")
    account.refresh_from_db()
    change(administrator, account, first_name="Noortje")
    act(administrator, account, "sessies")
    guide = make_guide("kladje", published_at=None, last_editor=make_editor("Schrijvers"))
    assert guide.approve(account, guide.version).is_published
