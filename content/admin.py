from django.contrib import admin, messages
from django.contrib.contenttypes.admin import GenericStackedInline
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from . import admin_images, admin_links  # noqa: F401 - the admin finds them here
from .admin_writing import HintsAfterSave
from .forms import EditorForm, EditorWidget
from .models import (
    AudiencePage,
    CrisisLine,
    Figure,
    Guide,
    GuideAdvice,
    GuideStep,
    LayQuery,
    MovedAddress,
    Page,
    Region,
    Source,
    Synonym,
    Topic,
)  # fmt: skip
from .models.fields import MarkdownField

EDITOR = {MarkdownField: {"widget": EditorWidget}}


class StandFilter(admin.SimpleListFilter):
    title = "stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("op-de-site", "Op de site"), ("concept", "Niet op de site"), ("verlopen", "Verlopen")]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "op-de-site":
                return queryset.published()
            case "concept":
                return queryset.filter(Q(published_at=None) | Q(published_at__gt=now))
            case "verlopen":
                return queryset.filter(expires_at__lte=now)
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    title = "nagekeken"
    parameter_name = "nagekeken"

    def lookups(self, request, model_admin):
        return [("nee", "Nog niet door de regio"), ("ja", "Ja"), ("te-laat", "Opnieuw nodig")]

    def queryset(self, request, queryset):
        match self.value():
            case "nee":
                return queryset.filter(reviewed_on=None)
            case "ja":
                return queryset.exclude(reviewed_on=None)
            case "te-laat":
                return queryset.overdue()
        return queryset


class SourceInline(GenericStackedInline):
    model = Source
    extra = 0
    fields = (("title", "dated"), "url")


class MarkdownAdmin(HintsAfterSave, admin.ModelAdmin):
    """An admin whose Markdown fields have the editor."""

    form = EditorForm
    formfield_overrides = EDITOR


class PublishableAdmin(MarkdownAdmin):
    """Lists, forms and rights of every item that is published.

    Without the right to publish, an editor writes and changes what is not on the site yet.
    """

    # list
    list_display = ("title", "stand", "reviewed", "review_due_on", "position")
    list_editable = ("position",)
    list_filter = (StandFilter, ReviewFilter)
    search_fields = ("title", "summary", "slug", "body")
    ordering = ("position", "title")
    list_per_page = 50
    actions = ("publish", "withdraw")

    # detail
    prepopulated_fields = {"slug": ("tab_title",)}
    inlines = (SourceInline,)
    save_on_top = True
    text_fields = ("body",)
    PUBLICATION = ("published_at", "expires_at", "on_expiry")
    REVIEW = ("reviewed_on", "reviewed_by", "review_due_on", "owner")

    def get_fieldsets(self, request, obj=None):
        return [
            (
                "Titel en adres",
                {"fields": (*self.first_fields, "title", "tab_title", "slug", "summary", "synonyms", "position")},
            ),
            ("Tekst", {"fields": self.text_fields}),
            ("Op de site", {"fields": self.PUBLICATION}),
            ("Nagekeken", {"fields": self.REVIEW}),
        ]

    first_fields = ()

    # behaviour
    def get_queryset(self, request):
        return super().get_queryset(request).filter(draft_of=None)

    def may_publish(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_publish_permission(self, request):
        return self.may_publish(request)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_published or self.may_publish(request))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_fixed)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not self.may_publish(request):
            fields = (*fields, *self.PUBLICATION, "reviewed_on", "reviewed_by")
        return (*fields, "slug") if obj and obj.is_fixed else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        if not self.may_publish(request):
            changelist.list_editable = ()
        return changelist

    def change_view(self, request, object_id, form_url="", extra_context=None):
        item = self.get_object(request, object_id)
        if request.method == "GET" and item and item.is_published and not self.may_publish(request):
            messages.info(request, "Deze tekst staat op de site. Een publiceerder kan hem veranderen.")
        return super().change_view(request, object_id, form_url, extra_context)

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_published else None

    @admin.display(description="stand", ordering="published_at")
    def stand(self, item):
        if not item.is_published:
            return "Niet op de site"
        return "Op de site, met label ‘oud’" if item.is_archived else "Op de site"

    @admin.display(description="nagekeken", ordering="reviewed_on")
    def reviewed(self, item):
        if not item.reviewed_on:
            return format_html("<b>{}</b>", "nog niet nagekeken door de regio")
        return f"{item.reviewed_on:%d-%m-%Y}, {item.reviewed_by}"

    @admin.action(description="Zet op de site", permissions=["publish"])
    def publish(self, request, queryset):
        count = queryset.filter(published_at=None).update(published_at=timezone.now())
        self.message_user(request, f"Op de site gezet: {count}.", messages.SUCCESS)

    @admin.action(description="Haal van de site", permissions=["publish"])
    def withdraw(self, request, queryset):
        fixed = [item for item in queryset if item.is_fixed]
        count = queryset.exclude(pk__in=[item.pk for item in fixed]).update(published_at=None)
        self.message_user(request, f"Van de site gehaald: {count}.", messages.SUCCESS)
        if fixed:
            names = ", ".join(item.title for item in fixed)
            self.message_user(request, f"Dit hoort vast bij de site en blijft staan: {names}.", messages.WARNING)


class StepInline(admin.StackedInline):
    model = GuideStep
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = ("position", "title", "body")


class AdviceInline(admin.StackedInline):
    model = GuideAdvice
    form = EditorForm
    formfield_overrides = {MarkdownField: {"widget": EditorWidget(is_line=True)}}
    extra = 0
    fields = (("kind", "position"), "text")


class FigureInline(admin.StackedInline):
    model = Figure
    extra = 0
    fields = (("position", "year"), "text", "source_title", "source_url")


@admin.register(Guide)
class GuideAdmin(PublishableAdmin):
    list_display = ("title", "audience", "stand", "reviewed", "review_due_on", "position")
    list_filter = ("audience", StandFilter, ReviewFilter)
    ordering = ("audience", "position")
    inlines = (StepInline, AdviceInline, SourceInline)
    autocomplete_fields = ("next_guides",)
    first_fields = ("audience", "situation")
    text_fields = ("brief", "body", "numbers", "next_guides")


@admin.register(Topic)
class TopicAdmin(PublishableAdmin):
    inlines = (FigureInline, SourceInline)
    autocomplete_fields = ("guides",)
    text_fields = ("body", "law", "help", "numbers", "guides")


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ("title", "slug", "stand", "reviewed", "review_due_on", "position")
    first_fields = ("audience",)


@admin.register(AudiencePage)
class AudiencePageAdmin(PublishableAdmin):
    list_display = ("door", "audience", "stand", "reviewed", "position")
    first_fields = ("audience", "door", "door_line")
    readonly_fields = ("audience",)
    text_fields = ("body", "numbers")

    def has_add_permission(self, request):
        return False


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    fieldsets = [
        (None, {"fields": ("name", "owner", "contact", "data_protection_officer", "postal_address",
                           "accessibility_statement"),
                "description": "Wat leeg is, staat op de site als ‘De regio heeft dit nog niet ingevuld.’"}),
        ("De uitgang", {"fields": ("exit_key",)}),
        ("Wat niet in de geschiedenis van een browser mag staan", {"fields": ("sensitive_words",)}),
    ]  # fmt: skip

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Region.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(MovedAddress)
class MovedAddressAdmin(admin.ModelAdmin):
    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ("word", "words")
    search_fields = ("word", "words")


@admin.register(CrisisLine)
class CrisisLineAdmin(MarkdownAdmin):
    list_display = ("title", "words", "position")
    search_fields = ("title", "words", "text")


@admin.register(LayQuery)
class LayQueryAdmin(admin.ModelAdmin):
    list_display = ("text", "targets", "note")
    search_fields = ("text", "targets", "note")
