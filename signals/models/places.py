from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from content import markdown
from content.models import Guarded, GuardedQuerySet, MovedAddress
from content.models.fields import MarkdownField, RenderedField

from .directory import FieldSource, Organization, Verifiable


class MunicipalityQuerySet(GuardedQuerySet):
    def current(self):
        """Municipalities that exist today."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))

    def ended(self):
        return self.filter(ends_on__lte=timezone.localdate())

    def with_page(self):
        """All but those that merged into another."""
        return self.exclude(ends_on__lte=timezone.localdate(), successor__isnull=False)

    def local(self):
        """The municipalities of the region that owns the site."""
        return self.filter(is_local=True)


class Municipality(Guarded, Verifiable):
    """A Dutch municipality. They merge every January: the old one gets an end date and a successor."""

    GUARDED = {"name": None, "safe_at_home": None, "ends_on": None, "successor": None} | dict.fromkeys(
        ("website", "local_team", "local_team_description", "local_team_website", "note"), ""
    )

    cbs_code = models.CharField("CBS-code", max_length=6, unique=True)
    name = models.CharField("naam", max_length=80, help_text="Zo noem je de gemeente als je Veilig Thuis belt.")
    slug = models.SlugField("adres", max_length=80, unique=True)
    aliases = models.CharField(
        "andere namen",
        max_length=1000,
        blank=True,
        help_text="Dorpen, oude gemeenten en andere namen, met een komma ertussen. De zoeker vindt ze.",
    )
    province = models.CharField("provincie", max_length=40)
    is_local = models.BooleanField("hoort bij deze regio", default=False)
    safe_at_home = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="municipalities",
        verbose_name="Veilig Thuis",
        help_text="De Veilig Thuis-organisatie van deze gemeente.",
    )
    website = models.URLField("website", blank=True)
    local_team = models.CharField("lokaal team", max_length=120, blank=True)
    local_team_description = models.CharField("wat dat team doet", max_length=200, blank=True)
    local_team_website = models.URLField("website van het team", blank=True)
    note = MarkdownField("aanvulling", help_text="Staat op de pagina van deze gemeente.")
    note_html = RenderedField("note")
    ends_on = models.DateField("bestaat tot", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="gaat op in"
    )
    field_sources = GenericRelation(FieldSource, verbose_name="herkomst")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("signals:municipality", args=[self.slug])

    @property
    def has_ended(self):
        return bool(self.ends_on and self.ends_on <= timezone.localdate())

    def clean(self):
        try:
            markdown.refuse_other_sites(self.note)
        except ValidationError as error:
            raise ValidationError({"note": error}) from error
        if self.successor_id and not self.ends_on:
            raise ValidationError({"ends_on": "Zet erbij tot welke dag deze gemeente bestaat."})
        if self.successor_id and self.successor_id == self.pk:
            raise ValidationError({"successor": "Een gemeente kan niet in zichzelf opgaan."})

    def save(self, **kwargs):
        old = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        super().save(**kwargs)
        if old and old.slug != self.slug:
            MovedAddress.objects.remember(old.get_absolute_url(), self.get_absolute_url())


class PostcodeArea(models.Model):
    """The four digits of a postcode, and the municipality where most of its addresses are."""

    code = models.CharField("postcode (vier cijfers)", max_length=4, primary_key=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="postcodes", verbose_name="gemeente")

    class Meta:
        verbose_name = "postcodegebied"
        verbose_name_plural = "postcodegebieden"
        ordering = ["code"]

    def __str__(self):
        return self.code
