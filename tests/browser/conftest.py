"""A real Chromium on the real stack: gunicorn serves an edition of the test database, as `make run` does."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import override_settings
from playwright.sync_api import sync_playwright

from nouishetgenoeg.press import nginx
from nouishetgenoeg.press.edition import Editions

from .tls import Proxy

# Playwright's own loop runs in this thread; Django would refuse to talk to the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Debian's headless build is the same browser and opens a page in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
# Only the full browser keeps a history, a cache on disk and pages for Back.
FULL_CHROMIUM = next(filter(None, map(shutil.which, NAMES[1:])), None)

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def db(django_db_setup):
    """The database without a transaction of our own: the served site writes to the same one.

    It must be called `db`: by that name pytest-django knows that a test database is wanted at all.
    """


def skip_loudly(text):
    """Skips a test of which the tool is not on this machine; fails it in CI, where the tool must be."""
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    warnings.warn(text, stacklevel=1)
    pytest.skip(text)


@pytest.fixture(scope="session", autouse=True)
def _chromium():
    if not CHROMIUM:
        skip_loudly("Chromium ontbreekt: de browsertests zijn NIET gedraaid. Installeer het pakket chromium.")


@pytest.fixture(scope="session")
def full_chromium():
    """The path of the browser as people have it, with a profile on disk."""
    if not FULL_CHROMIUM:
        skip_loudly("Chromium met een profiel ontbreekt: NIET getest. Installeer het pakket chromium.")
    return FULL_CHROMIUM


def database_url():
    """The address of the test database of this process, for a second process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**values)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(address):
    for _ in range(100):
        try:
            request = urllib.request.Request(f"{address}/robots.txt", headers={"X-Forwarded-Proto": "https"})  # noqa: S310
            urllib.request.urlopen(request, timeout=10)  # noqa: S310 - our own address
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("De site start niet.")


def surroundings(data_dir, **variables):
    """How a process of the real stack is started on the test database: its folder and its environment."""
    environment = {
        **os.environ,
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url(),
        # So that a session that the test makes is one of the site: see `sign_in`.
        "SECRET_KEY": settings.SECRET_KEY,
        "WORKERS": "1",
        "PUBLISHER": "0",
        "DJANGO_SETTINGS_MODULE": "nouishetgenoeg.settings",
        **variables,
    }
    return {"cwd": settings.BASE_DIR, "env": environment}


def manage(*command, **run):
    subprocess.run([sys.executable, "manage.py", *command, "-v0"], check=True, **run)


@pytest.fixture(scope="session")
def starter_edition(django_db_setup, tmp_path_factory):
    """A folder with the static files and an edition of the starter site, made once for all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "starter-edition"
    folder.mkdir(exist_ok=True)
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not Editions(folder / "editions").current():
            run = surroundings(folder, LOCAL="1")
            manage("collectstatic", "--noinput", **run)
            manage("press", **run)
    return folder


@contextmanager
def running_site(data_dir, starter_edition, has_edition=True, **variables):
    """Runs the real stack on the test database, with these environment variables; gives its port.

    Its own edition follows on a copy of the starter edition, so that little is left to make.
    """
    shutil.copytree(starter_edition, data_dir, symlinks=True, dirs_exist_ok=True)
    port = free_port()
    run = surroundings(data_dir, PORT=str(port), BIND=f"127.0.0.1:{port}", **variables)
    if has_edition:
        manage("press", **run)
    else:
        shutil.rmtree(data_dir / "editions")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nouishetgenoeg.wsgi"], **run
    )
    try:
        wait_until_healthy(f"http://localhost:{port}")
        yield port
    finally:
        server.terminate()
        server.wait(10)


BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
NGINX = """\
{module}
{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log info;
events {{}}
http {{
access_log {folder}/access.log;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
server {{ listen 127.0.0.1:{port} default_server; include {folder}/site.conf; }}
}}
"""


@contextmanager
def running_nginx(editions, static_root):
    """Runs a real nginx with `press --nginx` in its server block and nothing behind it; gives its port.

    It writes its logs in the folder `nginx` beside the editions.
    """
    if not shutil.which("nginx"):
        skip_loudly("nginx ontbreekt: de configuratie is NIET geprobeerd. Installeer nginx-light.")
    folder, port = editions.folder.parent / "nginx", free_port()
    folder.mkdir()
    # Its worker reads as another user when root starts it.
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(0o755)
    with override_settings(STATIC_ROOT=static_root):
        text = nginx.include(editions)
    has_brotli = BROTLI.exists()
    (folder / "site.conf").write_text(text if has_brotli else text.replace("brotli_static on;", ""))
    configuration = NGINX.format(
        module=f"load_module {BROTLI};" if has_brotli else "",
        user="user root;" if os.getuid() == 0 else "",
        folder=folder,
        port=port,
    )
    (folder / "nginx.conf").write_text(configuration)
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}")
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    """The folder of the running site."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def site(starter_edition, data_dir):
    """The address of the running site, such as "http://localhost:41234"."""
    with running_site(data_dir, starter_edition, LOCAL="1") as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def files_alone(site, data_dir):
    """The address of the same edition as nothing but files: nginx, with no Django and no database behind it."""
    with running_nginx(Editions(data_dir / "editions"), data_dir / "static") as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def fresh_site(starter_edition, tmp_path_factory):
    """The address of a site without an edition: its pages come from the database as it is now."""
    with running_site(tmp_path_factory.mktemp("fresh"), starter_edition, has_edition=False, LOCAL="1") as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def production(starter_edition, tmp_path_factory):
    """The site in production mode behind a proxy that ends TLS; its `host` answers to http and https.

    `editions` is the folder of what it serves.
    """
    folder = tmp_path_factory.mktemp("production")
    variables = {
        "LOCAL": "",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost",
        "BEHIND_PROXY": "1",
        "HSTS_SECONDS": "63072000",
        "HSTS_SUBDOMAINS": "1",
    }
    with running_site(folder, starter_edition, **variables) as port, Proxy(port, folder) as proxy:
        proxy.editions = folder / "editions"
        yield proxy
        proxy.shutdown()


@pytest.fixture(scope="session")
def browser(_chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        yield browser
        browser.close()


def is_icon(request):
    return urlsplit(request.url).path.startswith("/static/icons/")


def new_page(browser, site, width, height, **options):
    """A page in a context of its own; `page.problems` collects what the console complains about.

    `page.requests` collects every request but that for the icon of the tab: Chromium makes it when it likes.
    """
    # Without motion nothing is looked at halfway a scroll.
    options = {"reduced_motion": "reduce", "base_url": site, **options}
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(10_000)
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()
    page.problems, page.requests = [], []
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: None if is_icon(request) else page.requests.append(request))
    return page


@pytest.fixture(scope="session")
def sign_in(django_db_blocker):
    """Signs a page of the running site in as an editor who showed a password and a second factor a moment ago.

    `sign_in(page, "naam")`. Signing in by hand is tried in `test_accounts.py`.
    """

    def sign_in(page, name):
        with django_db_blocker.unblock():
            user = User.objects.get(username=name)
            session = SessionStore()
            session.update({
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
                "account_authentication_methods": [
                    {"method": method, "at": time.time()} for method in ("password", "mfa")
                ],
                "account_authentication_methods_user": str(user.pk),
            })  # fmt: skip
            session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "domain": "localhost"}
        page.context.add_cookies([cookie | {"path": settings.SESSION_COOKIE_PATH}])

    return sign_in


@pytest.fixture
def open_page(browser, site):
    """Opens a page in a browser of its own: `open_page(390, 844)`; further options are Playwright's."""
    pages = []

    def open_page(width, height, **options):
        pages.append(new_page(browser, site, width, height, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


@dataclass
class Visit:
    """What a first visit did: complaints, hosts that were asked, what is kept, bytes by kind of file, requests."""

    problems: list
    hosts: set
    kept: list
    sizes: Counter
    requests: int


@pytest.fixture(scope="session")
def first_visit(browser, site):
    """Tells of the first visit to a path, on a phone; each path is visited once."""

    @cache
    def first_visit(path):
        page = new_page(browser, site, 390, 844)
        page.goto(path, wait_until="networkidle")
        sizes = Counter()
        for request in page.requests:
            sizes[request.resource_type] += request.sizes()["responseBodySize"]
        visit = Visit(
            problems=page.problems,
            hosts={urlsplit(request.url).netloc for request in page.requests},
            kept=page.context.cookies()
            + page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"),
            sizes=sizes,
            requests=len(page.requests) + page.locator("link[rel='icon']").count(),
        )
        page.context.close()
        return visit

    return first_visit


@pytest.fixture
def phone(open_page):
    """A page on a phone of 390 px wide."""
    return open_page(390, 844)


@pytest.fixture
def desktop(open_page):
    """A page of 1280 px wide."""
    return open_page(1280, 900)


@pytest.fixture
def without_script(open_page):
    """A page on a phone without JavaScript."""
    return open_page(390, 844, java_script_enabled=False)
