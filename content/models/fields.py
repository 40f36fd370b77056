from django.core.exceptions import ValidationError
from django.db import models
from markdownx.models import MarkdownxField

from content import markdown


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
