"""Who may open and change what: every address of the newsroom, for every role, against a table that people read."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from content.acting import acting
from content.models import AuditEntry
from nouishetgenoeg.accounts.roles import ROLES
from signals.models import NumberChange, Phone

from .conftest import make_editor, sign_in

TABLE = Path(__file__).with_name("rights.txt")
HEAD = f"# {'adres':<82}{'':<6}{''.join(f'{name:<17}' for name in ROLES)}".rstrip()
# The table is made in so many parts, so that more than one process can work on it.
PARTS = 8


def patterns(found=None, prefix="/"):
    """Every address below /beheer/, as the resolver has it."""
    for pattern in get_resolver().url_patterns if found is None else found:
        path = f"{prefix}{pattern.pattern}".replace("//", "/")
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, path)
        elif path.startswith("/beheer/"):
            yield path


def filled_in(pattern):
    """An address with the key of a row that exists, where there is one."""
    names = re.match(r"/beheer/(\w+)/(\w+)/", pattern)
    item = None
    if names and names[1] in ("auth", "content", "signals"):
        with suppress(LookupError):
            item = apps.get_model(names[1], names[2]).objects.order_by("pk").first()
    path = pattern.replace("<str:what>", "sessies")
    path = re.sub(r"<(\w+:)?\w+>", str(item.pk if item else 1), path)
    return re.sub(r"[\^$]|\\Z", "", re.sub(r"\(\?P<\w+>[^)]*\)", "1", path))


def outcome(client, method, path):
    """ "ja" when the door is open, "nee" when it is shut; else what has nothing to do with rights."""
    with transaction.atomic():
        response = getattr(client, method.lower())(path)
        transaction.set_rollback(True)
    is_sent_to_login = response.status_code == 302 and response["Location"].startswith("/beheer/login/")
    if response.status_code == 403 or is_sent_to_login:
        return "nee"
    if response.status_code == 302 and response["Location"] == "/beheer/":
        return "leeg"  # the admin's answer when there is no such row
    return "ja" if response.status_code in (200, 302, 301) else str(response.status_code)


def doors():
    """Every address with every method, in the order of the table."""
    for pattern in sorted(set(patterns())):
        for method in ("GET", "POST"):
            # Signing out would end the sessions that the rest of the table needs.
            if pattern in ("/beheer/logout/", "/beheer/account/afmelden/") and method == "POST":
                continue
            yield pattern, method


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_may_do_what_the_table_says_and_nothing_else(part, tmp_path_factory):
    clients = []
    for role in ROLES.values():
        clients.append(Client(raise_request_exception=True))
        sign_in(clients[-1], make_editor(role.group))
    AuditEntry.record("gedaan")
    # Somebody else's proposals, one of each kind.
    phone, proposer = Phone.objects.filter(is_verified=True).first(), make_editor("Publiceerders", "voorsteller")
    NumberChange.objects.propose(phone, proposer, "0531234567", "053 123 45 67")
    with acting(proposer):
        phone.service.url = "https://www.anders.nl/"
        phone.service.save()
    every = list(doors())
    first, last = (len(every) * n // PARTS for n in (part, part + 1))
    lines = [] if part else [HEAD]
    for pattern, method in every[first:last]:
        outcomes = [outcome(client, method, filled_in(pattern)) for client in clients]
        lines.append(f"{pattern:<84}{method:<6}{''.join(f'{value:<17}' for value in outcomes)}".rstrip())
    now = tmp_path_factory.getbasetemp().parent
    (now / f"rights-{part}.txt").write_text("\n".join(lines) + "\n")
    table = TABLE.read_text().splitlines()
    expected = table[first + 1 if part else 0 : last + 1]
    assert len(table) == len(every) + 1 and lines == expected, (
        f"Kijk elk verschil na. Klopt het: cat {now}/rights-?.txt > {TABLE}"
    )


def test_the_rights_of_all_can_be_printed(capsys):
    user = make_editor("Nummerbeheerders")
    User.objects.create_superuser("baas-van-alles", password="x")
    call_command("rights")
    printed = capsys.readouterr().out
    for role in ROLES.values():
        assert f"{role.group}: {role.purpose}" in printed
    assert re.search(rf"{user.username} +Nummerbeheerders; open; nog geen tweede stap; nooit aangemeld", printed)
    assert re.search(r"baas-van-alles +ALLES \(superuser\)", printed)
    keeper, administrator = printed.split("Nummerbeheerders: ")[1].split("Beheerders: ")
    assert re.search(r"telefoonnummer +toevoegen, wijzigen, verwijderen, lezen", keeper)
    assert "publiceren" not in keeper + administrator.split("Accounts")[0]


@pytest.mark.parametrize("role", ["Schrijvers", "Publiceerders", "Nummerbeheerders"])
def test_only_administrators_see_accounts_and_the_log(client, role):
    sign_in(client, make_editor(role))
    assert client.get("/beheer/auth/user/").status_code == 403
    assert client.get("/beheer/content/auditentry/").status_code == 403
