"""allauth's forms that ask for a code, with each wrong one written down."""

from allauth.mfa.base import forms

from content.models import AuditEntry


class WritesDown:
    def _emit_authentication_failed(self, authenticator):
        AuditEntry.record("aanmelden mislukt", user=self.user, details="code")


class AuthenticateForm(WritesDown, forms.AuthenticateForm):
    pass


class ReauthenticateForm(WritesDown, forms.ReauthenticateForm):
    pass
