"""What one person wants on the site outside the items, and the second person who agrees to it."""

from copy import copy

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from content import acting

from .approval import OneByOneQuerySet, Refused, refuse_new_eyes

DECIDED = "Hierover is al besloten, of er is een nieuwer voorstel."
OWN_PROPOSAL = "Je hebt dit zelf voorgesteld. Een ander moet het goedkeuren."


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Proposals that nobody has decided on."""
        return self.filter(decided_at=None)

    def close(self):
        """No, or something newer took their place: what is on the site stays."""
        return self.waiting().update(decided_at=timezone.now())


class Proposal(models.Model):
    """A change that visitors get when somebody else than the proposer approves it."""

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="voorgesteld door"
    )
    proposed_at = models.DateTimeField("voorgesteld op", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="goedgekeurd door",
    )  # fmt: skip
    decided_at = models.DateTimeField("besloten op", null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_four_eyes",
                violation_error_message=OWN_PROPOSAL,
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(decided_at__isnull=False), name="%(app_label)s_%(class)s_decided"
            ),
        ]

    @property
    def subject(self):
        """The row that an editor knows, such as the service of a number."""
        raise NotImplementedError

    @property
    def group(self):
        """The proposals that are read together with this one, itself included."""
        return [self]

    def may_approve(self, user):
        return not self.decided_at and user.is_active and user.pk != self.proposed_by_id

    def approve(self, user):
        """Put it on the site. Raises Refused for the proposer, and when somebody decided already."""
        with transaction.atomic(), acting.workflow():
            change = type(self).objects.select_for_update().get(pk=self.pk)
            if change.decided_at:
                raise Refused(DECIDED)
            if not change.may_approve(user):
                raise Refused(OWN_PROPOSAL)
            refuse_new_eyes(user)
            change.approved_by, change.decided_at = user, timezone.now()
            change.save()
            return change.write()

    def write(self):
        """Give visitors what was proposed; `approve` decides whether that may be. Returns the row."""
        raise NotImplementedError

    def refuse(self):
        """No: what was on the site stays. Raises Refused when somebody decided already."""
        with acting.workflow():
            if not type(self).objects.filter(pk=self.pk).close():
                raise Refused(DECIDED)


class FieldChangeQuerySet(ProposalQuerySet):
    def of(self, row):
        """The proposals for one row."""
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)

    def propose(self, row, field, value, user):
        """A proposal for one field; it takes the place of one that was waiting, unless that wants the same."""
        with transaction.atomic():
            type(row)._base_manager.select_for_update().get(pk=row.pk)
            waiting = self.waiting().of(row).filter(field=field.name)
            if not waiting.filter(value=value).exists():
                waiting.close()
                old = field.value_to_string(row) if field.value_from_object(row) is not None else ""
                self.create(item=row, field=field.name, value=value, old_value=old, proposed_by=user)

    def by_subject(self, approver=None):
        """The proposals that wait, or that somebody may approve, by what an editor opens: subject to a list."""
        found = {}
        for change in self.waiting().prefetch_related("item", "content_type", "proposed_by").order_by("pk"):
            # A row that was deleted at the moment of the proposal left it behind.
            if change.item and (approver is None or change.may_approve(approver)):
                found.setdefault(change.subject, []).append(change)
        return found


class FieldChange(Proposal):
    """A proposal for another value of one field of a `Guarded` row."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()
    field = models.CharField("veld", max_length=40)
    value = models.TextField("wordt")
    old_value = models.TextField("was", blank=True)

    objects = FieldChangeQuerySet.as_manager()

    class Meta(Proposal.Meta):
        verbose_name = "voorstel voor de hulpgids"
        verbose_name_plural = "voorstellen voor de hulpgids"
        permissions = [("approve_fieldchange", "Mag een gegeven goedkeuren")]
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                condition=Q(decided_at=None),
                name="content_fieldchange_one_waiting",
            ),
        ]

    def __str__(self):
        return f"{self.subject or 'verwijderd'}: {self.label}"

    @property
    def model_field(self):
        return self.content_type.model_class()._meta.get_field(self.field)

    @property
    def label(self):
        """What it is about, such as "website", for who knows the subject."""
        row = "" if self.item == self.subject else f"{self.item}: "
        return f"{row}{self.model_field.verbose_name}"

    @property
    def subject(self):
        return self.item.subject if self.item else None

    @property
    def group(self):
        """Everything that waits for the same subject, rows below it included."""
        return type(self).objects.by_subject().get(self.subject, [])

    def may_decide(self, user):
        """Only who could have written it: a number keeper has no say over the data of the region."""
        kind = self.content_type
        rights = ("content.approve_fieldchange", f"{kind.app_label}.change_{kind.model}")
        return user.has_perms(rights)

    def may_approve(self, user):
        return super().may_approve(user) and self.may_decide(user)

    def write(self):
        row = type(self.item)._base_manager.select_for_update().get(pk=self.object_id)
        try:
            setattr(row, self.model_field.attname, self.model_field.clean(self.value, row))
            row.validate_constraints()
        except ValidationError as error:
            raise Refused(f"{self}: {' '.join(error.messages)}") from error
        row.save()
        return row


class GuardedQuerySet(OneByOneQuerySet):
    refusal = "Verander dit een voor een: een ander keurt elke verandering goed."


class Guarded(models.Model):
    """A row that visitors read or follow: what an editor changes in it becomes a `FieldChange`.

    `GUARDED` has the fields, each with the value that takes it off the site: that one person may write at any hour.
    None: no value does. What the loader and other code without a person behind it write needs no approval.
    """

    GUARDED = {}

    proposals = GenericRelation(FieldChange, verbose_name="voorstellen")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs):
        """Save; what an editor wants to show waits for a second person, and the row keeps what it had."""
        editor = acting.editor()
        written = kwargs.get("update_fields") or self.GUARDED
        proposed = self._hold_back(written) if editor and self.is_guarded else []
        super().save(**kwargs)
        for field, value in proposed:
            FieldChange.objects.propose(self, field, value, editor)

    @property
    def subject(self):
        """What an editor opens to change this row."""
        return self

    @property
    def is_guarded(self):
        """Whether visitors read this row, or will as soon as it is saved."""
        return True

    @property
    def guarded_fields(self):
        """Pairs of a field and the value that takes it away."""
        return [(self._meta.get_field(name), away) for name, away in self.GUARDED.items()]

    def _hold_back(self, written):
        """Puts back what was, in every field of `written` that needs approval; returns (field, wanted text) pairs."""
        was = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        held, taken = [], []
        for field, away in self.guarded_fields:
            if field.name not in written:
                continue
            wanted = field.value_from_object(self)
            # What a new row must have, it has: another of its fields keeps it off the site.
            old = field.value_from_object(was) if was else wanted if away is None else away
            if _is_same(wanted, old):
                continue
            if wanted == away:
                taken.append(field.name)
            else:
                held.append((field, field.value_to_string(self)))
                setattr(self, field.attname, old)
        if taken and was:
            self.take_back(taken)
        return held

    def take_back(self, fields):
        """Nobody wants another value for these fields any more: what waits for them is closed."""
        FieldChange.objects.of(self).filter(field__in=fields).close()

    def as_proposed(self):
        """This row as it will be when all that waits for it is approved; it is not saved."""
        row = copy(self)
        for change in FieldChange.objects.waiting().of(self) if self.pk else ():
            setattr(row, change.model_field.attname, change.model_field.to_python(change.value))
        return row


def _is_same(one, other):
    """Whether two values are equal; a browser sends other line ends than a file has."""
    if isinstance(one, str) and isinstance(other, str):
        return one.splitlines() == other.splitlines()
    return one == other


def as_proposed(row):
    """Any row, as an editor left it: what is `Guarded` with all that waits for approval."""
    return row.as_proposed() if isinstance(row, Guarded) else row
