from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .fields import WithoutTypedNumbers, validate_https


class Download(WithoutTypedNumbers):
    """A file that someone else keeps, in addition to a page that says the same; with size and date."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word"
        SHEET = "xlsx", "Excel"
        SLIDES = "pptx", "PowerPoint"
        AUDIO = "mp3", "Geluid (mp3)"
        VIDEO = "mp4", "Video"

    title = models.CharField("wat het is", max_length=160)
    url = models.URLField("webadres van het bestand", max_length=500, validators=[validate_https])
    kind = models.CharField("soort bestand", max_length=5, choices=Kind.choices, default=Kind.PDF)
    kilobytes = models.PositiveIntegerField("grootte in KB")
    dated = models.DateField("datum van het bestand")
    position = models.PositiveIntegerField("volgorde", default=10)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden erbij"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="content_download_item")]

    def __str__(self):
        return self.title

    @property
    def size(self):
        """The size in words: 240 KB, or 1,5 MB."""
        if self.kilobytes < 1000:
            return f"{self.kilobytes} KB"
        return f"{self.kilobytes / 1000:.1f} MB".replace(".", ",").replace(",0", "")
