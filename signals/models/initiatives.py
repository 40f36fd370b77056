from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from content.models import Audience, Download, Publishable
from content.models.fields import MarkdownField, RenderedField, validate_https

from .places import Municipality


class Initiative(Publishable):
    """Something that one municipality does, or several together: a local initiative of the regional vision."""

    path = "/initiatieven/"
    audience = Audience.PROFESSIONAL

    municipalities = models.ManyToManyField(
        Municipality, verbose_name="gemeenten", blank=True, related_name="initiatives",
        help_text="Het staat ook op de pagina van deze gemeenten. Leeg: van de hele regio.",
    )  # fmt: skip
    organizer = models.CharField("van wie het is", max_length=160, blank=True)
    period = models.CharField("wanneer", max_length=80, blank=True, help_text="Zoals: 2017-2018, of: sinds 2024.")
    website = models.URLField("website", max_length=500, blank=True, validators=[validate_https])
    body = MarkdownField("tekst", help_text="Wat het is en wat je er aan hebt.")
    body_html = RenderedField("body")
    downloads = GenericRelation(Download, verbose_name="bestanden erbij")

    class Meta(Publishable.Meta):
        verbose_name = "lokaal initiatief"
        verbose_name_plural = "lokale initiatieven"
