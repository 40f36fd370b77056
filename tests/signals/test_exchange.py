"""The directory as tables: taken home, changed elsewhere and brought back, as an editor does it."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from content.models import ChangeCounter
from signals import spreadsheets
from signals.exchange import TABLES
from signals.models import Alert, Coverage, Municipality, Organization, Phone, Schedule, ScheduleException, Service

PAGE = "/beheer/signals/service/uitwisselen/"
# A service that no text names, and one that texts name.
FREE, USED = "mind-korrelatie", "kadera"


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.content.decode())))


def upload(client, table, data, name="bestand.csv"):
    data = data if isinstance(data, bytes) else data.encode()
    return client.post(PAGE, {"table": table, "file": SimpleUploadedFile(name, data)})


def put_in(client, table, data, name="bestand.csv"):
    """Try a file and then put it in."""
    tried = upload(client, table, data, name)
    assert "kept" in tried.context, words(tried)
    return client.post(PAGE, {"kept": tried.context["kept"]})


def taken_home(client, table):
    """The table as an editor gets it in a CSV: a list of dicts."""
    text = client.get(f"{PAGE}{table}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def as_csv(rows, delimiter=";", encoding="utf-8"):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def as_excel(*rows, sheets=1, formula=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if formula:
        book.active["B2"] = formula
    for _ in range(sheets - 1):
        book.create_sheet().append(["x"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def service():
    """A service with one number on the site, that no text names."""
    organization = Organization.objects.create(slug="proef", name="Proef")
    service = Service.objects.create(
        organization=organization, slug="proefdienst", name="Proefdienst", description="x"
    )
    Phone.objects.create(service=service, number="0531234567", display="053 123 45 67", is_verified=True)
    return service


# ── taking home ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_table_that_comes_back_as_it_went_changes_nothing(publisher, service, table, extension):
    ScheduleException.objects.create(service=service, date="2026-12-25")
    Service.objects.filter(pk=service.pk).update(what_happens="Een regel.\r\n\r\nNog een.")
    data = publisher.get(f"{PAGE}{table}.{extension}").content
    response = upload(publisher, table, data, f"x.{extension}")
    assert "staat al zo in de hulpgids" in words(response)
    assert "kept" not in response.context


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "'", "'=", "''@", "＝"])
def test_a_cell_that_begins_as_a_formula_is_neutral_outside_and_the_same_inside(publisher, start):
    name = f"{start}HYPERLINK(1)"
    organization = Organization.objects.create(slug="gevaarlijk", name=name)
    for extension in ("csv", "xlsx"):
        data = publisher.get(f"{PAGE}organisaties.{extension}").content
        [row] = [cells for _, cells in spreadsheets.read(data).rows if cells[0] == "gevaarlijk"]
        assert row[1][0] not in "=+-@\t\r\n＝"
        # Excel knows one kind of line end.
        assert spreadsheets.plain(row[1]).replace("\n", "\r") == name.replace("\n", "\r")
        upload(publisher, "organisaties", data, f"x.{extension}")
    organization.refresh_from_db()
    assert organization.name == name


def test_excel_keeps_the_zero_of_a_number(publisher):
    book = load_workbook(io.BytesIO(publisher.get(f"{PAGE}nummers.xlsx").content))
    values = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "08000432" in values


def test_no_address_of_a_service_goes_out(publisher, service):
    Service.objects.filter(pk=service.pk).update(address="Geheimstraat 1")
    for table in TABLES:
        assert "Geheimstraat" not in publisher.get(f"{PAGE}{table}.csv").content.decode()


# ── bringing back ────────────────────────────────────────────────────────────────────────────────


def test_a_changed_cell_is_shown_before_and_after_and_written_only_when_confirmed(publisher, service):
    data = "sleutel;naam\nproefdienst;Andere naam\n"
    tried = upload(publisher, "diensten", data)
    assert "<del>Proefdienst</del> <ins>Andere naam</ins>" in tried.content.decode()
    service.refresh_from_db()
    assert service.name == "Proefdienst"
    before = ChangeCounter.objects.value()
    publisher.post(PAGE, {"kept": tried.context["kept"]})
    service.refresh_from_db()
    # A second person agrees to the name before visitors see it.
    assert (service.name, service.as_proposed().name) == ("Proefdienst", "Andere naam")
    assert ChangeCounter.objects.value() == before + 1


def test_only_the_columns_that_change_are_shown(publisher, service):
    response = upload(publisher, "diensten", "sleutel;naam;kosten\nproefdienst;Proefdienst;Gratis\n")
    assert response.context["columns"] == ["sleutel", "naam", "kosten"]


def test_a_column_that_is_not_in_the_file_stays_as_it_is(publisher, service):
    put_in(publisher, "diensten", "sleutel;naam\nproefdienst;Andere naam\n")
    service.refresh_from_db()
    assert service.description == "x"


def test_what_a_file_changed_stands_in_the_history(publisher, service):
    put_in(publisher, "openingstijden", "rij;dienst;in woorden\n;proefdienst;Elke dag\n")
    assert "openingstijden: nieuw" in LogEntry.objects.get(object_id=str(service.pk)).change_message


def test_one_wrong_row_holds_back_all_and_names_the_cell(publisher, service):
    data = "sleutel;naam;website\nproefdienst;Goed;\n113;Fout;geen adres\n"
    response = upload(publisher, "diensten", data)
    assert "kept" not in response.context
    html = response.content.decode()
    assert 'geen adres<strong class="errornote">Voer een geldige URL in.</strong>' in html
    service.refresh_from_db()
    assert service.name == "Proefdienst"


@pytest.mark.parametrize(
    "data",
    [
        "sleutel;naam\r\nproefdienst;Café ’t Huis\r\n".encode("cp1252"),
        "sleutel;naam\r\nproefdienst;Café ’t Huis\r\n".encode("utf-8-sig"),
        "sleutel,naam\nproefdienst,Café ’t Huis\n".encode(),
        "sleutel\tnaam\r\nproefdienst\tCafé ’t Huis\r\n".encode("utf-16"),
        "sep=;\r\nsleutel;naam\r\nproefdienst;Café ’t Huis\r\n".encode(),
        'Sleutel;NAAM;;\n"proefdienst";" Café ’t Huis ";;\n;;;\n'.encode(),
    ],
    ids=["Windows-1252", "UTF-8 with a mark", "commas", "Unicode text", "sep=", "capitals and empty columns"],
)
def test_a_file_as_excel_writes_it_is_read(publisher, service, data):
    put_in(publisher, "diensten", data)
    service.refresh_from_db()
    assert service.as_proposed().name == "Café ’t Huis"


def test_days_and_hours_of_excel_are_read(publisher, service):
    moment, opens, closes = (
        timezone.datetime(2026, 12, 31),
        timezone.datetime.strptime("09:30", "%H:%M").time(),
        "17.00",
    )
    data = as_excel(["rij", "dienst", "dag", "van", "tot"], [None, "proefdienst", moment, opens, closes])
    put_in(publisher, "dagen", data, "x.xlsx")
    row = ScheduleException.objects.get(service=service)
    assert (f"{row.date}", f"{row.opens_at:%H:%M}", f"{row.closes_at:%H:%M}") == ("2026-12-31", "09:30", "17:00")


@pytest.mark.parametrize("day", ["31-12-2026", "31/12/2026", "2026-12-31"])
def test_a_day_as_people_write_it_is_read(publisher, service, day):
    put_in(publisher, "dagen", f"rij;dienst;dag\n;proefdienst;{day}\n")
    assert f"{ScheduleException.objects.get().date}" == "2026-12-31"


def test_a_new_organisation_service_number_and_area_come_in_one_after_the_other(publisher):
    put_in(publisher, "organisaties", "sleutel;naam\nnieuw;Nieuw\n")
    put_in(publisher, "diensten", "sleutel;naam;organisatie;waarvoor\nnieuw;Nieuw;nieuw;Hulp\n")
    put_in(publisher, "nummers", "rij;dienst;zoals het er staat;te kiezen nummer\n;nieuw;053 111 22 33;0531112233\n")
    put_in(publisher, "werkgebied", "rij;dienst;gemeente;of regio van\n;nieuw;enschede;\n")
    service = Service.objects.get(slug="nieuw")
    assert (service.phones.count(), service.coverage.count()) == (1, 1)


def test_a_row_goes_when_its_cell_says_so(publisher, service):
    schedule = Schedule.objects.create(service=service, description="Elke dag")
    response = put_in(publisher, "openingstijden", f"rij;verwijderen\n{schedule.pk};ja\n")
    assert response.status_code == 302
    assert not Schedule.objects.filter(pk=schedule.pk).exists()


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────

NUMBER = "rij;dienst;zoals het er staat;te kiezen nummer;klopt volgens een bron\n"


def test_a_new_number_from_a_file_is_not_shown_before_somebody_else_agrees(publisher, service):
    put_in(publisher, "nummers", NUMBER + ";proefdienst;053 111 22 33;0531112233;ja\n")
    phone = Phone.objects.get(number="0531112233")
    assert not phone.is_verified
    assert phone.waiting_change.display == "053 111 22 33"


def test_a_changed_number_from_a_file_waits_while_the_old_one_stays(publisher, service):
    service.log_call("iemand", "right")
    phone = service.phones.get()
    put_in(publisher, "nummers", NUMBER + f"{phone.pk};proefdienst;053 111 22 33;0531112233;ja\n")
    phone.refresh_from_db()
    assert (phone.number, phone.is_verified, phone.waiting_change.number) == ("0531234567", True, "0531112233")


def test_a_changed_number_that_the_file_calls_wrong_is_hidden_and_counts_as_never_phoned(publisher, service):
    service.log_call("iemand", "right")
    phone = service.phones.get()
    put_in(publisher, "nummers", NUMBER + f"{phone.pk};proefdienst;053 111 22 33;0531112233;nee\n")
    phone.refresh_from_db()
    service.refresh_from_db()
    assert (phone.number, phone.is_verified, service.assured_date) == ("0531112233", False, None)


def test_a_number_that_was_not_shown_is_not_shown_because_of_a_file(publisher, service):
    phone = Phone.objects.create(service=service, number="0531112233", display="053 111 22 33")
    put_in(publisher, "nummers", f"rij;waarvoor dit nummer is;klopt volgens een bron\n{phone.pk};Nachten;ja\n")
    phone.refresh_from_db()
    assert (phone.description, phone.is_verified, phone.waiting_change.number) == ("Nachten", False, "0531112233")


def test_another_way_to_write_a_number_leaves_it_on_the_site(publisher, service):
    phone = service.phones.get()
    put_in(publisher, "nummers", NUMBER + f"{phone.pk};proefdienst;053-1234567;+31531234567;ja\n")
    phone.refresh_from_db()
    assert (phone.display, phone.is_verified) == ("053-1234567", True)


@pytest.mark.parametrize(
    ("shown", "eaten", "number"),
    [("0800-0432", "8000432", "08000432"), ("088 422 24 95", "31884222495", "+31884222495")],
)
def test_the_zero_or_plus_that_a_spreadsheet_ate_comes_back(publisher, service, shown, eaten, number):
    put_in(publisher, "nummers", NUMBER + f";proefdienst;{shown};{eaten};nee\n")
    assert service.phones.filter(number=number).exists()


@pytest.mark.parametrize("change", ["hide", "delete", "deactivate", "delete service"])
def test_the_last_number_of_a_service_that_a_text_names_stays(publisher, change):
    service = Service.objects.get(slug=USED)
    phone = service.phones.get()
    table, data = {
        "hide": ("nummers", f"rij;klopt volgens een bron\n{phone.pk};nee\n"),
        "delete": ("nummers", f"rij;verwijderen\n{phone.pk};ja\n"),
        "deactivate": ("diensten", f"sleutel;stand\n{USED};inactive\n"),
        "delete service": ("diensten", f"sleutel;verwijderen\n{USED};ja\n"),
    }[change]
    response = upload(publisher, table, data)
    assert "Dit nummer staat nog in:" in words(response)
    assert "kept" not in response.context


@pytest.mark.parametrize("slug", ["112", "veilig-thuis"])
@pytest.mark.parametrize("change", ["number", "second number", "schedule", "service", "delete", "organisation"])
def test_the_two_numbers_in_code_cannot_be_touched(publisher, slug, change):
    service = Service.objects.get(slug=slug)
    phone = service.phones.get()
    table, data = {
        "number": ("nummers", f"rij;waarvoor dit nummer is\n{phone.pk};Anders\n"),
        "second number": ("nummers", NUMBER + f";{slug};053 111 22 33;0531112233;nee\n"),
        "schedule": ("openingstijden", f"rij;dienst;in woorden\n;{slug};Elke dag\n"),
        "service": ("diensten", f"sleutel;naam\n{slug};Anders\n"),
        "delete": ("diensten", f"sleutel;verwijderen\n{slug};ja\n"),
        "organisation": ("organisaties", f"sleutel;naam\n{service.organization.slug};Anders\n"),
    }[change]
    response = upload(publisher, table, data)
    assert "liggen vast" in words(response) or "ligt vast" in words(response)
    assert "kept" not in response.context


def test_a_number_does_not_move_to_another_service(publisher, service):
    phone = Phone.objects.get(service__slug=USED)
    response = upload(publisher, "nummers", f"rij;dienst\n{phone.pk};proefdienst\n")
    assert "Een rij verhuist niet" in words(response)


def test_a_number_in_an_alert_cannot_go(publisher, service):
    now = timezone.now()
    Alert.objects.create(text="Bel:", phone=service.phones.get(), starts_at=now, ends_at=now + timedelta(1))
    Phone.objects.create(service=service, number="0531112233", display="053 111 22 33", is_verified=True)
    response = upload(publisher, "nummers", f"rij;verwijderen\n{service.phones.first().pk};ja\n")
    assert "Dit wordt nog gebruikt: ‘Bel:’" in words(response)


# ── who, and when ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}diensten.csv", f"{PAGE}nummers.xlsx"])
def test_an_author_cannot_exchange(author, address):
    assert author.get(address).status_code == 403
    assert author.post(address).status_code == 403


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}diensten.csv"])
def test_a_stranger_cannot_exchange(client, address):
    assert client.get(address)["Location"].startswith("/beheer/login/")


def test_a_list_of_services_leads_to_the_exchange(publisher):
    assert PAGE in publisher.get("/beheer/signals/service/").content.decode()


def test_a_directory_that_changed_meanwhile_is_shown_again_and_nothing_is_written(publisher, service):
    tried = upload(publisher, "diensten", "sleutel;naam\nproefdienst;Andere naam\n")
    Service.objects.filter(pk=service.pk).update(name="Intussen veranderd")
    response = publisher.post(PAGE, {"kept": tried.context["kept"]})
    assert "De hulpgids is intussen veranderd" in words(response)
    service.refresh_from_db()
    assert service.name == "Intussen veranderd"


@pytest.mark.parametrize("kept", ["", "x", "x:y:z"])
def test_a_file_that_was_not_tried_here_is_refused(publisher, kept):
    response = publisher.post(PAGE, {"kept": kept}, follow=True)
    assert "Kies het opnieuw" in words(response)


def test_a_file_that_someone_else_tried_is_refused(publisher, service):
    tried = upload(publisher, "diensten", "sleutel;naam\nproefdienst;Andere naam\n")
    publisher.force_login(User.objects.create_superuser("ander", password="x"))
    publisher.post(PAGE, {"kept": tried.context["kept"]})
    service.refresh_from_db()
    assert service.name == "Proefdienst"


# ── bad files ────────────────────────────────────────────────────────────────────────────────────


def archive(**parts):
    """An .xlsx of our own making, with these parts besides the workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            made.writestr(name.replace("_", "/", 1) + ".xml", content)
    return file.getvalue()


def with_macros():
    file = io.BytesIO(as_excel(["sleutel", "naam"], ["proefdienst", "x"]))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


HEAD = "sleutel;naam\n"
BAD_FILES = {
    "empty": (b"", "leeg"),
    "only spaces": (b"  \n \n", "leeg"),
    "only headers": (HEAD, "Er staat niets onder de namen"),
    "no headers": (";;\nproefdienst;x;\n", "De bovenste rij is leeg"),
    "an unknown column": ("sleutel;kleur\nproefdienst;rood\n", "Deze kolom hoort hier niet: kleur"),
    "the columns of another table": ("rij;dienst;dag\n;x;y\n", "Deze kolom hoort hier niet: rij, dienst, dag"),
    "a column twice": ("sleutel;naam;naam\nproefdienst;x;y\n", "twee keer"),
    "no key": ("naam\nx\n", "De kolom ‘sleutel’ ontbreekt"),
    "a nameless column": ("sleutel;;naam\nproefdienst;x;y\n", "Deze kolom hoort hier niet: (leeg)"),
    "too many cells": (HEAD + "proefdienst;x;y\n", "Rij 2 heeft meer cellen"),
    "an open quote": (HEAD + 'proefdienst;"x\n', "aanhalingsteken te veel"),
    "a quote within": (HEAD + 'proefdienst;"x"y\n', "aanhalingsteken te veel"),
    "too many rows": (HEAD + "a;b\n" * 1001, "Ten hoogste 1000 rijen"),
    "too many columns": (";".join(f"k{n}" for n in range(41)) + "\n" + "x;" * 40 + "x\n", "Ten hoogste 40 kolommen"),
    "a cell too long": (HEAD + "proefdienst;" + "x" * 10_001 + "\n", "een cel is te lang"),
    "too large": (HEAD + "x" * 1_000_001, "te groot"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "geen CSV of Excel"),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n;\x00\x01\n", "Dit is geen CSV"),
    "a NUL": (HEAD + "proefdienst;a\0b\n", "Dit is geen CSV"),
    "an escape code": (HEAD + "proefdienst;\x1b[31m\n", "Dit is geen CSV"),
    "half of UTF-16": (b"\xff\xfes\x00l", "Dit is geen CSV"),
    "odd UTF-16": (b"\xff\xfes\x00l\x00e", "Dit is geen CSV"),
    "garbled letters": (HEAD + "proefdienst;CafÃ©\n", "letters met een accent zijn kapot"),
    "lost letters": (HEAD + "proefdienst;Caf\ufffd\n", "geen tekst"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "oud of beveiligd Excel-bestand"),
    "another archive": (b"PK\x03\x04" + b"x" * 100, "kapot"),
    "a Word file": (archive(word_document="<x/>").replace(b"workbook", b"werkboek"), "Dit is geen CSV of Excel"),
    "a workbook without a sheet": (archive(), "kapot"),
    "a zip bomb": (archive(xl_a=b"0" * 20_000_001), "uitgepakt te groot"),
    "many parts": (archive(**{f"xl_{n}": "<x/>" for n in range(101)}), "te veel onderdelen"),
    "an entity bomb": (archive(xl_a='<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "niet te vertrouwen"),
    "hidden entities": (archive(xl_a='<!DOCTYPE x><x/>'.encode("utf-16")), "niet te vertrouwen"),
    "macros": (with_macros(), "macro’s"),
    "a formula": (as_excel(["sleutel", "naam"], ["x", "x"], formula="=1+1"), "Cel B2: hier staat een formule"),
    "two sheets": (as_excel(["sleutel", "naam"], ["x", "y"], sheets=2), "meer dan een blad"),
    "an Excel cut in half": (as_excel(["sleutel", "naam"], ["x", "y"])[:2000], "kapot"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_words(publisher, data, message):
    response = upload(publisher, "diensten", data)
    said = words(response)
    assert response.status_code == 200
    assert message in said or (data == b"" and "leeg" in said)
    assert "kept" not in response.context


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_holds():
    data = as_excel(["sleutel", "naam"], ["proefdienst", "x"])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = re.sub(rb'ref="[^"]+"', b'ref="A1:XFD1048576"', content)
                content = content.replace(b"</sheetData>", b'<row r="1048576"/></sheetData>')
            new.writestr(part, content)
    assert spreadsheets.read(file.getvalue()).rows == [(2, ["proefdienst", "x"])]


NATIONAL = "voor heel Nederland"
CALL = "wat gebeurt er als je belt"
BAD_CELLS = {
    "an empty key": ("diensten", HEAD + ";x\n", "sleutel", "Vul de sleutel in"),
    "a key twice": ("diensten", HEAD + "proefdienst;x\nproefdienst;y\n", "sleutel", "al eerder in het bestand"),
    "no name": ("diensten", HEAD + "proefdienst;\n", "naam", "Dit veld kan niet leeg zijn"),
    "a new service without organisation": ("diensten", HEAD + "nieuw;x\n", "organisatie", "leeg"),
    "an unknown organisation": ("diensten", "sleutel;organisatie\nproefdienst;x\n", "organisatie", "bestaat niet: x"),
    "an unknown choice": ("diensten", "sleutel;stand\nproefdienst;misschien\n", "stand", "Kies uit: Bestaat;"),
    "neither yes nor no": ("diensten", f"sleutel;{NATIONAL}\nproefdienst;soms\n", NATIONAL, "ja of nee"),
    "an emptied yes": ("diensten", f"sleutel;{NATIONAL}\nproefdienst;\n", NATIONAL, "ja of nee"),
    "no number": ("diensten", "sleutel;volgorde\nproefdienst;eerst\n", "volgorde", "Vul een getal in"),
    "an address that runs": ("diensten", "sleutel;website\nproefdienst;javascript:x\n", "website", "geldige URL"),
    "a typed number": ("diensten", f"sleutel;{CALL}\nproefdienst;Bel 0900-1234567\n",
                       CALL, "Typ geen telefoonnummer"),
    "a reference to nothing": ("diensten", f"sleutel;{CALL}\nproefdienst;[[bel:niks]]\n",
                               CALL, "verwijzing bestaat niet"),
    "a waiting time without end": ("diensten", "sleutel;wachttijd\nproefdienst;lang\n", "", "tot welke dag"),
    "other digits": ("nummers", NUMBER + ";proefdienst;053 1;0541;nee\n", "zoals het er staat", "andere cijfers"),
    "letters in a number": ("nummers", NUMBER + ";proefdienst;bel;bel;nee\n", "te kiezen nummer", "Alleen cijfers"),
    "a row that is gone": ("nummers", "rij;volgorde\n999999;1\n", "rij", "Deze rij is er niet"),
    "a row of letters": ("nummers", "rij;volgorde\nzes;1\n", "rij", "Vul een getal in"),
    "an unknown service": ("nummers", NUMBER + ";niks;053 1;0531;nee\n", "dienst", "bestaat niet: niks"),
    "a day that is none": ("dagen", "rij;dienst;dag\n;proefdienst;31-02-2026\n", "dag", "Vul een dag in"),
    "an hour that is none": ("dagen", "rij;dienst;dag;van\n;proefdienst;1-1-2026;25:00\n", "van", "Vul een tijd in"),
    "half of the hours": ("dagen", "rij;dienst;dag;van\n;proefdienst;1-1-2026;09:00\n", "", "allebei de tijden"),
    "days in Dutch": ("openingstijden", "rij;dienst;in woorden;dagen\n;proefdienst;x;ma\n", "dagen", "Gebruik MO,TU"),
    "an end before the beginning": ("openingstijden", 
                                    "rij;dienst;in woorden;geldig vanaf;geldig tot en met\n"
                                    ";proefdienst;x;2-1-2026;1-1-2026\n",
                                    "geldig tot en met", "ligt voor de begindatum"),
    "two areas in one": ("werkgebied", "rij;dienst;gemeente;of regio van\n"
                         ";proefdienst;enschede;twente\n", "", "niet allebei"),
    "what is not there goes": ("diensten", "sleutel;verwijderen\nniks;ja\n", "verwijderen", "kan dus niet weg"),
    "a half yes": ("diensten", "sleutel;verwijderen\nproefdienst;weg\n", "verwijderen", "ja of nee"),
    "an organisation with services": ("organisaties", "sleutel;verwijderen\nproef;ja\n", "", "heeft nog diensten"),
    "a region": ("organisaties", "sleutel;verwijderen\ntwente;ja\n", "", "heeft nog diensten of gemeenten"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "data", "column", "message"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_wrong_cell_is_named_and_nothing_is_written(publisher, service, table, data, column, message):
    before = [TABLES[each]().export().csv for each in TABLES]
    response = upload(publisher, table, data)
    assert "kept" not in response.context
    cells = [cell for row in response.context["rows"] for cell in row["cells"] if cell.get("errors")]
    assert any(message in " ".join(map(str, cell["errors"])) for cell in cells), cells
    if column:
        assert column in [cell["column"] for cell in cells]
    assert [TABLES[each]().export().csv for each in TABLES] == before


def test_html_in_a_file_is_shown_as_text(publisher, service):
    response = upload(publisher, "diensten", HEAD + "proefdienst;<script>alert(1)</script>\n")
    assert "<script>alert" not in response.content.decode()


def test_a_table_of_a_thousand_rows_fits_in_the_form_that_keeps_it(publisher, service):
    rows = "".join(f";proefdienst;{n % 28 + 1}-{n % 12 + 1}-{2026 + n // 336}\n" for n in range(1000))
    tried = upload(publisher, "dagen", "rij;dienst;dag\n" + rows)
    publisher.post(PAGE, {"kept": tried.context["kept"]})
    assert ScheduleException.objects.filter(service=service).count() == 1000


def test_nothing_of_the_exchange_stands_in_a_style_or_a_handler(publisher, service):
    html = upload(publisher, "diensten", HEAD + "proefdienst;Anders\n").content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src)", html)


def test_coverage_names_places_by_their_key(publisher):
    rows = taken_home(publisher, "werkgebied")
    assert {row["of regio van"] for row in rows} <= {"", *Organization.objects.values_list("slug", flat=True)}
    assert {row["gemeente"] for row in rows} <= {"", *Municipality.objects.values_list("slug", flat=True)}
    assert len(rows) == Coverage.objects.count()
