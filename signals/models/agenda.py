"""What is going on: meetings, and what comes back every year."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.models import Publishable
from content.models.base import PublishableQuerySet
from content.models.choices import Form, TargetGroup
from content.models.fields import ChoiceSetField, MarkdownField, RenderedField, WithoutTypedNumbers, validate_https
from content.periods import in_words

from .places import Municipality


class Series(Publishable):
    """What comes back: a yearly conference, or a week with a theme."""

    path = "/agenda/reeks/"

    body = MarkdownField("tekst", help_text="Wat het is en voor wie.")
    body_html = RenderedField("body")
    website = models.URLField("website", max_length=500, blank=True, validators=[validate_https])

    class Meta(Publishable.Meta):
        verbose_name = "reeks of themaweek"
        verbose_name_plural = "reeksen en themaweken"


class SeriesYear(WithoutTypedNumbers):
    """One year of a series: when it was, and its theme."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="years", verbose_name="reeks")
    year = models.PositiveSmallIntegerField("jaar")
    theme = models.CharField("thema", max_length=200, blank=True)
    starts_on = models.DateField("eerste dag", null=True, blank=True)
    ends_on = models.DateField("laatste dag", null=True, blank=True)

    class Meta:
        verbose_name = "jaar van een reeks"
        verbose_name_plural = "jaren"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year"],
                name="signals_seriesyear_one_each",
                violation_error_message="Dit jaar staat al in de reeks.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=models.F("starts_on")),
                name="signals_seriesyear_ends_after_start",
                violation_error_message="De laatste dag ligt voor de eerste dag.",
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.theme}" if self.theme else str(self.year)

    def clean(self):
        for name in ("starts_on", "ends_on"):
            day = getattr(self, name)
            if day and self.year and day.year != self.year:
                raise ValidationError({name: f"Deze dag ligt niet in {self.year}."})


class EventQuerySet(PublishableQuerySet):
    def upcoming(self):
        """What has not ended yet, the nearest first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """What has ended, the latest first."""
        return self.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")

    def for_lists(self):
        """With what a line of a list shows, and no more."""
        return self.select_related("municipality").defer("body", "body_html", "summary", "synonyms")


class Event(Publishable):
    """A meeting, on line or somewhere. It goes to the archive by itself, the moment it ends.

    Its title in the tab goes to calendars, on screens that others see: it is discreet, also for professionals.
    """

    path = "/agenda/"
    # Further parts of the same address.
    RESERVED = ("reeks", "archief", "agenda")

    starts_at = models.DateTimeField("begint", help_text="In onze eigen tijd; zomer- en wintertijd gaan vanzelf.")
    ends_at = models.DateTimeField(
        "eindigt", help_text="Daarna staat zij vanzelf in het archief. Hele dagen: 0.00 uur van de dag erna."
    )
    is_all_day = models.BooleanField(
        "alleen de dag", default=False, help_text="De tijd is niet bekend, of het duurt de hele dag."
    )
    form = models.CharField(
        "vorm", max_length=20, default=Form.ON_SITE,
        choices=[choice for choice in Form.choices if choice[0] != Form.E_LEARNING],
    )  # fmt: skip
    place = models.CharField("plek", max_length=160, blank=True, help_text="Zoals: Kulturhus, zaal 2.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="gemeente",
        help_text="Dan staat het ook op de pagina van die gemeente.",
    )  # fmt: skip
    groups = ChoiceSetField("voor wie", choices=TargetGroup.choices)
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="hoort bij"
    )
    organizer = models.CharField("wie het organiseert", max_length=160, blank=True)
    registration_url = models.URLField(
        "aanmelden", max_length=500, blank=True, validators=[validate_https],
        help_text="Webadres van de pagina waar je je aanmeldt. Begint met https://",
    )  # fmt: skip
    is_full = models.BooleanField("vol", default=False, help_text="De link om aan te melden gaat dan weg.")
    body = MarkdownField("tekst", help_text="Wat er gebeurt en voor wie het is.")
    body_html = RenderedField("body")

    objects = EventQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "bijeenkomst"
        verbose_name_plural = "agenda"
        ordering = ["-starts_at", "pk"]
        indexes = [models.Index(fields=["ends_at"], name="signals_event_ends_at")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="signals_event_ends_after_start",
                violation_error_message="De eindtijd ligt voor de begintijd.",
            ),
        ]

    def clean(self):
        errors = {}
        try:
            super().clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if self.slug in self.RESERVED or self.slug.isdigit():
            errors.setdefault("slug", []).append("Dit adres is van een ander deel van de agenda.")
        if self.form != Form.ONLINE and not (self.place or self.municipality_id):
            errors.setdefault("place", []).append("Zet erbij waar het is, of kies ‘Online’.")
        if errors:
            raise ValidationError(errors)

    @property
    def is_past(self):
        return self.ends_at <= timezone.now()

    @property
    def group_names(self):
        return [TargetGroup(group).label for group in self.groups]

    @property
    def days(self):
        """The first and the last day, in our own time."""
        first, last = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        # What ends at midnight ends on the day before.
        return first.date(), max(first, last - timedelta(microseconds=1)).date()

    @property
    def when(self):
        return in_words(self.starts_at, self.ends_at, self.is_all_day)

    @property
    def where(self):
        """Place and municipality in words; empty when it is on line only."""
        if self.form == Form.ONLINE:
            return ""
        names = [self.place, self.municipality.name if self.municipality else ""]
        return ", ".join(filter(None, dict.fromkeys(names)))

    def remarks(self):
        """What an editor should look at and what is no mistake, as a list of Dutch sentences."""
        found = []
        if self.is_past:
            found.append("Deze bijeenkomst is geweest. Ze staat in het archief.")
        if not self.is_past and self.expires_at and self.expires_at < self.ends_at:
            found.append("‘Geldt tot’ ligt voor het einde. Tot het einde staat zij dan nergens. Maak dat veld leeg.")
        if not self.is_past and not self.registration_url and not self.is_full:
            found.append("Er is geen link om aan te melden. Op de pagina staat: vraag het de organisatie.")
        twins = Event.objects.live().exclude(pk__in=[self.pk, self.draft_of_id]).filter(
            starts_at__lt=self.ends_at, ends_at__gt=self.starts_at
        )  # fmt: skip
        if self.series_id and (others := list(twins.filter(series=self.series_id)[:5])):
            names = ", ".join(f"‘{other}’" for other in others)
            found.append(f"Op dezelfde tijd is in deze reeks ook: {names}. Klopt dat?")
        if twins.filter(title__iexact=self.title, municipality=self.municipality_id).exists():
            found.append("Er staat al een bijeenkomst met deze titel op dezelfde tijd. Is deze dubbel?")
        return found
