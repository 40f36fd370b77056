"""The writing help for who has no JavaScript: what may be better, said after saving."""

from django.contrib import messages
from django.utils.html import format_html, format_html_join

from . import writing
from .models import Publishable
from .models.fields import MarkdownField


class HintsAfterSave:
    """For a ModelAdmin: tells an editor what may be better about what was just changed. Nothing is held back."""

    MOST_HINTS = 5

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        found = self.hints(form, formsets)
        if found:
            lines = format_html_join("", "<br>{}", ([hint] for hint in found[: self.MOST_HINTS]))
            self.message_user(request, format_html("Bewaard. Dit kan misschien nog beter:{}", lines), messages.INFO)

    @staticmethod
    def hints(form, formsets):
        """The texts of the hints for every Markdown field that changed, each once, as a list."""
        found = []
        forms = [form, *(row for formset in formsets for row in formset.forms)]
        for each in forms:
            for field in each.instance._meta.concrete_fields:
                if isinstance(field, MarkdownField) and field.name in each.changed_data:
                    is_dutch = getattr(form.instance, "is_dutch", True)
                    found += writing.hints_for_text(getattr(each.instance, field.name), is_dutch=is_dutch)
        if isinstance(form.instance, Publishable):
            found += writing.hints_for_sources(form.instance.sources.exists())
        return list(dict.fromkeys(hint.text for hint in found))
