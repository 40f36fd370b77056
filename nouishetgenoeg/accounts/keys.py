"""What is kept unreadable or unforgeable, by a key derived from `ACCOUNTS_KEY` (see the README)."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


def _fernet():
    key = hmac.digest(settings.ACCOUNTS_KEY.encode(), b"nouishetgenoeg.accounts.secrets", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(text):
    return _fernet().encrypt(text.encode()).decode()


def decrypt(text):
    """The secret; with another key than it was written with, a random one, so that no code fits it."""
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def pseudonym(address):
    """A network address as a text that counts as one, and that nobody without the key can turn back."""
    return salted_hmac(
        "nouishetgenoeg.accounts.network", address, secret=settings.ACCOUNTS_KEY, algorithm="sha256"
    ).hexdigest()[:32]
