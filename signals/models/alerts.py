from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .directory import Phone


class AlertQuerySet(models.QuerySet):
    def active(self):
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Alert(models.Model):
    """A message at the top of every page, such as: this number is out of order, call that one."""

    text = models.CharField(
        "bericht", max_length=200, help_text="Zonder nummer. Zoals: Veilig Thuis is nu niet bereikbaar. Bel:"
    )
    phone = models.ForeignKey(
        Phone,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="nummer",
        help_text="Komt achter het bericht.",
    )
    starts_at = models.DateTimeField("van", default=timezone.now)
    ends_at = models.DateTimeField("tot", help_text="Daarna verdwijnt het bericht vanzelf.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht boven elke pagina"
        verbose_name_plural = "berichten boven elke pagina"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="signals_alert_ends_after_start",
                violation_error_message="De eindtijd ligt voor de begintijd.",
            )
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if self.phone_id and not self.phone.is_shown:
            raise ValidationError({"phone": "Dit nummer is niet nagekeken en mag niet op de site."})
