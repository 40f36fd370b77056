from django.db import models

from .base import Audience, Publishable, PublishableQuerySet
from .fields import MarkdownField, RenderedField, WithoutTypedNumbers
from .numbers import WithNumbers


class AudiencePage(WithNumbers, Publishable):
    """One of the five doors of the home page: a page that shows the guides for one audience."""

    path = "/voor/"

    audience = models.CharField("voor wie", max_length=20, choices=Audience.choices)
    door = models.CharField("tekst op de voorpagina", max_length=80, help_text="Zoals: Ik maak me zorgen.")
    door_line = models.CharField("regel daaronder", max_length=120)
    body = MarkdownField("tekst", help_text="Staat boven de lijst met stappen.")
    body_html = RenderedField("body")

    class Meta(Publishable.Meta):
        verbose_name = "ingang"
        verbose_name_plural = "ingangen"
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["audience"],
                condition=models.Q(draft_of=None),
                name="content_audiencepage_one_each",
                violation_error_message="Voor deze groep is er al een ingang.",
            ),
        ]

    @property
    def is_fixed(self):
        return True


class Guide(WithNumbers, Publishable):
    """What to do, step by step, for one audience in one situation."""

    path = "/wat-te-doen/"

    audience = models.CharField("voor wie", max_length=20, choices=Audience.choices)
    situation = models.CharField(
        "situatie",
        max_length=200,
        help_text="Eén zin. Staat in lijsten onder de titel: ‘Je hoort ruzie bij de buren.’",
    )
    brief = MarkdownField("in het kort", help_text="Twee tot vier korte punten, met een streepje ervoor.")
    brief_html = RenderedField("brief")
    body = MarkdownField("tekst na de stappen", help_text="Begin een tussenkop met ##.")
    body_html = RenderedField("body")
    next_guides = models.ManyToManyField(
        "self", verbose_name="lees daarna", blank=True, symmetrical=False, related_name="earlier_guides"
    )

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "handelingswijzer"
        verbose_name_plural = "handelingswijzers"
        ordering = ["audience", "position", "title"]


class GuideStep(WithoutTypedNumbers):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="steps", verbose_name="handelingswijzer")
    title = models.CharField("stap", max_length=120)
    body = MarkdownField("uitleg")
    body_html = RenderedField("body")
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "stap"
        verbose_name_plural = "stappen"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class GuideAdvice(models.Model):
    """A line of "doe wel" or "liever niet"."""

    class Kind(models.TextChoices):
        DO = "do", "Doe wel"
        DONT = "dont", "Liever niet"

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="advice", verbose_name="handelingswijzer")
    kind = models.CharField("soort", max_length=4, choices=Kind.choices)
    text = MarkdownField("regel", blank=False)
    text_html = RenderedField("text")
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "wel of niet doen"
        verbose_name_plural = "wel of niet doen"
        ordering = ["kind", "position", "pk"]

    def __str__(self):
        return self.text
