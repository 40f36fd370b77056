"""The reporting code: what every profession shares, said once, and what each sector adds to it."""

from django.db import models

from .base import Publishable
from .fields import MarkdownField, RenderedField, WithoutTypedNumbers
from .numbers import WithNumbers


class Part(models.TextChoices):
    """The parts of a page for one sector. What a sector adds stands in its own part."""

    ACUTE = "acute", "Bij acuut gevaar"
    CONSULT = "consult", "Met wie praat je eerst"
    STEP_1 = "step-1", "Stap 1: signalen"
    STEP_2 = "step-2", "Stap 2: overleg"
    STEP_3 = "step-3", "Stap 3: gesprek"
    STEP_4 = "step-4", "Stap 4: weging"
    STEP_5 = "step-5", "Stap 5: besluit"
    NORMS = "norms", "Wanneer je meldt"
    SHARE = "share", "Wat je mag delen"
    KINDCHECK = "kindcheck", "Kindcheck"
    FORENSIC = "forensic", "Letsel laten bekijken"
    TALK = "talk", "Het gesprek"
    FILE = "file", "Wat je opschrijft"
    HANDOVER = "handover", "Overdracht"
    CARE = "care", "Zorg voor jezelf"
    OWN_CODE = "own-code", "De code van je organisatie"

    @property
    def is_step(self):
        return self.value.startswith("step-")


class ReportingCode(WithNumbers, Publishable):
    """The common part, and the page on which a sector is chosen. There is one."""

    path = "/"

    body = MarkdownField("tekst", help_text="Staat boven de lijst met sectoren.")
    body_html = RenderedField("body")
    unsure = MarkdownField(
        "bij ‘weet ik niet’", help_text="Wat iemand leest die bij een vraag van de weging ‘weet ik niet’ kiest."
    )
    unsure_html = RenderedField("unsure")

    class Meta(Publishable.Meta):
        verbose_name = "meldcode, gedeeld deel"
        verbose_name_plural = "meldcode, gedeeld deel"

    is_for_professionals = True
    is_fixed = True


class CodePart(WithoutTypedNumbers):
    """One part that all sectors share."""

    code = models.ForeignKey(ReportingCode, models.CASCADE, related_name="parts", verbose_name="meldcode")
    part = models.CharField("welk deel", max_length=10, choices=Part.choices)
    title = models.CharField("kop", max_length=120)
    text = MarkdownField("tekst voor alle sectoren", blank=False)
    text_html = RenderedField("text")
    position = models.PositiveIntegerField(
        "volgorde", default=10, help_text="Acuut gevaar staat altijd vooraan; de stappen staan bij elkaar."
    )

    class Meta:
        verbose_name = "deel voor alle sectoren"
        verbose_name_plural = "delen voor alle sectoren"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "part"],
                name="content_codepart_one_each",
                violation_error_message="Dit deel is er al.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_step(self):
        return Part(self.part).is_step


class CodeQuestion(WithoutTypedNumbers):
    """A question of the weighing. An answer leads on to the next question, or to what to do now; never to a score."""

    class Answer(models.TextChoices):
        YES = "yes", "Ja"
        NO = "no", "Nee"

    code = models.ForeignKey(ReportingCode, models.CASCADE, related_name="questions", verbose_name="meldcode")
    title = models.CharField("vraag", max_length=200)
    text = MarkdownField("uitleg")
    text_html = RenderedField("text")
    yes = MarkdownField("wat nu bij ja", blank=False)
    yes_html = RenderedField("yes")
    no = MarkdownField("wat nu bij nee", blank=False)
    no_html = RenderedField("no")
    leads_on = models.CharField(
        "verder bij", max_length=3, choices=Answer.choices, help_text="Bij dit antwoord komt de volgende vraag."
    )
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "vraag van de weging"
        verbose_name_plural = "vragen van de weging"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class Sector(WithNumbers, Publishable):
    """One field of work: the common parts with what this work adds to them."""

    path = "/meldcode/"

    name = models.CharField("sector", max_length=60, help_text="Waaronder mensen hun werk zoeken: Huisarts.")
    situation = models.CharField("voor wie", max_length=200, help_text="Eén zin voor lijsten: welke beroepen.")
    body = MarkdownField("tekst onderaan", help_text="Begin een tussenkop met ##.")
    body_html = RenderedField("body")

    class Meta(Publishable.Meta):
        verbose_name = "meldcode voor een sector"
        verbose_name_plural = "meldcode per sector"

    is_for_professionals = True


class SectorAddition(WithoutTypedNumbers):
    """What one sector adds to a part."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="additions", verbose_name="sector")
    part = models.CharField("bij welk deel", max_length=10, choices=Part.choices)
    text = MarkdownField("aanvulling", blank=False)
    text_html = RenderedField("text")
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "aanvulling"
        verbose_name_plural = "aanvullingen"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.sector}: {self.get_part_display()}"
