"""Pages of the account of the person who is signed in, beside those of allauth."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.models import AuditEntry

from . import second_factor, sessions


class Login(LoginView):
    def get_authenticated_redirect_url(self):
        """Who showed only a password sets up a second factor first."""
        if not second_factor.was_shown(self.request):
            return reverse("mfa_index")
        if not self.request.user.is_staff:
            raise PermissionDenied
        return super().get_authenticated_redirect_url()


class Account(IndexView):
    """What protects this account; before there is a second factor, the choice of one."""

    def dispatch(self, request, *args, **kwargs):
        is_in = second_factor.was_shown(request)
        if second_factor.is_set_up(request.user) and not is_in:
            # It was set up in another session: this one has to show it.
            logout(request)
            return redirect("account_login")
        self.extra_context = {"is_in": is_in}
        return super().dispatch(request, *args, **kwargs)


class ShowsIt:
    """Whoever sets up a second factor has shown it."""

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa")
        return response


class ActivateApp(ShowsIt, ActivateTOTPView):
    pass


class AddPasskey(ShowsIt, AddWebAuthnView):
    pass


@require_POST
@second_factor.required
def end_sessions(request):
    """Ends every other session of this account."""
    ended = sessions.end_all(request.user, but=request.session.session_key)
    AuditEntry.record("overal afgemeld", user=request.user, details=f"{ended} sessies")
    messages.success(request, f"Overal elders afgemeld: {ended}.")
    return redirect("mfa_index")
