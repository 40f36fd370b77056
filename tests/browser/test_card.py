"""The card on the site of an organisation: a page of another origin, with a strict policy of its own."""

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from content.numbers import ADVICE, DANGER
from nouishetgenoeg.headers import CARD

from .conftest import new_page
from .test_every_template import RUN_AXE, axe  # noqa: F401 - a fixture

HOST_PAGE = """<!doctype html><html lang="nl"><title>Een gemeente</title>
<meta name="viewport" content="width=device-width"><h1>Een gemeente</h1>{line}</html>"""


@contextmanager
def organisation(line, policy):
    """Serves the page of an organisation with this line in it, under this policy; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(HOST_PAGE.format(line=line).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def documented(browser, site):
    """What our own page tells organisations: the line for their page, and the directive for their policy."""
    page = new_page(browser, site, 390, 844)
    page.goto("/insluiten/")
    texts = page.locator(".nig-code code").inner_text(), page.locator(".nig-code__word").inner_text()
    page.context.close()
    return texts


@pytest.fixture
def host(documented):
    """The address of an organisation that did exactly what our page says."""
    line, directive = documented
    with organisation(line, f"default-src 'none'; {directive}") as address:
        yield address


def card_in(page):
    return page.frame_locator("iframe")


def test_the_card_shows_in_the_page_of_another_site(open_page, host):
    page = open_page(390, 844)
    page.goto(host)
    for number in (DANGER, ADVICE):
        expect(card_in(page).locator(f"a[href='tel:{number.dialled}']")).to_contain_text(number.shown)
    assert [text for text in page.problems if "favicon" not in text and "404" not in text] == []


@pytest.mark.parametrize("path", ["/", "/nu/", "/insluiten/", "/voor/jou/"])
def test_no_other_page_shows_in_the_page_of_another_site(open_page, site, path):
    with organisation(f'<iframe src="{site}{path}"></iframe>', "frame-src http:") as address:
        page = open_page(390, 844)
        page.goto(address, wait_until="networkidle")
        assert any("frame-ancestors" in text for text in page.problems)


def test_the_frame_asks_for_nothing_but_the_card_and_keeps_nothing(open_page, site, host):
    page = open_page(390, 844)
    page.goto(host, wait_until="networkidle")
    asked = {urlsplit(request.url).netloc for request in page.requests}
    assert asked == {urlsplit(host).netloc, urlsplit(site).netloc}
    of_ours = [request for request in page.requests if request.url.startswith(site)]
    assert {request.resource_type for request in of_ours} <= {"document", "stylesheet", "font"}
    assert all("referer" not in request.all_headers() for request in of_ours if request.resource_type == "document")
    assert page.context.cookies() == []
    frame = page.frames[1]
    assert frame.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []


@pytest.mark.parametrize("width", [300, 500, 900])
def test_all_of_the_card_is_in_view_at_the_height_of_the_line(open_page, documented, width):
    line, directive = documented
    line = line.replace('width="100%"', f'width="{width}"')
    with organisation(line, f"default-src 'none'; {directive}") as address:
        page = open_page(1000, 900)
        page.goto(address)
        expect(card_in(page).locator("h1")).to_be_visible()
        root = "document.documentElement"
        sizes = page.frames[1].evaluate(
            f"[{root}.scrollWidth - {root}.clientWidth, {root}.scrollHeight - {root}.clientHeight]"
        )
        assert sizes == [0, 0]


def test_the_way_out_of_the_card_takes_the_whole_page_away(open_page, host):
    page = open_page(390, 844)
    page.context.route(re.compile(r"^https://"), lambda route: route.fulfill(body="weg", content_type="text/html"))
    page.goto(host)
    card_in(page).get_by_role("link", name="Verlaat deze site").click()
    expect(page.locator("body")).to_have_text("weg")


def test_the_button_opens_the_site_in_a_new_tab_that_knows_not_whence(open_page, site, host):
    page = open_page(390, 844)
    page.goto(host)
    with page.expect_popup() as opened:
        card_in(page).get_by_role("link", name="Lees wat je kunt doen").click()
    expect(opened.value).to_have_url(f"{site}/")
    assert opened.value.evaluate("[document.referrer, window.opener]") == ["", None]


def test_the_frame_has_a_title_and_the_card_a_language_and_a_heading(open_page, host):
    page = open_page(390, 844)
    page.goto(host)
    assert page.locator("iframe").get_attribute("title")
    expect(card_in(page).locator("html")).to_have_attribute("lang", "nl")
    expect(card_in(page).get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_card(open_page, axe, scheme):  # noqa: F811
    page = open_page(320, 480, color_scheme=scheme, bypass_csp=True)
    page.goto(CARD)
    page.evaluate(axe)
    assert page.evaluate(RUN_AXE) == []


def test_the_card_works_without_script(without_script):
    without_script.goto(CARD)
    assert without_script.locator("script").count() == 0
    expect(without_script.get_by_role("link", name="0800-2000")).to_be_visible()


def test_an_organisation_finds_the_line_in_two_taps(phone):
    phone.goto("/")
    phone.locator("main a[href='/voor/professionals/']").click()
    phone.get_by_role("link", name=re.compile("zet een kaart")).click()
    expect(phone.locator(".nig-code")).to_contain_text("<iframe")


def test_the_line_is_chosen_whole_with_one_tap(desktop):
    desktop.goto("/insluiten/")
    desktop.locator(".nig-code").click()
    assert desktop.evaluate("getSelection().toString().trim()") == desktop.locator(".nig-code").inner_text().strip()


def test_the_preview_cannot_be_reached_by_keyboard(desktop):
    desktop.goto("/insluiten/")
    assert desktop.locator("[inert]").count() == 3
    desktop.locator(".nig-card-preview a").first.evaluate("link => link.focus()")
    assert desktop.evaluate("document.activeElement.tagName") == "BODY"


def test_the_card_prints_its_numbers_in_black(open_page):
    page = open_page(500, 480)
    page.goto(CARD)
    page.emulate_media(media="print")
    number = page.get_by_text("0800-2000")
    expect(number).to_be_visible()
    expect(number).to_have_css("color", "rgb(0, 0, 0)")
