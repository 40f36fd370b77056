"""allauth's forms in our words; a wrong code is written down."""

from allauth.account import forms as account
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp

from content.models import AuditEntry


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


class AuthenticateForm(AsksForCode, base.AuthenticateForm):
    pass


class ReauthenticateForm(AsksForCode, base.ReauthenticateForm):
    pass


class ActivateAppForm(AsksForCode, totp.ActivateTOTPForm):
    label = "Code die de app geeft"
