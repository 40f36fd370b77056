from django.core.exceptions import ValidationError
from django.db import models

from content.models import Audience, Guide, Publishable, Sector
from content.models.fields import MarkdownField, RenderedField, WithoutTypedNumbers
from content.models.numbers import WithNumbers


class Weight(models.TextChoices):
    """How heavy a sign weighs. Weights are never counted or added up: the strongest one decides what comes first."""

    ACUTE = "acute", "Acuut"
    SERIOUS = "serious", "Ernstig"
    WATCH = "watch", "Let op"


class Checklist(WithNumbers, Publishable):
    """Warning signs about someone. It gives no score and no verdict."""

    path = "/signalen/"
    # Fields that rows which are loaded already did not have: see `content.loading`.
    ADDED_LATER = ("sectors", "is_at_hand", "age_from", "age_to", "harm_by")

    class About(models.TextChoices):
        BABY = "baby", "Baby of peuter"
        CHILD = "child", "Kind"
        TEENAGER = "teenager", "Jongere"
        ADULT = "adult", "Volwassene"
        ELDERLY = "elderly", "Oudere"
        OWN_BEHAVIOUR = "own-behaviour", "Eigen gedrag"
        OTHER_BEHAVIOUR = "other-behaviour", "Gedrag van een ander"
        FAMILY = "family", "Gezin of familie"

    class HarmBy(models.TextChoices):
        """Who may be the one that does harm, seen from the person it is about."""

        PARENT = "parent", "Een ouder of verzorger van het kind"
        PARTNER = "partner", "Een partner of ex"
        FAMILY = "family", "De familie"
        CARER = "carer", "Een mantelzorger of verzorger"
        OTHER = "other", "Iemand anders, zoals een ronselaar of baas"

    audience = models.CharField("wie hem invult", max_length=20, choices=Audience.choices)
    about = models.CharField("over wie", max_length=20, choices=About.choices)
    situation = models.CharField("situatie", max_length=200, help_text="Eén zin voor lijsten.")
    is_about_danger_to_life = models.BooleanField(
        "gaat over levensgevaar",
        default=False,
        help_text="De zin ‘Eén signaal bewijst niets’ staat dan niet boven de lijst.",
    )
    nuance = MarkdownField(
        "nuance", help_text="Wat er nog meer aan de hand kan zijn. De vaste zinnen zet de site er zelf bij."
    )
    nuance_html = RenderedField("nuance")
    advice_acute = MarkdownField("advies bij acuut", help_text="Staat onder: Gebeurt het nu? Bel het noodnummer.")
    advice_acute_html = RenderedField("advice_acute")
    advice_serious = MarkdownField("advies bij ernstig", help_text="Staat onder: Bel Veilig Thuis voor advies.")
    advice_serious_html = RenderedField("advice_serious")
    advice_watch = MarkdownField("advies bij let op", help_text="Staat onder: Praat erover en blijf kijken.")
    advice_watch_html = RenderedField("advice_watch")
    body = MarkdownField("tekst onder de lijst")
    body_html = RenderedField("body")
    guides = models.ManyToManyField(Guide, verbose_name="stappen hierbij", blank=True, related_name="checklists")
    topics = models.ManyToManyField(
        "content.Topic", verbose_name="onderwerpen hierbij", blank=True, related_name="checklists"
    )

    sectors = models.ManyToManyField(
        Sector,
        verbose_name="meldcode hierbij",
        blank=True,
        related_name="checklists",
        help_text="Op de pagina van deze sectoren staat een link naar de lijst.",
    )
    is_at_hand = models.BooleanField(
        "bij ‘Signalen bij de hand’",
        default=False,
        help_text="Professionals kiezen daar signalen uit verschillende lijsten. Schrijf ze dan zonder ‘je’ of ‘ik’.",
    )
    age_from = models.PositiveSmallIntegerField("vanaf leeftijd", default=0, help_text="In jaren.")
    age_to = models.PositiveSmallIntegerField("tot en met leeftijd", default=120, help_text="In jaren.")
    harm_by = models.CharField(
        "wie misschien geweld gebruikt",
        max_length=10,
        choices=HarmBy.choices,
        blank=True,
        help_text="Leeg: dat kan iedereen zijn.",
    )

    class Meta(Publishable.Meta):
        verbose_name = "signalenlijst"
        verbose_name_plural = "signalenlijsten"
        ordering = ["audience", "position", "title"]

    def clean(self):
        super().clean()
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise ValidationError({"age_to": "De laatste leeftijd ligt voor de eerste."})


class SignGroup(WithoutTypedNumbers):
    ADDED_LATER = ("side",)

    class Side(models.TextChoices):
        """In whom the signs of a group show."""

        VICTIM = "victim", "Wie het misschien meemaakt"
        PERPETRATOR = "perpetrator", "Wie misschien geweld gebruikt"
        BOTH = "both", "Allebei"

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="groups", verbose_name="signalenlijst")
    title = models.CharField("tussenkop", max_length=120)
    side = models.CharField("bij wie je dit ziet", max_length=12, choices=Side.choices, default=Side.BOTH)
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "groep signalen"
        verbose_name_plural = "groepen signalen"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class Sign(WithoutTypedNumbers):
    group = models.ForeignKey(SignGroup, models.CASCADE, related_name="signs", verbose_name="groep")
    text = models.CharField("signaal", max_length=300, help_text="Eén ding dat je kunt zien, horen of voelen.")
    weight = models.CharField("gewicht", max_length=10, choices=Weight.choices, default=Weight.WATCH)
    advice = MarkdownField(
        "advies bij dit signaal",
        help_text="Alleen als dit signaal iets extra’s vraagt, zoals: ga vandaag naar een arts.",
    )
    advice_html = RenderedField("advice")
    source = models.URLField("bron", max_length=500, blank=True)
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
