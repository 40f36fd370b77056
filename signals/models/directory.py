"""The help directory, in the terms of Open Referral's HSDS 3."""

import re
from collections import defaultdict
from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from content import acting, markdown
from content.models import Audience, Guarded, GuardedQuerySet
from content.models.approval import OneByOneQuerySet
from content.models.fields import MarkdownField, RenderedField
from content.numbers import ADVICE, IN_CODE


class FieldSource(Guarded):
    """Where the value of one field comes from, and whether it was verified.

    A visitor sees the field as a fact only when it was.
    """

    GUARDED = {"field": None, "is_verified": False}

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
        # A type in memory: asking for it by the key would cost a query a row.
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        names = {field.name: field.verbose_name for field in model._meta.concrete_fields}
        return f"{names.get(self.field, self.field)}: {'nagekeken' if self.is_verified else 'niet nagekeken'}"

    @property
    def subject(self):
        return self.item.subject


class Verifiable(models.Model):
    """A row whose fields each have a source. Needs a `field_sources` relation; prefetch it for lists."""

    class Meta:
        abstract = True

    @cached_property
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


class Organization(Guarded, Verifiable):
    GUARDED = {"name": None, "description": "", "website": ""}

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


class ServiceQuerySet(GuardedQuerySet):
    def active(self):
        return self.filter(status=Service.Status.ACTIVE)

    def for_residents(self):
        return self.exclude(audience=Audience.PROFESSIONAL)

    def national(self):
        return self.filter(is_national=True)

    def for_display(self):
        """With everything that a list of entries shows, in a fixed number of queries."""
        return self.select_related("organization").prefetch_related(
            "field_sources", "organization__field_sources", "phones", "schedules", "exceptions", "call_facts"
        )


class Service(Guarded, Verifiable):
    """Something an organisation does for people: a line, a shelter, a training."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Bestaat"
        INACTIVE = "inactive", "Bestaat niet (meer), of is niet nagekeken"

    class Anonymity(models.TextChoices):
        UNKNOWN = "", "Onbekend"
        YES = "yes", "Ja"
        ADVICE_ONLY = "advice", "Ja, als je advies vraagt"
        NO = "no", "Nee"

    # A call counts for so long, by kind of service.
    HELPLINE_CALL_LASTS = timedelta(days=30)
    OTHER_CALL_LASTS = timedelta(days=180)
    # Editors hear of it before a call runs out; visitors only when nobody has called again for two weeks.
    WARNED_BEFORE = timedelta(days=7)
    GRACE = timedelta(days=14)
    CALLED = ("assured_date", "assurer", "assurance_due_on")
    # Hours, days and the waiting time change at a day's notice: those one person may change.
    GUARDED = {
        "status": Status.INACTIVE, "is_address_confidential": True, "is_always_open": False, "organization": None,
        "name": None, "description": None,
    } | dict.fromkeys(
        ("eligibility_description", "fees_description", "is_anonymous", "what_happens", "url", "email", "chat_url",
         "chat_description", "address"), ""
    )  # fmt: skip

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
        "nagebeld op", null=True, blank=True, help_text="De laatste keer dat iemand belde en het klopte."
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
        return [phone for phone in self.phones.all() if phone.may_be_shown] if self.is_active else []

    @cached_property
    def opening_hours(self):
        """The hours that a visitor may see: an `OpeningHours` for each channel."""
        rows = defaultdict(list)
        for schedule in self.schedules.all():
            if schedule.is_verified and not schedule.has_ended:
                rows[schedule.channel].append(schedule)
        hours = [OpeningHours(self, channel, schedules) for channel, schedules in rows.items()]
        return [each for each in hours if each.lines]

    @property
    def is_exempt(self):
        """112 and Veilig Thuis stand in code: nobody phones them to see whether they are right."""
        return self.slug in IN_CODE

    @property
    def needs_call(self):
        return not self.is_exempt and bool(self.phones.all())

    @property
    def is_helpline(self):
        return self.is_national or self.is_always_open

    @property
    def call_lasts(self):
        return self.HELPLINE_CALL_LASTS if self.is_helpline else self.OTHER_CALL_LASTS

    @property
    def is_overdue(self):
        """Somebody should call; a number that was never phoned is overdue."""
        return self.needs_call and (not self.assurance_due_on or self.assurance_due_on < timezone.localdate())

    @property
    def is_due_soon(self):
        today = timezone.localdate()
        return self.needs_call and not self.is_overdue and self.assurance_due_on <= today + self.WARNED_BEFORE

    @property
    def is_checked(self):
        """Somebody phoned, not too long ago for a visitor."""
        return self.is_exempt or bool(
            self.assurance_due_on and self.assurance_due_on + self.GRACE >= timezone.localdate()
        )

    @property
    def is_stale(self):
        """The visitor is told that the number was not checked of late."""
        return bool(self.shown_phones) and not self.is_checked

    @property
    def shown_call_facts(self):
        return [fact for fact in self.call_facts.all() if fact.is_verified]

    @property
    def is_call_explained(self):
        """Whether its entry says what happens when you call."""
        return bool(self.shown_phones) and self.audience != Audience.PROFESSIONAL

    @property
    def missing_call_facts(self):
        """What nobody has found out yet of a call to this service, as labels."""
        facts = self.facts
        known = {fact.question for fact in self.shown_call_facts}
        missing = [label for question, label in CallFact.Question.choices if question not in known]
        fields = {"is_anonymous": "Kan het zonder naam", "fees_description": "Kosten"}
        return missing + [label for field, label in fields.items() if field not in facts]

    def log_call(self, caller, result, note=""):
        """Keep what somebody heard on the telephone today; only a number that is right counts as called."""
        today = timezone.localdate()
        number = ", ".join(phone.display for phone in self.phones.all())
        self.calls.create(called_on=today, caller=caller, number=number, result=result, note=note)
        if result == PhoneCall.Result.RIGHT:
            self.assured_date, self.assurer, self.assurance_due_on = today, caller, today + self.call_lasts
            self.save(update_fields=self.CALLED)
        elif result == PhoneCall.Result.WRONG:
            self.forget_call()

    def forget_call(self):
        """The number is another one, or wrong: as if nobody had phoned."""
        self.assured_date, self.assurer, self.assurance_due_on = None, "", None
        self.save(update_fields=self.CALLED)

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


class PhoneQuerySet(OneByOneQuerySet):
    refusal = "Verander nummers een voor een: een ander keurt elk nummer goed."


class Phone(Sourced):
    """A telephone number. Every number on the site is one of these (or one of the two in `content.numbers`).

    `number` and `display` are what was approved. What an editor saves here becomes a `NumberChange`, which somebody
    else approves; until then visitors get what they had. What the loader and other code without a person behind it
    write needs no approval.
    """

    class Standing(models.TextChoices):
        SHOWN = "", "te zien"
        HIDDEN = "hidden", "verborgen"
        ADVICE = "advice", "vervangen door Veilig Thuis"

    # Fields that rows which are loaded already did not have: see `content.loading`.
    ADDED_LATER = ("standing",)
    # A letter, or a sign of another script, may pass for a digit.
    PLAIN = re.compile(r"[0-9 ()+/.-]+")

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
    standing = models.CharField(
        "wat de bezoeker ziet", max_length=10, choices=Standing.choices, default=Standing.SHOWN, blank=True,
        editable=False,
    )  # fmt: skip

    objects = PhoneQuerySet.as_manager()

    class Meta:
        verbose_name = "telefoonnummer"
        verbose_name_plural = "telefoonnummers"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.display

    def save(self, **kwargs):
        """Save; what an editor wants to show that was not approved becomes a proposal, and the row keeps the rest."""
        proposal = self._proposal() if acting.editor() else None
        super().save(**kwargs)
        if proposal:
            self.changes.propose(self, acting.editor(), *proposal)

    @staticmethod
    def digits(text):
        """The digits of a number as people write it, without the country code: +31 88 and 088 are the same."""
        digits = "".join(filter(str.isdigit, text))
        return "0" + digits.removeprefix("31") if text.strip().startswith("+31") else digits

    @property
    def shown(self):
        """What is shown; the same name as on a number that stands in code."""
        return ADVICE.shown if self.standing == self.Standing.ADVICE else self.display

    @property
    def dialled(self):
        return ADVICE.dialled if self.standing == self.Standing.ADVICE else self.number

    @property
    def may_be_shown(self):
        return self.is_verified and self.standing != self.Standing.HIDDEN

    @property
    def is_shown(self):
        return self.may_be_shown and self.service.is_active

    @property
    def waiting_change(self):
        """What was proposed and waits for a second person, or None."""
        return next((change for change in self.changes.all() if not change.decided_at), None)

    def _proposal(self):
        """The (number, display) that somebody has to approve, or None; takes them off this row."""
        was = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        wanted = (self.number, self.display)
        if was is None:
            needs, self.is_verified = self.is_verified, False
        else:
            is_other = {self.digits(text) for text in wanted} != {self.digits(was.number)}
            is_other |= self.display != was.display and not self.PLAIN.fullmatch(self.display)
            is_moved = self.service_id != was.service_id
            needs = self.is_verified and (is_other or is_moved or not was.is_verified)
            self.service_id, self.standing = was.service_id, was.standing
            if needs:
                self.number, self.display, self.is_verified = was.number, was.display, was.is_verified
        return wanted if needs else None

    def clean(self):
        if not self.PLAIN.fullmatch(self.display):
            raise ValidationError({"display": "Zet hier alleen cijfers, spaties en streepjes."})
        digits = "".join(filter(str.isdigit, self.display))
        if digits not in (self.number.lstrip("+"), "0" + self.number.removeprefix("+31")):
            raise ValidationError({"display": "Dit zijn andere cijfers dan die de telefoon kiest."})
        fixed = IN_CODE.get(self.service.slug) if self.service_id else None
        if fixed and (self.display, self.number) != (fixed.shown, fixed.dialled):
            raise ValidationError({"display": f"Dit nummer ligt vast: {fixed.shown}. Vraag de beheerder."})


class Channel(models.TextChoices):
    """How people reach a service."""

    PHONE = "phone", "Telefoon"
    CHAT = "chat", "Chat"
    VISIT = "visit", "Langskomen"


class Schedule(Sourced):
    """When a service answers: days of the week and hours, or a text when it is more complicated."""

    class Holidays(models.TextChoices):
        UNKNOWN = "", "Onbekend"
        CLOSED = "closed", "Dicht"
        OPEN = "open", "Gewoon open"

    service = models.ForeignKey(Service, models.CASCADE, related_name="schedules", verbose_name="dienst")
    channel = models.CharField("waarvoor", max_length=10, choices=Channel.choices, default=Channel.PHONE)
    byday = models.CharField(
        "dagen",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$", "Gebruik MO,TU,WE,TH,FR,SA,SU.")
        ],
        help_text="MO,TU,WE,TH,FR,SA,SU (maandag tot en met zondag, volgens iCalendar). Alleen met dagen en tijden "
        "erbij kan de site zeggen of het nu open is.",
    )
    opens_at = models.TimeField("van", null=True, blank=True)
    closes_at = models.TimeField(
        "tot", null=True, blank=True, help_text="Na middernacht mag ook: van 18:00 tot 02:00."
    )
    on_holidays = models.CharField(
        "op feestdagen",
        max_length=10,
        choices=Holidays.choices,
        blank=True,
        default=Holidays.UNKNOWN,
        help_text="Vraag het aan de telefoon. Onbekend: op een feestdag zegt de site niet of het open is.",
    )
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
    def has_begun(self):
        return not self.valid_from or self.valid_from <= timezone.localdate()

    @property
    def has_ended(self):
        return bool(self.valid_to and self.valid_to < timezone.localdate())

    @property
    def is_structured(self):
        return bool(self.byday and self.opens_at and self.closes_at)

    def clean(self):
        if bool(self.opens_at) != bool(self.closes_at):
            raise ValidationError("Vul allebei de tijden in, of geen van beide.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "De einddatum ligt voor de begindatum."})


class ScheduleException(models.Model):
    """A day on which a service keeps other hours, or none; it goes before every `Schedule` of that channel."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="exceptions", verbose_name="dienst")
    channel = models.CharField("waarvoor", max_length=10, choices=Channel.choices, default=Channel.PHONE)
    date = models.DateField("dag")
    opens_at = models.TimeField("van", null=True, blank=True, help_text="Geen tijden: die dag dicht.")
    closes_at = models.TimeField("tot", null=True, blank=True)

    class Meta:
        verbose_name = "andere tijd op een dag"
        verbose_name_plural = "andere tijden op een dag"
        ordering = ["date", "opens_at", "pk"]

    def __str__(self):
        return f"{self.date:%d-%m-%Y}"

    def clean(self):
        if bool(self.opens_at) != bool(self.closes_at):
            raise ValidationError("Vul allebei de tijden in, of geen van beide.")


class OpeningHours:
    """The hours of one channel of a service.

    `lines` are printed. `rows`, `exceptions` and `until` are for `static/js/open.js`, which says in the page whether
    it is open now; `rows` is empty when that cannot be said honestly: a row is words only, or nobody has phoned.
    """

    CHECK = {Channel.CHAT: "Kijk op de site om het zeker te weten."}

    def __init__(self, service, channel, schedules):
        self.lines = [schedule.description for schedule in schedules if schedule.has_begun]
        self.check = self.CHECK.get(channel, "Bel om het zeker te weten.")
        self.until = service.assurance_due_on if service.assured_date else None
        is_known = self.until and not service.is_overdue and all(row.is_structured for row in schedules)
        self.rows = ";".join(map(self._row, schedules)) if is_known else ""
        self.exceptions = ";".join(
            f"{row.date}|{self._time(row.opens_at)}|{self._time(row.closes_at)}"
            for row in service.exceptions.all()
            if row.channel == channel and row.date >= timezone.localdate() - timedelta(days=1)
        )

    @staticmethod
    def _time(time):
        return f"{time:%H:%M}" if time else ""

    def _row(self, row):
        """Days, from, to, on holidays, valid from, valid to; such as "MO,TU|09:00|17:00|closed||"."""
        times = (self._time(row.opens_at), self._time(row.closes_at))
        return "|".join([row.byday, *times, row.on_holidays, str(row.valid_from or ""), str(row.valid_to or "")])


class CallFact(Guarded, Sourced):
    """One thing that happens when you call a service; cost and anonymity are fields of the service itself."""

    GUARDED = {"question": None, "text": None, "is_verified": False}

    class Question(models.TextChoices):
        WHO = "who", "Wie neemt op"
        ASKS = "asks", "Wat vragen ze eerst"
        DUTY = "duty", "Wat doen ze ermee"
        BILL = "bill", "Rekening en belgeschiedenis"
        CHILD = "child", "Als een kind belt of opneemt"
        INTERPRETER = "interpreter", "Tolk"

    service = models.ForeignKey(Service, models.CASCADE, related_name="call_facts", verbose_name="dienst")
    question = models.CharField("vraag", max_length=12, choices=Question.choices)
    text = models.CharField(
        "antwoord",
        max_length=300,
        validators=[markdown.validate],
        help_text="Een of twee korte zinnen, zonder nummer.",
    )

    class Meta:
        verbose_name = "wat er gebeurt als je belt"
        verbose_name_plural = "wat er gebeurt als je belt"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "question"],
                name="signals_callfact_one_each",
                violation_error_message="Deze vraag heeft al een antwoord.",
            )
        ]

    def __str__(self):
        return self.get_question_display()

    @property
    def subject(self):
        return self.service


class PhoneCall(models.Model):
    """Somebody phoned a service to hear whether its number and hours are right. Kept, never changed."""

    class Result(models.TextChoices):
        RIGHT = "right", "Klopt"
        WRONG = "wrong", "Klopt niet"
        UNREACHED = "unreached", "Niet bereikt"

    service = models.ForeignKey(Service, models.CASCADE, related_name="calls", verbose_name="dienst")
    called_on = models.DateField("gebeld op", default=timezone.localdate)
    caller = models.CharField("gebeld door", max_length=120)
    number = models.CharField("nummer", max_length=200, blank=True)
    result = models.CharField("uitkomst", max_length=10, choices=Result.choices)
    note = models.CharField("notitie", max_length=300, blank=True)

    class Meta:
        verbose_name = "telefoontje"
        verbose_name_plural = "telefoontjes"
        ordering = ["-called_on", "-pk"]

    def __str__(self):
        return f"{self.called_on:%d-%m-%Y}, {self.caller}: {self.get_result_display().lower()}"
