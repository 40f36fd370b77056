"""Browsers that signed in before, known by a signed cookie of the newsroom; the server keeps nothing of them."""

import secrets

from django.conf import settings
from django.core import signing

from . import keys

SALT = "nouishetgenoeg.accounts.device"
DAYS = 180
# How many accounts one browser remembers.
MOST = 5


def _marks(request):
    try:
        return signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""),
            key=settings.ACCOUNTS_KEY,
            salt=SALT,
            max_age=DAYS * 24 * 60 * 60,
        )
    except signing.BadSignature:
        return {}


def mark(request, name=None):
    """What tells this browser from others: for one account, or for any when no name is given; else an empty text."""
    marks = _marks(request)
    return marks.get(keys.pseudonym(name.lower()), "") if name else next(iter(marks.values()), "")


def remember(request, response, name):
    """Gives the browser a mark for this account, or keeps the one that it has."""
    account, marks = keys.pseudonym(name.lower()), _marks(request)
    own = marks.pop(account, None) or secrets.token_urlsafe(12)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(dict([(account, own), *marks.items()][:MOST]), key=settings.ACCOUNTS_KEY, salt=SALT),
        max_age=DAYS * 24 * 60 * 60,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
