"""What allauth asks of us: who may sign in, what is told to whom, what is written down."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from qrcode import QRCode

from content.models import AuditEntry, CacheRow

from . import devices, keys, mails, second_factor

# What is written down and told when what protects an account changes, by allauth's name for it.
CHANGES = {
    "mfa/email/totp_activated": "een app als tweede stap ingesteld",
    "mfa/email/totp_deactivated": "de app als tweede stap weggehaald",
    "mfa/email/webauthn_added": "een passkey toegevoegd",
    "mfa/email/webauthn_removed": "een passkey weggehaald",
    "mfa/email/recovery_codes_generated": "nieuwe herstelcodes gemaakt",
    "account/email/password_changed": "het wachtwoord veranderd",
    "account/email/password_reset": "een nieuw wachtwoord ingesteld via de mail",
    "account/email/password_set": "een wachtwoord ingesteld",
}
MESSAGES = {
    "account/messages/password_changed.txt": "Je wachtwoord is veranderd. Overal elders ben je afgemeld.",
    "mfa/messages/totp_activated.txt": "Je app werkt. Vanaf nu vraagt de redactie om een code.",
    "mfa/messages/totp_deactivated.txt": "De app is weggehaald.",
    "mfa/messages/webauthn_added.txt": "De passkey werkt.",
    "mfa/messages/webauthn_removed.txt": "De passkey is weggehaald.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of the newsroom: nobody signs up, every step is written down, no address of a network is kept."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Deze naam en dit wachtwoord horen niet bij elkaar.",
        "too_many_login_attempts": "Dat ging te vaak mis. Wacht even en probeer het opnieuw; hooguit een kwartier.",
        "incorrect_code": "Deze code klopt niet. Neem de nieuwste code uit je app, of een herstelcode.",
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "enter_current_password": "Dit is niet je wachtwoord van nu.",
        "rate_limited": "Dat ging te vaak mis. Wacht even en probeer het opnieuw; hooguit een kwartier.",
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Only the newsroom itself: no other host, also not one of ours."""
        return bool(url) and url.startswith("/beheer/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request):
        """Where tries come from, as a pseudonym: a browser that signed in before, else the network.

        So nobody in the same office can lock an editor out of their own browser.
        """
        return keys.pseudonym(devices.mark(request) or truncate_ip(super().get_client_ip(request)))

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    # Signing in

    def pre_authenticate(self, request, **credentials):
        CacheRow.objects.filter(expires__lt=timezone.now()).delete()
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Tries are counted by account; from a browser that signed in to it before, apart from those of all others.

        So nobody can lock an editor, or the last administrator, out of their own browser.
        """
        name = credentials.get("username", "").lower()
        return f"{name}:{devices.mark(request, name)}"

    def authentication_failed(self, request, **credentials):
        user = User.objects.filter(username=credentials.get("username", "")).first()
        AuditEntry.record("aanmelden mislukt", user=user, details="wachtwoord")

    def post_login(self, request, user, **kwargs):
        is_known = bool(devices.mark(request, user.username))
        response = super().post_login(request, user, **kwargs)
        AuditEntry.record("aangemeld", user=user, details="" if is_known else "nieuw apparaat")
        if not is_known:
            mails.tell(user, "nieuw-apparaat", when=timezone.localtime())
        devices.remember(request, response, user.username)
        return response

    def logout(self, request):
        if request.user.is_authenticated:
            AuditEntry.record("afgemeld", user=request.user)
        super().logout(request)

    # Changing what protects an account

    def is_reauthentication_required(self, *, app, **kwargs):
        return not second_factor.was_shown_recently(self.request)

    def get_reauthentication_methods(self, user):
        """The second factor when there is one: a password alone changes nothing."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa")]
        return factors or methods

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        what = CHANGES[template_prefix]
        AuditEntry.record(what, user=user)
        mails.tell(user, "beveiliging", what=what, when=timezone.localtime())

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        if message := message or MESSAGES.get(message_template):
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def send_mail(self, template_prefix, email, context):
        message = self.render_mail(template_prefix, email, context)
        mails.send(message.subject, message.body, message.to)

    def get_reset_password_from_key_url(self, key):
        return mails.address("account_reset_password_from_key", uidb36=key.split("-")[0], key=key.split("-", 1)[1])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets unreadable in the database, and a drawing that the policy of our pages allows."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Dit is je enige tweede stap. Stel eerst een andere in.",
    }

    def encrypt(self, text):
        return keys.encrypt(text)

    def decrypt(self, encrypted_text):
        return keys.decrypt(encrypted_text)

    def get_totp_label(self, user):
        return user.get_username()

    def build_totp_svg(self, url):
        """The code to scan as one path, without style and without an image from elsewhere."""
        code = QRCode(border=0)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return format_html(
            '<svg class="nig-qr" viewBox="-4 -4 {size} {size}" width="240" height="240" role="img" '
            'aria-label="Code om met je app te scannen">'
            '<rect x="-4" y="-4" width="{size}" height="{size}" fill="#fff"/>'
            '<path d="{path}" fill="#000"/></svg>',
            size=len(rows) + 8,
            path=path,
        )

    def can_delete_authenticator(self, authenticator):
        """The last app or passkey stays: without one, nobody is in."""
        return (
            type(authenticator)
            .objects.filter(user_id=authenticator.user_id, type__in=second_factor.KINDS)
            .exclude(pk=authenticator.pk)
            .exists()
        )

    def generate_authenticator_name(self, user, type):
        return "Passkey"
