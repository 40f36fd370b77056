"""Writing, having it checked by somebody else, and putting it on the site: the rules, below every form.

What is on the site is never edited. An editor changes a working copy: a row of the same model whose `draft_of`
points at the live one, with copies of the rows that belong to it. Somebody else than the last editor approves it;
then its fields and rows are written onto the live row, whose key stays. An item that is not on the site is its own
draft. What `load_starter` and other code without a person behind it write needs no approval.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from content import acting

from . import copies
from .audit import AuditEntry


class Refused(PermissionDenied):
    """The rules of the newsroom say no; the text says why, in Dutch."""


class OneByOneQuerySet(models.QuerySet):
    """Rows that no editor writes many at once: nobody would approve them. `refusal` is what the editor reads."""

    refusal = ""

    def _mind_the_rules(self):
        if acting.editor():
            raise Refused(self.refusal)

    def update(self, **values):
        self._mind_the_rules()
        return super().update(**values)

    def bulk_update(self, *args, **kwargs):
        self._mind_the_rules()
        return super().bulk_update(*args, **kwargs)

    def bulk_create(self, *args, **kwargs):
        self._mind_the_rules()
        return super().bulk_create(*args, **kwargs)

    # As Django has it: calling these from a template changes rows.
    update.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


# Every administrator was mailed; so long they have to see what is not right.
SETTLES = timedelta(hours=24)


def why_not_yet(user):
    """Why an account that an administrator changed just now approves nothing, in Dutch; empty when it may.

    Else whoever takes over one administrator makes a second pair of eyes within the hour.
    """
    if AuditEntry.changed_the_rights_of(user, timezone.now() - SETTLES):
        return "Een beheerder heeft je account pas gemaakt of veranderd. Na 24 uur kun je goedkeuren."
    return ""


def refuse_new_eyes(user):
    """Raises Refused for an account that may not approve yet."""
    if text := why_not_yet(user):
        raise Refused(text)


OWN_WORK = "Je hebt deze tekst zelf als laatste veranderd. Een ander moet haar goedkeuren."
CHANGED_SINCE = "De tekst is veranderd nadat je haar opende. Lees haar nog een keer."
ON_SITE = "Wat op de site staat, verander je in een werkversie. Die gaat op de site als een collega haar goedkeurt."


class Approvable(models.Model):
    """An item with a last editor, a request for review, and an approval by somebody else."""

    WORKFLOW = ("why", "planned_at", "last_editor", "submitted_at", "submitted_by", "approved_by", "approved_at",
                "origins")  # fmt: skip

    why = models.CharField(
        "waarom deze wijziging",
        max_length=200,
        blank=True,
        help_text="Een paar woorden voor wie het nakijkt, en voor later. Bezoekers zien dit niet.",
    )
    planned_at = models.DateTimeField(
        "op de site vanaf",
        null=True,
        blank=True,
        help_text="Leeg: zodra een collega het goedkeurt. Vul je een tijd in, dan gaat het op dat moment op de site, "
        "als het is goedgekeurd.",
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="laatst veranderd door",
    )  # fmt: skip
    submitted_at = models.DateTimeField("ingestuurd op", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="ingestuurd door",
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="goedgekeurd door",
    )  # fmt: skip
    approved_at = models.DateTimeField("goedgekeurd op", null=True, blank=True, editable=False)
    # Of a working copy: from which live row each of its rows was copied.
    origins = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(last_editor=None) | ~Q(approved_by=F("last_editor")),
                name="%(app_label)s_%(class)s_four_eyes",
                violation_error_message=OWN_WORK,
            ),
            models.UniqueConstraint(
                fields=["draft_of"],
                name="%(app_label)s_%(class)s_one_draft",
                violation_error_message="Er is al een werkversie.",
            ),
        ]

    # What it is

    @property
    def live(self):
        """The row that visitors get: the item itself, or what it is a working copy of."""
        return self.draft_of if self.draft_of_id else self

    @property
    def working_copy(self):
        """The working copy of a live item, or None."""
        return next(iter(self.drafts.all()), None) if self.pk and not self.draft_of_id else None

    @property
    def is_editable(self):
        """An item on the site, or with a working copy, is edited in that copy."""
        return bool(self.draft_of_id or not (self.was_put_on_site or self.working_copy))

    @property
    def was_put_on_site(self):
        """On the site, or gone from it only by its end date."""
        return bool(not self.draft_of_id and self.published_at and self.published_at <= timezone.now())

    @property
    def is_waiting(self):
        """Approved, and the moment on which it goes on the site is to come."""
        return bool(self.approved_by_id and self.planned_at and self.planned_at > timezone.now())

    @property
    def stage(self):
        """How far a text is on its way to the site, in words."""
        if self.is_waiting:
            return f"goedgekeurd, vanaf {timezone.localtime(self.planned_at):%d-%m-%Y %H:%M}"
        if self.submitted_at:
            return "wacht op een collega"
        return "nog niet ingestuurd"

    @property
    def version(self):
        """Which text this is: changes with every save."""
        return self.updated_at.isoformat() if self.updated_at else ""

    # What is written

    def mind_the_rules(self):
        """Called by `save`: an editor never writes on the site, and what an editor writes needs approval again."""
        editor = acting.editor()
        if editor is None:
            return
        if self.pk and type(self).objects.on_site().filter(pk=self.pk).exists():
            raise Refused(ON_SITE)
        if self.draft_of_id and self.draft_of.draft_of_id:
            raise Refused("Van een werkversie wordt geen werkversie gemaakt.")
        self.last_editor, self.published_at = editor, None
        self.submitted_at = self.submitted_by = self.approved_by = self.approved_at = None

    def touch(self):
        """A row below this item was changed by an editor: as if the item itself was."""
        self.save()

    def make_working_copy(self):
        """The working copy of an item that is on the site; the same one for everybody."""
        if self.draft_of_id:
            raise Refused("Van een werkversie wordt geen werkversie gemaakt.")
        with transaction.atomic(), acting.workflow():
            live = self._locked()
            if copy := live.working_copy:
                return copy
            copy = type(self)(draft_of=live)
            copies.copy_fields(live, copy, ("draft_of", "published_at", *self.WORKFLOW))
            copy.save()
            copies.copy_links(live, copy)
            copies.copy_rows(live, copy, copy.origins)
            copy.save()
        return copy

    def copy_as_new(self, editor):
        """A new item that begins as a copy of this one, not on the site; its address is free."""
        with transaction.atomic(), acting.workflow():
            new = type(self)()
            copies.copy_fields(self, new, ("draft_of", "published_at", "reviewed_on", "reviewed_by", "review_due_on",
                                           *self.WORKFLOW))  # fmt: skip
            taken = set(type(self).objects.values_list("slug", flat=True))
            stem = self.slug[:74]
            new.slug = next(slug for slug in (f"{stem}-{n}" for n in range(2, 10_000)) if slug not in taken)
            if new.conflict:
                raise Refused(new.conflict)
            new.last_editor = editor
            new.save()
            copies.copy_links(self, new)
            copies.copy_rows(self, new, {})
        return new

    # The way to the site

    @property
    def refusal(self):
        """Why this text may not go on the site whoever approves it, in Dutch; empty when it may."""
        return ""

    def _locked(self):
        return type(self).objects.select_for_update().get(pk=self.pk)

    def _mark(self, **values):
        """Writes fields of the workflow; the text, and so its version, stays."""
        for name, value in values.items():
            setattr(self, name, value)
        with acting.workflow():
            type(self).objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in values})

    def submit(self, user):
        """Ask for a review."""
        if not self.is_editable:
            raise Refused(ON_SITE)
        self._mark(submitted_at=timezone.now(), submitted_by=user)

    def send_back(self):
        """No: the editor goes on with it."""
        self._mark(submitted_at=None, submitted_by=None, approved_by=None, approved_at=None)

    def may_approve(self, user):
        """Whether this account may put the text on the site, as far as the last editor goes."""
        return self.is_editable and user.is_active and self.last_editor_id != user.pk

    def approve(self, user, version):
        """Put the text on the site, now or at the moment that was planned; `version` is the text that was read.

        Returns the live item. Raises Refused: for the last editor, and when the text changed since.
        """
        with transaction.atomic():
            item = self._locked()
            if item.version != version:
                raise Refused(CHANGED_SINCE)
            if not item.may_approve(user):
                raise Refused(ON_SITE if not item.is_editable else OWN_WORK)
            refuse_new_eyes(user)
            if item.refusal:
                raise Refused(item.refusal)
            item._mark(approved_by=user, approved_at=timezone.now())
            if item.is_waiting and item.draft_of_id:
                return item.live
            return item.publish()

    def publish(self):
        """Write an approved text onto the live row, whose key stays. Returns the live row."""
        with transaction.atomic(), acting.workflow():
            item = self._locked()
            if not item.approved_by_id or item.approved_by_id == item.last_editor_id:
                raise Refused(OWN_WORK)
            return item._write_live()

    def as_published(self):
        """The live row as it would be after approval, for a preview: only in a transaction that is rolled back."""
        with acting.workflow():
            item = self._locked()
            item.planned_at = None
            return item._write_live() if item.is_editable else item

    def _write_live(self):
        live = type(self).objects.select_for_update().get(pk=self.live.pk)
        if not self.draft_of_id:
            live.published_at = self.planned_at if self.is_waiting else timezone.now()
            live.save()
            return live
        copies.copy_fields(self, live, ("draft_of", "published_at", "origins"))
        live.submitted_at = live.submitted_by = live.planned_at = None
        if not live.is_published:
            live.published_at = timezone.now()
        copies.copy_links(self, live)
        copies.put_back_rows(self, live, self.origins)
        # The copy first: at no moment two rows hold what only one may.
        type(self).objects.filter(pk=self.pk).delete()
        live.save()
        return live

    def withdraw(self):
        """Take a live item off the site, at once and alone; its text stays."""
        if self.draft_of_id:
            raise Refused("Een werkversie staat niet op de site.")
        if self.is_fixed:
            raise Refused("Elke pagina verwijst hierheen: dit moet op de site blijven.")
        self._mark(published_at=None, approved_by=None, approved_at=None)

    def discard(self):
        """Throw a working copy away; the live item stays as it is."""
        if not self.draft_of_id:
            raise Refused("Dit is geen werkversie.")
        with acting.workflow():
            type(self).objects.filter(pk=self.pk).delete()
