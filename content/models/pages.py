from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from .base import Audience, Publishable, PublishableQuerySet
from .fields import MarkdownField, RenderedField


class Language(models.TextChoices):
    """The languages of a page, by their BCP 47 tag."""

    DUTCH = "nl", "Nederlands"
    ARABIC = "ar", "Arabisch"
    GERMAN = "de", "Duits"
    ENGLISH = "en", "Engels"
    FRENCH = "fr", "Frans"
    UKRAINIAN = "uk", "Oekraïens"
    PERSIAN = "fa", "Perzisch (Farsi, Dari)"
    POLISH = "pl", "Pools"
    SPANISH = "es", "Spaans"
    TIGRINYA = "ti", "Tigrinya"
    TURKISH = "tr", "Turks"


# What a language calls itself, so that who reads it finds it.
OWN_NAMES = {
    "nl": "Nederlands", "ar": "العربية", "de": "Deutsch", "en": "English", "fr": "Français", "uk": "Українська",
    "fa": "فارسی", "pl": "Polski", "es": "Español", "ti": "ትግርኛ", "tr": "Türkçe",
}  # fmt: skip
FROM_RIGHT_TO_LEFT = {Language.ARABIC, Language.PERSIAN}


class PageQuerySet(PublishableQuerySet):
    def indexed(self):
        """A translation is found at the Dutch page."""
        return super().indexed().filter(language=Language.DUTCH)

    def translations(self):
        return self.live().exclude(translation_of=None).select_related("translation_of")


class Page(Publishable):
    """A text of its own: about the site, privacy, safe browsing, what happens when you call.

    In another language it is a translation, made by a person, of a Dutch page. `compared_on` and `original_digest`
    tell when, and with which words of that page, it was compared last.
    """

    path = "/"

    # Every page links to these, so their addresses stay and they cannot be taken down.
    FIXED = (
        "nu", "als-je-belt", "veilig-kijken", "wat-we-bewaren", "over-deze-site", "privacy",
        "toegankelijkheid", "colofon", "contact", "beveiliging",
    )  # fmt: skip
    # First parts of other addresses of the site.
    RESERVED = (
        "voor", "wat-te-doen", "onderwerpen", "signalen", "hulp", "a-z", "zoeken", "beeld", "beheer", "static",
        "meldcode", "woordenlijst", "agenda", "scholing", "nieuws", "verhalen", "samenwerken", "regiovisie",
        "initiatieven", "downloads", "insluiten",
    )  # fmt: skip
    ADDED_LATER = ("language", "compared_on", "original_digest")

    audience = models.CharField("voor wie", max_length=20, choices=Audience.choices, blank=True)
    language = models.CharField("taal", max_length=5, choices=Language.choices, default=Language.DUTCH)
    translation_of = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        limit_choices_to={"draft_of": None, "language": Language.DUTCH},
        related_name="translations",
        verbose_name="vertaling van",
        help_text="Alleen bij een andere taal: de Nederlandse pagina die hier is vertaald.",
    )
    compared_on = models.DateField("vergeleken met het Nederlands op", null=True, blank=True, editable=False)
    original_digest = models.CharField("vergeleken met", max_length=16, blank=True, editable=False)
    body = MarkdownField("tekst", help_text="Begin een tussenkop met ##.")
    body_html = RenderedField("body")

    objects = PageQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "pagina"
        verbose_name_plural = "pagina’s"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(language="nl", translation_of=None) | (~Q(language="nl") & ~Q(translation_of=None)),
                name="content_page_translates_a_page",
                violation_error_message="Alleen een vertaling hoort bij een Nederlandse pagina.",
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=Q(draft_of=None),
                name="content_page_one_of_each_language",
                violation_error_message="Deze pagina heeft al een vertaling in deze taal.",
            ),
        ]

    @property
    def is_fixed(self):
        return self.slug in self.FIXED

    @property
    def is_dutch(self):
        return self.language == Language.DUTCH

    @property
    def own_name(self):
        """What the language of this page calls itself."""
        return OWN_NAMES[self.language]

    @property
    def in_language(self):
        """The attributes of an element with words of this page: which language, which way it reads."""
        if self.is_dutch:
            return ""
        direction = "rtl" if self.language in FROM_RIGHT_TO_LEFT else "ltr"
        return format_html(' lang="{}" dir="{}"', self.language, direction)

    @property
    def in_other_languages(self):
        """The same page in other languages, as far as it is on the site."""
        original = self.translation_of_id or self.live.pk
        same = Page.objects.published().filter(Q(pk=original) | Q(translation_of=original))
        return same.exclude(pk=self.live.pk).order_by("language")

    @property
    def digest(self):
        """Changes with the words of this page."""
        words = "\0".join((self.title, self.summary, self.body)).replace("\r\n", "\n")
        return sha256(words.encode()).hexdigest()[:16]

    @property
    def is_older_than_original(self):
        """True for a translation of which the Dutch page says something else by now."""
        return not self.is_dutch and self.translation_of.digest != self.original_digest

    def compare(self):
        """Remember that this translation says what the Dutch page says now."""
        self.original_digest = self.translation_of.digest if self.translation_of else ""
        self.compared_on = timezone.localdate() if self.translation_of else None

    def clean(self):
        super().clean()
        errors = {}
        if self.slug in self.RESERVED:
            errors["slug"] = "Dit adres is van een ander deel van de site."
        if self.is_dutch and self.translation_of:
            errors["translation_of"] = "Alleen bij een andere taal kies je hier een pagina. Maak dit leeg."
        if not self.is_dutch:
            if not self.translation_of:
                errors["translation_of"] = "Kies de Nederlandse pagina die je hebt vertaald."
            elif not self.translation_of.is_dutch or self.translation_of.draft_of_id:
                errors["translation_of"] = "Kies de Nederlandse pagina zelf, geen vertaling of werkversie."
            elif self._others_in_this_language().exists():
                errors["language"] = self._taken
            if self.is_fixed or Page.objects.translations().filter(translation_of=self.live.pk or 0).exists():
                errors["language"] = "Deze pagina is Nederlands. Maak voor een andere taal een nieuwe pagina."
        if errors:
            raise ValidationError(errors)

    @property
    def conflict(self):
        if self.is_dutch:
            return super().conflict
        if not Page.objects.live().filter(pk=self.translation_of_id).exists():
            return "De Nederlandse pagina is er niet meer. Haal die eerst terug."
        return self._taken if self._others_in_this_language().exists() else super().conflict

    @property
    def _taken(self):
        return f"Deze pagina is al vertaald: {self.get_language_display()}."

    def _others_in_this_language(self):
        same = Page.objects.live().filter(translation_of=self.translation_of_id, language=self.language)
        return same.exclude(pk=self.live.pk)
