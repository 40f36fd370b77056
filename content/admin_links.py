"""The queue of links to other sites that no longer work."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from .models import OutsideLink


class BrokenFilter(admin.SimpleListFilter):
    title = "stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("verhuisd", "Verhuisd"), ("alles", "Alle links")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": "Stuk"}, *others]

    def queryset(self, request, queryset):
        match self.value():
            case "alles":
                return queryset
            case "verhuisd":
                return queryset.exclude(leads_to="")
        return queryset.broken()


@admin.register(OutsideLink)
class OutsideLinkAdmin(admin.ModelAdmin):
    # list
    list_display = ("url", "problem", "broken_since", "places", "moved", "checked_at")
    list_display_links = None
    list_filter = (BrokenFilter,)
    search_fields = ("url",)
    list_per_page = 50

    # detail
    fields = ("url", "problem", "status", "broken_since", "leads_to", "places", "checked_at")
    readonly_fields = ("places",)

    # behaviour
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="staat in")
    def places(self, link):
        lines = format_html_join(
            "",
            "<li>{}</li>",
            (
                [format_html('<a href="{}">{}</a>', address, words) if address else words]
                for words, address in link.used_in
            ),
        )
        return format_html("<ul>{}</ul>", lines)

    @admin.display(description="is nu", ordering="leads_to")
    def moved(self, link):
        return link.leads_to or "—"
