from django.db import models

from content import destinations

from .proposals import Guarded


def destination_choices():
    return [(item.key, item.label) for item in destinations.DESTINATIONS.values()]


class Region(Guarded):
    """The data of the region that owns this copy of the site. One row; nothing is invented while it is empty."""

    NOT_FILLED_IN = "De regio heeft dit nog niet ingevuld."
    GUARDED = {"name": None} | dict.fromkeys(
        ("owner", "contact", "data_protection_officer", "postal_address", "accessibility_statement"), ""
    )

    name = models.CharField("naam van de regio", max_length=60, default="Twente")
    owner = models.CharField(
        "eigenaar", max_length=200, blank=True, help_text="De organisatie die voor deze site instaat."
    )
    contact = models.CharField(
        "contact over de site", max_length=200, blank=True, help_text="Een e-mailadres of andere manier van contact. "
        "Niet voor hulp: daar zijn de telefoonnummers voor."
    )  # fmt: skip
    data_protection_officer = models.CharField("functionaris gegevensbescherming", max_length=200, blank=True)
    postal_address = models.CharField("postadres", max_length=200, blank=True)
    accessibility_statement = models.URLField("toegankelijkheidsverklaring", blank=True)

    exit_key = models.CharField(
        "waarheen ‘Verlaat deze site’ leidt",
        max_length=20,
        choices=destination_choices,
        default=destinations.DEFAULT.key,
        help_text="Een gewone site die niemand verbaast. Kijk elk kwartaal of die snel opent en geen app start.",
    )

    sensitive_words = models.TextField(
        "woorden die te veel zeggen",
        blank=True,
        help_text="Een woord op elke regel, bovenop de vaste lijst. Het mag dan niet meer in een adres, een titel in "
        "het tabblad of een samenvatting voor bewoners. Een pagina waarin het al staat, komt niet meer op de site.",
    )

    # How a text refers to each: [[gegeven:eigenaar]].
    KEYS = {
        "regio": "name",
        "eigenaar": "owner",
        "contact": "contact",
        "functionaris": "data_protection_officer",
        "postadres": "postal_address",
        "toegankelijkheidsverklaring": "accessibility_statement",
    }

    class Meta:
        verbose_name = "gegevens van de regio"
        verbose_name_plural = "gegevens van de regio"

    def __str__(self):
        return self.name

    @property
    def contact_uri(self):
        """The contact as a URI; empty when it is something else, such as a sentence."""
        if self.contact.startswith("https://"):
            return self.contact
        return f"mailto:{self.contact}" if "@" in self.contact and " " not in self.contact else ""

    @property
    def extra_words(self):
        """The sensitive words that the region adds, as a list."""
        return [word.strip() for word in self.sensitive_words.splitlines() if word.strip()]

    @property
    def destination(self):
        """Where the way out leads."""
        return destinations.get(self.exit_key)

    @classmethod
    def current(cls):
        """The one row, or an empty region when nobody has saved it yet."""
        return cls.objects.order_by("pk").first() or cls()
