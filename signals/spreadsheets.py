"""Reads the tables that editors send, CSV or Excel, and writes those that they take home.

A file is a stranger's until it has been read: it has a size, no formulas, no macros, and nothing in it is run.
"""

import codecs
import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time

MAX_BYTES = 1_000_000
MAX_ROWS = 1_000
MAX_COLUMNS = 40
MAX_CELL = 10_000
# What no cell of an .xlsx can hold.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What an .xlsx of that size may hold once it is unpacked, and in how many parts.
MAX_UNPACKED = 20_000_000
MAX_PARTS = 100

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV Injection).
FORMULA = "=+\\-@\t\r\n＝＋－＠"
TO_QUOTE = re.compile(f"'*[{FORMULA}]")
QUOTED = re.compile(f"'+[{FORMULA}]")
# A text in UTF-8 that something read as Windows-1252.
GARBLED = re.compile("Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]")


class Unreadable(ValueError):
    """A file that is not a table we can use; its text says why, in Dutch."""


@dataclass
class Sheet:
    """The cells of a table as text. `rows` has for each row its number in the file and its cells."""

    headers: list
    rows: list


def neutral(text):
    """A text that no spreadsheet takes for a formula; `plain` is its inverse."""
    return f"'{text}" if TO_QUOTE.match(text) else text


def plain(text):
    """The text that `neutral` was given."""
    return text[1:] if QUOTED.match(text) else text


def read(data):
    """The `Sheet` in the bytes of a file; raises `Unreadable`."""
    if len(data) > MAX_BYTES:
        raise Unreadable("Dit bestand is te groot. Het mag ten hoogste 1 MB zijn.")
    if not data.strip():
        raise Unreadable("Dit bestand is leeg.")
    if data.startswith(OLD_EXCEL):
        raise Unreadable("Dit is een oud of beveiligd Excel-bestand. Sla het op als .xlsx, zonder wachtwoord.")
    rows = list(_excel(data) if data.startswith(ZIP) else _csv(data))
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows or not any(rows[0]):
        raise Unreadable("De bovenste rij is leeg. Daar horen de namen van de kolommen.")
    return _sheet(rows)


def _sheet(rows):
    headers = rows[0]
    while headers and not headers[-1]:
        headers.pop()
    if len(rows) == 1:
        raise Unreadable("Er staat niets onder de namen van de kolommen.")
    if len(rows) > MAX_ROWS + 1:
        raise Unreadable(f"Ten hoogste {MAX_ROWS} rijen in een keer. Verdeel het bestand.")
    if len(headers) > MAX_COLUMNS:
        raise Unreadable(f"Ten hoogste {MAX_COLUMNS} kolommen.")
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if any(row[len(headers) :]):
            raise Unreadable(f"Rij {number} heeft meer cellen dan de bovenste rij. Staat er een ; te veel?")
        if any(row):
            found.append((number, [*row[: len(headers)], *[""] * (len(headers) - len(row))]))
    for number, cells in [(1, headers), *found]:
        for cell in cells:
            _check(cell, number)
    return Sheet(headers, found)


def _check(text, number):
    """Refuses a cell that is no text a person wrote."""
    if len(text) > MAX_CELL:
        raise Unreadable(f"Rij {number}: een cel is te lang.")
    if ILLEGAL.search(text) or "\ufffd" in text or "\x7f" in text:
        raise Unreadable(f"Rij {number}: er staat een teken dat geen tekst is. Is dit wel een CSV of Excel-bestand?")
    if GARBLED.search(text):
        raise Unreadable(
            f"Rij {number}: letters met een accent zijn kapot (‘{text[:40]}’). Kies bij opslaan: CSV UTF-8."
        )


def _csv(data):
    """The rows of a CSV: as Excel writes it (semicolons, Windows-1252 or UTF-8), with commas, or with tabs."""
    text = _decode(data)
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    try:
        delimiter = max(";,\t", key=lambda mark: len(next(csv.reader(io.StringIO(text), delimiter=mark), ())))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row in reader:
            if reader.line_num > MAX_CELL:
                raise Unreadable("Dit bestand heeft te veel regels.")
            yield [_trim(cell) for cell in row]
    except csv.Error as error:
        raise Unreadable("Dit CSV-bestand is niet goed: staat er een aanhalingsteken te veel?") from error


def _decode(data):
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    else:
        encodings = ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not ILLEGAL.search(text):
            return text
    raise Unreadable("Dit is geen CSV of Excel-bestand, of de letters zijn kapot. Kies bij opslaan: CSV UTF-8.")


def _trim(text):
    return text.strip(" \u00a0")


def _excel(data):
    """The rows of the only sheet of an .xlsx that holds something."""
    # Here, so that the press and the workers that serve visitors do without its 14 MB.
    from openpyxl import load_workbook  # noqa: PLC0415

    _refuse_bomb(data)
    try:
        # As formulas, not as the values that they had: a formula is refused.
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        filled = [rows for sheet in book.worksheets if (rows := list(_rows(sheet)))]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl meets a broken file in many ways
        raise Unreadable("Dit Excel-bestand is kapot. Sla het opnieuw op als .xlsx.") from error
    if len(filled) > 1:
        raise Unreadable("Er staan gegevens op meer dan een blad. Zet elk blad in een eigen bestand.")
    return filled[0] if filled else []


def _refuse_bomb(data):
    """Refuses an archive that unpacks to far more than a table, or whose XML declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise Unreadable("Dit Excel-bestand heeft te veel onderdelen.")
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable("Dit is geen CSV of Excel-bestand.")
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise Unreadable("In dit Excel-bestand zitten macro’s. Sla het op als .xlsx, zonder macro’s.")
            left = MAX_UNPACKED
            for part in parts:
                # What the archive says of its sizes may be a lie: count.
                with archive.open(part) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise Unreadable("Dit Excel-bestand is uitgepakt te groot.")
                is_xml = part.filename.endswith((".xml", ".rels"))
                if is_xml and (b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content):
                    raise Unreadable("Dit Excel-bestand is niet te vertrouwen. Sla het opnieuw op als .xlsx.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("Dit Excel-bestand is kapot. Sla het opnieuw op als .xlsx.") from error


def _rows(sheet):
    """The rows of a sheet; what the sheet claims of its own size is not believed."""
    sheet.reset_dimensions()
    rows = []
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1), start=1):
        cells = [_text(cell, number) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(cell, number):
    """The value of a cell of Excel as an editor would type it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or cell.data_type == "e":
        raise Unreadable(
            f"Cel {cell.coordinate}: hier staat een formule of een fout. Zet er de waarde zelf neer."
            if hasattr(cell, "coordinate")
            else f"Rij {number}: er staat een formule of een fout. Zet er de waarde zelf neer."
        )
    match value:
        case bool():
            return "ja" if value else "nee"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return _trim(str(value))


def write_csv(headers, rows):
    """A CSV that a Dutch Excel opens as it is: semicolons, and a mark that says UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([headers, *[[neutral(cell) for cell in row] for row in rows]])
    return file.getvalue().encode("utf-8-sig")


def write_excel(headers, rows, title):
    """An .xlsx in which every cell is text, so that 08002000 keeps its zero."""
    from openpyxl import Workbook  # noqa: PLC0415 - as in `_excel`

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in [headers, *rows]:
        sheet.append([ILLEGAL.sub("\ufffd", neutral(cell)) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
