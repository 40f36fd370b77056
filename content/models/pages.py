from django.core.exceptions import ValidationError
from django.db import models

from .base import Audience, Publishable
from .fields import MarkdownField, RenderedField


class Page(Publishable):
    """A text of its own: about the site, privacy, safe browsing, what happens when you call."""

    path = "/"

    # Every page links to these, so their addresses stay and they cannot be taken down.
    FIXED = (
        "nu", "als-je-belt", "veilig-kijken", "wat-we-bewaren", "over-deze-site", "privacy",
        "toegankelijkheid", "colofon", "contact", "beveiliging",
    )  # fmt: skip
    # First parts of other addresses of the site.
    RESERVED = (
        "voor", "wat-te-doen", "onderwerpen", "signalen", "hulp", "a-z", "zoeken", "insluiten", "beheer", "static",
    )  # fmt: skip

    audience = models.CharField("voor wie", max_length=20, choices=Audience.choices, blank=True)
    body = MarkdownField("tekst", help_text="Begin een tussenkop met ##.")
    body_html = RenderedField("body")

    class Meta(Publishable.Meta):
        verbose_name = "pagina"
        verbose_name_plural = "pagina’s"

    @property
    def is_fixed(self):
        return self.slug in self.FIXED

    def clean(self):
        super().clean()
        if self.slug in self.RESERVED:
            raise ValidationError({"slug": "Dit adres is van een ander deel van de site."})
