from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.admin import GenericStackedInline
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from content.admin import EDITOR, MarkdownAdmin, PublishableAdmin, ReviewFilter, StandFilter
from content.admin_proposals import DeletesProposals, GuardedAdmin
from content.desk import admin_address
from content.forms import EditorForm
from content.keeping import KeepingAdmin
from content.models import Refused

from . import agenda_admin  # noqa: F401 - registers its screens
from .desk import ChangeDesk, NumberDesk
from .exchange_views import exchange_urls
from .forms import AlertForm, CallForm, OnePhoneForm, PhoneForm, PhoneFormSet
from .models import (
    Alert,
    CallFact,
    Checklist,
    Coverage,
    FieldSource,
    Municipality,
    NumberChange,
    Organization,
    Phone,
    PhoneCall,
    PostcodeArea,
    Schedule,
    ScheduleException,
    Service,
    Sign,
    SignGroup,
)  # fmt: skip
from .queue import call_queue, unexplained
from .uses import in_words, places, uses


class SignGroupInline(admin.StackedInline):
    model = SignGroup
    extra = 0
    fields = (("position", "side"), "title", "signs")
    readonly_fields = ("signs",)

    @admin.display(description="signalen")
    def signs(self, group):
        if not group.pk:
            return "Sla eerst op. Daarna kun je hier de signalen invullen."
        url = reverse("admin:signals_signgroup_change", args=[group.pk])
        return format_html('<a href="{}">Bewerk de signalen ({})</a>', url, group.signs.count())


class SignInline(admin.StackedInline):
    model = Sign
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = (("position", "weight"), "text", "advice", "source")


@admin.register(Checklist)
class ChecklistAdmin(PublishableAdmin):
    list_display = ("title", "audience", "about", "stand", "reviewed", "position")
    list_filter = ("audience", "about", StandFilter, ReviewFilter)
    ordering = ("audience", "position")
    search_fields = ("title", "summary", "slug", "groups__signs__text")
    inlines = (SignGroupInline, *PublishableAdmin.inlines)
    autocomplete_fields = ("guides", "topics", "sectors")
    first_fields = ("audience", "about", "situation")
    text_fields = (
        "is_about_danger_to_life", "nuance", "advice_acute", "advice_serious", "advice_watch", "body", "numbers",
        "guides", "topics", "sectors", "is_at_hand", ("age_from", "age_to"), "harm_by",
    )  # fmt: skip


class ListMemberAdmin(MarkdownAdmin):
    """Rows of a checklist that have a page of their own in the admin; they are changed as the list is."""

    # The way from a row to its list, for queries.
    to_list = ""

    def checklist(self, obj):
        raise NotImplementedError

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{f"{self.to_list}__draft_of": None})

    def get_object(self, request, object_id, from_field=None):
        """Also a row of a working copy."""
        found = super().get_object(request, object_id, from_field)
        return found or (object_id.isdecimal() and self.model.objects.filter(pk=object_id).first()) or None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or self.checklist(obj).is_editable)

    has_delete_permission = has_change_permission

    def save_model(self, request, obj, form, change):
        left = self.checklist(self.model.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        # A row that moves changes the list that it leaves as well.
        if left and left != self.checklist(obj):
            left.touch()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # A list that is on the site cannot be changed here.
        request.leaves_site_alone = True
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            self.checklist(form.instance).touch()

    def delete_model(self, request, obj):
        checklist = self.checklist(obj)
        super().delete_model(request, obj)
        checklist.touch()

    def get_actions(self, request):
        # One at a time: each has a list that must hear of it.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        if request.method == "GET" and row and not self.checklist(row).is_editable:
            copy = self.checklist(row).working_copy
            where = format_html(
                '<a href="{}">{}</a>', admin_address(copy or self.checklist(row)), self.checklist(row)
            )
            text = "Deze lijst staat op de site. Verander haar in de werkversie: {}."
            messages.info(request, format_html(text, where))
        return super().change_view(request, object_id, form_url, extra_context)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nothing can be added or moved to a list that is on the site."""
        lists = Checklist.objects.exclude(pk__in=Checklist.objects.on_site())
        lists = lists.exclude(pk__in=Checklist.objects.exclude(draft_of=None).values("draft_of"))
        if db_field.name == "checklist":
            kwargs["queryset"] = lists
        elif db_field.name == "group":
            kwargs["queryset"] = SignGroup.objects.filter(checklist__in=lists).select_related("checklist")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "group":
            field.label_from_instance = lambda group: f"{group.checklist.title}: {group.title}"
        return field


@admin.register(SignGroup)
class SignGroupAdmin(ListMemberAdmin):
    list_display = ("title", "checklist_title", "position")
    list_filter = ("checklist",)
    list_select_related = ("checklist",)
    search_fields = ("title",)
    fields = ("checklist", "title", "side", "position")
    inlines = (SignInline,)
    save_on_top = True
    to_list = "checklist"

    def checklist(self, obj):
        return obj.checklist

    @admin.display(description="signalenlijst", ordering="checklist__title")
    def checklist_title(self, group):
        return group.checklist.title


@admin.register(Sign)
class SignAdmin(ListMemberAdmin):
    list_display = ("text", "weight", "group", "list_title", "position")
    list_filter = ("weight", "group__checklist")
    list_select_related = ("group__checklist",)
    search_fields = ("text", "advice")
    fields = ("group", "text", "weight", "advice", "source", "position")
    to_list = "group__checklist"

    def checklist(self, obj):
        return obj.group.checklist

    @admin.display(description="signalenlijst", ordering="group__checklist__title")
    def list_title(self, sign):
        return sign.group.checklist.title


class FieldSourceInline(GenericStackedInline):
    model = FieldSource
    form = EditorForm
    extra = 0
    # Without it the field counts as verified.
    can_delete = False
    fields = ("field", ("is_verified", "source_date"), "source")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            fields = [field for field in self.parent_model._meta.concrete_fields if field.editable]
            choices = [("", "kies een veld"), *((field.name, field.verbose_name) for field in fields)]
            return forms.ChoiceField(label="Veld", choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PhoneInline(admin.StackedInline):
    model = Phone
    form = PhoneForm
    formset = PhoneFormSet
    extra = 0
    show_change_link = True
    fields = (
        ("display", "number"), "again", ("description", "position"), ("is_verified", "source_date"), "source",
    )  # fmt: skip


class ScheduleInline(admin.StackedInline):
    model = Schedule
    extra = 0
    fields = (
        ("channel", "description"), ("byday", "opens_at", "closes_at"), "on_holidays", ("valid_from", "valid_to"),
        ("is_verified", "source_date"), "source",
    )  # fmt: skip


class ScheduleExceptionInline(admin.StackedInline):
    model = ScheduleException
    extra = 0
    fields = (("date", "channel"), ("opens_at", "closes_at"))


class CallFactInline(admin.StackedInline):
    model = CallFact
    form = EditorForm
    extra = 0
    fields = ("question", "text", ("is_verified", "source_date"), "source")


class CoverageInline(admin.StackedInline):
    model = Coverage
    extra = 0
    autocomplete_fields = ("municipality", "safe_at_home")
    fields = (("municipality", "safe_at_home"),)


class KeepsNumbers:
    """An admin whose rows are, or hold, services: a service that a text names cannot be deleted from under it."""

    def services(self, rows):
        raise NotImplementedError

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for service in self.services(objs):
            if service.is_exempt:
                protected.append(f"{service}: dit nummer staat op elke pagina.")
            elif used := uses(service):
                protected.append(f"{service} staat nog in: {in_words(used)}. Zet daar eerst een ander nummer.")
        return deleted, counts, lacking, protected


def tell_of_new_number(model_admin, request, service):
    """A number was proposed: what visitors get until somebody approves it."""
    text = f"Het nieuwe nummer van {service} wacht op een collega. Tot dan ziet de bezoeker wat hij al zag."
    model_admin.message_user(request, text, messages.WARNING)


@admin.register(Service)
class ServiceAdmin(GuardedAdmin, KeepsNumbers, MarkdownAdmin):
    # list
    list_display = (
        "name",
        "number_shown",
        "status",
        "is_always_open",
        "assured",
        "assurance_due_on",
        "position",
    )
    list_filter = ("status", "is_national", "is_always_open", "audience", "phones__is_verified")
    search_fields = ("name", "slug", "description", "phones__display", "phones__number", "organization__name")
    ordering = ("position", "name")

    # detail
    autocomplete_fields = ("organization",)
    inlines = (
        PhoneInline, ScheduleInline, ScheduleExceptionInline, CallFactInline, CoverageInline, FieldSourceInline,
    )  # fmt: skip
    readonly_fields = ("assured_date", "assurer", "assurance_due_on", "call_log")
    save_on_top = True
    fieldsets = [
        (None, {"fields": ("name", "slug", "organization", "status", "description", "eligibility_description",
                           "audience", "position")}),
        ("Wat gebeurt er als je belt", {
            "fields": ("what_happens", "fees_description", "is_anonymous"),
            "description": "De andere antwoorden (wie neemt op, wat vragen ze eerst, …) staan onderaan.",
        }),
        ("Bereiken", {"fields": ("is_always_open", "is_national", "url", "email", "chat_url", "chat_description")}),
        ("Wachttijd", {"fields": ("waiting_time", "waiting_time_until")}),
        ("Adres", {"fields": ("address", "is_address_confidential")}),
        ("Nagebeld", {
            "fields": ("assured_date", "assurer", "assurance_due_on", "call_log"),
            "description": "Heb je gebeld? Zet het in de lijst Nabellen. Dan vult de site dit zelf in.",
        }),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("phones")

    def get_readonly_fields(self, request, obj=None):
        # Texts refer to a service by its key.
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def services(self, rows):
        return rows

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if change and formset.model is Phone and any(row.changes_number for row in formset.forms):
            tell_of_new_number(self, request, form.instance)

    def get_urls(self):
        return [
            path("nabellen/", self.admin_site.admin_view(self.queue_view), name="signals_service_queue"),
            path(
                "<int:pk>/gebeld/",
                self.admin_site.admin_view(require_POST(self.called_view)),
                name="signals_service_called",
            ),
            *exchange_urls(self),
            *super().get_urls(),
        ]

    def queue_view(self, request):
        """Nabellen: whom to call first, and what the site cannot say yet of a call."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Nabellen",
            "opts": self.opts,
            "queue": call_queue(),
            "unexplained": unexplained(),
            "may_call": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/signals/service/queue.html", context)

    def called_view(self, request, pk):
        """Keeps what an editor heard; from there to the number itself when it was wrong."""
        service = get_object_or_404(Service, pk=pk)
        form = CallForm(request.POST)
        if not self.has_change_permission(request, service) or not service.needs_call or not form.is_valid():
            raise PermissionDenied
        result = form.cleaned_data["result"]
        service.log_call(request.user.get_full_name() or request.user.get_username(), **form.cleaned_data)
        self.log_change(request, service, f"Nagebeld: {PhoneCall.Result(result).label.lower()}.")
        if result == PhoneCall.Result.WRONG:
            text = f"{service}: zet hier het goede nummer neer. Weet je het niet? Verberg het dan."
            self.message_user(request, text, messages.WARNING)
            return redirect("admin:signals_phone_number", service.phones.first().pk)
        text = f"{service}: niet bereikt. Probeer het later nog eens."
        if result == PhoneCall.Result.RIGHT:
            text = f"{service}: nog juist. Bel weer voor {service.assurance_due_on:%d-%m-%Y}."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:signals_service_queue")

    @admin.display(description="nummer op de site")
    def number_shown(self, service):
        numbers = ", ".join(phone.display for phone in service.shown_phones)
        return numbers or "geen"

    @admin.display(description="nagebeld", ordering="assured_date")
    def assured(self, service):
        if not service.assured_date:
            return format_html("<b>{}</b>", "nog nooit nagebeld")
        return f"{service.assured_date:%d-%m-%Y}, {service.assurer}"

    @admin.display(description="telefoontjes")
    def call_log(self, service):
        lines = format_html_join(
            "",
            "<li>{}</li>",
            ([", ".join(filter(None, (str(call), call.number, call.note)))] for call in service.calls.all()),
        )
        return format_html("<ul>{}</ul>", lines) if lines else "Nog geen."


@admin.register(Phone)
class PhoneAdmin(DeletesProposals, NumberDesk, KeepsNumbers, KeepingAdmin):
    """One number, to change it. It is added, hidden and shown at its service."""

    form = OnePhoneForm
    list_display = ("display", "service", "description", "is_verified")
    list_select_related = ("service",)
    search_fields = ("display", "number", "service__name", "service__slug")
    fields = ("service", "stands_in", "display", "number", "again", "description", "source", "source_date")
    readonly_fields = ("service", "stands_in")

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.service.is_exempt)

    def services(self, rows):
        """The services that would be left without a number that a text can show."""
        gone = [phone.pk for phone in rows if phone.is_verified]
        left = Phone.objects.filter(is_verified=True).exclude(pk__in=gone)
        return Service.objects.filter(phones__in=gone).exclude(phones__in=left).distinct()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.changes_number:
            tell_of_new_number(self, request, obj.service)

    @admin.display(description="staat nu in")
    def stands_in(self, phone):
        links = [*places(phone.service), *((str(item), admin_address(item)) for item in uses(phone.service))]
        return format_html_join(", ", '<a href="{1}">{0}</a>', links) or "Nergens."


@admin.register(NumberChange)
class NumberChangeAdmin(ChangeDesk, admin.ModelAdmin):
    """Every proposal for a number and what became of it: to read; approving is a page of its own."""

    list_display = ("phone", "service", "old_display", "display", "proposed_by", "proposed_at", "approved_by")
    list_select_related = ("phone__service", "proposed_by", "approved_by")
    list_display_links = None
    ordering = ("-proposed_at",)

    @admin.display(description="dienst")
    def service(self, change):
        return change.phone.service


@admin.register(Organization)
class OrganizationAdmin(GuardedAdmin, KeepsNumbers, KeepingAdmin):
    list_display = ("name", "website", "is_safe_at_home")
    list_filter = ("is_safe_at_home",)
    search_fields = ("name", "slug", "website")
    inlines = (FieldSourceInline,)

    def services(self, rows):
        return Service.objects.filter(organization__in=rows)


@admin.register(Municipality)
class MunicipalityAdmin(GuardedAdmin, MarkdownAdmin):
    list_display = ("name", "province", "safe_at_home", "is_local", "local_team", "ends_on")
    list_filter = ("is_local", "province", "safe_at_home")
    list_select_related = ("safe_at_home",)
    search_fields = ("name", "slug", "aliases", "cbs_code", "postcodes__code")
    autocomplete_fields = ("safe_at_home", "successor")
    inlines = (FieldSourceInline,)
    fieldsets = [
        (
            None,
            {
                "fields": (
                    "name",
                    "slug",
                    "aliases",
                    "province",
                    "cbs_code",
                    "is_local",
                    "safe_at_home",
                    "website",
                )
            },
        ),
        ("Lokaal team", {"fields": ("local_team", "local_team_description", "local_team_website", "note")}),
        ("Herindeling", {"fields": ("ends_on", "successor")}),
    ]


@admin.register(PostcodeArea)
class PostcodeAreaAdmin(KeepingAdmin):
    list_display = ("code", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("code", "municipality__name")
    autocomplete_fields = ("municipality",)


@admin.register(Alert)
class AlertAdmin(KeepingAdmin):
    form = AlertForm
    list_display = ("text", "phone", "starts_at", "ends_at", "stand")
    list_select_related = ("phone",)
    fields = ("fixed", "text", "phone", "starts_at", "ends_at")
    actions = ("approve",)

    @admin.display(description="stand")
    def stand(self, alert):
        if not alert.needs_approval:
            return "goed"
        # Goes along with the action, so that what is approved is what stood in the list.
        seen = '{}<input type="hidden" name="seen-{}" value="{}">'
        return format_html(seen, "wacht op een collega", alert.pk, alert.version)

    def has_approve_permission(self, request):
        return request.user.has_perm("signals.approve_numberchange")

    @admin.action(description="Keur goed", permissions=["approve"])
    def approve(self, request, queryset):
        for alert in queryset:
            try:
                alert.approve(request.user, request.POST.get(f"seen-{alert.pk}"))
            except Refused as refusal:
                self.message_user(request, f"{alert}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"Goedgekeurd: {alert}", messages.SUCCESS)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.needs_approval:
            text = "Dit is een eigen tekst: een collega moet haar goedkeuren. Een vaste tekst staat er meteen."
            self.message_user(request, text, messages.WARNING)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "phone":
            shown = Phone.objects.filter(is_verified=True, service__status=Service.Status.ACTIVE)
            kwargs["queryset"] = shown.select_related("service").order_by("service__position")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "phone":
            field.label_from_instance = lambda phone: f"{phone.service.name}: {phone.display}"
        return field
