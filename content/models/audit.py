"""What happened in the newsroom: a log that only grows, in which each row vouches for the one before it."""

import json
import unicodedata

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

FIRST = "0" * 64
RIGHTS = "rechten veranderd"


def visible(text, length):
    """A text on one line, at most so long: what a terminal or a reader could trip over is written out as \\u…."""
    safe = "".join(
        f"\\u{ord(character):04x}" if unicodedata.category(character)[0] in "CZ" and character != " " else character
        for character in str(text)[: 2 * length]
    )
    return safe if len(safe) <= length else safe[: length - 1] + "…"


class AppendOnly(models.QuerySet):
    """Rows that can be added and read."""

    def _refuse(self, *args, **kwargs):
        raise PermissionDenied("Het logboek kan alleen groeien.")

    update = delete = bulk_update = bulk_create = _refuse


class AuditHead(models.Model):
    """The end of the chain: one row, which whoever adds to the chain holds until that is done."""

    last = models.PositiveBigIntegerField("laatste nummer", default=0)
    digest = models.CharField("laatste digest", max_length=64, default=FIRST)

    class Meta:
        verbose_name = "einde van het logboek"
        verbose_name_plural = "einde van het logboek"

    def __str__(self):
        return str(self.last)


class AuditEntry(models.Model):
    """One thing that happened: when, who, what, to which item. Holds no network address and no typed name.

    `digest` is an HMAC over the row and the digest before it, with `ACCOUNTS_KEY`: a row that is changed, left out or
    slipped in breaks the chain, also when someone writes to the database itself.
    """

    number = models.PositiveBigIntegerField("nummer", primary_key=True)
    at = models.DateTimeField("wanneer")
    user_id = models.PositiveBigIntegerField("nummer van het account", null=True, db_index=True)
    action = models.CharField("wat", max_length=100)
    kind = models.CharField("soort", max_length=60)
    object_id = models.CharField("sleutel", max_length=60)
    object = models.CharField("onderwerp", max_length=200)
    details = models.CharField("bijzonderheden", max_length=1000)
    previous = models.CharField("digest ervoor", max_length=64, unique=True)
    digest = models.CharField("digest", max_length=64, unique=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "regel van het logboek"
        verbose_name_plural = "logboek"
        ordering = ["-number"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.number}: {self.action}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise PermissionDenied("Het logboek kan alleen groeien.")
        super().save(*args, force_insert=True, **kwargs)

    def delete(self, *args, **kwargs):
        raise PermissionDenied("Het logboek kan alleen groeien.")

    @classmethod
    def record(cls, action, user=None, item=None, details="", kind="", object_id="", name=""):
        """Adds a row, in the transaction of the caller; `item` fills in what is not given of kind, key and name."""
        if item is not None:
            kind, object_id, name = kind or item._meta.label_lower, object_id or item.pk, name or str(item)
        with transaction.atomic():
            AuditHead.objects.get_or_create(pk=1)
            head = AuditHead.objects.select_for_update().get(pk=1)
            entry = cls(
                number=head.last + 1,
                # As the database gives it back, to the microsecond.
                at=timezone.now(),
                user_id=user.pk if user else None,
                action=visible(action, 100),
                kind=visible(kind, 60),
                object_id=visible(object_id, 60),
                object=visible(name, 200),
                details=visible(details, 1000),
                previous=head.digest,
            )
            entry.digest = entry.right_digest()
            entry.save()
            head.last, head.digest = entry.number, entry.digest
            head.save()
        return entry

    @classmethod
    def changed_the_rights_of(cls, user, since):
        """Whether an administrator made this account, or changed its rights, address or second factor, since then."""
        found = cls.objects.filter(kind=user._meta.label_lower, object_id=str(user.pk), action=RIGHTS, at__gt=since)
        # What is done on the server has no account behind it.
        return found.exclude(user_id=None).exists()

    def right_digest(self):
        """The digest that belongs to what the row says now."""
        values = [self.previous, self.number, self.at.timestamp(), self.user_id, self.action, self.kind,
                  self.object_id, self.object, self.details]  # fmt: skip
        return salted_hmac(
            "content.audit", json.dumps(values), secret=settings.ACCOUNTS_KEY, algorithm="sha256"
        ).hexdigest()

    @classmethod
    def problems(cls):
        """Yields what is wrong with the chain, one Dutch sentence each; nothing when every row stands as it was."""
        before, number = FIRST, 0
        for entry in cls.objects.order_by("number").iterator(1000):
            if entry.number != number + 1:
                yield f"Tussen {number} en {entry.number} ontbreken regels."
            elif entry.previous != before:
                yield f"Regel {entry.number} volgt niet op de regel ervoor: er is iets weggehaald of ertussen gezet."
            if not constant_time_compare(entry.digest, entry.right_digest()):
                yield f"Regel {entry.number} is veranderd, of met een andere sleutel geschreven."
            before, number = entry.digest, entry.number
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        if (head.last, head.digest) != (number, before):
            yield f"Het einde klopt niet: de laatste regel is {number}, en er zijn er {head.last} geschreven."
