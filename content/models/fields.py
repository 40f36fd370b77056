from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from markdownx.models import MarkdownxField

from content import markdown


def validate_https(url):
    """Raises a ValidationError for a link that is not encrypted: what is filled in there could be read on the way."""
    if url and not url.lower().startswith("https://"):
        raise ValidationError("Deze link begint niet met https://. Vraag de aanbieder om een veilig webadres.")


class MarkdownField(MarkdownxField):
    """A text in Markdown, with a preview in the admin. Typed telephone numbers are refused."""

    default_validators = [markdown.validate]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class RenderedField(models.TextField):
    """The HTML of the Markdown field named `source`, made when the row is saved.

    Visitors' requests never render Markdown. References stay in it as markers until the page is made.
    """

    def __init__(self, source="", **kwargs):
        self.source = source
        super().__init__(**{**kwargs, "editable": False, "default": "", "blank": True})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        html = markdown.render(getattr(model_instance, self.source), self._prefix(model_instance))
        setattr(model_instance, self.attname, html)
        return html

    def _prefix(self, row):
        # The main text of a page has none: links to its headings are short. Rows such as steps share a page.
        part = "" if self.source == "body" else f"{self.source.replace('_', '-')}-"
        return part if hasattr(row, "get_absolute_url") else f"{part}{getattr(row, 'position', '')}-"


class WithoutTypedNumbers(models.Model):
    """A row whose short texts hold no telephone numbers, since these would not change along with the directory."""

    # Fields that no visitor reads as text.
    UNREAD = ("numbers", "slug", "owner", "reviewed_by", "synonyms", "why")

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        errors = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field in self._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if not is_text or isinstance(field, MarkdownField | RenderedField | models.URLField):
                continue
            if field.name in self.UNREAD or field.name in (exclude or ()):
                continue
            try:
                markdown.refuse_numbers(getattr(self, field.attname))
            except ValidationError as error:
                errors.setdefault(field.name, []).append(error)
        if errors:
            raise ValidationError(errors)


class ChoiceSetField(models.CharField):
    """Several of a few choices, ticked as boxes; in Python a list of their values.

    The database holds ",a,b,", so that `filter(name__contains=",a,")` finds the rows that hold one value.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 400, "default": list, "blank": True, **kwargs})

    @staticmethod
    def _split(text):
        return [part for part in text.split(",") if part]

    def from_db_value(self, value, expression, connection):
        return self._split(value or "")

    def to_python(self, value):
        return self._split(value) if isinstance(value, str) else list(value or ())

    def get_prep_value(self, value):
        if isinstance(value, str):
            return value
        return f",{','.join(value)}," if value else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        known = dict(self.flatchoices)
        if unknown := [each for each in value if each not in known]:
            raise ValidationError(f"Dit is geen keuze: {', '.join(unknown)}.")
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"])

    def run_validators(self, value):
        """None: `validate` leaves nothing but known values, and their names are of our making."""

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            label=self.verbose_name, help_text=self.help_text, required=not self.blank, choices=self.flatchoices,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
