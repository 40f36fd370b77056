from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string


class KeptFormQuerySet(models.QuerySet):
    def of(self, request):
        """What is kept of the form that was sent, or that is opened."""
        return self.filter(user=request.user, path=KeptForm.place(request.path, request.POST))

    def offered(self, request):
        """What may be put back on a page; on one that adds a row, of every form that was opened there."""
        here = Q(path=request.path) | Q(path__startswith=f"{request.path}?")
        return self.filter(here, user=request.user).order_by("saved_at")


class KeptForm(models.Model):
    """What an editor typed on a page of the newsroom and did not save yet; only that editor gets it back."""

    LONGEST = 500_000

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="van")
    path = models.CharField("pagina", max_length=200)
    data = models.TextField("wat er stond")
    saved_at = models.DateTimeField("bewaard op", auto_now=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = "bewaard formulier"
        verbose_name_plural = "bewaarde formulieren"
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="content_keptform_one_each")]

    def __str__(self):
        return self.path

    @staticmethod
    def place(path, data):
        """Where a form is kept: its page, and on a page that adds rows the key of that one tab."""
        return f"{path}?{data['_key']}" if data.get("_key") else path

    @staticmethod
    def new_key():
        return get_random_string(12)

    @property
    def key(self):
        return self.path.partition("?")[2]
