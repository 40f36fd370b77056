"""The desk of an item in the admin: working copy, review, publication."""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from reversion import add_to_revision, is_active, set_comment
from reversion.models import Version

from . import diff, history
from .keeping import redirect_unwritten
from .models import Refused, copies, why_not_yet


def admin_address(item, action="change"):
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_{action}", args=[item.pk])


def _follow_rows(typed, item, origins):
    """Turns keys of rows that an item no longer has into those of its rows that come from the same live ones.

    `origins` says from which live rows the typed ones were copied.
    """
    there = {f"{model._meta.label}:{pk}" for model, pk, _ in diff.rows(item)}
    now = {}
    for key, live in item.origins.items():
        if key in there:
            label, _, pk = key.partition(":")
            now[label, str(live)] = pk
    for name, model, _ in copies.parts(type(item)):
        label = model._meta.label
        prefix = rf"({name}|{model._meta.app_label}-{model._meta.model_name}-[a-z_-]+)-\d+"
        for field in list(typed):
            key = f"{label}:{typed[field]}"
            if re.fullmatch(rf"{prefix}-id", field) and key not in there:
                live = str(origins.get(key) or typed[field])
                typed[field] = now.get((label, live), live)


GONE = "Deze werkversie is er niet meer. Een collega keurde haar goed, of gooide haar weg."


class DeskMixin:
    """An admin of items that are edited in a working copy, and go on the site when somebody else approves."""

    change_form_template = "admin/item_form.html"
    change_list_template = "admin/item_list.html"

    # What may be done

    def may_publish(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_publish_permission(self, request):
        return self.may_publish(request)

    def may_edit(self, request):
        return super().has_change_permission(request)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and (obj.is_fixed or obj.draft_of_id))

    # Which rows

    def get_queryset(self, request):
        return super().get_queryset(request).filter(draft_of=None).prefetch_related("drafts")

    def get_object(self, request, object_id, from_field=None):
        """A live item, or a working copy: its form is that of any item."""
        if item := super().get_object(request, object_id, from_field):
            return item
        copies = self.model._default_manager.exclude(draft_of=None)
        return copies.filter(pk=unquote(object_id)).first() if object_id.isdecimal() else None

    # The addresses

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        steps = {
            "bewerken": (self.edit_step, "edit"),
            "sjabloon": (self.template_step, "template"),
            "insturen": (self.submit_step, "submit"),
            "goedkeuren": (self.approve_step, "approve"),
            "terugsturen": (self.send_back_step, "send_back"),
            "weggooien": (self.discard_step, "discard"),
            "van-de-site": (self.withdraw_step, "withdraw"),
        }
        return [
            *(
                path(
                    f"<int:pk>/{word}/",
                    self.admin_site.admin_view(self._step(view)),
                    name=f"{name}_{action}",
                )
                for word, (view, action) in steps.items()
            ),
            path("verwijderd/", self.admin_site.admin_view(self.deleted_view), name=f"{name}_deleted"),
            path(
                "verwijderd/<int:version>/",
                self.admin_site.admin_view(self.recover_view),
                name=f"{name}_recover",
            ),
            path(
                "<int:pk>/terugzetten/<int:version>/",
                self.admin_site.admin_view(self.put_back_view),
                name=f"{name}_put_back",
            ),
            path("<int:pk>/nakijken/", self.admin_site.admin_view(self.review_view), name=f"{name}_review"),
            *super().get_urls(),
        ]

    def _step(self, view):
        """A step of the workflow: by POST only; what the rules refuse is said at the item."""

        def step(request, pk):
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            self._need(self.has_view_or_change_permission(request))
            item = self.get_object(request, str(pk))
            if item is None:
                self.message_user(request, GONE, messages.WARNING)
                return redirect_unwritten("admin:index")
            request.leaves_site_alone = view not in (self.approve_step, self.withdraw_step)
            try:
                return view(request, item)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return redirect_unwritten(admin_address(item))

        return step

    def _item(self, request, pk):
        item = self.get_object(request, str(pk))
        if item is None or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return item

    def _need(self, allowed):
        if not allowed:
            raise PermissionDenied

    def edit_step(self, request, item):
        self._need(self.may_edit(request))
        return redirect(admin_address(item if item.is_editable else item.make_working_copy()))

    def template_step(self, request, item):
        self._need(self.has_add_permission(request))
        new = item.copy_as_new(request.user)
        self.log_addition(request, new, f"Gemaakt naar het voorbeeld van ‘{item}’.")
        self.message_user(request, "Dit is een nieuwe tekst. Verander titel, adres en tekst.", messages.INFO)
        return redirect(admin_address(new))

    def submit_step(self, request, item):
        self._need(self.may_edit(request))
        item.submit(request.user)
        self.log_change(request, item, "Ingestuurd om na te kijken.")
        self.message_user(request, f"‘{item}’ ligt klaar. Een collega kijkt het na.", messages.SUCCESS)
        return redirect("admin:index")

    def approve_step(self, request, item):
        self._need(self.may_publish(request))
        try:
            live = item.approve(request.user, request.POST.get("version", ""))
        except IntegrityError as error:
            raise Refused("Dit kan zo niet op de site: het adres is intussen in gebruik.") from error
        is_now = live.is_published
        self.log_change(request, live, "Goedgekeurd en op de site gezet." if is_now else "Goedgekeurd.")
        text = f"‘{live}’ gaat nu naar de site." if is_now else f"‘{live}’ is goedgekeurd en gaat op tijd op de site."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:index")

    def send_back_step(self, request, item):
        self._need(self.may_publish(request))
        item.send_back()
        self.log_change(request, item, f"Teruggestuurd. {request.POST.get('why', '')[:200]}")
        self.message_user(request, f"‘{item}’ is terug bij de schrijver.", messages.SUCCESS)
        return redirect("admin:index")

    def discard_step(self, request, item):
        self._need(self.may_edit(request))
        live = item.live
        item.discard()
        self.log_change(request, live, "Werkversie weggegooid.")
        self.message_user(request, "De werkversie is weg. Op de site verandert niets.", messages.SUCCESS)
        return redirect(admin_address(live))

    def withdraw_step(self, request, item):
        self._need(self.may_publish(request))
        item.withdraw()
        self.log_change(request, item, "Van de site gehaald.")
        self.message_user(request, f"‘{item}’ gaat nu van de site.", messages.SUCCESS)
        return redirect(admin_address(item))

    def review_view(self, request, pk):
        """What would change on the site: read it, look at the preview, approve or send back."""
        item = self._item(request, pk)
        is_change = bool(item.draft_of_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Nakijken: {item}",
            "opts": self.opts,
            "item": item,
            "is_change": is_change,
            "changes": diff.changes(diff.rows(item.live) if is_change else [], diff.rows(item)),
            "may_publish": self.may_publish(request),
            "may_approve": self.may_publish(request) and item.may_approve(request.user),
            "why_not_yet": why_not_yet(request.user),
            "is_own": item.last_editor_id == request.user.pk,
            "address": {step: admin_address(item, step) for step in ("approve", "send_back", "change")},
        }
        return TemplateResponse(request, "admin/review.html", context)

    # The history

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        if is_active():
            # The steps of the workflow write no text; they are versions too, with who and when.
            if isinstance(message, str):
                set_comment(message)
                add_to_revision(obj)
            elif obj.why:
                set_comment(obj.why)
        return entry

    def delete_model(self, request, obj):
        history.keep(obj, request.user, "Verwijderd.")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for item in queryset:
            self.delete_model(request, item)

    def history_view(self, request, object_id, extra_context=None):
        """Every version of an item: who, when, why, and what changed."""
        item = self._item(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Geschiedenis: {item}",
            "opts": self.opts,
            "item": item,
            "entries": history.entries(item),
            "may_edit": self.may_edit(request),
            "put_back": f"admin:{self.opts.app_label}_{self.opts.model_name}_put_back",
            "live": item.live,
            "address": admin_address(item),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def put_back_view(self, request, pk, version):
        def step(request, item):
            self._need(self.may_edit(request))
            found = get_object_or_404(history.versions_of(self.model, item.live.pk), pk=version)
            copy = history.put_back(item, found, request.user)
            self.log_change(request, copy, copy.why)
            self.message_user(request, "Deze versie staat nu klaar. Lees haar na en laat haar nakijken.")
            return redirect(admin_address(copy))

        return self._step(step)(request, pk)

    def deleted_view(self, request):
        """Items that were deleted, to recover."""
        self._need(self.has_add_permission(request))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Verwijderd: {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "versions": history.deleted(self.model),
            "may_erase": self.may_publish(request) and self.has_delete_permission(request),
            "recover": f"admin:{self.opts.app_label}_{self.opts.model_name}_recover",
        }
        return TemplateResponse(request, "admin/deleted.html", context)

    def recover_view(self, request, version):
        self._need(self.has_add_permission(request))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        found = get_object_or_404(Version.objects.get_deleted(self.model), pk=version)
        try:
            item = history.recover(found, request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect_unwritten(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_deleted"))
        self.log_change(request, item, "Teruggehaald.")
        return redirect(admin_address(item))

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # A form writes only what visitors do not see.
        request.leaves_site_alone = True
        return super().changeform_view(request, object_id, form_url, extra_context)

    def place_after(self, request, row, object_id, typed):
        """What was typed in an item that is gone, or on the site by now, is offered in what took its place."""
        gone = None if row else history.last_version(self.model, object_id)
        if not (row or gone) or not self.may_edit(request):
            return None
        values = gone.field_dict if gone else {}
        live = row or self.model.objects.live().filter(pk=values.get("draft_of_id") or 0).first()
        if not live:
            text = "Deze tekst is verwijderd. Haal je haar hier terug, dan staat wat je typte er nog."
            return request.path, reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_deleted"), text
        item = live if live.is_editable else live.make_working_copy()
        _follow_rows(typed, item, values.get("origins") or {})
        text = "Een collega keurde deze tekst goed, of gooide haar weg. Wat jij typte, kun je hier terugzetten."
        return admin_address(item), admin_address(item), text

    def follow_rows(self, typed, row):
        """An earlier version that was put back has new rows in place of those that were typed in."""
        if row:
            _follow_rows(typed, row, row.origins)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["desk"] = {
                "item": obj,
                "copy": obj.working_copy,
                "may_edit": self.may_edit(request),
                "may_publish": self.may_publish(request),
                "may_add": self.has_add_permission(request),
                "steps": {
                    step: admin_address(obj, step)
                    for step in ("edit", "template", "submit", "discard", "withdraw", "review")
                },
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        # Who presses Save without a change has not written the text.
        if form.changed_data or not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and not form.changed_data and any(formset.has_changed() for formset in formsets):
            form.instance.touch()

    def response_add(self, request, obj, post_url_continue=None):
        return self._sent_in(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._sent_in(request, obj) or super().response_change(request, obj)

    def _sent_in(self, request, obj):
        """*Save and have it checked*: one press for both."""
        if "_submit" not in request.POST:
            return None
        return self.submit_step(request, obj)
