"""What must hold for every page: one page of each template stands for the rest."""

import json
import re
import shutil
import subprocess
import urllib.request
import warnings
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve

from .conftest import skip_loudly
from .looking import TEMPLATES, scrolls_sideways

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
HTML_CHECKER = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
MISSING = "ontbreekt: deze controle is NIET gedraaid. Draai eerst: npm ci --ignore-scripts --prefix tests/browser"

# What a visitor gets that is not a page.
# A page for a letter is there when the A-Z is long (tests/test_pages.py).
# The card is for a frame on another site (test_card.py).
# No story is published before its teller agrees (tests/content/test_stories.py).
NOT_PAGES = {
    "robots", "security", "sitemap", "sitemap_section", "postcodes", "search_index", "signs", "a_z_letter", "image",
    "event_calendar", "event_file", "news_feed", "story", "card",
}  # fmt: skip

every_template = pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)


def public_names(patterns):
    """The names of all addresses but the newsroom's."""
    for pattern in patterns:
        if str(pattern.pattern).startswith("beheer/"):
            continue
        yield from public_names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]


def test_every_public_address_has_a_page_here():
    pages = [path for name, path in TEMPLATES.items() if name != "not-found"]
    assert {resolve(path).url_name for path in pages} == set(public_names(get_resolver().url_patterns)) - NOT_PAGES


@every_template
def test_nothing_complains(first_visit, path):
    expected = ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    assert first_visit(path).problems == (expected if path == TEMPLATES["not-found"] else [])


@every_template
def test_nothing_is_asked_of_another_host(first_visit, site, path):
    assert first_visit(path).hosts == {urlsplit(site).netloc}


@every_template
def test_nothing_is_left_on_the_device(first_visit, path):
    assert first_visit(path).kept == []


@every_template
def test_nothing_scrolls_sideways(phone, path):
    phone.goto(path)

    def scrolls_at(width):
        phone.set_viewport_size({"width": width, "height": 800})
        return scrolls_sideways(phone)

    assert [width for width in (320, 390, 768, 1024, 1280) if scrolls_at(width)] == []


@pytest.fixture(scope="module")
def axe():
    if not AXE.exists():
        skip_loudly(f"axe-core {MISSING}")
    return AXE.read_text()


RUN_AXE = """(rules) => axe.run({
  runOnly: rules ?? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
}).then(({ violations }) => violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`))"""
# The dark colours are all that differs when a screen is dark.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def violations(page, axe):
    """What axe-core finds on a page, when the screen is light and when it is dark; the script stays in the page."""
    page.evaluate(axe)
    found = page.evaluate(RUN_AXE)
    page.emulate_media(color_scheme="dark")
    page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")
    found += page.evaluate(RUN_AXE, COLOURS)
    page.emulate_media(color_scheme="light")
    return found


@every_template
def test_axe_finds_nothing_on_a_phone_or_on_a_wide_screen(open_page, axe, path):
    page = open_page(390, 844, bypass_csp=True)
    page.goto(path)
    on_a_phone = violations(page, axe)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert (on_a_phone, violations(page, axe)) == ([], [])


def fetch(address):
    try:
        return urllib.request.urlopen(address, timeout=30).read()  # noqa: S310 - our own address
    except HTTPError as error:
        return error.read()


def test_the_html_checker_finds_no_error(site, tmp_path):
    if not HTML_CHECKER.exists():
        skip_loudly(f"vnu-jar {MISSING}")
    if not shutil.which("java"):
        skip_loudly("Java ontbreekt: de HTML is NIET gekeurd. Installeer het pakket default-jre-headless.")
    for name, path in TEMPLATES.items():
        (tmp_path / f"{name}.html").write_bytes(fetch(site + path))
    run = subprocess.run(
        ["java", "-jar", HTML_CHECKER, "--exit-zero-always", "--format", "json", *sorted(tmp_path.iterdir())],
        capture_output=True,
        check=True,
    )
    messages = json.loads(run.stderr)["messages"]
    lines = [f"{Path(m['url']).name}:{m.get('lastLine', 0)} {m['message']}" for m in messages]
    errors = [line for line, message in zip(lines, messages, strict=True) if message["type"] == "error"]
    if remarks := sorted(set(lines) - set(errors)):
        warnings.warn("De HTML-keuring merkt op:\n" + "\n".join(remarks), stacklevel=1)
    assert errors == []


def test_the_lock_of_npm_names_no_registry():
    lock = (Path(__file__).parent / "package-lock.json").read_text()
    assert not re.search(r"https?://", lock)
