"""A new telephone number, and the second person who agrees to it."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from content import acting
from content.models import Refused, refuse_new_eyes

from .directory import Phone

OWN_NUMBER = "Je hebt dit nummer zelf voorgesteld. Een ander moet het goedkeuren."


class NumberChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Proposals that nobody has decided on."""
        return self.filter(decided_at=None)

    def propose(self, phone, user, number, display, source=""):
        """A proposal for another number; it takes the place of one that was waiting."""
        with transaction.atomic():
            Phone.objects.select_for_update().get(pk=phone.pk)
            self.waiting().filter(phone=phone).update(decided_at=timezone.now())
            return self.create(
                phone=phone, proposed_by=user, number=number, display=display, source=source,
                old_number=phone.number if phone.is_verified else "",
                old_display=phone.display if phone.is_verified else "",
            )  # fmt: skip


class NumberChange(models.Model):
    """A proposal to dial and show another number, or to show one for the first time.

    Visitors get the number that was approved last, until somebody else than the proposer approves this one.
    """

    phone = models.ForeignKey(Phone, models.CASCADE, related_name="changes", verbose_name="telefoonnummer")
    number = models.CharField("te kiezen nummer", max_length=20)
    display = models.CharField("zoals het er staat", max_length=24)
    old_number = models.CharField("het was", max_length=20, blank=True)
    old_display = models.CharField("het stond er als", max_length=24, blank=True)
    source = models.CharField("bron", max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="voorgesteld door"
    )
    proposed_at = models.DateTimeField("voorgesteld op", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="goedgekeurd door",
    )  # fmt: skip
    decided_at = models.DateTimeField("besloten op", null=True, blank=True, editable=False)

    objects = NumberChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "voorstel voor een nummer"
        verbose_name_plural = "voorstellen voor nummers"
        ordering = ["-proposed_at", "-pk"]
        permissions = [("approve_numberchange", "Mag een nummer goedkeuren")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="signals_numberchange_four_eyes",
                violation_error_message=OWN_NUMBER,
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(decided_at__isnull=False), name="signals_numberchange_decided"
            ),
            models.UniqueConstraint(
                fields=["phone"], condition=Q(decided_at=None), name="signals_numberchange_one_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.phone.service}: {self.display}"

    @property
    def is_new(self):
        """The number was not on the site before."""
        return not self.phone.is_verified

    def may_approve(self, user):
        return not self.decided_at and user.is_active and user.pk != self.proposed_by_id

    def approve(self, user):
        """Put the number on the site. Raises Refused for the proposer, and when somebody decided already."""
        with transaction.atomic(), acting.workflow():
            change = type(self).objects.select_for_update().get(pk=self.pk)
            if change.decided_at:
                raise Refused("Hierover is al besloten, of er is een nieuwer voorstel.")
            if not change.may_approve(user):
                raise Refused(OWN_NUMBER)
            refuse_new_eyes(user)
            change.approved_by, change.decided_at = user, timezone.now()
            change.save()
            return change.write()

    def write(self):
        """Give visitors this number; `approve` decides whether that may be."""
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

    def refuse(self):
        """No: what was on the site stays."""
        with acting.workflow():
            type(self).objects.waiting().filter(pk=self.pk).update(decided_at=timezone.now())


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
