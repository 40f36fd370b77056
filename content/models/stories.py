from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content import acting

from .base import Publishable, PublishableQuerySet
from .choices import Step
from .fields import MarkdownField, RenderedField


class StoryQuerySet(PublishableQuerySet):
    def published(self):
        """Published, with the consent of who told it: given, and not withdrawn."""
        today = timezone.localdate()
        consent = self.filter(is_fictional=False, consent_on__lte=today).exclude(consent_withdrawn_on__lte=today)
        return super(StoryQuerySet, consent).published()


class Story(Publishable):
    """What helped someone. No name, no place, no face; it stays for as long as who told it agrees."""

    path = "/verhalen/"

    who = models.CharField(
        "wie vertelt", max_length=120,
        help_text="Een rol, zoals: een leerkracht van groep 5. Geen naam, plaats, leeftijd of andere kenmerken.",
    )  # fmt: skip
    step = models.CharField("stap van de meldcode", max_length=1, choices=Step.choices, blank=True)
    helped = MarkdownField("wat hielp?", blank=False, help_text="Staat bovenaan. Dit wil een lezer meenemen.")
    helped_html = RenderedField("helped")
    notice = models.CharField(
        "waarschuwing vooraf", max_length=200,
        help_text="Waar het verhaal over gaat, zodat een lezer het kan overslaan. Zoals: Dit verhaal gaat over een "
        "kind dat bang is. Er staan geen details in.",
    )  # fmt: skip
    body = MarkdownField("het verhaal", help_text="Staat dicht tot de lezer het opent.")
    body_html = RenderedField("body")
    is_fictional = models.BooleanField(
        "verzonnen voorbeeld", default=False, help_text="Een voorbeeld voor de redactie. Het komt nooit op de site."
    )
    consent_on = models.DateField(
        "toestemming op", null=True, blank=True,
        help_text="De dag waarop de verteller ja zei. Zonder komt het verhaal niet op de site.",
    )  # fmt: skip
    consent_withdrawn_on = models.DateField(
        "toestemming ingetrokken op", null=True, blank=True,
        help_text="Vanaf die dag is het verhaal van de site, ook uit eerdere uitgaven.",
    )  # fmt: skip

    objects = StoryQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "verhaal"
        verbose_name_plural = "verhalen"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(consent_withdrawn_on=None)
                | Q(consent_on__isnull=False, consent_withdrawn_on__gte=models.F("consent_on")),
                name="content_story_consent_before_withdrawal",
                violation_error_message="De toestemming is ingetrokken voordat ze is gegeven.",
            ),
        ]

    @property
    def has_consent(self):
        today = timezone.localdate()
        is_withdrawn = self.consent_withdrawn_on and self.consent_withdrawn_on <= today
        return bool(not self.is_fictional and self.consent_on and self.consent_on <= today and not is_withdrawn)

    @property
    def is_published(self):
        return self.has_consent and super().is_published

    @property
    def refusal(self):
        if self.is_fictional:
            return "Een verzonnen voorbeeld komt niet op de site."
        return "" if self.has_consent else "Zonder toestemming van de verteller komt dit niet op de site."

    def remarks(self):
        """What an editor should know after saving: Dutch sentences."""
        found = [self.refusal] if self.refusal else []
        if found and self.live.is_published:
            found.append(
                "Dit verhaal staat nog op de site. Haal het er nu af: kies in de lijst van verhalen ‘Toestemming is "
                "ingetrokken’."
            )
        return found

    def withdraw_consent(self):
        """Who told it says no: at once it is off the site, by one person. A working copy knows it too."""
        with acting.workflow():
            rows = type(self).objects.filter(Q(pk=self.pk) | Q(draft_of=self.pk))
            rows.update(consent_withdrawn_on=timezone.localdate(), published_at=None)

    def clean(self):
        super().clean()
        if self.consent_on and self.consent_on > timezone.localdate():
            raise ValidationError({"consent_on": "Deze dag is nog niet geweest."})
