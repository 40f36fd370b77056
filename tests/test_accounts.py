"""Who gets into the newsroom, and how: password, second factor, session, passwords that are too easy."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import get_resolver, reverse

from content.models import CacheRow
from nouishetgenoeg.accounts import mails, sessions

from .conftest import make_editor, password_only, sign_in

PASSWORD = "een lang wachtwoord"


def code_of(secret, later=0):
    """The code that an app with this secret shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def login(client, user, password=PASSWORD, **extra):
    return client.post("/beheer/login/", {"login": user.username, "password": password}, **extra)


def text(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", response.content.decode()))


def sent():
    """The mails that were sent, after all that were waiting."""
    mails.queue.submit(lambda: None).result()
    return mail.outbox


def enrol(client):
    """Sets up an app, as the page asks; returns its secret."""
    page = client.get("/beheer/account/app/")
    secret = re.search(r'class="nig-secret">([A-Z2-7]+)<', page.content.decode())[1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post("/beheer/account/app/", {"code": code_of(secret)})
    assert response.status_code == 302, text(response)
    return secret


@pytest.fixture
def editor():
    """A publisher who has no second factor yet."""
    user = make_editor("Publiceerders")
    user.email = "iemand@voorbeeld.nl"
    user.save()
    return user


@pytest.fixture
def enrolled(editor):
    """The same with an app; `secret` is what the app knows. No session is left."""
    client = Client()
    login(client, editor)
    editor.secret = enrol(client)
    sessions.end_all(editor)
    return editor


# Getting in


def test_the_first_login_leads_to_setting_up_a_second_factor_and_nowhere_else(client, editor):
    login(client, editor)
    assert client.get("/beheer/", follow=True).redirect_chain[-1][0] == "/beheer/account/"
    assert "Stel je tweede stap in" in text(client.get("/beheer/account/"))


def test_setting_up_an_app_shows_recovery_codes_once_and_opens_the_newsroom(client, editor):
    login(client, editor)
    enrol(client)
    codes = re.compile(r"<code>\d{8}</code>")
    assert len(codes.findall(client.get("/beheer/account/herstelcodes/").content.decode())) == 10
    assert not codes.search(client.get("/beheer/account/herstelcodes/").content.decode())
    assert client.get("/beheer/").status_code == 200


def test_a_wrong_code_sets_up_nothing(client, editor):
    login(client, editor)
    client.get("/beheer/account/app/")
    assert "klopt niet" in text(client.post("/beheer/account/app/", {"code": "000000"}))
    assert not Authenticator.objects.filter(user=editor).exists()


def test_who_has_a_second_factor_is_not_signed_in_before_it_is_shown(client, enrolled):
    assert login(client, enrolled)["Location"] == "/beheer/tweede-stap/"
    assert client.get("/beheer/").status_code == 302
    response = client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    assert response["Location"] == "/beheer/"
    assert client.get("/beheer/").status_code == 200


def test_a_recovery_code_gets_in_once(client, enrolled):
    codes = Authenticator.objects.get(user=enrolled, type="recovery_codes").wrap().get_unused_codes()
    for client, location in [(Client(), "/beheer/"), (Client(), None)]:
        login(client, enrolled)
        assert client.post("/beheer/tweede-stap/", {"code": codes[0]}).get("Location") == location


# Only a password


def addresses(patterns=None, prefix="/", names=()):
    """Every address below /beheer/ with a made-up value for what varies, from the resolver itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + re.sub(r"<(\w+:)?\w+>", "1", str(pattern.pattern))
        path = re.sub(r"[\^$]|\\Z", "", re.sub(r"\(\?P<\w+>[^)]*\)", "1", path)).replace("//", "/")
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        elif path.startswith("/beheer/"):
            yield path


# What it takes to get in, and nothing of the newsroom.
OPEN = {
    "/beheer/login/",
    "/beheer/logout/",
    "/beheer/wachtwoord-vergeten/",
    "/beheer/wachtwoord-vergeten/verstuurd/",
    "/beheer/wachtwoord-vergeten/klaar/",
    "/beheer/wachtwoord-vergeten/1-1/",
    "/beheer/tweede-stap/",
    "/beheer/account/",
    "/beheer/account/app/",
    "/beheer/account/passkeys/erbij/",
    "/beheer/account/bevestig/wachtwoord/",
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["anonymous", "password only", "password of an account with a second factor"])
def test_no_address_of_the_newsroom_is_reachable_with_only_a_password(editor, who, method):
    client = Client()
    if who != "anonymous":
        editor.is_superuser = True
        editor.save()
        password_only(client, editor)
    if who.endswith("second factor"):
        Authenticator.objects.create(user=editor, type="totp", data={})
    reached = set()
    everything = set(addresses())
    assert {
        "/beheer/",
        "/beheer/content/guide/",
        "/beheer/signals/service/1/change/",
        "/beheer/uitgave/",
    } < everything
    for path in everything - OPEN:
        response = getattr(client, method)(path)
        is_shut = response.status_code in (403, 405) or (
            response.status_code == 302 and response["Location"].startswith("/beheer/login/")
        )
        if not is_shut:
            reached.add((path, response.status_code))
    assert reached == set()


def test_an_account_whose_factor_was_set_up_elsewhere_has_to_show_it(client, enrolled):
    password_only(client, enrolled)
    assert client.get("/beheer/account/")["Location"] == "/beheer/login/"
    assert client.get("/beheer/account/app/").status_code == 302
    assert Authenticator.objects.filter(user=enrolled, type="totp").count() == 1


def test_an_account_that_is_no_editor_is_refused(client, editor):
    editor.is_staff = False
    editor.save()
    sign_in(client, editor)
    assert client.get("/beheer/login/").status_code == 403
    assert client.get("/beheer/").status_code == 302


# What the database holds


def test_the_secret_of_the_app_and_the_seed_of_the_codes_are_unreadable_in_the_database(enrolled):
    for authenticator in Authenticator.objects.filter(user=enrolled):
        stored = str(authenticator.data)
        assert enrolled.secret not in stored
        assert not re.search(r"['\"][0-9a-f]{80}['\"]", stored)


def test_with_another_key_no_code_fits(enrolled, settings):
    settings.ACCOUNTS_KEY = "een andere sleutel"
    totp = Authenticator.objects.get(user=enrolled, type="totp").wrap()
    assert not totp.validate_code(code_of(enrolled.secret, later=1))
    assert not totp.validate_code(code_of(""))


def test_tries_are_counted_without_the_address_of_the_network(client, editor):
    login(client, editor, "fout", REMOTE_ADDR="127.0.0.9")
    rows = CacheRow.objects.values_list("cache_key", "value")
    assert rows
    assert not [row for row in rows if "127.0.0.9" in str(row)]


# Guessing


def tries(count, name, **extra):
    """How many of so many tries were looked at."""
    client, looked_at = Client(), 0
    for number in range(count):
        values = {"login": name, "password": f"verkeerd wachtwoord {number}"}
        looked_at += "horen niet bij elkaar" in text(client.post("/beheer/login/", values, **extra))
    return looked_at


@pytest.fixture
def clock(monkeypatch):
    """The time that the limits see: `clock.pass_by(60)` moves it on."""

    class Clock:
        now = time.time()

        def pass_by(self, seconds):
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: clock.now)
    return clock


@pytest.mark.parametrize("name", ["iemand-van-Publiceerders", "bestaat-niet"])
def test_of_two_hundred_tries_in_ten_minutes_at_most_ten_are_looked_at(editor, clock, name):
    looked_at = 0
    for _ in range(10):
        looked_at += tries(20, name)
        clock.pass_by(60)
    assert 5 <= looked_at <= 10


def test_after_five_failures_a_try_waits_a_minute_and_then_longer(editor, clock):
    waves = []
    for seconds in (0, 61, 61, 5 * 60):
        clock.pass_by(seconds)
        waves.append(tries(6, editor.username))
    assert waves == [5, 2, 0, 3]


def test_many_names_from_one_network_are_limited_too(clock):
    assert sum(tries(1, f"naam-{number}") for number in range(20)) == 5


def test_after_a_quarter_of_an_hour_the_right_password_works_again(client, enrolled, clock):
    for _ in range(3):
        tries(10, enrolled.username)
        clock.pass_by(5 * 60 + 1)
    tries(10, enrolled.username)
    assert login(client, enrolled).status_code == 200
    clock.pass_by(15 * 60)
    assert login(client, enrolled).status_code == 302


def test_tries_of_others_do_not_lock_an_editor_out_of_their_own_browser(client, enrolled, clock):
    login(client, enrolled)
    client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    client.post("/beheer/logout/")
    tries(20, enrolled.username)
    assert login(Client(), enrolled).status_code == 200
    assert login(client, enrolled).status_code == 302


def test_a_browser_that_signed_in_gets_no_extra_tries_for_another_account(client, enrolled, clock):
    login(client, enrolled)
    client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    client.post("/beheer/logout/")
    tries(20, "beheer-van-een-ander", REMOTE_ADDR="127.0.0.9")
    values = {"login": "beheer-van-een-ander", "password": "verkeerd wachtwoord"}
    assert "te vaak mis" in text(client.post("/beheer/login/", values))


def test_who_has_only_the_password_does_not_lock_an_editor_out_of_the_second_step(client, enrolled, clock):
    login(client, enrolled)
    client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    client.post("/beheer/logout/")
    thief = Client()
    login(thief, enrolled)
    for _ in range(12):
        thief.post("/beheer/tweede-stap/", {"code": "000000"}, REMOTE_ADDR="127.0.0.9")
    login(client, enrolled)
    codes = Authenticator.objects.get(user=enrolled, type="recovery_codes").wrap().get_unused_codes()
    assert client.post("/beheer/tweede-stap/", {"code": codes[0]}).get("Location") == "/beheer/"


def test_codes_are_limited_as_well(client, enrolled, clock):
    login(client, enrolled)
    answers = [text(client.post("/beheer/tweede-stap/", {"code": "000000"})) for _ in range(8)]
    assert sum("code klopt niet" in answer for answer in answers) == 5


def without_name(response, name):
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return html.replace(name, "")


def test_an_unknown_a_known_and_a_closed_account_get_the_same_answer(editor, clock):
    closed = make_editor("Schrijvers")
    closed.is_active = False
    closed.save()
    answers = set()
    for name, password in [(editor.username, "fout"), ("bestaat-niet", "fout"), (closed.username, PASSWORD)]:
        response = Client().post("/beheer/login/", {"login": name, "password": password})
        answers.add((response.status_code, without_name(response, name)))
    assert len(answers) == 1


# A forgotten password


def ask_for_link(client, address):
    return client.post("/beheer/wachtwoord-vergeten/", {"email": address})


def test_a_forgotten_password_does_not_tell_whether_an_account_exists(client, editor):
    for address, count in [("iemand@voorbeeld.nl", 1), ("niemand@voorbeeld.nl", 0)]:
        response = ask_for_link(client, address)
        assert response["Location"] == "/beheer/wachtwoord-vergeten/verstuurd/"
        assert len([message for message in sent() if message.to == [address]]) == count


def choose(client, message, password):
    path = re.search(r"https?://[^/]+(/beheer/wachtwoord-vergeten/\S+)", message.body)[1]
    page = client.get(path, follow=True)
    return client.post(
        page.redirect_chain[-1][0] if page.redirect_chain else path, {"password1": password, "password2": password}
    )


def test_a_new_password_by_mail_still_asks_for_the_second_factor(client, enrolled):
    ask_for_link(client, "iemand@voorbeeld.nl")
    new = "vier paarden lopen langzaam"
    message = next(message for message in sent() if "Nieuw wachtwoord" in message.subject)
    assert choose(client, message, new)["Location"] == "/beheer/wachtwoord-vergeten/klaar/"
    assert client.get("/beheer/").status_code == 302
    assert login(client, enrolled, new)["Location"] == "/beheer/tweede-stap/"


def test_a_link_of_a_forgotten_password_works_once(client, enrolled):
    ask_for_link(client, "iemand@voorbeeld.nl")
    message = next(message for message in sent() if "Nieuw wachtwoord" in message.subject)
    choose(client, message, "vier paarden lopen langzaam")
    response = Client().get(re.search(r"https?://[^/]+(/beheer/\S+)", message.body)[1], follow=True)
    assert "Deze link werkt niet" in text(response)


# Sessions


def test_signing_in_gives_the_session_a_new_id(client, enrolled):
    login(client, enrolled)
    before = client.session.session_key
    client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    assert client.session.session_key != before


@pytest.mark.parametrize(("began", "seen", "status"), [(0, 0, 200), (0, 31, 302), (479, 1, 200), (481, 1, 302)])
def test_a_session_ends_after_half_an_hour_of_nothing_and_after_eight_hours(client, editor, began, seen, status):
    sign_in(client, editor)
    session = client.session
    session["began"], session["seen"] = time.time() - began * 60, time.time() - seen * 60
    session.save()
    assert client.get("/beheer/").status_code == status


def test_work_keeps_a_session_alive(client, editor):
    sign_in(client, editor)
    session = client.session
    session["began"] = session["seen"] = time.time() - 20 * 60
    session.save()
    client.get("/beheer/")
    assert client.session["seen"] > time.time() - 60


def test_signing_out_everywhere_ends_the_other_sessions_and_keeps_this_one(editor):
    here, there = Client(), Client()
    sign_in(here, editor)
    sign_in(there, editor)
    here.post("/beheer/account/afmelden/")
    assert (here.get("/beheer/").status_code, there.get("/beheer/").status_code) == (200, 302)


def test_a_closed_account_is_out_at_once(client, editor):
    sign_in(client, editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get("/beheer/").status_code == 302


def test_another_password_ends_the_other_sessions(editor):
    here, there = Client(), Client()
    sign_in(here, editor)
    sign_in(there, editor)
    new = "vier paarden lopen langzaam"
    here.post("/beheer/password_change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (here.get("/beheer/").status_code, there.get("/beheer/").status_code) == (200, 302)


def test_signing_out_ends_the_session_on_the_server(client, editor):
    sign_in(client, editor)
    client.post("/beheer/logout/")
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elders.nl/", "//elders.nl/", "/nu/", "javascript:alert(1)", "/\\elders.nl", "http://localhost/"],
)
def test_after_signing_in_one_stays_in_the_newsroom(client, enrolled, elsewhere):
    values = {"login": enrolled.username, "password": PASSWORD, "next": elsewhere}
    client.post("/beheer/login/", values)
    response = client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=1)})
    assert response["Location"] == "/beheer/"


# Changing what protects an account


def test_the_last_second_factor_cannot_be_taken_away(client, enrolled):
    sign_in(client, enrolled)
    assert "enige tweede stap" in text(client.post("/beheer/account/app/weg/"))
    assert Authenticator.objects.filter(user=enrolled, type="totp").exists()


def test_a_session_that_showed_its_factor_long_ago_shows_it_again_before_a_change(client, enrolled):
    sign_in(client, enrolled)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 10 * 60}]
    session.save()
    response = client.get("/beheer/account/herstelcodes/nieuw/")
    assert response["Location"].startswith("/beheer/account/bevestig/")
    client.post(response["Location"], {"code": code_of(enrolled.secret, later=1)})
    assert client.get("/beheer/account/herstelcodes/nieuw/").status_code == 200


def test_a_login_in_a_new_browser_is_mailed_once(enrolled):
    sent().clear()
    client = Client()
    for later in (1, -1):
        login(client, enrolled)
        client.post("/beheer/tweede-stap/", {"code": code_of(enrolled.secret, later=later)})
        client.post("/beheer/logout/")
    assert [message.subject for message in sent()] == ["Redactie: aangemeld op een nieuw apparaat"]


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        "kort wachtwoord",  # 15 characters of nothing but a known word and a short one
        "veertien tekens"[:14],
        "wachtwoord12345678",
        "Welkom01Welkom01",
        "Enschede2026Enschede!",
        "hengelo-almelo-2026",
        "NouIsHetGenoeg2026!",
        "Twente2026Twente2027",
        "november2026december",
        "zomer2026winter2027",
        "W3lk0mTw3nt3!!!2026",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345678",
        "qwertyuiopasdfghjkl",
        "passwordpassword123",
        "iemand-van-publiceerders1",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(editor, password):
    with pytest.raises(ValidationError):
        validate_password(password, editor)


@pytest.mark.parametrize(
    "password",
    [
        "vier paarden lopen langzaam",
        "correct horse battery staple",
        "Xk7!pq9Zr2Lm4Vt",
        "woord " * 1 + "x9" * 61 + "q",
    ],
)
def test_a_password_of_random_words_or_signs_is_accepted(editor, password):
    validate_password(password, editor)


def test_the_reset_and_change_forms_hold_back_no_paste_and_no_length(client, editor):
    sign_in(client, editor)
    html = client.get("/beheer/password_change/").content.decode()
    assert "maxlength" not in html
    assert "onpaste" not in html


def test_signing_up_and_allauths_other_pages_do_not_exist(client):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not names & {
        "account_signup",
        "account_email",
        "account_inactive",
        "mfa_login_webauthn",
        "account_set_password",
    }
    assert reverse("account_login") == "/beheer/login/"
