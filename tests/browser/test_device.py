"""After a visit the device is searched: nothing of what was read, ticked or typed may be left on it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import expect

from content import discretion
from content.destinations import DEFAULT

from .device import Device, cookies, history

OUTSIDE = DEFAULT.url
PAGES = [
    "/", "/nu/", "/voor/jou/", "/wat-te-doen/", "/wat-te-doen/het-is-uit-maar-het-stopt-niet/",
    "/onderwerpen/in-je-relatie/", "/onderwerpen/levensgevaar-herkennen/", "/hulp/landelijk/", "/veilig-kijken/",
    "/signalen/", "/signalen/is-mijn-relatie-veilig/", "/hulp/",
]  # fmt: skip
POSTCODE = "7511 ZQ"
TYPED = "zzqwoonplaats"
QUESTION = "mijn man slaat mij"


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "profile"


@pytest.fixture
def start(browser, full_chromium, profile):
    """Opens a browser with a profile of its own on disk, as a person has it."""
    contexts = []

    def start(**options):
        contexts.append(
            browser.browser_type.launch_persistent_context(
                profile,
                executable_path=full_chromium,
                args=[
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                ],
                ignore_default_args=["--disable-back-forward-cache", "--password-store=basic"],
                **options,
            )
        )
        return contexts[-1]

    yield start
    for context in contexts:
        context.close()


class Leaky(BaseHTTPRequestHandler):
    """A page that does all that ours may not: kept by the browser, with a cookie, storage and a telling title."""

    HTML = (
        "<!doctype html><meta charset=utf-8><title>plantedtitle</title><p>plantedtext"
        "<script>localStorage.setItem('k', 'plantedstorage')</script>"
    )

    def do_GET(self):
        body = brotli.compress(self.HTML.encode())
        self.send_response(200)
        for name, value in {
            "Content-Type": "text/html",
            "Content-Encoding": "br",
            "Content-Length": str(len(body)),
            "Cache-Control": "max-age=3600",
            "Set-Cookie": "planted=1; Max-Age=3600",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Not in the output of the tests."""


@pytest.fixture
def leaky_site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Leaky)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://localhost:{server.server_port}/plantedpath/"
    server.shutdown()


def test_the_search_finds_what_was_planted(start, profile, leaky_site):
    context = start(extra_http_headers={"Accept-Encoding": "br"})
    context.pages[0].goto(leaky_site)
    context.pages[0].wait_for_timeout(1000)
    context.close()
    device = Device(profile)
    assert b"plantedtext" not in brotli.compress(Leaky.HTML.encode())
    assert device.find("plantedtext") == {"cache"}
    assert device.find("plantedstorage")
    assert device.find("plantedpath")
    assert "plantedtitle" in [title for _, title in history(profile)]
    assert cookies(profile)


def read(page, path):
    """Open a page; returns its longest lines. (Short ones may be the title of some page, which history does keep.)"""
    page.goto(path)
    lines = {line.strip() for line in page.locator("main").inner_text().splitlines()}
    return set(sorted(lines, key=len)[-6:])


def tick(page):
    """Tick signs; returns what they say."""
    page.goto("/signalen/is-mijn-relatie-veilig/")
    labels = page.locator("#lijst label")
    for index in range(3):
        labels.nth(index).click()
    return {labels.nth(index).locator("span").inner_text() for index in range(3)}


def look_up(page):
    """Look for a place by postcode and by name."""
    page.goto("/hulp/")
    for text in (POSTCODE, TYPED):
        page.locator("#plaats-veld").fill("")
        page.locator("#plaats-veld").press_sequentially(text)
        page.locator("#plaats-veld").press("Enter")
        page.locator("#plaats-antwoord").get_by_text("Hulp in" if text == POSTCODE else "kennen we niet").wait_for()
    return {TYPED, POSTCODE, POSTCODE.replace(" ", "")}


def search(page):
    """Search, and read what is found."""
    page.goto("/zoeken/")
    page.locator("input").first.press_sequentially(QUESTION)
    expect(page.locator("#zoek-status")).not_to_be_empty()
    return {QUESTION}


STEPS = [*(lambda page, path=path: read(page, path) for path in PAGES), tick, look_up, search]


def test_a_visit_leaves_nothing_that_was_read_ticked_or_typed(start, profile, site):
    context = start(base_url=site)
    hosts = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    context.route(f"{OUTSIDE}**", lambda route: route.fulfill(content_type="text/html", body="<title>Weer</title>"))
    page = context.pages[0]
    secrets = set().union(*(step(page) for step in STEPS))
    page.locator("#weg").click()
    page.wait_for_url(OUTSIDE)
    page.wait_for_timeout(1000)
    context.close()

    assert len(secrets) > 70
    device = Device(profile)
    assert device.find(urlsplit(site).netloc), "de geschiedenis ontbreekt: er is niet goed gezocht"
    # A line may stand in the title of a page, and titles are kept: those are discreet, as is checked below.
    titles = " ".join(title for _, title in history(profile))
    secrets = {text for text in secrets if text not in titles}
    assert {text: where for text in secrets if (where := device.find(text))} == {}
    kept = [f"{url} {title}" for url, title in history(profile)]
    assert len(kept) >= len(PAGES)
    assert [entry for entry in kept if discretion.found_in(entry)] == []
    assert cookies(profile) == []
    assert hosts == {urlsplit(site).netloc, urlsplit(OUTSIDE).netloc}
    assert not list(profile.rglob("Service Worker/Database/*"))
