"""The training catalogue."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.models import Audience, Download, Publishable
from content.models.base import PublishableQuerySet
from content.models.choices import Form, Level, Step, TargetGroup
from content.models.fields import ChoiceSetField, MarkdownField, RenderedField, WithoutTypedNumbers, validate_https
from content.periods import in_words

from .places import Municipality


class TrainingQuerySet(PublishableQuerySet):
    def for_lists(self):
        return self.defer("body", "body_html", "synonyms").prefetch_related("dates__municipality")


class Training(Publishable):
    """A training for professionals or volunteers: who gives it, for whom, and when."""

    path = "/scholing/"
    audience = Audience.PROFESSIONAL
    # First parts of the pages for one facet.
    RESERVED = ("voor", "niveau", "vorm", "stap")

    provider = models.CharField("aanbieder", max_length=160)
    groups = ChoiceSetField("voor wie", choices=TargetGroup.choices, blank=False)
    level = models.CharField("niveau", max_length=20, choices=Level.choices, blank=True)
    steps = ChoiceSetField("stappen van de meldcode", choices=Step.choices)
    form = models.CharField("vorm", max_length=20, choices=Form.choices, blank=True)
    duration = models.CharField("duur", max_length=120, blank=True, help_text="Zoals: één dagdeel, of 3 uur.")
    cost = models.CharField("kosten", max_length=120, blank=True, help_text="Zoals: gratis, of 95 euro.")
    certification = models.CharField("certificaat of accreditatie", max_length=200, blank=True)
    repeat_months = models.PositiveSmallIntegerField(
        "herhalen na", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="In maanden. Dan rekent de pagina uit wanneer een team weer aan de beurt is.",
    )  # fmt: skip
    registration_url = models.URLField(
        "aanmelden", max_length=500, blank=True, validators=[validate_https],
        help_text="Webadres van de pagina van de aanbieder. Begint met https://",
    )  # fmt: skip
    body = MarkdownField("tekst", help_text="Wat je leert.")
    body_html = RenderedField("body")
    downloads = GenericRelation(Download, verbose_name="bestanden erbij")

    objects = TrainingQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "scholing"
        verbose_name_plural = "scholing"

    def clean(self):
        super().clean()
        if self.slug in self.RESERVED:
            raise ValidationError({"slug": "Dit adres is van een ander deel van de scholing."})

    @property
    def group_names(self):
        return [TargetGroup(group).label for group in self.groups]

    @property
    def step_names(self):
        return [Step(step).label for step in self.steps]

    @property
    def coming_dates(self):
        """The dates that have not ended yet, the nearest first."""
        return [date for date in self.dates.all() if not date.is_past]

    def remarks(self):
        """What an editor should look at and what is no mistake, as a list of Dutch sentences."""
        found = []
        if not self.coming_dates:
            found.append("Er is geen datum die nog komt. Op de pagina staat: vraag de aanbieder.")
        if not self.registration_url:
            found.append("Er is geen link om aan te melden. Op de pagina staat: vraag de aanbieder.")
        return found


class TrainingDateQuerySet(models.QuerySet):
    def upcoming(self):
        """Dates of trainings that lists show, which have not ended yet; the nearest first."""
        return self.filter(ends_at__gt=timezone.now(), training__in=Training.objects.listed()).order_by("starts_at")


class TrainingDate(WithoutTypedNumbers):
    """One time that a training is given; more days of it are dates of their own."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="dates", verbose_name="training")
    starts_at = models.DateTimeField("begint")
    ends_at = models.DateTimeField("eindigt", help_text="Daarna verdwijnt de datum vanzelf.")
    place = models.CharField("plek", max_length=160, blank=True, help_text="Leeg: online.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="training_dates", verbose_name="gemeente"
    )
    is_full = models.BooleanField("vol", default=False)

    objects = TrainingDateQuerySet.as_manager()

    class Meta:
        verbose_name = "datum"
        verbose_name_plural = "data"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["ends_at"], name="signals_trainingdate_ends_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="signals_trainingdate_ends_after_start",
                violation_error_message="De eindtijd ligt voor de begintijd.",
            )
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%d-%m-%Y %H:%M}"

    @property
    def is_past(self):
        return self.ends_at <= timezone.now()

    @property
    def when(self):
        return in_words(self.starts_at, self.ends_at)

    @property
    def where(self):
        names = [self.place, self.municipality.name if self.municipality else ""]
        return ", ".join(filter(None, dict.fromkeys(names))) or "online"
