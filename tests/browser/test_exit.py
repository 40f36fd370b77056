"""The way out: always in view, one press away, and no way back."""

import re
import time

import pytest
from playwright.sync_api import expect

from content.destinations import DEFAULT

from .conftest import new_page
from .looking import TEMPLATES, is_in_view, scroll_to_bottom

OUTSIDE = DEFAULT.url
BEFORE = "https://zoeken.example/"
SIZES = [(320, 568), (390, 844), (768, 1024), (1280, 900), (1920, 1080)]
ZOOMED = (320, 256)  # 1280 × 1024 at 400 %
SOME = ["/", "/nu/", "/signalen/is-mijn-relatie-veilig/", "/hulp/", "/bestaat-niet/"]
TRAIL = ["/", "/signalen/", "/hulp/", "/wat-te-doen/", "/a-z/", "/veilig-kijken/"]

# Tells, frame by frame, when a page of ours comes into view with anything on it.
REPORT_SEEN = """{
  let wasSeen = false;
  addEventListener("pagehide", () => { wasSeen = false; });
  requestAnimationFrame(function look() {
    const { display, visibility } = getComputedStyle(document.documentElement);
    const isSeen = Boolean(document.querySelector("main")) && display !== "none" && visibility !== "hidden";
    if (isSeen && !wasSeen) console.info(`${Date.now()} seen ${location.href}`);
    wasSeen = isSeen;
    requestAnimationFrame(look);
  });
}"""


def outside_answers(page):
    """Stands in for the site outside and for a search engine before us; returns the requests for the first."""
    requests = []

    def answer(route):
        requests.append(route.request)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Weer</title><h1>Droog</h1>")

    page.route(f"{OUTSIDE}**", answer)
    page.route(
        f"{BEFORE}**",
        lambda route: route.fulfill(content_type="text/html", body="<!doctype html><h1>Zoeken</h1>"),
    )
    return requests


@pytest.fixture
def visit(open_page):
    """Opens a path of the site in a browser of its own; `page.outside` has the requests to the site outside."""

    def visit(path="/", size=(1280, 900), **options):
        page = open_page(*size, **options)
        page.outside = outside_answers(page)
        page.goto(path)
        return page

    return visit


def press_shift(page, times=3):
    for _ in range(times):
        page.keyboard.press("Shift")


def leave(page):
    page.locator("#weg").click()
    page.wait_for_url(OUTSIDE)


def has_left(page):
    """True when a page of ours was left or is being left: the first thing that happens then is that it is hidden."""
    return page.url.startswith(OUTSIDE) or page.evaluate("document.documentElement.style.display") == "none"


# --- Where it stands


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_tab_reaches_the_exit_first(without_script, path):
    without_script.goto(path)
    without_script.keyboard.press("Tab")
    assert without_script.locator(":focus").get_attribute("href") == OUTSIDE


@pytest.mark.parametrize("width, height", [*SIZES, ZOOMED])
def test_the_exit_is_in_view_and_big_whatever_is_scrolled_or_opened(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    for path in SOME:
        phone.goto(path)
        link = phone.locator("#weg")
        assert is_in_view(link), path
        assert link.bounding_box()["height"] >= 48
        scroll_to_bottom(phone)
        assert is_in_view(link), path
        phone.evaluate("document.querySelectorAll('details').forEach((menu) => { menu.open = true; })")
        assert is_in_view(link), path


@pytest.mark.parametrize("width, height", [*SIZES, ZOOMED])
def test_the_exit_covers_no_content_at_the_end_of_the_page(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    for path in SOME:
        phone.goto(path)
        scroll_to_bottom(phone)
        last = phone.locator("main a, footer a, footer p").last
        assert last.bounding_box()["y"] + last.bounding_box()["height"] <= (
            phone.locator(".nig-leave").bounding_box()["y"] if width < 768 else height
        ), path


@pytest.mark.parametrize("width, height", SIZES)
def test_tab_reaches_the_skip_link_second_and_shows_it(phone, width, height):
    phone.set_viewport_size({"width": width, "height": height})
    phone.goto("/")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    focused = phone.locator(":focus")
    assert focused.get_attribute("href") == "#inhoud"
    assert is_in_view(focused)


# --- How to leave


def press_enter(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def press_space(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Space")


WAYS = {
    "click": lambda page: page.locator("#weg").click(),
    "tap-the-icon": lambda page: page.locator("#weg svg").first.click(),
    "enter": press_enter,
    "space": press_space,
    "three-times-shift": press_shift,
    "both-shifts": lambda page: [page.keyboard.press(key) for key in ("ShiftLeft", "ShiftRight", "ShiftLeft")],
    "ctrl-click": lambda page: page.locator("#weg").click(modifiers=["Control"]),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_there_are_several_ways_to_leave_and_none_tells_where_from(visit, way):
    page = visit()
    way(page)
    page.wait_for_url(OUTSIDE)
    [request] = page.outside
    assert "referer" not in request.all_headers()
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
def test_leaving_works_on_every_screen(visit, size):
    page = visit("/signalen/is-mijn-relatie-veilig/", size)
    leave(page)
    page.go_back(wait_until="commit")
    assert page.url == "about:blank"  # our page was replaced, not left behind


@pytest.mark.parametrize("path", ["/", "/nu/", "/bestaat-niet/"])
def test_without_script_the_exit_is_a_plain_link(visit, path):
    page = visit(path, java_script_enabled=False)
    leave(page)
    [request] = page.outside
    assert "referer" not in request.all_headers()


def test_leaving_needs_nothing_of_our_server(visit, site):
    page = visit()
    page.wait_for_load_state("networkidle")
    page.route(f"{site}/**", lambda route: route.abort())
    page.requests.clear()
    leave(page)
    assert [request.url for request in page.requests] == [OUTSIDE]


def test_leaving_works_where_storage_is_blocked(visit):
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('blocked'); } });"
    )
    page.goto("/hulp/")
    press_shift(page, 2)
    expect(page.locator("#weg-status")).to_have_text(re.compile("nog één keer"))
    leave(page)
    assert page.problems == []


def test_shift_leaves_from_a_checkbox(visit):
    page = visit("/signalen/is-mijn-relatie-veilig/")
    page.locator("#lijst input").first.focus()
    press_shift(page)
    page.wait_for_url(OUTSIDE)


@pytest.mark.parametrize("way", [WAYS["click"], press_shift], ids=["click", "shift"])
def test_leaving_works_with_the_menu_open_and_focus_in_it(visit, way):
    page = visit("/", (390, 844))
    page.locator(".nig-menu summary").click()
    way(page)
    page.wait_for_url(OUTSIDE)


def test_a_click_leaves_while_someone_types(visit):
    page = visit("/hulp/")
    page.locator("#plaats-veld").fill("7511")
    leave(page)


# --- When not to leave


def keys(*names):
    return lambda page: [page.keyboard.press(name) for name in names]


def shift_and_mouse(page):
    for _ in range(3):
        page.keyboard.down("Shift")
        page.locator("h1").click()
        page.keyboard.up("Shift")


def hold_shift(page):
    for _ in range(6):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")


def type_in_field(page):
    page.goto("/hulp/")
    page.locator("#plaats-veld").focus()
    press_shift(page)


def too_slow(page):
    page.clock.install()
    for _ in range(3):
        page.keyboard.press("Shift")
        page.clock.fast_forward(5_100)


WRONG = {
    "once": keys("Shift"),
    "twice": keys("Shift", "Shift"),
    "capitals": keys(*["Shift+a"] * 3),
    "back-tab": keys(*["Shift+Tab"] * 3),
    "a-letter-between": keys("Shift", "Shift", "a", "Shift"),
    "control": keys(*["Control+Shift"] * 3),
    "alt": keys(*["Alt+Shift"] * 3),
    "meta": keys(*["Meta+Shift"] * 3),
    "escape": keys(*["Escape"] * 3),
    "with-the-mouse": shift_and_mouse,
    "held": hold_shift,
    "in-a-text-field": type_in_field,
    "too-slow": too_slow,
}


@pytest.mark.parametrize("sequence", WRONG.values(), ids=WRONG)
def test_no_other_keys_leave(visit, sequence):
    page = visit()
    sequence(page)
    assert not has_left(page)
    assert page.evaluate("sessionStorage.length") == 0


def test_each_press_of_shift_is_announced_and_so_is_giving_up(visit):
    page = visit()
    page.clock.install()
    status = page.locator("#weg-status")
    assert status.get_attribute("role") == "status"
    press_shift(page, 1)
    expect(status).to_have_text(re.compile("nog twee keer"))
    press_shift(page, 1)
    expect(status).to_have_text(re.compile("nog één keer"))
    page.clock.fast_forward(5_100)
    expect(status).to_have_text(re.compile("niet weggegaan"))


# --- What is seen meanwhile


def test_the_page_is_blank_and_its_title_neutral_in_the_same_task_as_the_press(visit):
    page = visit("/signalen/is-mijn-relatie-veilig/")
    at_once = page.evaluate(
        "() => { document.getElementById('weg').click();"
        " return [document.documentElement.style.display, document.title]; }"
    )
    assert at_once == ["none", "Laden…"]


def slow_at_first(page):
    """Lets the site outside not answer the first time."""
    page.route(f"{OUTSIDE}**", lambda route: None, times=1)


def test_while_the_other_site_is_slow_an_announced_text_and_a_link_are_all_there_is(visit):
    page = visit("/signalen/is-mijn-relatie-veilig/")
    slow_at_first(page)
    # Playwright itself waits for the other site; so the page tells what it shows, and then follows the link.
    with page.expect_console_message() as told:
        page.evaluate(
            """setTimeout(() => {
              document.getElementById("weg").click();
              setTimeout(() => {
                const alert = document.querySelector("[role=alert]");
                console.info([alert.innerText, document.body.innerText.replace(/\\s+/g, " ")].join("|"));
                document.getElementById("weg").click();
              }, 1500);
            })"""
        )
    assert told.value.text == "Laden…|Laden… Ga verder"
    expect(page.get_by_role("heading", name="Droog")).to_be_visible()


def test_reload_while_the_other_site_is_slow_shows_nothing(visit):
    page = visit("/signalen/is-mijn-relatie-veilig/")
    slow_at_first(page)
    page.evaluate(
        "setTimeout(() => { document.getElementById('weg').click(); setTimeout(() => location.reload(), 50); })"
    )
    # Not `wait_for_url`, which takes the navigation that the reload breaks off for a failure.
    expect(page.get_by_role("heading", name="Droog")).to_be_visible()
    assert page.url == OUTSIDE


def test_where_the_other_site_is_blocked_nothing_of_ours_is_left(visit, site):
    page = visit()
    page.goto("/hulp/")
    page.route(f"{OUTSIDE}**", lambda route: route.abort())
    page.add_init_script(REPORT_SEEN)
    with page.expect_event("requestfailed"):
        page.evaluate("setTimeout(() => document.getElementById('weg').click())")
    page.wait_for_function("location.protocol === 'chrome-error:'")
    seen = []
    page.on("console", lambda message: seen.append(message.text))
    page.unroute(f"{OUTSIDE}**")
    outside_answers(page)
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_url(OUTSIDE)
    assert not [text for text in seen if site in text]


# --- No way back


@pytest.fixture
def left(visit):
    """Leaves after a number of pages, with a search engine before them; `page.seen` has what is seen from then on."""

    def left(pages):
        page = visit()
        page.add_init_script(REPORT_SEEN)
        page.goto(BEFORE)
        for path in TRAIL[:pages]:
            page.goto(path)
        leave(page)
        page.seen = []
        page.on("console", lambda message: page.seen.append(message.text))
        return page

    return left


@pytest.mark.parametrize("pages", [1, 3, 6])
def test_back_shows_the_neutral_site_and_then_what_was_before_us(left, pages):
    page = left(pages)
    for _ in range(pages - 1):
        page.go_back(wait_until="commit")
        page.wait_for_url(OUTSIDE)
    page.go_back()
    assert page.url == BEFORE
    for _ in range(pages):
        page.go_forward(wait_until="commit")
        page.wait_for_url(OUTSIDE)
    page.reload()
    assert page.url == OUTSIDE
    assert page.seen == []


def test_who_comes_back_on_purpose_sees_the_page_and_can_use_it(left):
    page = left(3)
    page.goto("/hulp/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    page.goto("/signalen/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hulp in jouw gemeente")


def test_what_is_stored_is_a_mark_and_never_an_address(visit):
    page = visit()
    kept = page.evaluate("() => { document.getElementById('weg').click(); return { ...sessionStorage }; }")
    assert kept == {"x": "1"}


def test_an_address_that_someone_put_in_storage_is_not_followed(visit):
    page = visit()
    page.evaluate("sessionStorage.setItem('x', 'https://evil.example/')")
    page.goto("/hulp/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


# --- Pages that the browser keeps


@pytest.fixture
def keeping_page(full_chromium, browser, site):
    """A page in a browser that keeps pages for Back; Playwright and our `no-store` switch that off by themselves."""
    keeping = browser.browser_type.launch(
        executable_path=full_chromium, args=["--no-sandbox"], ignore_default_args=["--disable-back-forward-cache"]
    )
    page = new_page(keeping, site, 1280, 900)

    def may_be_kept(route):
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "cache-control": "max-age=60"})

    page.route(f"{site}/**", may_be_kept)
    page.outside = outside_answers(page)
    page.add_init_script(
        "addEventListener('pageshow', ({ persisted }) => console.info(`${Date.now()} persisted ${persisted}`));"
    )
    page.add_init_script(REPORT_SEEN)
    page.told = []
    page.on("console", lambda message: page.told.append(message.text))
    yield page
    keeping.close()


def go_back(page):
    """Press Back; returns what gives the messages since then, for a page that comes back repeats its old ones."""
    start = time.time() * 1000
    page.evaluate("setTimeout(() => history.back())")
    return lambda: [text for moment, _, text in (line.partition(" ") for line in page.told) if float(moment) >= start]


def test_a_kept_page_is_shown_on_back_as_long_as_nobody_left(keeping_page, site):
    keeping_page.goto("/hulp/")
    keeping_page.goto("/signalen/")
    with keeping_page.expect_console_message(lambda message: message.text.endswith("persisted true")):
        go_back(keeping_page)
    keeping_page.wait_for_url(f"{site}/hulp/", wait_until="commit")
    expect(keeping_page.get_by_role("heading", level=1)).to_be_visible()
    assert keeping_page.evaluate("getComputedStyle(document.documentElement).visibility") == "visible"


def test_a_kept_page_is_not_shown_on_back_after_leaving(keeping_page):
    keeping_page.goto(BEFORE)
    for path in TRAIL[:3]:
        keeping_page.goto(path)
    leave(keeping_page)
    for _ in range(2):
        with keeping_page.expect_event("framenavigated", lambda frame: frame.url == OUTSIDE):
            told = go_back(keeping_page)
        assert "persisted true" in told()
        assert not [text for text in told() if text.startswith("seen")]
    go_back(keeping_page)
    keeping_page.wait_for_url(BEFORE, wait_until="commit")
