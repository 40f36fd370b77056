from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class StarterRecord(models.Model):
    """What `load_starter` wrote, so that it can tell an editor's work from its own.

    `source_digest` is of the data in the file, `digest` of the rows as they were written.
    """

    key = models.CharField(max_length=200, unique=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True)
    object_id = models.PositiveBigIntegerField(null=True)
    item = GenericForeignKey()
    source_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "geladen starttekst"
        verbose_name_plural = "geladen startteksten"

    def __str__(self):
        return self.key
