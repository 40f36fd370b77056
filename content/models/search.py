"""What editors give the search: words that mean the same, lines that come first, questions to keep an eye on."""

from django.core.exceptions import ValidationError
from django.db import models

from content import markdown

from .fields import MarkdownField, RenderedField
from .moved import MovedAddress, own_path
from .proposals import Guarded


class Synonym(models.Model):
    """A word of the site, and how people say it: whoever types one of those finds the pages with that word."""

    word = models.CharField(
        "woord op de site",
        max_length=60,
        unique=True,
        help_text="Zoals het in titels en samenvattingen staat: mishandeling.",
    )
    words = models.TextField(
        "zo zeggen mensen het",
        max_length=1000,
        help_text="Met een komma ertussen: slaan, klappen, bont en blauw. Ook dialect, kinderwoorden, Engels en "
        "vaktaal. Bezoekers zien dit niet.",
    )

    class Meta:
        verbose_name = "zoekwoord"
        verbose_name_plural = "zoekwoorden"
        ordering = ["word"]

    def __str__(self):
        return self.word


class CrisisLine(Guarded):
    """A line with a number that stands above all results when someone types words that may mean danger."""

    # A line without words is shown to nobody.
    GUARDED = {"words": "", "text": None}

    title = models.CharField("naam", max_length=60, unique=True, help_text="Alleen voor de redactie.")
    words = models.TextField(
        "woorden",
        max_length=2000,
        help_text="Met een komma ertussen. Een groepje woorden telt als ze er allemaal zijn, in welke volgorde "
        "ook: wil niet meer leven. Kleine typefouten mogen.",
    )
    text = MarkdownField(
        "regel", blank=False, help_text="Een of twee korte zinnen, met het nummer als verwijzing: [[bel:113]]."
    )
    text_html = RenderedField("text")
    position = models.PositiveIntegerField("volgorde", default=10, help_text="Het laagste getal staat bovenaan.")

    class Meta:
        verbose_name = "spoedregel bij zoeken"
        verbose_name_plural = "spoedregels bij zoeken"
        ordering = ["position", "title"]

    def __str__(self):
        return self.title

    def clean(self):
        try:
            markdown.refuse_other_sites(self.text)
        except ValidationError as error:
            raise ValidationError({"text": error}) from error


class LayQuery(models.Model):
    """Words that someone may type, and the pages of which at least one must come first."""

    text = models.CharField("wat iemand typt", max_length=100, unique=True)
    targets = models.TextField(
        "goede pagina’s",
        max_length=1000,
        help_text="Een adres op elke regel, zoals /wat-te-doen/ruzie-bij-de-buren/. Een daarvan moet bij de eerste "
        "drie staan.",
    )
    note = models.CharField("opmerking", max_length=200, blank=True)

    class Meta:
        verbose_name = "zoekvraag om na te kijken"
        verbose_name_plural = "zoekvragen om na te kijken"
        ordering = ["text"]

    def __str__(self):
        return self.text

    def clean(self):
        try:
            for address in self.targets.split():
                own_path(address)
        except ValidationError as error:
            raise ValidationError({"targets": error}) from error

    @classmethod
    def expected(cls):
        """Every query with its acceptable addresses, as they are today: a list of (text, set of addresses)."""
        moved = dict(MovedAddress.objects.values_list("old_path", "new_path"))
        return [
            (text, {moved.get(address, address) for address in targets.split()})
            for text, targets in cls.objects.values_list("text", "targets")
        ]
