from django.conf import settings
from django.db import models


class KeptForm(models.Model):
    """What an editor typed on a page of the newsroom and did not save yet; only that editor gets it back."""

    LONGEST = 500_000

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="van")
    path = models.CharField("pagina", max_length=200)
    data = models.TextField("wat er stond")
    saved_at = models.DateTimeField("bewaard op", auto_now=True)

    class Meta:
        verbose_name = "bewaard formulier"
        verbose_name_plural = "bewaarde formulieren"
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="content_keptform_one_each")]

    def __str__(self):
        return self.path
