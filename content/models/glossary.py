"""The words of the field, for whoever reads a page for professionals."""

from django.db import models

from .base import Publishable
from .fields import MarkdownField, RenderedField, WithoutTypedNumbers


class Glossary(Publishable):
    """The page with all words. There is one."""

    path = "/"

    body = MarkdownField("tekst", help_text="Staat boven de woorden.")
    body_html = RenderedField("body")

    class Meta(Publishable.Meta):
        verbose_name = "woordenlijst"
        verbose_name_plural = "woordenlijst"

    is_for_professionals = True
    is_fixed = True


class Term(WithoutTypedNumbers):
    """A word and what it means. Its key is only a place on the page, so changing it leaves no moved address."""

    UNREAD = (*WithoutTypedNumbers.UNREAD, "forms")

    glossary = models.ForeignKey(Glossary, models.CASCADE, related_name="terms", verbose_name="woordenlijst")
    name = models.CharField("woord", max_length=80)
    key = models.SlugField("plaats op de pagina", max_length=60, help_text="Zoals: acute-onveiligheid.")
    forms = models.CharField(
        "andere vormen",
        max_length=300,
        blank=True,
        help_text="Met een komma ertussen: aandachtsfunctionarissen, safety plan. Ook deze woorden krijgen een link.",
    )
    text = models.CharField("uitleg", max_length=300, help_text="Eén of twee korte zinnen.")
    more = MarkdownField("lees meer", help_text="Waar het verder staat, zoals [[gids:kindcheck]]. Mag leeg blijven.")
    more_html = RenderedField("more")
    is_linked = models.BooleanField(
        "link in teksten",
        default=True,
        help_text="Het eerste keer dat dit woord op een pagina voor professionals staat, leidt het hierheen.",
    )

    class Meta:
        verbose_name = "woord"
        verbose_name_plural = "woorden"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["glossary", "key"],
                name="content_term_key",
                violation_error_message="Deze plaats op de pagina is al van een ander woord.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def anchor(self):
        """The id of its place on the page; the prefix keeps it from shadowing a name of the DOM."""
        return f"w-{self.key}"

    @property
    def words(self):
        """Every form of the word, as a list."""
        return [self.name, *filter(None, (form.strip() for form in self.forms.split(",")))]
