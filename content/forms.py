from django import forms
from django.core.exceptions import ValidationError
from markdownx.widgets import AdminMarkdownxWidget

from . import references
from .models.fields import MarkdownField


class EditorWidget(AdminMarkdownxWidget):
    """markdownx' editor with a preview in the style of the site."""

    template_name = "admin/markdown/editor.html"

    class Media:
        css = {"all": ["text.css", "admin/editor.css"]}
        js = ["admin/editor.js"]


class EditorForm(forms.ModelForm):
    """A form whose Markdown fields may only hold references that lead somewhere."""

    def clean(self):
        super().clean()
        for field in self._meta.model._meta.get_fields():
            text = self.cleaned_data.get(field.name) if isinstance(field, MarkdownField) else None
            if text and (unknown := references.unknown(text)):
                self.add_error(
                    field.name,
                    ValidationError(
                        "Deze verwijzing bestaat niet: %(names)s. Kijk of je de naam goed hebt getypt.",
                        params={"names": ", ".join(unknown)},
                    ),
                )
        return self.cleaned_data
