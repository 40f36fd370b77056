from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone

from .base import Publishable, PublishableQuerySet
from .downloads import Download
from .fields import MarkdownField, RenderedField


class NewsQuerySet(PublishableQuerySet):
    def for_lists(self):
        return self.defer("body", "body_html", "synonyms")


class NewsItem(Publishable):
    """News for professionals. Title in the tab and address are discreet: they also stand in feeds."""

    path = "/nieuws/"
    RESERVED = ("archief",)

    dated = models.DateField("datum van het nieuws", default=timezone.localdate)
    body = MarkdownField("tekst")
    body_html = RenderedField("body")
    downloads = GenericRelation(Download, verbose_name="bestanden erbij")

    objects = NewsQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "nieuwsbericht"
        verbose_name_plural = "nieuws"
        ordering = ["-dated", "-pk"]
        indexes = [models.Index(fields=["-dated"], name="content_newsitem_dated")]
