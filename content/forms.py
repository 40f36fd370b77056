from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from markdownx.widgets import AdminMarkdownxWidget

from . import references
from .models.fields import MarkdownField
from .models.proposals import as_proposed


class EditorWidget(AdminMarkdownxWidget):
    """markdownx' field with a toolbar, hints, and a preview in the style of the site.

    Without JavaScript it is a plain field.

    `is_line`: for a text of a sentence or two.
    """

    template_name = "admin/markdown/editor.html"

    class Media:
        # markdownx' own script keeps Tab, and shows the page of the login as a preview.
        extend = False
        css = {"all": ["text.css", "admin/editor.css"]}
        js = ["admin/editor.js"]

    def __init__(self, attrs=None, is_line=False):
        super().__init__({**({"rows": 2} if is_line else {}), **(attrs or {})})
        self.is_line = is_line

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["is_line"] = self.is_line
        return context


class NamedDatesForm(forms.ModelForm):
    """A form in which the two halves of a moment have a name each."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, AdminSplitDateTime):
                # Django writes "Datum" and "Tijd" beside them, but ties those words to neither.
                for part, words in zip(field.widget.widgets, ("datum", "tijd"), strict=True):
                    part.attrs["aria-label"] = f"{field.label}: {words}"


class EditorForm(NamedDatesForm):
    """A form whose Markdown fields may only hold references that lead somewhere.

    It begins with what was proposed: an editor goes on with what the last one typed, on the site or not.
    """

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=as_proposed(instance), **kwargs)

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


class KeepingForm(EditorForm):
    """The form of a page of the newsroom. What is put back or in conflict is not saved (`content.keeping`)."""

    def clean(self):
        super().clean()
        if moment := self.data.get("_restored"):
            self.add_error(None, ValidationError("Dit typte je om %(moment)s. Lees het na en sla het op.",
                                                 params={"moment": moment}))  # fmt: skip
        if name := self.data.get("_conflict"):
            text = (
                "%(name)s heeft dit opgeslagen nadat jij het opende. Hieronder staan beide teksten. Wat jij typte, "
                "staat nog in het formulier. Sla je nog een keer op, dan geldt wat jij typte."
            )
            self.add_error(None, ValidationError(text, params={"name": name}))
        return self.cleaned_data


class PageForm(KeepingForm):
    """The form of a page. Who made a translation says when it was compared with the Dutch page of now."""

    compared = forms.BooleanField(
        label="Vergeleken met de Nederlandse pagina van nu",
        required=False,
        help_text="Zet dit aan als de vertaling hetzelfde zegt als de Nederlandse pagina die nu op de site staat. "
        "Bij een nieuwe vertaling gaan we daarvan uit.",
    )

    def clean(self):
        super().clean()
        is_new = not self.instance.original_digest or "translation_of" in self.changed_data
        if is_new or self.cleaned_data.get("compared"):
            self.instance.translation_of = self.cleaned_data.get("translation_of")
            self.instance.compare()
        return self.cleaned_data
