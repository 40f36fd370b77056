"""The newsroom's screens for the agenda, the training catalogue and local initiatives."""

from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from content.admin import DownloadInline, RemarksAdmin, ReviewFilter, SourceInline, StandFilter
from content.forms import NamedDatesForm

from .models import Event, Initiative, Series, SeriesYear, Training, TrainingDate


class SeriesYearFormSet(BaseInlineFormSet):
    def get_unique_error_message(self, unique_check):
        return "Eén jaar staat er twee keer. Houd de goede regel, en haal de andere weg."


class SeriesYearInline(admin.StackedInline):
    model = SeriesYear
    formset = SeriesYearFormSet
    extra = 0
    fields = ("year", ("starts_on", "ends_on"), "theme")


@admin.register(Series)
class SeriesAdmin(RemarksAdmin):
    inlines = (SeriesYearInline, SourceInline)
    text_fields = ("body", "website")


@admin.register(Event)
class EventAdmin(RemarksAdmin):
    list_display = ("title", "starts_at", "municipality", "is_full", "stand", "reviewed")
    list_filter = ("series", "is_full", StandFilter, ReviewFilter, "municipality")
    list_select_related = ("municipality",)
    ordering = ("-starts_at",)
    date_hierarchy = "starts_at"
    autocomplete_fields = ("municipality",)
    text_fields = (
        ("starts_at", "ends_at"), "is_all_day", "form", "place", "municipality", "organizer", "groups", "series",
        "registration_url", "is_full", "body",
    )  # fmt: skip


class TrainingDateInline(admin.StackedInline):
    model = TrainingDate
    form = NamedDatesForm
    extra = 0
    autocomplete_fields = ("municipality",)
    fields = (("starts_at", "ends_at"), ("place", "municipality", "is_full"))


@admin.register(Training)
class TrainingAdmin(RemarksAdmin):
    list_display = ("title", "provider", "level", "stand", "reviewed", "position")
    list_filter = ("level", "form", StandFilter, ReviewFilter)
    search_fields = ("title", "summary", "slug", "provider", "body")
    inlines = (TrainingDateInline, DownloadInline, SourceInline)
    text_fields = (
        "provider", "groups", "level", "steps", "form", "duration", "cost", "certification", "repeat_months",
        "registration_url", "body",
    )  # fmt: skip


@admin.register(Initiative)
class InitiativeAdmin(RemarksAdmin):
    inlines = (DownloadInline, SourceInline)
    autocomplete_fields = ("municipalities",)
    text_fields = ("municipalities", "organizer", "period", "website", "body")
