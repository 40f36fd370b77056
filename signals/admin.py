from django import forms
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.urls import reverse
from django.utils.html import format_html

from content.admin import EDITOR, MarkdownAdmin, PublishableAdmin, ReviewFilter, StandFilter
from content.forms import EditorForm

from .models import (
    Alert,
    Checklist,
    Coverage,
    FieldSource,
    Municipality,
    Organization,
    Phone,
    PostcodeArea,
    Schedule,
    Service,
    Sign,
    SignGroup,
)  # fmt: skip


class SignGroupInline(admin.TabularInline):
    model = SignGroup
    extra = 0
    fields = ("position", "title", "signs")
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
    autocomplete_fields = ("guides", "topics")
    first_fields = ("audience", "about", "situation")
    text_fields = (
        "is_about_danger_to_life", "nuance", "advice_acute", "advice_serious", "advice_watch", "body", "numbers",
        "guides", "topics",
    )  # fmt: skip


class ListMemberAdmin(MarkdownAdmin):
    """Rows of a checklist that have a page of their own in the admin; the list decides who may change them."""

    def checklist(self, obj):
        raise NotImplementedError

    def may_publish(self, request):
        return request.user.has_perm("signals.publish_checklist")

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not self.checklist(obj).is_published or self.may_publish(request))

    has_delete_permission = has_change_permission

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Without the right to publish, nothing can be added or moved to a list that is on the site."""
        lists = Checklist.objects.live()
        if not self.may_publish(request):
            lists = lists.exclude(pk__in=Checklist.objects.published())
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
    fields = ("checklist", "title", "position")
    inlines = (SignInline,)
    save_on_top = True

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

    def checklist(self, obj):
        return obj.group.checklist

    @admin.display(description="signalenlijst", ordering="group__checklist__title")
    def list_title(self, sign):
        return sign.group.checklist.title


class FieldSourceInline(GenericTabularInline):
    model = FieldSource
    extra = 0
    fields = ("field", "source", "source_date", "is_verified")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            fields = [field for field in self.parent_model._meta.concrete_fields if field.editable]
            choices = [("", "kies een veld"), *((field.name, field.verbose_name) for field in fields)]
            return forms.ChoiceField(label="veld", choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PhoneInline(admin.StackedInline):
    model = Phone
    extra = 0
    fields = (("display", "number"), ("description", "position"), ("is_verified", "source_date"), "source")


class ScheduleInline(admin.StackedInline):
    model = Schedule
    extra = 0
    fields = (
        ("channel", "description"), ("byday", "opens_at", "closes_at"), ("valid_from", "valid_to"),
        ("is_verified", "source_date"), "source",
    )  # fmt: skip


class CoverageInline(admin.TabularInline):
    model = Coverage
    extra = 0
    autocomplete_fields = ("municipality", "safe_at_home")


@admin.register(Service)
class ServiceAdmin(MarkdownAdmin):
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
    list_editable = ("position",)
    list_filter = ("status", "is_national", "is_always_open", "audience", "phones__is_verified")
    search_fields = ("name", "slug", "description", "phones__display", "phones__number", "organization__name")
    ordering = ("position", "name")

    # detail
    autocomplete_fields = ("organization",)
    inlines = (PhoneInline, ScheduleInline, CoverageInline, FieldSourceInline)
    save_on_top = True
    fieldsets = [
        (None, {"fields": ("name", "slug", "organization", "status", "description", "eligibility_description",
                           "audience", "fees_description", "is_anonymous", "what_happens", "position")}),
        ("Bereiken", {"fields": ("is_always_open", "is_national", "url", "email", "chat_url", "chat_description")}),
        ("Wachttijd", {"fields": ("waiting_time", "waiting_time_until")}),
        ("Adres", {"fields": ("address", "is_address_confidential")}),
        ("Nagebeld", {"fields": ("assured_date", "assurer", "assurance_due_on")}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("phones")

    def get_readonly_fields(self, request, obj=None):
        # Texts refer to a service by its key.
        return ("slug",) if obj else ()

    @admin.display(description="nummer op de site")
    def number_shown(self, service):
        numbers = ", ".join(phone.display for phone in service.shown_phones)
        return numbers or "geen"

    @admin.display(description="nagebeld", ordering="assured_date")
    def assured(self, service):
        if not service.assured_date:
            return format_html("<b>{}</b>", "nog nooit nagebeld")
        return f"{service.assured_date:%d-%m-%Y}, {service.assurer}"


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    list_display = ("name", "website", "is_safe_at_home")
    list_filter = ("is_safe_at_home",)
    search_fields = ("name", "slug", "website")
    inlines = (FieldSourceInline,)


@admin.register(Municipality)
class MunicipalityAdmin(MarkdownAdmin):
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
class PostcodeAreaAdmin(admin.ModelAdmin):
    list_display = ("code", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("code", "municipality__name")
    autocomplete_fields = ("municipality",)


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):
    list_display = ("text", "phone", "starts_at", "ends_at")
    list_select_related = ("phone",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "phone":
            shown = Phone.objects.filter(is_verified=True, service__status=Service.Status.ACTIVE)
            kwargs["queryset"] = shown.select_related("service").order_by("service__position")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "phone":
            field.label_from_instance = lambda phone: f"{phone.service.name}: {phone.display}"
        return field
