"""Getting into the newsroom as a person does: password, app, passkey, recovery code; by keyboard, on a phone."""

import re
import time
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from .conftest import new_page
from .test_every_template import axe, violations  # noqa: F401 - a fixture

# A password is slow to check on purpose, and slower on a busy machine.
PATIENCE = 60_000
NAME, PASSWORD = "n.devries", "vier paarden lopen langzaam"


@pytest.fixture
def account(site, django_db_blocker):
    """An editor of the running site without a second factor; removed afterwards."""
    with django_db_blocker.unblock():
        # The site hashes as in production; the settings of the tests know a faster hasher only.
        password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
        user = User.objects.create(username=NAME, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name="Publiceerders"))
    yield user
    with django_db_blocker.unblock():
        Session.objects.all().delete()
        user.delete()


def code_of(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def show_password(page):
    page.context.set_default_timeout(PATIENCE)
    page.goto("/beheer/")
    page.get_by_label("Gebruikersnaam").fill(NAME)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()


def set_up_app(page):
    """From the choice of a second factor to the recovery codes; returns the secret."""
    page.get_by_role("link", name="Stel een app in").click()
    secret = page.locator(".nig-secret").inner_text()
    page.get_by_label("Code die de app geeft").fill(code_of(secret))
    page.get_by_role("button", name="Klaar").click()
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible(timeout=PATIENCE)
    return secret


def sign_out(page):
    page.goto("/beheer/logout/")
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible(timeout=PATIENCE)


def is_in(page):
    expect(page.get_by_role("heading", name="Te doen", exact=True)).to_be_visible(timeout=PATIENCE)


@contextmanager
def passkey_on(page):
    """A device that can keep a passkey, and says yes to whoever asks."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    yield
    devtools.detach()


def test_an_app_is_set_up_at_the_first_login_and_asked_for_at_the_next(phone, account):
    show_password(phone)
    expect(phone.get_by_role("heading", name="Stel je tweede stap in")).to_be_visible(timeout=PATIENCE)
    secret = set_up_app(phone)
    phone.get_by_role("link", name="Ik heb ze bewaard").click()
    is_in(phone)
    sign_out(phone)
    show_password(phone)
    phone.get_by_label("Code").fill(code_of(secret, later=1))
    phone.get_by_role("button", name="Aanmelden").click()
    is_in(phone)
    assert phone.problems == []


def test_a_passkey_is_set_up_and_gets_in(desktop, account):
    with passkey_on(desktop):
        show_password(desktop)
        desktop.get_by_role("link", name="Stel een passkey in").click()
        desktop.get_by_role("button", name="Stel een passkey in").click()
        expect(desktop.get_by_role("heading", name="Herstelcodes")).to_be_visible(timeout=PATIENCE)
        sign_out(desktop)
        show_password(desktop)
        desktop.get_by_role("button", name="Gebruik je passkey").click()
        is_in(desktop)
    assert desktop.problems == []


def test_a_recovery_code_gets_in_once(desktop, account):
    show_password(desktop)
    set_up_app(desktop)
    code = desktop.locator(".nig-codes code").first.inner_text()
    for works in (True, False):
        sign_out(desktop)
        show_password(desktop)
        desktop.get_by_label("Code").fill(code)
        desktop.get_by_role("button", name="Aanmelden").click()
        if works:
            is_in(desktop)
        else:
            expect(desktop.get_by_text("Deze code klopt niet")).to_be_visible(timeout=PATIENCE)
            break


def test_the_keyboard_alone_gets_in(desktop, account):
    desktop.goto("/beheer/login/")
    # The name has the focus; the rest comes in order.
    expect(desktop.get_by_label("Gebruikersnaam")).to_be_focused()
    for keys in (NAME, "Tab", PASSWORD, "Enter"):
        desktop.keyboard.press(keys) if keys in ("Tab", "Enter") else desktop.keyboard.type(keys)
    expect(desktop.get_by_role("heading", name="Stel je tweede stap in")).to_be_visible(timeout=PATIENCE)
    desktop.get_by_role("link", name="Stel een app in").focus()
    desktop.keyboard.press("Enter")
    secret = desktop.locator(".nig-secret").inner_text()
    desktop.get_by_label("Code die de app geeft").focus()
    desktop.keyboard.type(code_of(secret))
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.textContent") == "Klaar"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert desktop.evaluate(outline) != "none"
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="Herstelcodes")).to_be_visible(timeout=PATIENCE)


def has_no_violations(page, axe):  # noqa: F811
    found = violations(page, axe)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return (found == [] and width <= 0 and page.problems == []) or (page.url, found, width, page.problems)


def test_every_page_of_an_account_is_accessible_and_breaks_no_policy(open_page, account, axe):  # noqa: F811
    page = open_page(390, 844)
    wrong = []

    def look(path=None):
        if path:
            page.goto(path, wait_until="networkidle")
        if (found := has_no_violations(page, axe)) is not True:
            wrong.append(found)

    for path in ("login/", "wachtwoord-vergeten/", "wachtwoord-vergeten/verstuurd/", "wachtwoord-vergeten/klaar/",
                 "wachtwoord-vergeten/1-onzin/"):  # fmt: skip
        look(f"/beheer/{path}")
    show_password(page)
    look()
    look("/beheer/account/app/")
    with passkey_on(page):
        look("/beheer/account/passkeys/erbij/")
        page.get_by_role("button", name="Stel een passkey in").click()
        expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible(timeout=PATIENCE)
        look()
        for path in ("", "passkeys/", "herstelcodes/", "herstelcodes/nieuw/", "app/", "bevestig/passkey/"):
            look(f"/beheer/account/{path}")
        look("/beheer/password_change/")
        page.goto("/beheer/account/passkeys/")
        page.get_by_role("link", name=re.compile("^Andere naam")).click()
        look()
        page.goto("/beheer/account/passkeys/")
        page.get_by_role("link", name=re.compile("^Weghalen")).click()
        look()
        look("/beheer/logout/")
        sign_out(page)
        show_password(page)
        look()
    assert wrong == []


def test_the_secret_is_in_no_clear_text_in_the_database(phone, account, django_db_blocker):
    show_password(phone)
    secret = set_up_app(phone)
    with django_db_blocker.unblock():
        assert secret not in str(list(Authenticator.objects.filter(user=account).values_list("data", flat=True)))


def test_over_https_the_cookies_are_bound_to_the_host_and_visitors_get_none(browser, production, account):
    page = new_page(browser, f"https://{production.host}", 390, 844, ignore_https_errors=True)
    page.goto("/")
    assert page.context.cookies() == []
    show_password(page)
    set_up_app(page)
    found = {
        cookie["name"]: (cookie["path"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"])
        for cookie in page.context.cookies()
    }
    rules = ("/", True, True, "Strict")
    assert found == {"__Host-session": rules, "__Host-csrf": rules, "__Host-device": rules}
    assert page.goto("/nu/").header_value("set-cookie") is None
    page.context.close()
