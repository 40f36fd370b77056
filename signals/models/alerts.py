from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from content import acting
from content.models import Refused, refuse_new_eyes

from .directory import Phone

# What one person may put above every page, at any hour.
FIXED_TEXTS = (
    "Veilig Thuis is nu slecht bereikbaar. Ben je in gevaar? Bel het noodnummer.",
    "Er is een storing bij de telefoon. Lukt bellen niet? Probeer het straks opnieuw.",
    "Het noodnummer is nu slecht bereikbaar. Bel:",
    "Een nummer op deze site klopte niet. Het is weggehaald. Bel zolang:",
    "Er is iets mis met deze site. Bel bij twijfel:",
)
OWN_TEXT = "Je hebt dit bericht zelf geschreven. Een ander moet het goedkeuren."


class AlertQuerySet(models.QuerySet):
    def active(self):
        now = timezone.now()
        return self.approved().filter(starts_at__lte=now, ends_at__gt=now)

    def approved(self):
        """In a fixed wording, approved by a second person, or written without a person behind it."""
        return self.filter(Q(text__in=FIXED_TEXTS) | Q(last_editor=None) | ~Q(approved_by=None))


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
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="laatst veranderd door",
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="goedgekeurd door",
    )  # fmt: skip

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
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(last_editor=None) | ~Q(approved_by=F("last_editor")),
                name="signals_alert_four_eyes",
                violation_error_message=OWN_TEXT,
            ),
        ]

    def __str__(self):
        return self.text

    def save(self, **kwargs):
        if editor := acting.editor():
            self.last_editor, self.approved_by = editor, None
        super().save(**kwargs)

    @property
    def needs_approval(self):
        """A wording of one's own waits for a second person."""
        return bool(self.text not in FIXED_TEXTS and self.last_editor_id and not self.approved_by_id)

    @property
    def shown_phone(self):
        """The number behind the text, while visitors may have it."""
        return self.phone if self.phone_id and self.phone.is_shown else None

    @property
    def version(self):
        """What an approval is about: another text, number or moment is another message."""
        return f"{self.phone_id} {self.starts_at.isoformat()} {self.ends_at.isoformat()} {self.text}"

    def approve(self, user, version):
        """Let visitors see it; `version` is what was read. Raises Refused for whoever wrote it."""
        with transaction.atomic(), acting.workflow():
            alert = type(self).objects.select_for_update().get(pk=self.pk)
            if alert.version != version:
                raise Refused("Het bericht is veranderd nadat je het opende. Lees het nog een keer.")
            if not user.is_active or alert.last_editor_id == user.pk:
                raise Refused(OWN_TEXT)
            refuse_new_eyes(user)
            alert.approved_by = user
            alert.save()

    def clean(self):
        if self.phone_id and not self.phone.is_shown:
            raise ValidationError({"phone": "Dit nummer is niet nagekeken en mag niet op de site."})
