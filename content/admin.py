from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.admin import GenericStackedInline
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from . import (
    admin_images,  # noqa: F401 - the admin finds them here
    admin_links,  # noqa: F401
    references,
)
from .admin_proposals import GuardedAdmin
from .admin_writing import HintsAfterSave
from .desk import DeskMixin, admin_address
from .forms import EditorForm, EditorWidget, PageForm
from .keeping import KeepingAdmin
from .models import (
    Ambition,
    AudiencePage,
    CodePart,
    CodeQuestion,
    CrisisLine,
    Download,
    Figure,
    Frustration,
    Glossary,
    Guide,
    GuideAdvice,
    GuideStep,
    LayQuery,
    MovedAddress,
    NewsItem,
    Page,
    Refused,
    Region,
    RegionalVision,
    ReportingCode,
    Sector,
    SectorAddition,
    Source,
    Story,
    Synonym,
    Term,
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


class MarkdownAdmin(HintsAfterSave, KeepingAdmin):
    """An admin whose Markdown fields have the editor."""

    formfield_overrides = EDITOR


class PublishableAdmin(DeskMixin, MarkdownAdmin):
    """Lists, forms and rights of every item that is published.

    An editor writes; somebody else with the right to publish approves (see `content.desk`).
    """

    # list
    list_display = ("title", "stand", "reviewed", "review_due_on", "position")
    list_filter = (StandFilter, ReviewFilter)
    search_fields = ("title", "summary", "slug", "body")
    ordering = ("position", "title")
    list_per_page = 50
    actions = ("withdraw",)

    # detail
    prepopulated_fields = {"slug": ("tab_title",)}
    inlines = (SourceInline,)
    save_on_top = True
    text_fields = ("body",)
    PUBLICATION = ("planned_at", "expires_at", "on_expiry", "why")
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
    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not self.may_publish(request):
            fields = (*fields, "reviewed_on", "reviewed_by")
        return (*fields, "slug") if obj and obj.is_fixed else fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj=None):
        return obj.live.get_absolute_url() if obj and obj.live.is_published else None

    @admin.display(description="stand", ordering="published_at")
    def stand(self, item):
        copy = item.working_copy
        change = f" (werkversie: {copy.stage})" if copy else ""
        if not item.is_published:
            return f"Niet op de site: {item.stage}{change}"
        return ("Op de site, met label ‘oud’" if item.is_archived else "Op de site") + change

    @admin.display(description="nagekeken", ordering="reviewed_on")
    def reviewed(self, item):
        if not item.reviewed_on:
            return format_html("<b>{}</b>", "nog niet nagekeken door de regio")
        return f"{item.reviewed_on:%d-%m-%Y}, {item.reviewed_by}"

    @admin.action(description="Haal van de site", permissions=["publish"])
    def withdraw(self, request, queryset):
        gone, kept = 0, []
        for item in queryset:
            try:
                item.withdraw()
                gone += 1
            except Refused:
                kept.append(item.title)
        self.message_user(request, f"Van de site gehaald: {gone}.", messages.SUCCESS)
        if kept:
            text = f"Dit hoort vast bij de site en blijft staan: {', '.join(kept)}."
            self.message_user(request, text, messages.WARNING)


class DownloadInline(GenericStackedInline):
    model = Download
    extra = 0
    fields = ("title", "url", ("kind", "kilobytes", "dated", "position"))


class RemarksAdmin(PublishableAdmin):
    """Says, after saving, what is no mistake and what an editor should look at all the same.

    An item may have a method `remarks()` that gives Dutch sentences.
    """

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        item = type(form.instance).objects.get(pk=form.instance.pk)
        fields = [field.name for field in item._meta.concrete_fields if isinstance(field, MarkdownField)]
        for name in references.without_link("\n".join(getattr(item, field) for field in fields)):
            text = f"Wat {name} noemt, staat niet op de site. De bezoeker ziet alleen de woorden, zonder link."
            self.message_user(request, text, messages.WARNING)
        for remark in getattr(item, "remarks", list)():
            self.message_user(request, remark, messages.WARNING)


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
    form = PageForm
    list_display = ("title", "slug", "language", "stand", "reviewed", "review_due_on", "position")
    list_filter = (*PublishableAdmin.list_filter, "language")
    first_fields = ("audience",)
    readonly_fields = ("original",)

    def get_fieldsets(self, request, obj=None):
        first, *others = super().get_fieldsets(request, obj)
        return [first, ("Taal", {"fields": ("language", "translation_of", "original", "compared")}), *others]

    @admin.display(description="het Nederlands")
    def original(self, page):
        original = page.translation_of
        if not original:
            return "Bij een vertaling lees je hier na het opslaan of het Nederlands daarna veranderde."
        state = (
            "Let op: daarna is de Nederlandse pagina veranderd."
            if page.is_older_than_original
            else "Daarna is de Nederlandse pagina niet veranderd."
        )
        links = format_html_join(
            " ",
            '<a href="{}">{}</a>',
            [(admin_address(original), "Lees het Nederlands"),
             (admin_address(original, "history"), "Zie wat er veranderde")],
        )  # fmt: skip
        compared = f"Vergeleken op {page.compared_on:%d-%m-%Y}." if page.compared_on else "Nog niet vergeleken."
        return format_html("{} {} {}", compared, state, links)


@admin.register(AudiencePage)
class AudiencePageAdmin(PublishableAdmin):
    list_display = ("door", "audience", "stand", "reviewed", "position")
    first_fields = ("audience", "door", "door_line")
    readonly_fields = ("audience",)
    text_fields = ("body", "numbers")

    def has_add_permission(self, request):
        return False


class CodePartInline(admin.StackedInline):
    model = CodePart
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = (("position", "part"), "title", "text")


class CodeQuestionInline(admin.StackedInline):
    model = CodeQuestion
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = ("position", "title", "text", "yes", "no", "leads_on")


@admin.register(ReportingCode)
class ReportingCodeAdmin(PublishableAdmin):
    list_display = ("title", "stand", "reviewed", "review_due_on", "position")
    inlines = (CodePartInline, CodeQuestionInline, SourceInline)
    text_fields = ("body", "unsure", "numbers")

    def has_add_permission(self, request):
        return False


class AdditionInline(admin.StackedInline):
    model = SectorAddition
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = (("position", "part"), "text")


@admin.register(Sector)
class SectorAdmin(PublishableAdmin):
    list_display = ("name", "title", "stand", "reviewed", "review_due_on", "position")
    search_fields = ("name", "title", "summary", "slug", "situation", "additions__text")
    inlines = (AdditionInline, SourceInline)
    first_fields = ("name", "situation")
    text_fields = ("body", "numbers")


class TermInline(admin.StackedInline):
    model = Term
    form = EditorForm
    formfield_overrides = {MarkdownField: {"widget": forms.Textarea(attrs={"rows": 2})}}
    extra = 0
    fields = (("name", "key", "is_linked"), "text", "forms", "more")


@admin.register(Glossary)
class GlossaryAdmin(PublishableAdmin):
    list_display = ("title", "stand", "reviewed", "review_due_on", "position")
    search_fields = ("title", "terms__name", "terms__text")
    inlines = (TermInline, SourceInline)

    def has_add_permission(self, request):
        return False


class AmbitionInline(admin.StackedInline):
    model = Ambition
    form = EditorForm
    formfield_overrides = EDITOR
    extra = 0
    fields = ("position", "title", "text")


@admin.register(RegionalVision)
class RegionalVisionAdmin(RemarksAdmin):
    list_display = ("title", "period", "stand", "expires_at", "reviewed")
    ordering = ("-published_at",)
    inlines = (AmbitionInline, DownloadInline, SourceInline)
    first_fields = ("period",)


@admin.register(Frustration)
class FrustrationAdmin(RemarksAdmin):
    inlines = (DownloadInline, SourceInline)
    text_fields = ("body", "actions", "contacts", "numbers")


@admin.register(NewsItem)
class NewsItemAdmin(RemarksAdmin):
    list_display = ("title", "dated", "stand", "expires_at", "reviewed")
    ordering = ("-dated",)
    date_hierarchy = "dated"
    inlines = (DownloadInline, SourceInline)
    first_fields = ("dated",)


@admin.register(Story)
class StoryAdmin(RemarksAdmin):
    list_display = ("title", "who", "step", "stand", "consent_on", "consent_withdrawn_on")
    list_filter = ("step", StandFilter, ReviewFilter)
    search_fields = ("title", "summary", "slug", "who", "helped", "body")
    text_fields = ("who", "step", "notice", "helped", "body", "is_fictional", "consent_on", "consent_withdrawn_on")
    actions = (*PublishableAdmin.actions, "withdraw_consent")

    def save_related(self, request, form, formsets, change):
        day = form.cleaned_data.get("consent_withdrawn_on")
        live = form.instance.live
        if day and day <= timezone.localdate() and live.is_published and self.may_publish(request):
            live.withdraw_consent()
            request.leaves_site_alone = False
            self.message_user(request, "Het verhaal is van de site gehaald, ook uit eerdere uitgaven.")
        super().save_related(request, form, formsets, change)

    @admin.action(description="Toestemming is ingetrokken: haal nu van de site", permissions=["publish"])
    def withdraw_consent(self, request, queryset):
        today = timezone.localdate()
        told = list(queryset.filter(consent_on__isnull=False).exclude(consent_withdrawn_on__lte=today))
        for story in told:
            story.withdraw_consent()
        text = f"Van de site gehaald, ook uit eerdere uitgaven: {len(told)}. Binnen een minuut ziet niemand het meer."
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Region)
class RegionAdmin(GuardedAdmin, KeepingAdmin):
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
class MovedAddressAdmin(KeepingAdmin):
    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")


@admin.register(Synonym)
class SynonymAdmin(KeepingAdmin):
    list_display = ("word", "words")
    search_fields = ("word", "words")


@admin.register(CrisisLine)
class CrisisLineAdmin(GuardedAdmin, MarkdownAdmin):
    list_display = ("title", "words", "position")
    search_fields = ("title", "words", "text")


@admin.register(LayQuery)
class LayQueryAdmin(KeepingAdmin):
    list_display = ("text", "targets", "note")
    search_fields = ("text", "targets", "note")
