"""The editors' screen for taking the directory home as a table, and for bringing one back."""

import base64
import zlib

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from content.models import Guarded

from . import spreadsheets
from .exchange import KINDS, TABLES, WHOLE_ROW, file_name, fingerprint, is_right, may_exchange
from .exporting import starter_zip

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How long a file that was tried may wait before it is put in.
WAITS = 3600
LOGGED = {"new": ADDITION, "update": CHANGE, "delete": DELETION}


class UploadForm(forms.Form):
    table = forms.ChoiceField(
        label="Wat staat er in", choices=[(key, table._meta.name) for key, table in TABLES.items()]
    )
    file = forms.FileField(label="Bestand (CSV of Excel)", max_length=200)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > spreadsheets.MAX_BYTES:
            raise forms.ValidationError("Dit bestand is te groot. Het mag ten hoogste 1 MB zijn.")
        return file


def _salt(request):
    return f"signals.exchange.{request.user.pk}"


def _keep(request, table, data, result):
    """A file that was tried, sealed in the form so that what is put in is what was shown, to this editor."""
    packed = base64.b64encode(zlib.compress(data)).decode()
    return signing.dumps([table, packed, fingerprint(result)], salt=_salt(request))


def _kept(request):
    """What `_keep` sealed: (table, bytes, fingerprint)."""
    table, packed, seen = signing.loads(request.POST["kept"], salt=_salt(request), max_age=WAITS)
    return table, zlib.decompress(base64.b64decode(packed)), seen


def exchange_page(request, model_admin):
    """Try a file; then, when all of it is right, put it in the directory."""
    if not may_exchange(request.user):
        raise PermissionDenied
    context = {"form": UploadForm()}
    if "kept" in request.POST:
        try:
            table, data, seen = _kept(request)
        except signing.BadSignature:
            messages.error(request, "Dit bestand wachtte te lang. Kies het opnieuw.")
            return redirect("admin:signals_service_exchange")
        result = _take_in(context, table, data, dry_run=True)
        if fingerprint(result) == seen:
            result = TABLES[table]().take_in(spreadsheets.read(data), dry_run=False)
            if is_right(result):
                _log(request, table, result)
                messages.success(request, f"{TABLES[table]._meta.name} bijgewerkt: {in_words(result)}.")
                return redirect("admin:signals_service_exchange")
        context["notice"] = "De hulpgids is intussen veranderd. Kijk opnieuw wat er gebeurt."
        if is_right(result):
            context["kept"] = _keep(request, table, data, result)
    elif request.method == "POST":
        context["form"] = form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            table, data = form.cleaned_data["table"], form.cleaned_data["file"].read()
            try:
                result = _take_in(context, table, data, dry_run=True)
            except spreadsheets.Unreadable as error:
                form.add_error("file", str(error))
            else:
                if is_right(result) and any(row.import_type != "skip" for row in result.rows):
                    context["kept"] = _keep(request, table, data, result)
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": "Import en export",
        "opts": model_admin.opts,
        "tables": [(key, table._meta.name, table().columns) for key, table in TABLES.items()],
    }
    return TemplateResponse(request, "admin/signals/service/exchange.html", context)


def _take_in(context, table, data, dry_run):
    """Try a file, and put what a page says of it in its context."""
    result = TABLES[table]().take_in(spreadsheets.read(data), dry_run=dry_run)
    rows = [row for row in result.rows if row.import_type != "skip"]
    # A table has twenty columns; an editor looks for what changes.
    known_by = {TABLES[table]().key_column, "dienst", "naam"}
    told = {cell["column"] for row in rows for cell in row.cells if cell["before"] != cell["after"] or cell["errors"]}
    columns = [name for name in (*TABLES[table]().columns, WHOLE_ROW) if name in told | known_by]
    columns = [name for name in columns if any(name == cell["column"] for row in rows for cell in row.cells)]
    context |= {
        "name": TABLES[table]._meta.name,
        "has_numbers": table == "nummers",
        "is_guarded": issubclass(TABLES[table]._meta.model, Guarded),
        "columns": columns,
        "is_right": is_right(result),
        "summary": in_words(result),
        "rows": [
            {
                "number": row.number,
                "kind": KINDS.get(row.import_type, "fout"),
                "cells": [next((cell for cell in row.cells if cell["column"] == name), {}) for name in columns],
            }
            for row in rows
        ],
    }
    return result


def in_words(result):
    """What a file does, such as "3 nieuw, 40 hetzelfde"."""
    found = [row.import_type for row in result.rows]
    return ", ".join(f"{count} {word}" for kind, word in KINDS.items() if (count := found.count(kind))) or "niets"


def _log(request, table, result):
    """Write in the admin's history what a file changed, at the service that an editor opens."""
    for row in result.rows:
        if flag := LOGGED.get(row.import_type):
            item = getattr(row.instance, "service", row.instance)
            text = f"Uit een bestand met {TABLES[table]._meta.name.lower()}: {KINDS[row.import_type]}."
            flag = flag if item is row.instance else CHANGE
            LogEntry.objects.log_actions(request.user.pk, [item], flag, change_message=text, single_object=True)


def export_file(request, table, extension):
    """One table as a file."""
    if not may_exchange(request.user):
        raise PermissionDenied
    if table not in TABLES or extension not in CONTENT_TYPES:
        raise Http404
    response = HttpResponse(TABLES[table]().give_out(extension), content_type=CONTENT_TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{file_name(table, extension)}"'
    return response


def starter_file(request):
    """All texts and the directory, as another region starts from them."""
    if not may_exchange(request.user):
        raise PermissionDenied
    response = HttpResponse(starter_zip(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file_name("startteksten", "zip")}"'
    return response


def exchange_urls(model_admin):
    """The addresses of this screen, below those of the services."""
    page = model_admin.admin_site.admin_view(lambda request: exchange_page(request, model_admin))
    file = model_admin.admin_site.admin_view(export_file)
    starter = model_admin.admin_site.admin_view(starter_file)
    return [
        path("startteksten.zip", starter, name="signals_service_starter"),
        path("uitwisselen/", page, name="signals_service_exchange"),
        path("uitwisselen/<slug:table>.<slug:extension>", file, name="signals_service_export"),
    ]
