"""Nothing typed in the newsroom is lost: it is kept and offered again, and two editors hear of each other."""

import hashlib
import json

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.forms import model_to_dict
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from . import diff, history
from .forms import KeepingForm
from .models import KeptForm
from .models.proposals import as_proposed


def redirect_unwritten(address):
    """A redirect after which the site has not changed: the newsroom counts a 302 as a change."""
    response = redirect(address)
    response.status_code = 303
    return response


def _values(row, names):
    """The values of a row in these fields, as text; relations as keys in a fixed order."""

    def as_text(value):
        return sorted(map(as_text, value)) if isinstance(value, list) else str(getattr(value, "pk", value))

    # What is on the site and what waits: an approval changes the first, a proposal the second.
    return [
        {name: as_text(value) for name, value in model_to_dict(each, names).items()}
        for each in (row, as_proposed(row))
    ]


class KeepingAdmin(admin.ModelAdmin):
    """An admin whose form is kept while somebody types, and that tells of a colleague who saved meanwhile."""

    form = KeepingForm
    change_form_template = "admin/kept_form.html"

    class Media:
        js = ["admin/keep.js"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; what was typed here and not saved is offered again, and forgotten once it is saved."""
        is_sent = request.method == "POST"
        kept = KeptForm.objects.of(request).first()
        if "_forget" in request.POST or ("_restore" in request.POST and not kept):
            KeptForm.objects.of(request).delete()
            return redirect_unwritten(request.path)
        row = self._row(request, unquote(object_id)) if object_id else None
        typed = self._typed(request, kept)
        is_gone = object_id and typed and not self._is_open(request, row)
        if is_gone and (place := self.place_after(request, row, unquote(object_id), typed)):
            return self._offer(request, typed, *place)
        if is_gone and self.has_change_permission(request):
            return self._show(request, typed)
        if "_restore" in request.POST:
            # The form is shown again as if it had a mistake: nothing is saved.
            request.POST = QueryDict(kept.data, mutable=True)
            request.POST["_restored"] = f"{timezone.localtime(kept.saved_at):%H:%M}"
        context = {"kept": KeptForm.objects.offered(request) if not is_sent else ()}
        if object_id is None:
            context["form_key"] = request.POST.get("_key") or KeptForm.new_key()
        if row:
            # Before the form reads the row: what is saved in between is told of, if anything once too often.
            context["seen"] = self._saved(request, row)
        if is_sent:
            self._mind_colleagues(request, row, context.get("seen"))
        return super().changeform_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        KeptForm.objects.of(request).delete()

    def _row(self, request, object_id):
        row = self.get_object(request, object_id)
        if row and request.method == "POST":
            # Who saves at the same moment waits, and is then told.
            row = self.model._base_manager.select_for_update().filter(pk=row.pk).first()
        return row

    # A row that is gone

    @staticmethod
    def _typed(request, kept):
        """What an editor typed and should find back: in the form that was sent, else in the one that was kept."""
        if "seen" in request.POST:
            return request.POST.copy()
        return QueryDict(kept.data, mutable=True) if kept else None

    def _is_open(self, request, row):
        """Whether a row is still there, to be changed if it could be changed by this editor before."""
        is_changed = request.method == "POST" and self.has_change_permission(request)
        return row and not (is_changed and not self.has_change_permission(request, row))

    def place_after(self, request, row, object_id, typed):
        """Where to offer what was typed in a row that is gone or closed: (path of a form, address, text), or None."""
        if row or not self.has_add_permission(request):
            return None
        typed["_key"] = KeptForm.new_key()
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return address, address, "Een collega heeft dit verwijderd. Wat jij typte, kun je hier terugzetten."

    def _offer(self, request, typed, path, address, text):
        KeptForm.objects.of(request).delete()
        typed.pop("csrfmiddlewaretoken", None)
        place = KeptForm.place(path, typed)
        KeptForm.objects.update_or_create(user=request.user, path=place, defaults={"data": typed.urlencode()})
        self.message_user(request, text, messages.WARNING)
        return redirect_unwritten(address)

    def _show(self, request, typed):
        """What was typed in a row that can be saved nowhere any more, to copy."""
        labels = {field.name: field.verbose_name for field in self.opts.concrete_fields}
        names = [name for name in typed if not name.startswith("_") and name not in ("csrfmiddlewaretoken", "seen")]
        lines = [(labels.get(name, name.rpartition("-")[2]), typed[name]) for name in names if typed[name].strip()]
        context = {**self.admin_site.each_context(request), "title": "Dit typte je", "lines": lines}
        return TemplateResponse(request, "admin/typed.html", context, status=409)

    # Two editors

    def _formsets(self, request, row, data=None):
        """The rows below a row that may be changed on its form."""
        for formset, inline in self.get_formsets_with_inlines(request, row):
            if inline.has_change_permission(request, row):
                yield formset(data, instance=row, queryset=inline.get_queryset(request))

    def _rows(self, request, row):
        return [row, *(each for formset in self._formsets(request, row) for each in formset.get_queryset())]

    def _saved(self, request, row):
        """A digest of what a form begins with: another one means that a colleague saved since."""
        names = {*flatten_fieldsets(self.get_fieldsets(request, row))} - {*self.get_readonly_fields(request, row)}
        values = [_values(row, names)]
        for formset in self._formsets(request, row):
            below = sorted(formset.get_queryset(), key=lambda each: each.pk)
            values += [[each.pk, _values(each, formset.form.base_fields)] for each in below]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()

    def _mind_colleagues(self, request, row, now):
        """Marks a form that was opened before a colleague saved; its form says so, and the next save counts."""
        data = request.POST.copy()
        if row and data.get("seen", "") not in ("", now):
            data["_conflict"] = self._who_saved(request, row)
        if "_conflict" in data or "_restored" in data:
            self.follow_rows(data, row)
            for formset in self._formsets(request, row, data):
                self._revive(formset, data)
            request.POST = data

    def _who_saved(self, request, row):
        versions = [history.last_version(type(each), each.pk) for each in self._rows(request, row)]
        newest = max(filter(None, versions), key=lambda version: version.pk, default=None)
        return str((newest and newest.revision.user) or "Een collega")

    def follow_rows(self, typed, row):
        """Gives rows that were typed in the keys that they have by now, where that is known."""

    @staticmethod
    def _revive(formset, data):
        """A row that a colleague took away becomes a new one, so that what was typed in it can be saved."""
        prefix, pk = formset.prefix, formset.model._meta.pk.name
        there = {str(row.pk) for row in formset.get_queryset()}
        total = formset.total_form_count()
        initial = min(formset.initial_form_count(), total)
        alive = [number for number in range(initial) if data.get(f"{prefix}-{number}-{pk}") in there]
        gone = [number for number in range(initial) if number not in alive]
        places = {old: new for new, old in enumerate([*alive, *gone, *range(initial, total)])}
        moved = {}
        for name in list(data):
            number, _, field = name.removeprefix(f"{prefix}-").partition("-")
            if name.startswith(f"{prefix}-") and number.isdecimal() and int(number) in places:
                moved[f"{prefix}-{places[int(number)]}-{field}"] = data.pop(name)
        for number in places.values():
            # The key of the form's own row, which may be another one than when this was typed.
            moved.pop(f"{prefix}-{number}-{formset.fk.name}" if hasattr(formset, "fk") else "", None)
        for number in gone:
            moved[f"{prefix}-{places[number]}-{pk}"] = [""]
            moved[f"{prefix}-{places[number]}-_gone"] = ["1"]
        for name, values in moved.items():
            data.setlist(name, values)
        data[f"{prefix}-INITIAL_FORMS"] = len(alive)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if "_conflict" in request.POST and obj:
            form, formsets = context["adminform"].form, [each.formset for each in context["inline_admin_formsets"]]
            context["conflict"] = [*_fields_in_conflict(form), *_rows_in_conflict(formsets)]
        return super().render_change_form(request, context, add, change, form_url, obj)


def _difference(label, theirs, mine):
    return {"field": label, "theirs": theirs, "html": diff.marked(theirs, mine)}


def _typed(form, field):
    """What stands in a field of a form, in words; what is no valid value as it was typed."""
    if field.name in form.cleaned_data:
        return diff.in_words(field, form.cleaned_data[field.name])
    return str(form[field.name].value() or "")


def _fields_in_conflict(form):
    """Both texts of every field that differs from what a colleague saved: dicts with "field", "theirs", "html"."""
    now = as_proposed(type(form.instance)._base_manager.get(pk=form.instance.pk))
    values = diff.values(now)
    for field in [*now._meta.concrete_fields, *now._meta.many_to_many]:
        if field.name in form.fields:
            theirs, mine = diff.in_words(field, values[field.attname]), _typed(form, field)
            if theirs != mine:
                yield _difference(field.verbose_name, theirs, mine)


def _rows_in_conflict(formsets):
    """The same of the rows below it, with the rows that a colleague added or took away."""
    for formset in formsets:
        name = formset.model._meta.verbose_name
        rows = formset.model._base_manager.filter(pk__in=formset.get_queryset())
        saved = {row.pk: as_proposed(row) for row in rows}
        for form in formset.forms:
            is_gone = f"{form.prefix}-_gone" in formset.data
            if not is_gone and form not in formset.initial_forms:
                continue
            row = saved.pop(form.instance.pk, None)
            for field in formset.model._meta.concrete_fields:
                if field.name in form.changed_data and field.editable and not field.primary_key:
                    theirs = diff.in_words(field, getattr(row, field.attname)) if row else ""
                    label = f"{name}{' (weggehaald)' if is_gone else ''}: {field.verbose_name}"
                    yield _difference(label, theirs, _typed(form, field))
        for row in saved.values():
            yield _difference(f"{name} erbij", str(row), str(row))
