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
        html = markdown.render(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, html)
        return html
