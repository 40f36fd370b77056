"""Mails about accounts. They go out beside the request: nobody waits for a mail server, and how long a page takes
does not tell whether an account exists."""

import logging
from concurrent.futures import ThreadPoolExecutor

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .roles import administrators

logger = logging.getLogger(__name__)
# One thread, in order; the interpreter waits for it before it ends.
queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send(subject, text, addresses):
    """Puts a mail in the queue, one to each address."""
    for address in dict.fromkeys(address for address in addresses if address):
        queue.submit(_deliver, EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]))


def _deliver(message):
    try:
        message.send()
    except OSError as error:
        # Without the address: a log is no place for who works here.
        logger.warning("Een bericht over een account kon niet worden verstuurd: %s", type(error).__name__)


def _written(user, template, **context):
    """Subject and text of a mail; the first line of its template is the subject."""
    context |= {"person": user, "login": address("account_login")}
    subject, _, body = render_to_string(f"account/mail/{template}.txt", context).strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def tell(user, template, **context):
    """Tells a person and all administrators what happened to the account."""
    others = administrators().exclude(pk=user.pk).filter(~Q(email="")).values_list("email", flat=True)
    send(*_written(user, template, **context), [user.email, *others])


def tell_former(user, former, by):
    """Tells the address that an account had that it has another one now."""
    send(*_written(user, "rechten", by=by, when=timezone.localtime(), changes=["een ander mailadres"]), [former])


def invite(user, by):
    """Sends the link with which a person chooses a password."""
    link = address(
        "account_reset_password_from_key",
        uidb36=user_pk_to_url_str(user),
        key=default_token_generator.make_token(user),
    )
    again = address("account_reset_password")
    send(*_written(user, "uitnodiging", by=by.get_username(), link=link, again=again), [user.email])


def address(name, **kwargs):
    """The full address of a page of the newsroom."""
    return settings.NEWSROOM_URL + reverse(name, kwargs=kwargs)
