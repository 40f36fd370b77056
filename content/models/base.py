"""What every item that an editor publishes has in common."""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content import discretion

from .approval import ON_SITE, Approvable, OneByOneQuerySet
from .fields import WithoutTypedNumbers
from .moved import MovedAddress
from .region import Region


class Audience(models.TextChoices):
    """For whom a text is. The five doors of the home page."""

    SELF = "self", "Het overkomt mij"
    YOUNG = "young", "Ik ben jonger dan 18"
    WORRIED = "worried", "Ik maak me zorgen om iemand"
    OWN_BEHAVIOUR = "own-behaviour", "Ik ben bang voor wat ik zelf doe"
    PROFESSIONAL = "professional", "Professional"


class Expiry(models.TextChoices):
    """What happens to an item after `expires_at`."""

    ARCHIVE = "archive", "Blijft staan, met de melding dat het oud is"
    REMOVE = "remove", "Gaat van de site"


class ChangeCounterManager(models.Manager):
    def increase(self):
        """Raise the counter by one, in the transaction of the caller."""
        if not self.filter(pk=1).update(value=models.F("value") + 1):
            self.get_or_create(pk=1, defaults={"value": 1})

    def value(self):
        """How many changes were made so far."""
        return self.filter(pk=1).values_list("value", flat=True).first() or 0


class ChangeCounter(models.Model):
    """Goes up in the same transaction as every change, so that whoever makes pages knows when to look again."""

    value = models.PositiveBigIntegerField("stand", default=0)
    objects = ChangeCounterManager()

    class Meta:
        verbose_name = "wijzigingsteller"
        verbose_name_plural = "wijzigingsteller"

    def __str__(self):
        return str(self.value)


class PublishableQuerySet(OneByOneQuerySet):
    refusal = ON_SITE

    def on_site(self):
        """Live rows that are on the site, or will be by themselves."""
        return self.live().filter(published_at__lte=timezone.now())

    def to_publish(self):
        """Working copies that are approved and whose moment has come."""
        return self.exclude(draft_of=None).exclude(approved_by=None).filter(planned_at__lte=timezone.now())

    def live(self):
        """Rows of their own: no working copies."""
        return self.filter(draft_of=None)

    def published(self):
        """What a visitor may see now: published, not withdrawn by its end date, and no working copy."""
        now = timezone.now()
        return self.live().filter(published_at__lte=now).exclude(expires_at__lte=now, on_expiry=Expiry.REMOVE)

    def listed(self):
        """Published and not past its end date: what lists show."""
        return self.published().exclude(expires_at__lte=timezone.now())

    def indexed(self):
        """What the A-Z and the search name."""
        return self.listed()

    def for_audience(self, audience):
        return self.filter(audience=audience)

    def overdue(self):
        """Items whose review date has passed."""
        return self.live().filter(review_due_on__lt=timezone.localdate())

    def archived(self):
        """What is past its end date and stays, with a note that it is old."""
        return self.published().filter(expires_at__lte=timezone.now())

    def expiring(self, days=60):
        """What visitors see now and what ends within so many days, or ended and stays as archive."""
        return self.published().filter(expires_at__lte=timezone.now() + timedelta(days=days))


class Source(models.Model):
    """Where a text has its facts from."""

    title = models.CharField("wat het is", max_length=200)
    url = models.URLField("webadres", max_length=500, blank=True)
    dated = models.CharField(
        "datum van de bron",
        max_length=40,
        blank=True,
        help_text="Zoals de bron haar noemt: 24-10-2025, of 2021.",
    )
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()

    class Meta:
        verbose_name = "bron"
        verbose_name_plural = "bronnen"
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="content_source_item")]

    def __str__(self):
        return self.title


class Publishable(Approvable, WithoutTypedNumbers):
    """An item with an address of its own, a publication date, sources, and a review by a professional."""

    # Where the item's address begins, such as "/wat-te-doen/"; every subclass names its own.
    path = None

    title = models.CharField(
        "titel", max_length=120, help_text="De kop boven de pagina. Hier mag je alles bij de naam noemen."
    )
    tab_title = models.CharField(
        "titel in het tabblad",
        max_length=70,
        help_text="Blijft in de geschiedenis van de browser staan. Zeg waar het over gaat, maar niet te duidelijk: "
        "‘Zorgen om een kind: wat kun je doen’.",
    )
    slug = models.SlugField(
        "adres",
        max_length=80,
        help_text="Het laatste stuk van het webadres, zonder gevoelige woorden. Verander je het, dan blijft het "
        "oude adres werken.",
    )
    summary = models.CharField(
        "samenvatting",
        max_length=300,
        help_text="Een tot drie korte zinnen. Staat onder de kop en in lijsten.",
    )
    synonyms = models.CharField(
        "zoekwoorden",
        max_length=500,
        blank=True,
        help_text="Hoe mensen het zelf zeggen, met een komma ertussen: schreeuwen, herrie hiernaast, gillen. Wie dat "
        "zoekt, vindt deze pagina. Bezoekers zien het niet.",
    )
    position = models.PositiveIntegerField("volgorde", default=100, help_text="Het laagste getal staat bovenaan.")
    owner = models.CharField(
        "eigenaar", max_length=120, blank=True, help_text="Wie deze tekst bijhoudt: een naam of een team."
    )
    published_at = models.DateTimeField(
        "op de site sinds", null=True, blank=True, help_text="Leeg: de pagina staat niet op de site."
    )
    expires_at = models.DateTimeField("geldt tot", null=True, blank=True)
    on_expiry = models.CharField("en daarna", max_length=10, choices=Expiry.choices, default=Expiry.ARCHIVE)
    reviewed_on = models.DateField(
        "nagekeken op",
        null=True,
        blank=True,
        help_text="Alleen invullen als een vakmens de hele tekst heeft nagekeken. Dan ziet de bezoeker een datum.",
    )
    reviewed_by = models.CharField("nagekeken door", max_length=120, blank=True, help_text="Naam en functie.")
    review_due_on = models.DateField("opnieuw nakijken voor", null=True, blank=True)
    updated_at = models.DateTimeField("laatst opgeslagen", auto_now=True)
    draft_of = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="drafts",
        verbose_name="versie van",
    )
    sources = GenericRelation(Source, verbose_name="bronnen")

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "title"]
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(draft_of=None),
                name="%(app_label)s_%(class)s_live_slug",
                violation_error_message="Dit adres is al in gebruik.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None) | ~Q(reviewed_by=""),
                name="%(app_label)s_%(class)s_reviewer_named",
                violation_error_message="Zet erbij wie de tekst heeft nagekeken.",
            ),
            *Approvable.Meta.constraints,
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        """Save, and leave a redirect behind when a live item moves."""
        self.mind_the_rules()
        old = None
        if self.pk and self.draft_of_id is None:
            old = type(self).objects.filter(pk=self.pk, draft_of=None).first()
        super().save(**kwargs)
        if old and old.get_absolute_url() != self.get_absolute_url():
            MovedAddress.objects.remember(old.get_absolute_url(), self.get_absolute_url())

    def get_absolute_url(self):
        return f"{self.path}{self.slug}/"

    @property
    def conflict(self):
        """Why this item cannot stand beside the others, in Dutch; empty when it can."""
        return "Een andere tekst heeft nu dit adres. Verander dat eerst." if self._others_at_this_address() else ""

    def _others_at_this_address(self):
        return type(self).objects.live().filter(slug=self.slug).exclude(pk=self.live.pk).exists()

    @property
    def is_for_professionals(self):
        """Pages for professionals may name things in their title and address."""
        return getattr(self, "audience", "") == Audience.PROFESSIONAL

    @property
    def is_fixed(self):
        """Fixed items are linked from every page: their address stays and they cannot be taken down."""
        return False

    @property
    def is_archived(self):
        return bool(self.expires_at and self.expires_at <= timezone.now())

    @property
    def is_listed(self):
        """Published and not past its end date; see `PublishableQuerySet.listed`."""
        return self.is_published and not self.is_archived

    @property
    def is_review_due(self):
        return bool(self.review_due_on and self.review_due_on < timezone.localdate())

    @property
    def is_published(self):
        now = timezone.now()
        return bool(
            self.draft_of_id is None
            and self.published_at
            and self.published_at <= now
            and not (self.is_archived and self.on_expiry == Expiry.REMOVE)
        )

    def clean(self):
        errors = {}
        if not self.is_for_professionals:
            for name in ("slug", "tab_title", "summary"):
                try:
                    discretion.validate(getattr(self, name), Region.current().extra_words)
                except ValidationError as error:
                    errors[name] = error
        # The constraint looks at `draft_of`, which no form has, so that forms do not check it.
        if self._others_at_this_address():
            errors["slug"] = ValidationError("Dit adres is al in gebruik. Kies een ander.")
        if self.is_fixed and self.pk and self.expires_at:
            errors["expires_at"] = ValidationError("Elke pagina verwijst hierheen: dit moet op de site blijven.")
        begins_at = self.planned_at or self.live.published_at
        if self.expires_at and begins_at and self.expires_at <= begins_at:
            errors["expires_at"] = ValidationError("De einddatum ligt voor de begindatum.")
        if self.reviewed_by and not self.reviewed_on:
            errors["reviewed_on"] = ValidationError("Zet erbij op welke dag de tekst is nagekeken.")
        if errors:
            raise ValidationError(errors)
