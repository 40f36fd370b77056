"""The addresses of allauth that we use, below /beheer/. Signing up, mail addresses and the rest are not mounted.

Those at the names of Django's own admin (`login`, `logout`, `password_change`) stand before them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from . import views
from .second_factor import required

# Open to everyone, and to who showed only a password: what it takes to get in.
before = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("wachtwoord-vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord-vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    path("wachtwoord-vergeten/klaar/", account.password_reset_from_key_done,
         name="account_reset_password_from_key_done"),
    # As allauth has it: the key has dashes of its own.
    re_path(r"^wachtwoord-vergeten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key,
            name="account_reset_password_from_key"),
    path("tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("account/", views.Account.as_view(), name="mfa_index"),
    path("account/app/", views.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("account/passkeys/erbij/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/bevestig/wachtwoord/", account.reauthenticate, name="account_reauthenticate"),
]  # fmt: skip
after = [
    path("password_change/", required(account.password_change), name="account_change_password"),
    path("account/bevestig/", required(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/bevestig/passkey/", required(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/app/weg/", required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/passkeys/", required(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/passkeys/<int:pk>/", required(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/weg/", required(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/herstelcodes/", required(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/herstelcodes/nieuw/", required(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/afmelden/", views.end_sessions, name="end_sessions"),
]
urlpatterns = [*before, *after]
