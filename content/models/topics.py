from django.db import models

from .base import Publishable
from .fields import MarkdownField, RenderedField, WithoutTypedNumbers
from .numbers import WithNumbers


class Topic(WithNumbers, Publishable):
    """A form of violence: what it is, what the law says, how often it happens, where help is."""

    path = "/onderwerpen/"

    body = MarkdownField("wat is het")
    body_html = RenderedField("body")
    law = MarkdownField("wat zegt de wet")
    law_html = RenderedField("law")
    help = MarkdownField("wat kun je doen", help_text="Eindig met één stap en een nummer.")
    help_html = RenderedField("help")
    guides = models.ManyToManyField("Guide", verbose_name="stappen hierbij", blank=True, related_name="topics")

    class Meta(Publishable.Meta):
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"


class Figure(WithoutTypedNumbers):
    """A number from research; always with its year and where it comes from."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="figures", verbose_name="onderwerp")
    text = models.CharField("hele zin met het cijfer", max_length=400)
    year = models.CharField("jaar", max_length=20, help_text="Over welk jaar het gaat, zoals 2024 of 2014-2023.")
    source_title = models.CharField("bron", max_length=200)
    source_url = models.URLField("webadres van de bron", max_length=500, blank=True)
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "cijfer"
        verbose_name_plural = "cijfers"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
