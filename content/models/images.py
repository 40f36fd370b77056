"""Images that editors put in a text, as `[[beeld:key]]`.

Their bytes stand in the database: every host that makes editions can read them there, and they go along in its
backup. A picture is at most 160 kB.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import ProtectedError

from content import images
from content.markdown import IMAGE

from . import uses
from .fields import WithoutTypedNumbers
from .proposals import Guarded, GuardedQuerySet

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
FOLDER = "/beeld/"  # on the site


def new_key():
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


class ImageQuerySet(GuardedQuerySet):
    def on_the_site(self):
        """Images that a visitor may see now."""
        return self.filter(key__in=uses.keys_on_the_site(IMAGE))

    def unused(self):
        """Images that no text shows."""
        return self.exclude(key__in={key for _, keys in uses.rows_that_refer(IMAGE) for key in keys})

    def delete(self):
        """Raises ProtectedError when one of them stands in a text."""
        for image in self:
            image.refuse_when_used()
        return super().delete()


class Image(Guarded, WithoutTypedNumbers):
    """A photograph or drawing, with its description and the consent of who made it and who is on it.

    Its pictures never change: another photograph is another image.
    """

    key = models.SlugField("sleutel", max_length=20, unique=True, default=new_key, editable=False)
    alt = models.CharField(
        "beschrijving",
        max_length=250,
        help_text="Wat er te zien is, in één zin. Wie het beeld niet ziet, hoort dit. Geen namen van mensen.",
    )
    credit = models.CharField("maker of bron", max_length=120, help_text="Staat klein onder het beeld.")
    consent_by = models.CharField(
        "toestemming van",
        max_length=120,
        help_text="Van wie we het mogen gebruiken: de maker, en wie te herkennen is. Staat niet op de site.",
    )
    consent_on = models.DateField("toestemming op")
    uploaded_at = models.DateTimeField("toegevoegd op", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="toegevoegd door",
    )

    objects = ImageQuerySet.as_manager()

    GUARDED = {"alt": None, "credit": None}
    UNREAD = (*WithoutTypedNumbers.UNREAD, "key", "consent_by")

    class Meta:
        verbose_name = "beeld"
        verbose_name_plural = "beelden"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.alt

    def draw(self, sizes):
        """Saves the image with its pictures; `sizes` come from `images.sizes_of`."""
        self.save()
        ImageFile.objects.bulk_create(
            ImageFile(image=self, width=size.width, height=size.height, content=size.content) for size in sizes
        )

    @property
    def reference(self):
        """How a text shows it."""
        return f"[[{IMAGE}:{self.key}]]"

    @property
    def pictures(self):
        """Its sizes without their bytes, the smallest first, as a list."""
        return list(self.files.defer("content"))

    def used_in(self):
        """The items of which a text shows it, working copies too."""
        return uses.items_that_refer(IMAGE, self.key)

    @property
    def is_guarded(self):
        """Who reads a text reads its images: once one stands in a text its words wait for a colleague."""
        return bool(self.used_in())

    @property
    def is_on_the_site(self):
        return self.key in uses.keys_on_the_site(IMAGE)

    def refuse_when_used(self):
        """Raises ProtectedError while a text shows it."""
        if used := self.used_in():
            raise ProtectedError("Dit beeld staat nog in een tekst.", set(used))

    def delete(self, *args, **kwargs):
        """Raises ProtectedError while a text shows it."""
        self.refuse_when_used()
        return super().delete(*args, **kwargs)


class ImageFile(models.Model):
    """One size of an image, as WebP."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="files", verbose_name="beeld")
    width = models.PositiveIntegerField("breedte")
    height = models.PositiveIntegerField("hoogte")
    content = models.BinaryField("inhoud", max_length=max(images.SIZES.values()))

    class Meta:
        verbose_name = "formaat van een beeld"
        verbose_name_plural = "formaten van een beeld"
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["image", "width"], name="content_imagefile_one_each")]

    def __str__(self):
        return f"{self.width} × {self.height}"

    @property
    def path(self):
        """Its address on the site."""
        return f"{FOLDER}{self.image.key}-{self.width}.webp"
