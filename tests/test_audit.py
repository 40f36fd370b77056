"""The audit log: what is in it, that it only grows, and that what was done to it is found."""

import importlib
import threading
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from content.models import AuditEntry, AuditHead, Guide
from content.models.audit import visible

from .conftest import make_editor, make_guide, sign_in
from .content.test_images import upload
from .test_accounts import PASSWORD, code_of, editor, enrolled, login  # noqa: F401 - fixtures
from .test_newsroom import save, url

MIGRATION = importlib.import_module("content.migrations.0007_accounts")


def last(count=1):
    return list(AuditEntry.objects.all()[:count])


def unprotected():
    """Takes away what the database itself refuses, as someone could who owns it."""
    for statement in MIGRATION.LET_GO[connection.vendor]:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def entries():
    """Five rows of a chain that is right."""
    return [AuditEntry.record("gedaan", details=f"regel {number}") for number in range(5)]


# It only grows


def test_a_chain_that_nobody_touched_is_right(entries, capsys):
    call_command("audit", "--verify")
    assert f"{entries[-1].number} regels kloppen. Bewaar elders: {entries[-1].digest}" in capsys.readouterr().out


def test_the_models_refuse_every_change(entries):
    for change in (
        entries[0].save,
        entries[0].delete,
        lambda: AuditEntry.objects.update(action="iets anders"),
        lambda: AuditEntry.objects.filter(pk=entries[0].pk).delete(),
        lambda: AuditEntry.objects.bulk_create([AuditEntry(number=10**6)]),
    ):
        with pytest.raises(PermissionDenied):
            change()


@pytest.mark.parametrize(
    "statement", ["UPDATE content_auditentry SET action = 'x'", "DELETE FROM content_auditentry"]
)
def test_the_database_refuses_it_too(entries, statement):
    with pytest.raises(DatabaseError, match="kan alleen groeien"), transaction.atomic():
        execute(statement)


def forge(number, previous):
    """A row as someone writes it who has the database and not the key."""
    execute(
        "INSERT INTO content_auditentry"
        " (number, at, user_id, action, kind, object_id, object, details, previous, digest)"
        " SELECT %s, at, user_id, action, kind, object_id, object, 'vals', %s, %s FROM content_auditentry"
        " WHERE number = (SELECT MAX(number) FROM content_auditentry)",
        number, previous, "f" * 64,
    )  # fmt: skip


def tamper(how, entries):
    first, second = entries[1], entries[2]
    match how:
        case "changed":
            execute("UPDATE content_auditentry SET details = 'anders' WHERE number = %s", first.number)
        case "its time changed":
            execute("UPDATE content_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE number = %s", first.number)
        case "given to another":
            execute("UPDATE content_auditentry SET user_id = 12345 WHERE number = %s", first.number)
        case "removed":
            execute("DELETE FROM content_auditentry WHERE number = %s", first.number)
        case "removed and renumbered":
            execute("DELETE FROM content_auditentry WHERE number = %s", first.number)
            execute("UPDATE content_auditentry SET number = number - 1 WHERE number = %s", second.number)
        case "the last removed":
            execute("DELETE FROM content_auditentry WHERE number = %s", entries[-1].number)
        case "added at the end":
            forge(entries[-1].number + 1, entries[-1].digest)
        case "added in front":
            forge(0, "e" * 64)


@pytest.mark.parametrize(
    "how",
    ["changed", "its time changed", "given to another", "removed", "removed and renumbered", "the last removed",
     "added at the end", "added in front"],
)  # fmt: skip
def test_a_row_that_was_tampered_with_is_found(entries, how):
    unprotected()
    tamper(how, entries)
    with pytest.raises(CommandError):
        call_command("audit", "--verify")


def test_an_end_that_was_cut_off_together_with_its_note_is_found_by_a_digest_kept_elsewhere(entries):
    unprotected()
    execute("DELETE FROM content_auditentry WHERE number = %s", entries[-1].number)
    AuditHead.objects.update(last=entries[-2].number, digest=entries[-2].digest)
    call_command("audit", "--verify", stdout=None)
    with pytest.raises(CommandError, match="het einde is weggehaald"):
        call_command("audit", "--verify", "--expect", entries[-1].digest)


# What is in it


@pytest.fixture
def publisher():
    client = Client()
    client.user = make_editor("Publiceerders")
    sign_in(client, client.user)
    return client


def test_a_write_is_written_down_with_who_what_and_when(publisher):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    save(publisher, guide, title="Lawaai bij de buren")
    (entry,) = last()
    assert (entry.action, entry.kind) == ("gewijzigd", "content.guide")
    assert entry.object_id == str(Guide.objects.get(draft_of=guide).pk)
    assert entry.user_id == publisher.user.pk
    assert entry.object == "Lawaai bij de buren"
    assert AuditEntry.objects.filter(details=entry.details).count() == 1


def test_an_action_on_a_list_is_written_down(publisher):
    guide = make_guide("kladje", published_at=None)
    publisher.post(url(Guide), {"action": "publish", "_selected_action": guide.pk})
    assert last()[0].details == f"publish {guide.pk}"


def test_a_form_that_is_shown_again_is_not_written_down(publisher):
    guide = make_guide("kladje", published_at=None)
    before = AuditEntry.objects.count()
    save(publisher, guide, title="")
    assert AuditEntry.objects.count() == before


def test_steering_the_edition_is_written_down(publisher, settings, tmp_path):
    settings.EDITIONS_DIR = tmp_path
    publisher.post("/beheer/uitgave/", {"what": "freeze"})
    assert (last()[0].kind, last()[0].details) == ("uitgave", "freeze")


def test_erasing_is_written_down_without_the_words_that_had_to_go(publisher, settings, tmp_path):
    settings.EDITIONS_DIR = tmp_path
    guide = make_guide("kladje", title="Dit adres mag niemand weten", published_at=None)
    publisher.post(f"/beheer/wissen/content/guide/{guide.pk}/", {"word": "WIS"})
    (entry,) = last()
    assert (entry.action, entry.kind, entry.object_id) == ("voorgoed gewist", "content.guide", str(guide.pk))
    assert entry.user_id == publisher.user.pk
    assert "adres" not in entry.object + entry.details


def test_an_image_that_is_added_while_writing_is_written_down(publisher):
    image = upload(publisher)
    (entry,) = last()
    assert (entry.action, entry.kind, entry.object_id) == ("toegevoegd", "content.image", str(image.pk))


def test_signing_in_failing_and_signing_out_are_written_down(enrolled):  # noqa: F811
    client = Client()
    login(client, enrolled, "verkeerd wachtwoord")
    login(client, enrolled)
    client.post("/beheer/tweede-stap/", {"code": "000000"})
    client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    client.post("/beheer/logout/")
    found = [(entry.action, entry.details, entry.user_id) for entry in reversed(last(4))]
    assert found == [
        ("aanmelden mislukt", "wachtwoord", enrolled.pk),
        ("aanmelden mislukt", "code", enrolled.pk),
        ("aangemeld", "nieuw apparaat", enrolled.pk),
        ("afgemeld", "", enrolled.pk),
    ]


def test_a_name_that_belongs_to_nobody_is_not_kept(client):
    client.post("/beheer/login/", {"login": "mijn-wachtwoord-per-ongeluk", "password": PASSWORD})
    (entry,) = last()
    assert (entry.action, entry.user_id) == ("aanmelden mislukt", None)
    assert "per-ongeluk" not in str(vars(entry))


def test_a_second_factor_that_is_set_up_is_written_down(enrolled):  # noqa: F811
    assert "een app als tweede stap ingesteld" in {entry.action for entry in last(5)}


NASTY = [
    "regel een\n999\t2026-01-01\tbaas\tverwijderd",
    "\r\n\r\n",
    "\x1b[2J\x1b[31mrood\x07",
    "omgekeerd \u202e txt.exe",
    "\u2028\u2029\x00\x85\u200b\ufeff",
    "a" * 1_000_000,
    "\udcff",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_a_line_of_the_log(text, capsys):
    AuditEntry.record(text, kind=text, object_id=text, name=text, details=text)
    call_command("audit", "--verify")
    capsys.readouterr()
    call_command("audit")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == AuditEntry.objects.count()
    assert len(lines[-1]) <= 4096
    assert lines[-1].replace("\t", "").isprintable()
    assert lines[-1].count("\t") == 7


def test_a_title_with_a_line_in_it_stays_one_line(publisher, capsys):
    guide = make_guide("kladje", published_at=None)
    save(publisher, guide, title="Titel\u202e\x1b[31m")
    assert last()[0].object == visible("Titel\u202e\x1b[31m", 200)
    assert "\\u202e" in last()[0].object


def test_the_log_can_be_printed_of_one_person_and_since_a_day(publisher, capsys):
    AuditEntry.record("van niemand")
    AuditEntry.record("van iemand", user=publisher.user)
    call_command("audit", "--user", publisher.user.username, "--since", "2026-01-01")
    printed = capsys.readouterr().out
    assert "van iemand" in printed
    assert "van niemand" not in printed


def test_an_administrator_reads_the_log_and_changes_nothing(client):
    user = make_editor("Beheerders")
    sign_in(client, user)
    entry = AuditEntry.record("gedaan", user=user, details="<script>alert(1)</script>")
    html = client.get(reverse("admin:content_auditentry_changelist")).content.decode()
    assert "&lt;script&gt;" in html
    assert client.get(reverse("admin:content_auditentry_change", args=[entry.pk])).status_code == 200
    assert (
        client.post(reverse("admin:content_auditentry_change", args=[entry.pk]), {"action": "x"}).status_code == 403
    )
    assert (
        client.post(reverse("admin:content_auditentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    )
    assert client.get(reverse("admin:content_auditentry_add")).status_code == 403


class TestParallel:
    """With real transactions, on a database of which the log is put back afterwards."""

    @pytest.fixture
    def db(self, django_db_setup, django_db_blocker):
        """In place of the transaction that other tests run in."""
        with django_db_blocker.unblock():
            head = AuditHead.objects.get_or_create(pk=1)[0]
            yield
            editor = SimpleNamespace(connection=connection, execute=execute)
            with transaction.atomic():
                MIGRATION.let_go(None, editor)
                execute("DELETE FROM content_auditentry WHERE number > %s", head.last)
                head.save()
                MIGRATION.protect(None, editor)

    def test_many_who_write_at_once_make_one_chain(self, db):
        before, errors = AuditEntry.objects.count(), []

        def write(number):
            try:
                for round_ in range(5):
                    with transaction.atomic():
                        AuditEntry.record("tegelijk", details=f"{number} {round_}")
            except DatabaseError as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=write, args=[number]) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert AuditEntry.objects.count() == before + 30
        assert list(AuditEntry.problems()) == []
