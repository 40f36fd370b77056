"""What the page ‘Wat we bewaren’ promises, and the test that holds each promise."""

import ast
import re
from pathlib import Path

import pytest

from content import discretion

TESTS = Path(__file__).parent

VISIT = ("browser/test_device.py", "test_a_visit_leaves_nothing_that_was_read_ticked_or_typed")
LOGS = ("test_logs.py", "test_after_requests_of_every_kind_the_logs_hold_no_address_agent_or_query")

# The promise as it begins on the page: (file, test).
PROMISES = {
    "Geen cookies.": ("test_pages.py", "test_no_page_sets_a_cookie_or_depends_on_one"),
    "Geen teller van bezoekers": VISIT,
    "Geen IP-adres": LOGS,
    "Niet welke pagina’s": LOGS,
    "Niet wat je aankruist": VISIT,
    "Niet de postcode": (
        "browser/test_finder.py",
        "test_only_the_file_of_postcodes_is_asked_for_and_nothing_typed_is_sent",
    ),
    "Geen formulieren": ("test_promises.py", "test_no_public_page_has_a_form_that_is_sent"),
    "Geen andere bedrijven": ("test_pages.py", "test_no_page_loads_anything_from_another_host_or_announces_one"),
    "Onze links": ("browser/test_exit.py", "test_there_are_several_ways_to_leave_and_none_tells_where_from"),
    "Je browser krijgt": ("test_pages.py", "test_html_is_not_kept_on_the_device"),
}


@pytest.fixture
def promised(client):
    """The items of the page's list of promises."""
    html = client.get("/wat-we-bewaren/").content.decode()
    [section] = re.findall(r"Wat we niet bewaren</h2>\s*<ul>(.*?)</ul>", html, re.DOTALL)
    return [re.sub("<.*?>", "", item).strip() for item in re.findall("<li>(.*?)</li>", section, re.DOTALL)]


def test_every_promise_on_the_page_is_held_by_a_test(promised):
    assert [text for text in promised if not text.startswith(tuple(PROMISES))] == []


def test_every_promise_that_is_tested_stands_on_the_page(promised):
    assert [begin for begin in PROMISES if not any(text.startswith(begin) for text in promised)] == []


@pytest.mark.parametrize("file, test", sorted(set(PROMISES.values())))
def test_the_test_of_a_promise_exists(file, test):
    tree = ast.parse((TESTS / file).read_text())
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_no_public_page_has_a_form_that_is_sent():
    """The forms there are work in the page: none has an action or a method, and no field has a name to send."""
    templates = (TESTS.parent / "templates").rglob("*.html")
    public = [path.read_text() for path in templates if not {"admin", "account", "mfa"} & set(path.parts)]
    forms = [form for text in public for form in re.findall(r"<form[^>]*>", text)]
    assert forms
    assert [form for form in forms if "action=" in form or "method=" in form] == []
    assert [form for form in forms if 'autocomplete="off"' not in form] == []
    fields = [field for text in public for field in re.findall(r"<(?:input|textarea|select)[^>]*>", text)]
    # One choice out of several has a name to know the others by; nothing in those forms sends it.
    assert [field for field in fields if " name=" in field and 'type="radio"' not in field] == []


SNEAKY = ("og:", "twitter:", "manifest", "preconnect", "dns-prefetch", "prefetch", "prerender", "serviceWorker")


@pytest.mark.parametrize("word", SNEAKY)
def test_no_template_or_script_shows_a_preview_or_warms_up_a_connection(word):
    files = [*(TESTS.parent / "templates").rglob("*.html"), *(TESTS.parent / "static" / "js").glob("*.js")]
    assert [path.name for path in files if re.search(rf"""["'./ ]{word}""", path.read_text())] == []


def test_no_file_that_a_browser_keeps_has_a_telling_name():
    names = [path.name for path in (TESTS.parent / "static").rglob("*") if "admin" not in path.parts]
    assert [name for name in names if discretion.found_in(name)] == []


# What the page ‘Veilig kijken’ must say: what stays, a safer device first, one line rather than all.
SAID = (
    "Het veiligst: een ander apparaat", "lijst met bezochte sites", "andere apparaten met hetzelfde account",
    "wifi-router", "internetprovider", "telefoonrekening", "belgeschiedenis", "app die stiekem meekijkt",
    "schermafdrukken", "Een lege geschiedenis kan opvallen", "alleen de regels van deze site", "privévenster",
    "Niemand kan beloven dat er niets te zien is", "Chrome", "Safari", "Samsung Internet", "Firefox", "Edge",
)  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_the_page_about_safe_browsing_says_what_cannot_be_promised(client, words):
    assert words in client.get("/veilig-kijken/").content.decode()
