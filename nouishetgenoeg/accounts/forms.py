"""allauth's forms in our words; a wrong code is written down."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp

from content.models import AuditEntry

from . import devices


class Plain:
    """Labels above the fields, and no second text in or below them: the page says what is needed."""

    attributes = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= self.attributes.get(name, {})


class LoginForm(Plain, account.LoginForm):
    attributes = {
        "login": {"autocomplete": "username", "autocapitalize": "none", "autofocus": True},
        "password": {"autocomplete": "current-password"},
    }


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ChoosePasswordForm(Plain, account.ResetPasswordKeyForm):
    pass


class AsksForCode:
    label = "Code"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.label
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        self.fields["code"].widget.attrs = attributes

    def _emit_authentication_failed(self, authenticator):
        AuditEntry.record("aanmelden mislukt", user=self.user, details="code")


class CountsByBrowser(AsksForCode):
    def clean_code(self):
        """As allauth has it, but tries from a browser that signed in before count apart, as those of a password do.

        So nobody who has only the password can lock the last administrator out.
        """
        mark = devices.mark(context.request, self.user.get_username())
        limit = {"action": "login_failed", "key": f"mfa-auth-user-{self.user.pk}:{mark}"}
        if not ratelimit.consume(context.request, **limit):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = self.cleaned_data["code"]
        found = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        for authenticator in found:
            if authenticator.wrap().validate_code(code):
                authenticator.user = self.user
                self.authenticator = authenticator
                ratelimit.clear(context.request, **limit)
                return code
        if found:
            self._emit_authentication_failed(found[0])
        raise get_mfa_adapter().validation_error("incorrect_code")


class AuthenticateForm(CountsByBrowser, base.AuthenticateForm):
    pass


class ReauthenticateForm(CountsByBrowser, base.ReauthenticateForm):
    pass


class ActivateAppForm(AsksForCode, totp.ActivateTOTPForm):
    label = "Code die de app geeft"
