"""The help directory, in the terms of Open Referral's HSDS 3."""

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from content.models import Audience
from content.models.fields import MarkdownField, RenderedField


class FieldSource(models.Model):
    """Where the value of one field comes from, and whether it was verified.

    A visitor sees the field as a fact only when it was.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()
    field = models.CharField("veld", max_length=40)
    source = models.CharField("bron", max_length=500, blank=True)
    source_date = models.CharField("datum van de bron", max_length=40, blank=True)
    is_verified = models.BooleanField("klopt volgens een bron", default=False)

    class Meta:
        verbose_name = "herkomst"
        verbose_name_plural = "herkomst per veld"
        ordering = ["field"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                name="signals_fieldsource_one_each",
                violation_error_message="Dit veld heeft al een herkomst.",
            )
        ]

    def __str__(self):
        return f"{self.field}: {'nagekeken' if self.is_verified else 'niet nagekeken'}"


class Verifiable(models.Model):
    """A row whose fields each have a source. Needs a `field_sources` relation; prefetch it for lists."""

    class Meta:
        abstract = True

    @property
    def facts(self):
        """Every field that may be shown as a fact: name to value, empty ones and unverified ones left out."""
        hidden = {source.field for source in self.field_sources.all() if not source.is_verified}
        return {
            field.name: value
            for field in self._meta.concrete_fields
            if not field.is_relation and field.name not in hidden and (value := getattr(self, field.name))
        }


class Sourced(models.Model):
    """A row that is one fact, with its source."""

    source = models.CharField("bron", max_length=500, blank=True)
    source_date = models.CharField("datum van de bron", max_length=40, blank=True)
    is_verified = models.BooleanField(
        "klopt volgens een bron", default=False, help_text="Zonder dit vinkje ziet de bezoeker het niet."
    )

    class Meta:
        abstract = True


class Organization(Verifiable):
    slug = models.SlugField("sleutel", max_length=80, unique=True)
    name = models.CharField("naam", max_length=120)
    description = models.CharField("wat het is", max_length=300, blank=True)
    website = models.URLField("website", blank=True)
    is_safe_at_home = models.BooleanField("is een Veilig Thuis-organisatie", default=False)
    field_sources = GenericRelation(FieldSource, verbose_name="herkomst")

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["name"]

    def __str__(self):
        return self.name


class ServiceQuerySet(models.QuerySet):
    def active(self):
        return self.filter(status=Service.Status.ACTIVE)

    def for_residents(self):
        return self.exclude(audience=Audience.PROFESSIONAL)

    def national(self):
        return self.filter(is_national=True)

    def covering(self, municipality):
        """What serves one municipality: there, or through its Veilig Thuis region."""
        return self.filter(
            Q(coverage__municipality=municipality) | Q(coverage__safe_at_home=municipality.safe_at_home_id)
        ).distinct()

    def for_display(self):
        """With everything that a list of entries shows, in a fixed number of queries."""
        return self.select_related("organization").prefetch_related(
            "field_sources", "organization__field_sources", "phones", "schedules"
        )


class Service(Verifiable):
    """Something an organisation does for people: a line, a shelter, a training."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Bestaat"
        INACTIVE = "inactive", "Bestaat niet (meer), of is niet nagekeken"

    class Anonymity(models.TextChoices):
        UNKNOWN = "", "Onbekend"
        YES = "yes", "Ja"
        ADVICE_ONLY = "advice", "Ja, als je advies vraagt"
        NO = "no", "Nee"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="services", verbose_name="organisatie"
    )
    slug = models.SlugField(
        "sleutel",
        max_length=80,
        unique=True,
        help_text="Zo noem je deze dienst in een tekst: [[bel:sleutel]].",
    )
    name = models.CharField("naam", max_length=120)
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.ACTIVE)
    description = models.CharField("waarvoor", max_length=300)
    eligibility_description = models.CharField("voor wie", max_length=200, blank=True)
    audience = models.CharField("vooral voor", max_length=20, choices=Audience.choices, blank=True)
    fees_description = models.CharField("kosten", max_length=120, blank=True)
    is_anonymous = models.CharField(
        "kan het zonder naam", max_length=10, choices=Anonymity.choices, blank=True, default=Anonymity.UNKNOWN
    )
    what_happens = MarkdownField("wat gebeurt er als je belt")
    what_happens_html = RenderedField("what_happens")
    url = models.URLField("website", blank=True)
    email = models.EmailField("e-mail", blank=True)
    chat_url = models.URLField("chat", blank=True)
    chat_description = models.CharField("over de chat", max_length=200, blank=True)
    waiting_time = models.CharField("wachttijd", max_length=120, blank=True)
    waiting_time_until = models.DateField(
        "wachttijd geldt tot", null=True, blank=True, help_text="Daarna verdwijnt de wachttijd vanzelf."
    )
    address = models.CharField("adres", max_length=200, blank=True)
    is_address_confidential = models.BooleanField(
        "adres is geheim", default=True, help_text="Een geheim adres komt nergens op de site."
    )
    is_national = models.BooleanField("voor heel Nederland", default=False)
    is_always_open = models.BooleanField("dag en nacht bereikbaar", default=False)
    position = models.PositiveIntegerField("volgorde", default=100)
    assured_date = models.DateField(
        "nagebeld op", null=True, blank=True, help_text="Alleen invullen na een echt telefoongesprek."
    )
    assurer = models.CharField("nagebeld door", max_length=120, blank=True)
    assurance_due_on = models.DateField("opnieuw nabellen voor", null=True, blank=True)
    field_sources = GenericRelation(FieldSource, verbose_name="herkomst")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "dienst"
        verbose_name_plural = "diensten"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assured_date=None) | ~Q(assurer=""),
                name="signals_service_assurer_named",
                violation_error_message="Zet erbij wie het nummer heeft nagebeld.",
            ),
            models.CheckConstraint(
                condition=Q(waiting_time="") | Q(waiting_time_until__isnull=False),
                name="signals_service_waiting_time_ends",
                violation_error_message="Zet bij een wachttijd tot welke dag hij geldt.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def shown_phones(self):
        """The numbers a visitor may see."""
        return [phone for phone in self.phones.all() if phone.is_verified] if self.is_active else []

    @property
    def shown_schedules(self):
        return [schedule for schedule in self.schedules.all() if schedule.is_verified and schedule.is_current]

    @property
    def is_active(self):
        return self.status == self.Status.ACTIVE

    @property
    def current_waiting_time(self):
        """The waiting time, until the day on which it is no longer sure."""
        is_current = self.waiting_time_until and self.waiting_time_until >= timezone.localdate()
        return self.facts.get("waiting_time", "") if is_current else ""

    @property
    def public_address(self):
        return "" if self.is_address_confidential else self.facts.get("address", "")


class Coverage(models.Model):
    """Where a service is for: one municipality, or all of one Veilig Thuis region."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="coverage", verbose_name="dienst")
    municipality = models.ForeignKey(
        "signals.Municipality",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gemeente",
    )
    safe_at_home = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="of regio van"
    )

    class Meta:
        verbose_name = "werkgebied"
        verbose_name_plural = "werkgebied"
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality=None) ^ Q(safe_at_home=None),
                name="signals_coverage_one_place",
                violation_error_message="Kies een gemeente of een regio, niet allebei.",
            )
        ]

    def __str__(self):
        return str(self.municipality or self.safe_at_home)


class Phone(Sourced):
    """A telephone number. Every number on the site is one of these (or one of the two in `content.numbers`)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="phones", verbose_name="dienst")
    number = models.CharField(
        "te kiezen nummer",
        max_length=20,
        validators=[RegexValidator(r"^(\+[1-9]\d{6,14}|\d{3,12})$", "Alleen cijfers, of + met de landcode.")],
        help_text="Wat de telefoon kiest: 112, 08002000, 14053 of +31884222495.",
    )
    display = models.CharField("zoals het er staat", max_length=24, help_text="Zoals 0800-2000.")
    description = models.CharField("waarvoor dit nummer is", max_length=120, blank=True)
    position = models.PositiveIntegerField("volgorde", default=10)

    class Meta:
        verbose_name = "telefoonnummer"
        verbose_name_plural = "telefoonnummers"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.display

    @property
    def shown(self):
        """What is shown; the same name as on a number that stands in code."""
        return self.display

    @property
    def dialled(self):
        return self.number

    @property
    def is_shown(self):
        return self.is_verified and self.service.is_active

    def clean(self):
        digits = "".join(filter(str.isdigit, self.display))
        if digits not in (self.number.lstrip("+"), "0" + self.number.removeprefix("+31")):
            raise ValidationError({"display": "Dit zijn andere cijfers dan die de telefoon kiest."})


class Schedule(Sourced):
    """When a service answers: days of the week and hours, or a text when it is more complicated."""

    DAYS = [("MO", "ma"), ("TU", "di"), ("WE", "wo"), ("TH", "do"), ("FR", "vr"), ("SA", "za"), ("SU", "zo")]

    class Channel(models.TextChoices):
        PHONE = "phone", "Telefoon"
        CHAT = "chat", "Chat"
        VISIT = "visit", "Langskomen"

    service = models.ForeignKey(Service, models.CASCADE, related_name="schedules", verbose_name="dienst")
    channel = models.CharField("waarvoor", max_length=10, choices=Channel.choices, default=Channel.PHONE)
    byday = models.CharField(
        "dagen",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$", "Gebruik MO,TU,WE,TH,FR,SA,SU.")
        ],
        help_text="MO,TU,WE,TH,FR,SA,SU (maandag tot en met zondag, volgens iCalendar).",
    )
    opens_at = models.TimeField("van", null=True, blank=True)
    closes_at = models.TimeField("tot", null=True, blank=True)
    valid_from = models.DateField("geldig vanaf", null=True, blank=True)
    valid_to = models.DateField("geldig tot en met", null=True, blank=True)
    description = models.CharField("in woorden", max_length=160, help_text="Zo leest de bezoeker het.")

    class Meta:
        verbose_name = "openingstijd"
        verbose_name_plural = "openingstijden"
        ordering = ["channel", "pk"]

    def __str__(self):
        return self.description

    @property
    def is_current(self):
        today = timezone.localdate()
        return (self.valid_from or today) <= today <= (self.valid_to or today)

    def clean(self):
        if bool(self.opens_at) != bool(self.closes_at):
            raise ValidationError("Vul allebei de tijden in, of geen van beide.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "De einddatum ligt voor de begindatum."})
