"""How long a session lasts, and how to end all sessions of an account."""

import time
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

# Written once a minute at most: an editor asks for many pages.
WRITE_EVERY = 60


def limits(get_response):
    """Ends a session of the newsroom that stood still too long, or that is too old. Public pages read none."""

    def middleware(request):
        # Without a database the view finds no session either, and says why (`NewsroomWithoutDatabase`).
        if request.path_info.startswith("/beheer/"):
            with suppress(DatabaseError):
                _end_or_note(request.session)
        return get_response(request)

    return middleware


def _end_or_note(session):
    if SESSION_KEY not in session:
        return
    now = time.time()
    began, seen = session.setdefault("began", now), session.setdefault("seen", now)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
        session.flush()
    elif now - seen > WRITE_EVERY:
        session["seen"] = now


def end_all(user, but=None):
    """Ends all sessions of an account at once, but the one with this key; returns how many."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
            ended += 1
    return ended
