"""A new telephone number, and the second person who agrees to it."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from content import acting
from content.models import Proposal, ProposalQuerySet, Refused

from .directory import Phone


class NumberChangeQuerySet(ProposalQuerySet):
    def propose(self, phone, user, number, display, source=""):
        """A proposal for another number; it takes the place of one that was waiting."""
        with transaction.atomic():
            Phone.objects.select_for_update().get(pk=phone.pk)
            self.filter(phone=phone).close()
            return self.create(
                phone=phone, proposed_by=user, number=number, display=display, source=source,
                old_number=phone.number if phone.is_verified else "",
                old_display=phone.display if phone.is_verified else "",
            )  # fmt: skip


class NumberChange(Proposal):
    """A proposal to dial and show another number, or to show one for the first time.

    Visitors get the number that was approved last, until somebody else than the proposer approves this one.
    """

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="changes", verbose_name="telefoonnummer")
    number = models.CharField("te kiezen nummer", max_length=20)
    display = models.CharField("zoals het er staat", max_length=24)
    old_number = models.CharField("het was", max_length=20, blank=True)
    old_display = models.CharField("het stond er als", max_length=24, blank=True)
    source = models.CharField("bron", max_length=500, blank=True)

    objects = NumberChangeQuerySet.as_manager()

    class Meta(Proposal.Meta):
        verbose_name = "voorstel voor een nummer"
        verbose_name_plural = "voorstellen voor nummers"
        permissions = [("approve_numberchange", "Mag een nummer goedkeuren")]
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["phone"], condition=Q(decided_at=None), name="signals_numberchange_one_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.phone.service}: {self.display}"

    @property
    def subject(self):
        return self.phone.service

    @property
    def is_new(self):
        """The number was not on the site before."""
        return not self.phone.is_verified

    def write(self):
        phone = Phone.objects.select_for_update().get(pk=self.phone_id)
        is_other = Phone.digits(phone.number) != Phone.digits(self.number)
        phone.number, phone.display = self.number, self.display
        phone.is_verified, phone.standing = True, Phone.Standing.SHOWN
        if self.source:
            phone.source, phone.source_date = self.source, f"{timezone.localdate():%d-%m-%Y}"
        phone.save()
        if is_other:
            phone.service.forget_call()
        return phone


def earlier_numbers(phone):
    """Numbers that were approved for this phone before and are not its number now: (number, display) pairs."""
    found = {}
    for change in phone.changes.exclude(approved_by=None):
        found.setdefault(change.number, change.display)
        if change.old_number and change.old_number != change.number:
            found.setdefault(change.old_number, change.old_display)
    found.pop(phone.number, None)
    return list(found.items())


def put_back(phone, number):
    """Give visitors a number again that was approved for this phone before; one person may do this."""
    with transaction.atomic(), acting.workflow():
        phone = Phone.objects.select_for_update().get(pk=phone.pk)
        display = dict(earlier_numbers(phone)).get(number)
        if display is None:
            raise Refused("Dit nummer is nooit goedgekeurd. Stel het voor: een ander keurt het goed.")
        phone.number, phone.display, phone.standing = number, display, Phone.Standing.SHOWN
        phone.save()
        phone.service.forget_call()


def stand(phone, standing):
    """Show, hide or replace an approved number; one person may do this, at any hour."""
    if standing not in Phone.Standing.values:
        raise Refused("Dat kan niet.")
    if phone.service.is_exempt:
        raise Refused("Dit nummer ligt vast in de site.")
    with acting.workflow():
        Phone.objects.filter(pk=phone.pk).update(standing=standing)
