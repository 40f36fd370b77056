"""The one rule about who is in: password and second factor, both shown in this session."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.shortcuts import redirect

# How long a second factor that was just shown is enough to change what protects an account, in seconds.
RECENT = 5 * 60
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set_up(user):
    """True when the account has an app or a passkey; recovery codes alone do not count."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).exists()


def was_shown(request):
    """True when this session showed a second factor of this account."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def was_shown_recently(request):
    """True when it did so in the last five minutes; before there is one, the password counts."""
    method = "mfa" if is_set_up(request.user) else "password"
    return any(
        record["method"] == method and time.time() - record["at"] < RECENT
        for record in get_authentication_records(request, request.user)
    )


def required(view):
    """A view of an account that is closed to who showed only a password."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and was_shown(request):
            return view(request, *args, **kwargs)
        return redirect("account_login")

    return guarded
