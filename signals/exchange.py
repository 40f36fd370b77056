"""The help directory as tables that editors fill in elsewhere: what goes out, and what may come back in.

A file is tried in full first. Nothing of it is written unless every row is right.
"""

import hashlib
import json
from collections import defaultdict
from datetime import datetime

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import Widget

from content import references
from content.models.fields import MarkdownField
from content.models.proposals import as_proposed
from content.numbers import IN_CODE

from . import spreadsheets
from .models import (
    CallFact,
    Coverage,
    Organization,
    Phone,
    Schedule,
    ScheduleException,
    Service,
)  # fmt: skip
from .uses import refuse_to_lose

# Where an error stands that is not about one cell.
WHOLE_ROW = "de hele rij"
YES_OR_NO = {
    "ja": True, "j": True, "1": True, "waar": True, "true": True, "x": True,
    "nee": False, "n": False, "0": False, "onwaar": False, "false": False,
}  # fmt: skip
ROW = "rij"
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
TIMES = ("%H:%M", "%H:%M:%S", "%H.%M")


class Cell(Widget):
    """The value of a model field as the text of a cell, and back."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        if isinstance(value, bool):
            return "ja" if value else "nee"
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(value, value))
        if isinstance(value, models.Model):
            return value.slug
        if isinstance(self.field, models.TimeField):
            return f"{value:%H:%M}"
        return str(value)

    def clean(self, value, row=None, **kwargs):
        text = spreadsheets.plain(value)
        match self.field:
            case models.BooleanField():
                return self._one_of(YES_OR_NO, text, "Vul ja of nee in.")
            case models.DateField():
                return self._moment(text, DATES, "Vul een dag in, zoals 31-12-2026.", datetime.date)
            case models.TimeField():
                return self._moment(text, TIMES, "Vul een tijd in, zoals 09:00.", datetime.time)
            case models.ForeignKey():
                return self._row(text)
            case models.PositiveIntegerField() | models.AutoField():
                return self._number(text)
        if self.field.choices:
            options = {str(label).casefold(): key for key, label in self.field.flatchoices}
            options |= {key.casefold(): key for key, _ in self.field.flatchoices}
            if self.field.blank:
                options[""] = ""
            labels = "; ".join(str(label) for key, label in self.field.flatchoices if key)
            return self._one_of(options, text, f"Kies uit: {labels}.")
        return text

    @staticmethod
    def _one_of(options, text, complaint):
        if text.casefold() not in options:
            raise ValueError(complaint)
        return options[text.casefold()]

    def _moment(self, text, formats, complaint, part):
        if not text and self.field.null:
            return None
        for form in formats:
            try:
                return part(datetime.strptime(text, form))
            except ValueError:
                continue
        raise ValueError(complaint)

    def _row(self, text):
        if not text and self.field.null:
            return None
        row = self.field.related_model.objects.filter(slug=text).first() if text else None
        if row is None:
            raise ValueError(
                f"Deze sleutel bestaat niet: {text}." if text else "Vul de sleutel in, zoals kindertelefoon."
            )
        return row

    @staticmethod
    def _number(text):
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError("Vul een getal in.")
        return int(text)


class Difference:
    """What a row was and will be: for each column a pair of texts, as `RowResult.diff`."""

    def __init__(self, table, instance, is_new):
        self.before = [] if is_new else self._read(table, as_proposed(instance))

    def compare_with(self, table, instance):
        self.after = self._read(table, as_proposed(instance)) if instance else []

    def as_html(self):
        width = max(len(self.before), len(self.after))
        before, after = (cells or [""] * width for cells in (self.before, self.after))
        return list(zip(before, after, strict=True))

    @staticmethod
    def _read(table, instance):
        return [field.export(instance) for field in table.get_import_fields()]


class Table(ModelResource):
    """One kind of row of the directory. Its columns carry the names that editors know from the forms."""

    remove = Field(column_name="verwijderen", widget=Cell(models.BooleanField(default=False)))

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True
        store_instance = True
        key = "id"

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        name = ROW if django_field.primary_key else str(django_field.verbose_name)
        return Field(attribute=field_name, column_name=name, widget=Cell(django_field), readonly=readonly)

    @classmethod
    def get_diff_class(cls):
        return Difference

    @property
    def columns(self):
        return [field.column_name for field in self.get_import_fields()]

    @property
    def key_column(self):
        return self.fields[self._meta.key].column_name

    # ── reading a file ───────────────────────────────────────────────────────────────────────────
    def get_import_id_fields(self):
        return []

    def before_import(self, dataset, **kwargs):
        self.seen = set()

    def named(self, headers):
        """The headers of a file as our columns; raises `Unreadable` when one is wrong."""
        known = {name.casefold(): name for name in self.columns}
        if unknown := [header or "(leeg)" for header in headers if header.casefold() not in known]:
            raise spreadsheets.Unreadable(f"Deze kolom hoort hier niet: {', '.join(unknown)}.")
        names = [known[header.casefold()] for header in headers]
        if len(set(names)) < len(names):
            raise spreadsheets.Unreadable("Een kolom staat er twee keer.")
        if self.key_column not in names:
            raise spreadsheets.Unreadable(f"De kolom ‘{self.key_column}’ ontbreekt.")
        return names

    def get_or_init_instance(self, instance_loader, row):
        """The row of the directory that a row of the file is about; each only once."""
        key = row[self.key_column]
        if self._meta.key == "id" and not key:
            return self.init_instance(row), True
        field = self.fields[self._meta.key]
        try:
            value = field.clean(row)
        except ValueError as error:
            raise ValidationError({self._meta.key: str(error)}) from error
        if not value:
            raise ValidationError({self._meta.key: "Vul de sleutel in."})
        if value in self.seen:
            raise ValidationError({self._meta.key: "Deze staat al eerder in het bestand."})
        self.seen.add(value)
        found = self.get_queryset().filter(**{self._meta.key: value}).first()
        if found is None and self._meta.key == "id":
            raise ValidationError({"id": "Deze rij is er niet (meer). Een nieuwe? Laat deze cel dan leeg."})
        return found or self.init_instance(row), found is None

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field is not self.fields.get("id"):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Whether nothing changes; Excel gives back other line ends than it got."""
        return not import_validation_errors and all(
            field.export(instance).splitlines() == field.export(original).splitlines()
            for field in self.get_import_fields()
        )

    def for_delete(self, row, instance):
        if not row.get("verwijderen"):
            return False
        try:
            goes = self.fields["remove"].clean(row)
        except ValueError as error:
            raise ValidationError({"remove": str(error)}) from error
        if goes and instance.pk is None:
            raise ValidationError({"remove": "Deze is er niet, en kan dus niet weg."})
        return goes

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        for field in instance._meta.concrete_fields:
            if isinstance(field, MarkdownField) and (unknown := references.unknown(getattr(instance, field.name))):
                errors[field.name] = ValidationError(f"Deze verwijzing bestaat niet: {', '.join(unknown)}.")
        super().validate_instance(instance, errors, validate_unique)

    # ── what may not happen ──────────────────────────────────────────────────────────────────────
    def service(self, instance):
        """The service that a row belongs to; None for one that belongs to none yet."""
        return instance.service if instance.service_id else None

    def before_save_instance(self, instance, row, **kwargs):
        self._refuse(instance)

    def before_delete_instance(self, instance, row, **kwargs):
        self._refuse(instance)

    def _refuse(self, instance):
        service = self.service(instance)
        old = self._meta.model.objects.filter(pk=instance.pk).first()
        old_service = old and self.service(old)
        if any(each and each.is_exempt for each in (service, old_service)):
            raise ValidationError("112 en Veilig Thuis liggen vast. Verander ze niet met een bestand.")
        if old_service and service != old_service:
            raise ValidationError({"service": "Een rij verhuist niet. Verwijder haar en maak een nieuwe."})

    def delete_instance(self, instance, row, **kwargs):
        try:
            super().delete_instance(instance, row, **kwargs)
        except ProtectedError as error:
            used = ", ".join(f"‘{each}’" for each in list(error.protected_objects)[:5])
            raise ValidationError(f"Dit wordt nog gebruikt: {used}.") from error

    # ── one file ─────────────────────────────────────────────────────────────────────────────────
    def take_in(self, sheet, dry_run):
        """Try a `Sheet`, and write it when it is right and `dry_run` is False; the result says what happened.

        Raises `Unreadable` when its columns are not those of this table.
        """
        headers = self.named(sheet.headers)
        dataset = tablib.Dataset(*[cells for _, cells in sheet.rows], headers=headers)
        result = self.import_data(dataset, dry_run=dry_run, rollback_on_validation_errors=True)
        for (number, cells), row in zip(sheet.rows, result.rows, strict=True):
            row.number, row.cells = number, self._cells(headers, cells, row)
        return result

    def _cells(self, headers, cells, row):
        """For each column: its name, what it was, what it will be, and what is wrong with it."""
        errors = self._errors(row)
        if row.diff and not errors:
            # Which number a new row gets is not known before it is there, and PostgreSQL gives another each time.
            return [
                {"column": name, "before": before, "after": before if name == ROW else after, "errors": []}
                for name, (before, after) in zip(self.columns, row.diff, strict=True)
                if name != "verwijderen"
            ]
        given = dict(zip(headers, cells, strict=True))
        return [
            {"column": name, "before": "", "after": given.get(name, ""), "errors": errors.pop(name, [])}
            for name in self.columns
        ] + [{"column": WHOLE_ROW, "before": "", "after": "", "errors": texts} for texts in errors.values()]

    def _errors(self, row):
        """The errors of a row, by column."""
        found = defaultdict(list)
        if row.validation_error is not None:
            error = row.validation_error
            by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, texts in by_field.items():
                found[self.fields[name].column_name if name in self.fields else NON_FIELD_ERRORS] += texts
        for _ in row.errors:
            found[NON_FIELD_ERRORS].append("Deze rij ging mis. Kijk de cellen na.")
        return found

    def give_out(self, extension):
        """The whole table as the bytes of a file: "csv" or "xlsx"."""
        dataset = self.export()
        if extension == "csv":
            return spreadsheets.write_csv(dataset.headers, list(dataset))
        return spreadsheets.write_excel(dataset.headers, list(dataset), self._meta.name)


def fingerprint(result):
    """A digest of what a file would do; another one means that the directory changed since it was tried."""
    rows = [(row.import_type, row.number, row.cells) for row in result.rows]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def is_right(result):
    return not (result.has_errors() or result.has_validation_errors())


class Organizations(Table):
    class Meta(Table.Meta):
        model = Organization
        name = "Organisaties"
        key = "slug"
        fields = import_order = export_order = ("slug", "name", "description", "website", "remove")

    def service(self, instance):
        """The line that stands in code, when it is of this organisation."""
        return instance.services.filter(slug__in=IN_CODE).first() if instance.pk else None

    def before_delete_instance(self, instance, row, **kwargs):
        super().before_delete_instance(instance, row, **kwargs)
        if instance.services.exists() or instance.is_safe_at_home:
            raise ValidationError("Deze organisatie heeft nog diensten of gemeenten.")


class KeepsNumbers(Table):
    """A table whose rows are, or hold, numbers: a service that a text names keeps one that can be shown."""

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        self._remember(instance)

    def before_delete_instance(self, instance, row, **kwargs):
        super().before_delete_instance(instance, row, **kwargs)
        self._remember(instance)

    def _stored(self, instance):
        service = self.service(instance)
        return service and Service.objects.filter(pk=service.pk).first()

    def _remember(self, instance):
        service = self._stored(instance)
        self.had_numbers = bool(service and service.shown_phones)

    def after_save_instance(self, instance, row, **kwargs):
        service = self._stored(instance)
        if self.had_numbers and not service.shown_phones:
            refuse_to_lose(service)

    after_delete_instance = after_save_instance


class Services(KeepsNumbers):
    class Meta(Table.Meta):
        model = Service
        name = "Diensten"
        key = "slug"
        # Addresses stay out: most are confidential, and a file travels.
        fields = import_order = export_order = (
            "slug", "name", "organization", "status", "description", "eligibility_description", "audience",
            "fees_description", "is_anonymous", "what_happens", "url", "email", "chat_url", "chat_description",
            "waiting_time", "waiting_time_until", "is_national", "is_always_open", "position", "remove",
        )  # fmt: skip

    def service(self, instance):
        return instance

    def before_delete_instance(self, instance, row, **kwargs):
        super().before_delete_instance(instance, row, **kwargs)
        refuse_to_lose(instance)

    def after_delete_instance(self, instance, row, **kwargs):
        pass


class Phones(KeepsNumbers):
    class Meta(Table.Meta):
        model = Phone
        name = "Telefoonnummers"
        fields = import_order = export_order = (
            "id", "service", "display", "number", "description", "position", "is_verified", "source", "source_date",
            "remove",
        )  # fmt: skip

    def before_import_row(self, row, **kwargs):
        """Gives back the zero or the plus that a spreadsheet took from a number that it opened as a sum."""
        shown, dialled = (
            spreadsheets.plain(row.get(name) or "") for name in ("zoals het er staat", "te kiezen nummer")
        )
        digits = "".join(filter(str.isdigit, shown))
        if dialled and digits == f"0{dialled}":
            row["te kiezen nummer"] = digits
        elif dialled.startswith("31") and digits == f"0{dialled[2:]}":
            row["te kiezen nummer"] = f"+{dialled}"

    def before_save_instance(self, instance, row, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        self.old_number = Phone.objects.filter(pk=instance.pk).values_list("number", flat=True).first()

    def after_save_instance(self, instance, row, **kwargs):
        """A number that visitors may see waits as a proposal (`Phone.save`); then the row dials what it dialled."""
        super().after_save_instance(instance, row, **kwargs)
        if Phone.digits(instance.number) != Phone.digits(self.old_number or ""):
            instance.service.forget_call()


class Schedules(Table):
    class Meta(Table.Meta):
        model = Schedule
        name = "Openingstijden"
        fields = import_order = export_order = (
            "id", "service", "channel", "byday", "opens_at", "closes_at", "on_holidays", "valid_from", "valid_to",
            "description", "is_verified", "source", "source_date", "remove",
        )  # fmt: skip


class Exceptions(Table):
    class Meta(Table.Meta):
        model = ScheduleException
        name = "Andere tijden op een dag"
        fields = import_order = export_order = ("id", "service", "channel", "date", "opens_at", "closes_at", "remove")


class CallFacts(Table):
    class Meta(Table.Meta):
        model = CallFact
        name = "Wat er gebeurt als je belt"
        fields = import_order = export_order = (
            "id", "service", "question", "text", "is_verified", "source", "source_date", "remove",
        )  # fmt: skip


class Coverages(Table):
    class Meta(Table.Meta):
        model = Coverage
        name = "Werkgebied"
        fields = import_order = export_order = ("id", "service", "municipality", "safe_at_home", "remove")


# In the order in which a new directory is filled.
TABLES = {
    "organisaties": Organizations,
    "diensten": Services,
    "nummers": Phones,
    "openingstijden": Schedules,
    "dagen": Exceptions,
    "bellen": CallFacts,
    "werkgebied": Coverages,
}
KINDS = {
    RowResult.IMPORT_TYPE_NEW: "nieuw",
    RowResult.IMPORT_TYPE_UPDATE: "anders",
    RowResult.IMPORT_TYPE_DELETE: "weg",
    RowResult.IMPORT_TYPE_SKIP: "hetzelfde",
}
RIGHTS = [
    f"signals.{action}_{table._meta.model._meta.model_name}"
    for table in TABLES.values()
    for action in ("add", "change", "delete")
]


def may_exchange(user):
    """Whether somebody keeps the whole directory."""
    return user.has_perms(RIGHTS)


def file_name(key, extension):
    return f"{key}-{timezone.localdate()}.{extension}"
