"""How the site starts: locally, and in production."""

import logging
import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse

from nouishetgenoeg.logs import Anonymous
from nouishetgenoeg.middleware import this_machine_only

PRODUCTION = {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "voorbeeld.nl"}


def run(*command, **environment):
    """Run a command with these variables only (and where to find Python)."""
    base = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=base | environment, capture_output=True, text=True
    )


def test_without_a_secret_key_the_start_stops_and_says_why(tmp_path):
    result = run("manage.py", "check", DATA_DIR=str(tmp_path))
    assert result.returncode != 0
    assert "SECRET_KEY ontbreekt" in result.stderr


def test_local_mode_makes_a_secret_key_of_its_own_and_keeps_it(tmp_path):
    for _ in range(2):
        assert run("manage.py", "check", LOCAL="1", DATA_DIR=str(tmp_path)).returncode == 0
    key = tmp_path / "secret_key"
    assert len(key.read_text()) > 50
    assert key.stat().st_mode & 0o077 == 0


def test_production_settings_pass_the_deployment_checks(tmp_path):
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_setup_is_for_local_mode_only(tmp_path):
    result = run("manage.py", "setup", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert "alleen voor de lokale modus" in result.stderr


def test_local_mode_refuses_to_listen_to_other_machines(tmp_path):
    result = run(
        "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", "0.0.0.0:0", "nouishetgenoeg.wsgi",
        LOCAL="1", DATA_DIR=str(tmp_path),
    )  # fmt: skip
    assert result.returncode != 0
    assert "luistert alleen naar deze computer" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.168.1.7", 403), ("2001:db8::1", 403)]
)
def test_local_mode_answers_to_this_machine_only(rf, address, status):
    middleware = this_machine_only(lambda request: HttpResponse())
    assert middleware(rf.get("/", REMOTE_ADDR=address)).status_code == status


def test_the_two_accounts_get_random_passwords_once(capsys):
    call_command("accounts")
    assert "wachtwoord" not in capsys.readouterr().out
    call_command("accounts", "--new")
    first = re.findall(r"wachtwoord: (\S{20,})", capsys.readouterr().out)
    call_command("accounts", "--new")
    second = re.findall(r"wachtwoord: (\S{20,})", capsys.readouterr().out)
    assert len(set(first + second)) == 4


def variables_read():
    files = ("nouishetgenoeg/settings.py", "gunicorn.conf.py")
    text = "".join((settings.BASE_DIR / name).read_text() for name in files)
    return set(re.findall(r'(?:environ\.get\(|flag\(|words\()"([A-Z_]+)"', text))


def test_every_variable_stands_in_the_table_of_the_readme():
    readme = (settings.BASE_DIR / "README.md").read_text()
    assert {name for name in variables_read() if f"| `{name}`" not in readme} == set()


def record(name, message, *args):
    return logging.LogRecord(name, logging.ERROR, "", 0, message, args, None)


def test_logs_of_a_request_hold_no_path():
    entry = record("django.request", "%s: %s", "Internal Server Error", "/wat-te-doen/iets/")
    assert Anonymous().filter(entry)
    assert "/wat-te-doen" not in entry.getMessage()


def test_a_request_that_gunicorn_cannot_read_leaves_no_address():
    assert not Anonymous().filter(record("gunicorn.error", "Invalid request from ip=203.0.113.7: x"))


def test_no_lock_names_the_address_of_an_index():
    for lock in (settings.BASE_DIR / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "http" not in text
        assert "--hash=sha256:" in text


def test_the_cookies_of_production_are_bound_to_this_host_and_to_https(tmp_path):
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME DEVICE_COOKIE_NAME SESSION_COOKIE_PATH SESSION_COOKIE_SECURE "
        "SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE SESSION_IDLE_AGE SESSION_COOKIE_AGE"
    )
    code = f"from nouishetgenoeg import settings; print(*(getattr(settings, name) for name in {names.split()}))"
    printed = run("-c", code, DATA_DIR=str(tmp_path), **PRODUCTION).stdout
    assert printed == "__Host-session __Host-csrf __Host-device / True True Strict 1800 28800\n"
