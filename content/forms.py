from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from markdownx.widgets import AdminMarkdownxWidget

from . import diff, references
from .models.fields import MarkdownField


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


class ItemForm(EditorForm):
    """The form of an item. It knows which text its editor saw, and tells when another editor saved meanwhile."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        # Both texts of a field that two people changed: dicts with "field", "theirs" and "html".
        self.conflict = []
        self.is_in_conflict = False

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name != "seen"]

    def clean(self):
        super().clean()
        if kept := self.data.get("_restored"):
            self.add_error(None, ValidationError("Dit typte je om %(moment)s. Lees het na en sla het op.",
                                                 params={"moment": kept}))  # fmt: skip
        seen = self.cleaned_data.get("seen")
        if self.instance.pk and seen:
            now = type(self.instance).objects.select_for_update().filter(pk=self.instance.pk).first()
            if now and now.version != seen:
                self.tell_of(now)
        return self.cleaned_data

    def tell_of(self, now):
        """Somebody else saved this item since the form was opened: show both, and let the editor decide."""
        self.is_in_conflict = True
        for name, value in self.cleaned_data.items():
            if name in self.fields and name in {field.name for field in now._meta.fields}:
                field = now._meta.get_field(name)
                theirs, mine = (diff.in_words(field, each) for each in (getattr(now, field.attname), value))
                if theirs != mine:
                    html = diff.marked(theirs, mine)
                    self.conflict.append({"field": field.verbose_name, "theirs": theirs, "html": html})
        # Who presses Save again has seen it.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = now.version
        self.add_error(
            None,
            ValidationError(
                "%(name)s heeft deze tekst opgeslagen nadat jij haar opende. Hieronder staan beide teksten. Wat jij "
                "typte, staat nog in het formulier. Sla je nog een keer op, dan geldt jouw tekst.",
                params={"name": now.last_editor or "Een collega"},
            ),
        )
