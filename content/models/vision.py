"""What the municipalities of the region agreed."""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone

from .base import Audience, Expiry, Publishable
from .downloads import Download
from .fields import MarkdownField, RenderedField, WithoutTypedNumbers


class RegionalVision(Publishable):
    """The agreement of the municipalities, in plain language. After `expires_at` it stays as archive."""

    path = "/regiovisie/"
    audience = Audience.PROFESSIONAL

    period = models.CharField("periode", max_length=40, help_text="Zoals: 2023-2026.")
    body = MarkdownField("tekst", help_text="Wat het is en wie het afsprak.")
    body_html = RenderedField("body")
    downloads = GenericRelation(Download, verbose_name="bestanden erbij")

    class Meta(Publishable.Meta):
        verbose_name = "regiovisie"
        verbose_name_plural = "regiovisies"
        ordering = ["-published_at", "title"]

    @property
    def valid_through(self):
        """The last day on which it holds, or None."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1)) if self.expires_at else None

    def remarks(self):
        """What an editor should look at and what is no mistake, as a list of Dutch sentences."""
        if self.valid_through is None:
            return ["Er staat niet bij tot wanneer deze regiovisie geldt. Vul ‘geldt tot’ in."]
        if self.on_expiry == Expiry.REMOVE:
            return ["Na de einddatum is deze pagina weg. Kies bij ‘en daarna’ dat zij blijft, met een melding."]
        if self.is_archived:
            return [f"Deze regiovisie gold t/m {self.valid_through:%d-%m-%Y}. Is er een nieuwe? Voeg die toe."]
        return []


class Ambition(WithoutTypedNumbers):
    vision = models.ForeignKey(RegionalVision, models.CASCADE, related_name="ambitions", verbose_name="regiovisie")
    title = models.CharField("ambitie", max_length=120)
    text = MarkdownField("in gewone taal")
    text_html = RenderedField("text")
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "ambitie"
        verbose_name_plural = "ambities"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title
