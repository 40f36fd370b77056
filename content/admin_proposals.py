"""In the admin: fields that wait for a second person, and that person's page."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import TextField, URLField
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import get_text_list

from . import diff
from .desk import admin_address
from .keeping import redirect_unwritten
from .models import FieldChange, Proposal, Refused, why_not_yet
from .models.proposals import DECIDED, Guarded


class StepsMixin:
    """Steps by POST; what the rules refuse is said on the page that follows."""

    def step(self, view, after):
        def run(request, pk):
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            row = get_object_or_404(self.model, pk=pk)
            try:
                view(request, row)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return redirect_unwritten(after(row))
            return redirect(after(row))

        return self.admin_site.admin_view(run)


class ProposalDesk(StepsMixin):
    """An admin of proposals: to read; approving and refusing is a page of its own."""

    ordering = ("-proposed_at",)
    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def may_decide(self, request, change):
        return request.user.has_perm(f"{self.opts.app_label}.approve_{self.opts.model_name}")

    def may_refuse(self, request, change):
        """Whoever proposed something may take it back."""
        return self.may_decide(request, change) or change.proposed_by_id == request.user.pk

    def get_urls(self):
        def index(change):
            return reverse("admin:index")

        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/nakijken/", self.admin_site.admin_view(self.review_view), name=f"{name}_review"),
            path("<int:pk>/goedkeuren/", self.step(self.approve_step, index), name=f"{name}_approve"),
            path("<int:pk>/afwijzen/", self.step(self.refuse_step, index), name=f"{name}_refuse"),
            *super().get_urls(),
        ]

    def review_page(self, request, change):
        """The template of the page on which a proposal is read, and what it needs."""
        raise NotImplementedError

    def review_view(self, request, pk):
        """What was and what comes, and where it will stand."""
        change = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_decide = self.may_decide(request, change) and not change.decided_at
        may_refuse = self.may_refuse(request, change) and not change.decided_at
        template, more = self.review_page(request, change)
        context = {
            **self.admin_site.each_context(request),
            "change": change,
            "may_approve": may_decide and change.may_approve(request.user),
            "why_not_yet": why_not_yet(request.user),
            "may_refuse": may_refuse,
            **more,
        }
        return TemplateResponse(request, template, context)

    def approve(self, request, change):
        if not self.may_decide(request, change):
            raise PermissionDenied
        row = change.approve(request.user)
        self.log_change(request, change, f"Goedgekeurd: {change}.")
        return row

    def refuse(self, request, change):
        if not self.may_refuse(request, change):
            raise PermissionDenied
        change.refuse()
        self.log_change(request, change, "Afgewezen.")


@admin.register(FieldChange)
class FieldChangeAdmin(ProposalDesk, admin.ModelAdmin):
    """Every proposal for the directory and what became of it; what waits for one row is decided together."""

    list_display = ("about", "was", "becomes", "proposed_by", "proposed_at", "approved_by")
    list_select_related = ("content_type", "proposed_by", "approved_by")

    @admin.display(description="waarover")
    def about(self, change):
        return str(change)

    @admin.display(description="was")
    def was(self, change):
        return in_words(change, change.old_value)

    @admin.display(description="wordt")
    def becomes(self, change):
        return in_words(change, change.value)

    def may_decide(self, request, change):
        return change.may_decide(request.user)

    def review_page(self, request, change):
        """Own proposals may be taken back, those of others approved or refused."""
        subject = change.subject
        if subject is None:
            raise Http404
        found = [] if change.decided_at else change.group
        may_approve = {each for each in found if each.may_approve(request.user)}
        may_refuse = {each for each in found if self.may_refuse(request, each)}
        return "admin/proposals.html", {
            "title": f"Kijk na: {subject}",
            "subject": subject,
            "address": admin_address(subject),
            "changes": [
                {**shown(each), "may_decide": each in may_refuse, "may_approve": each in may_approve}
                for each in found
            ],
            "rest": [line for row in dict.fromkeys(each.item for each in found) for line in left(row, found)],
            "may_approve": bool(may_approve),
            "may_refuse": bool(may_refuse),
        }

    def _read(self, request, change):
        """The proposals that were ticked on the page; those that are newer, nobody read."""
        ticked = set(request.POST.getlist("change"))
        found = [each for each in change.group if str(each.pk) in ticked]
        if not ticked:
            raise Refused("Kruis aan waar het om gaat.")
        if len(found) < len(ticked):
            raise Refused(DECIDED)
        return found

    def approve_step(self, request, change):
        if not self.may_decide(request, change):
            raise PermissionDenied
        with transaction.atomic():
            for each in self._read(request, change):
                self.approve(request, each)
        self.message_user(request, f"{change.subject}: gaat nu naar de site.", messages.SUCCESS)

    def refuse_step(self, request, change):
        if not self.may_refuse(request, change):
            raise PermissionDenied
        for each in self._read(request, change):
            self.refuse(request, each)
        self.message_user(request, f"{change.subject}: afgewezen. Er verandert niets.", messages.SUCCESS)


def in_words(change, text):
    """A value as a proposal keeps it, as an editor reads it."""
    return diff.in_words(change.model_field, change.model_field.to_python(text) if text else "")


def left(row, found):
    """What a row says beside what is proposed for it, as (label, text) pairs: it is read together."""
    proposed = {each.field for each in found if each.item == row}
    name = "" if row == row.subject else f"{row}: "
    for field, _ in row.guarded_fields:
        if field.name not in proposed and (text := diff.in_words(field, field.value_from_object(row))):
            yield f"{name}{field.verbose_name}", text


def shown(change):
    """A proposal for the page on which it is read: what is on the site now and what comes."""
    field = change.model_field
    now, then = diff.in_words(field, field.value_from_object(change.item)), in_words(change, change.value)
    address = then if isinstance(field, URLField) else ""
    # An address is read as a whole.
    is_text = isinstance(field, TextField)
    html = diff.marked(now, then) if is_text else format_html("<del>{}</del> <ins>{}</ins>", now, then)
    return {"change": change, "html": html, "address": address}


class DeletesProposals:
    """An admin whose rows take along what was proposed for them, which nobody may delete by itself."""

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        proposals = {model._meta.verbose_name for model in Proposal.__subclasses__()}
        return deleted, counts, set(lacking) - proposals, protected


class GuardedAdmin(DeletesProposals):
    """An admin of `Guarded` rows: says what waits for a colleague, when somebody opens or saves one."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        if request.method == "GET" and row:
            self._tell(request, row)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for each in [form, *(row for formset in formsets for row in formset.initial_forms)]:
            self._take_back(each)
        if "_continue" not in request.POST:
            self._tell(request, form.instance)

    @staticmethod
    def _take_back(form):
        """The form shows what waits: who typed what visitors have now, takes that back."""
        row = form.instance
        if isinstance(row, Guarded) and row.pk:
            fields = [row._meta.get_field(name) for name in form.changed_data if name in row.GUARDED]
            wanted = {field.name: getattr(form.cleaned_data[field.name], "pk", form.cleaned_data[field.name])
                      for field in fields}  # fmt: skip
            row.take_back([field.name for field in fields if wanted[field.name] == field.value_from_object(row)])

    def _tell(self, request, row):
        if waiting := FieldChange.objects.by_subject().get(row):
            labels = [each.label for each in waiting]
            text = 'Wacht op een collega: {}. Tot dan ziet de bezoeker wat hij al zag. <a href="{}">Bekijk het</a>'
            address = reverse("admin:content_fieldchange_review", args=[waiting[0].pk])
            messages.warning(request, format_html(text, get_text_list(labels, "en"), address))
