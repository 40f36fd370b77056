"""The headers in production mode, judged by Mozilla's HTTP Observatory and by the rules of internet.nl."""

import http.client
import json
import os
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from .conftest import skip_loudly

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def observatory(production):
    """What the HTTP Observatory finds."""
    if not (HERE / "node_modules" / "@mdn" / "mdn-http-observatory").exists() or not shutil.which("node"):
        skip_loudly("De HTTP Observatory ontbreekt: NIET getest. Draai npm ci --ignore-scripts in tests/browser.")
    result = subprocess.run(
        ["node", "observatory.mjs", production.host],
        cwd=HERE, env={**os.environ, "NODE_EXTRA_CA_CERTS": str(production.certificate)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_the_http_observatory_gives_the_highest_grade(observatory):
    assert observatory["failed"] == []
    assert observatory["testsPassed"] == observatory["testsQuantity"]
    assert observatory["grade"] == "A+"
    assert observatory["score"] >= 135


def ask(production, path, method="GET", secure=True, **headers):
    """One request; returns the status and the headers, with lower-case names."""
    if secure:
        context = ssl.create_default_context(cafile=production.certificate)
        connection = http.client.HTTPSConnection(production.host, context=context, timeout=10)
    else:
        connection = http.client.HTTPConnection(production.host, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}


BROKEN = "/wat-te-doen/ruzie-bij-de-buren/"

# Status: how to get it.
ANSWERS = {
    200: ("/", {}),
    301: ("/hulp", {}),
    304: ("/hulp/", {}),
    400: ("/", {"Host": "evil.example"}),
    403: ("/beheer/voorbeeld/", {"method": "POST"}),
    404: ("/bestaat-niet/", {}),
    405: ("/", {"method": "OPTIONS"}),
    413: ("/beheer/voorbeeld/", {"method": "POST", "Content-Length": str(9 << 20)}),
    500: (BROKEN, {}),
}


@pytest.fixture(scope="session")
def broken(production):
    """One page of the edition is damaged on the disk, and there is no other edition that still has it."""
    for file in (production.editions / "current" / "site").joinpath(BROKEN.strip("/")).glob("index.html*"):
        file.write_bytes(b"x" + file.read_bytes()[1:])


@pytest.mark.parametrize("status", ANSWERS)
def test_every_kind_of_answer_meets_the_rules_of_internet_nl(production, broken, status):
    path, options = ANSWERS[status]
    if status == 304:
        options = {"If-None-Match": ask(production, path)[1]["etag"]}
    got, headers = ask(production, path, **options)
    assert got == status
    # https://en.internet.nl/faqs/appsecpriv/ and /faqs/https/
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    for forbidden in ("unsafe-inline", "unsafe-eval", "data:", "http:", "*"):
        assert forbidden not in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "x-powered-by" not in headers


def test_http_leads_to_https_on_the_same_host_at_once(production):
    status, headers = ask(production, "/hulp/", secure=False)
    assert status == 301
    assert headers["location"] == f"https://{production.host.partition(':')[0]}/hulp/"


def test_the_script_of_the_way_out_is_the_one_that_the_page_vouches_for(browser, production):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"https://{production.host}/")
    assert page.locator("script[data-href]").get_attribute("integrity").startswith("sha256-")
    assert page.evaluate("document.querySelector('.nig-menu').open")  # the script ran
    assert problems == []
    context.close()
