"""When to press: after every change, at every moment that an editor set, and at midnight."""

import logging
import os
import time
from datetime import datetime, timedelta

from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone
from reversion import create_revision, set_comment, set_user

from content.models import ChangeCounter, Publishable, Refused

from .edition import Editions, write
from .run import Press

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2  # seconds
VERIFY_EVERY = 60
# A connection that stays open looks on at a SQLite file that was replaced by another one.
CONNECT_EVERY = 5
LONGEST_PAUSE = 30


def moments():
    """The fields in which an editor sets a moment: (model, field name)."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if model._meta.app_label in ("content", "signals")
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField) and field.editable
    ]


def next_moment(now=None):
    """When the site changes by itself: the first moment that was set, or else the next midnight in Amsterdam."""
    now = now or timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), datetime.min.time()))
    found = [
        model.objects.filter(**{f"{name}__gt": now}).order_by(name).values_list(name, flat=True).first()
        for model, name in moments()
    ]
    return min([midnight, *filter(None, found)])


def publish_planned():
    """Puts the approved changes on the site whose moment has come. What cannot go goes back to its editors."""
    for model in Publishable.__subclasses__():
        for copy in model.objects.to_publish():
            try:
                with transaction.atomic(), create_revision():
                    set_user(copy.approved_by)
                    set_comment("Gepland, en nu op de site gezet.")
                    copy.publish()
                    ChangeCounter.objects.increase()
            except (Refused, IntegrityError) as error:
                logger.error("Een geplande wijziging kon niet op de site (%s).", type(error).__name__)
                copy.send_back()


class Publisher:
    """Watches the database, and presses when something changed."""

    def __init__(self, editions=None):
        self.editions = editions or Editions()
        self.pressed = None  # the counter of the last press; the thawing counts as a change too
        self.due = self.pressed_at = None
        self.failures = 0
        self.connected_at = 0

    def state(self):
        return ChangeCounter.objects.value(), self.editions.is_frozen

    def is_needed(self):
        now = timezone.now()
        # After the clock was set back, what is due may be far off.
        return self.state() != self.pressed or now >= self.due or now < self.pressed_at - timedelta(minutes=1)

    def turn(self):
        """Looks once, and presses when that is needed. Returns the seconds until it should look again."""
        if time.monotonic() - self.connected_at > CONNECT_EVERY:
            connection.close()
            self.connected_at = time.monotonic()
        try:
            if self.is_needed() if self.pressed else True:
                self.press()
            self.tell("")
            self.failures = 0
            return LOOK_EVERY
        except DatabaseError as error:
            return self.back_off("De database antwoordt niet. De site blijft staan zoals zij is.", error)
        except OSError as error:
            return self.back_off("De uitgave kan niet worden geschreven. Is de schijf vol?", error)
        except Exception as error:
            logger.exception("De pers liep vast.")
            return self.back_off("Er kan geen uitgave worden gemaakt. De site blijft staan zoals zij is.", error)

    def press(self):
        publish_planned()
        state, now = self.state(), timezone.now()
        due = next_moment(now)
        Press(self.editions, is_stale=lambda: self.state() != state).run()
        # Only now: a press that failed is tried again.
        self.pressed, self.pressed_at, self.due = state, now, due

    def back_off(self, text, error):
        self.failures += 1
        if self.failures == 1:
            logger.error("%s (%s)", text, type(error).__name__)
        self.tell(text)
        connection.close()
        return min(LOOK_EVERY * 2**self.failures, LONGEST_PAUSE)

    def tell(self, trouble):
        """Leaves word for the newsroom of what is the matter; an empty text when all is well."""
        file = self.editions.folder / "trouble"
        try:
            if trouble:
                write(file, trouble.encode())
            else:
                file.unlink(missing_ok=True)
        except OSError:
            pass

    def verify(self):
        """Mends files of the current edition that changed on disk; what cannot be mended is made again."""
        mended, lost = self.editions.repair()
        if mended or lost:
            logger.error("Bestanden van de uitgave klopten niet meer: %d hersteld, %d kwijt.", len(mended), len(lost))
        if lost or not self.editions.current():
            self.pressed = None

    def run_until_orphaned(self, parent=None):
        """Goes on for as long as the process that started this one lives; without one, for ever."""
        verified = time.monotonic()
        while parent is None or os.getppid() == parent:
            pause = self.turn()
            if time.monotonic() - verified > VERIFY_EVERY:
                verified = time.monotonic()
                try:
                    self.verify()
                except OSError:
                    logger.error("De uitgave kon niet worden nagekeken.")
            time.sleep(pause)
