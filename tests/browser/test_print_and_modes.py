"""On paper, in forced colours, without a stylesheet and without script, a page still helps."""

import pytest

from .looking import is_in_view

GUIDE = "/wat-te-doen/het-is-uit-maar-het-stopt-niet/"


@pytest.fixture
def paper(desktop):
    desktop.emulate_media(media="print")
    return desktop


@pytest.mark.parametrize("path", [GUIDE, "/signalen/is-mijn-relatie-veilig/", "/hulp/enschede/"])
@pytest.mark.parametrize("number", ["112", "0800-2000"])
def test_paper_shows_the_numbers(paper, path, number):
    paper.goto(path)
    assert paper.locator(f"a[href^='tel:']:visible:has-text('{number}')").count() > 0


@pytest.mark.parametrize("selector", ["#weg", ".nig-leave__help", ".nig-skip-link", ".nig-menu", ".nig-page-footer"])
def test_paper_leaves_out_what_cannot_be_pressed(paper, selector):
    paper.goto(GUIDE)
    assert paper.locator(selector).count() == 1
    assert not paper.locator(selector).is_visible()


def test_paper_shows_every_step(paper):
    paper.goto(GUIDE)
    steps = paper.locator(".nig-steps > li")
    assert steps.count() > 3
    assert all(step.is_visible() for step in steps.all())


@pytest.mark.parametrize("width, height", [(390, 844), (1280, 900)])
def test_forced_colours_show_the_exit_and_the_numbers(open_page, width, height):
    page = open_page(width, height, forced_colors="active")
    page.goto(GUIDE)
    for selector in ("#weg", "a[href='tel:112']", "a[href='tel:08002000']"):
        assert is_in_view(page.locator(selector).first)


def test_forced_colours_give_the_exit_a_border(open_page):
    page = open_page(390, 844, forced_colors="active")
    page.goto(GUIDE)
    border, background = page.locator("#weg").evaluate(
        "link => [getComputedStyle(link).borderTopColor, getComputedStyle(link).backgroundColor]"
    )
    assert border != background


@pytest.mark.parametrize("path", ["/", "/nu/"])
@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_without_a_stylesheet_the_numbers_and_the_exit_are_in_the_first_screen(open_page, path, options):
    page = open_page(320, 568, **options)
    page.route("**/*.css", lambda route: route.abort())
    page.goto(path)
    for selector in ("#weg", "a[href='tel:112']", "a[href='tel:08002000']"):
        assert is_in_view(page.locator(selector).first)


def test_without_script_the_menu_opens(without_script):
    without_script.goto("/")
    without_script.get_by_text("Menu", exact=True).click()
    assert without_script.get_by_role("link", name="Hulp vinden").is_visible()


def test_without_script_a_wide_screen_shows_the_menu(open_page):
    page = open_page(1280, 900, java_script_enabled=False)
    page.goto("/")
    assert page.get_by_role("link", name="Hulp vinden").is_visible()


def test_without_script_no_button_is_shown_that_does_nothing(without_script):
    without_script.goto(GUIDE)
    assert without_script.locator("button:visible").count() == 0


def test_every_animation_stops_for_who_asks_so(open_page):
    page = open_page(1280, 900, reduced_motion="reduce")
    page.goto("/")
    moving = page.locator("*").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).transitionDuration !== '0s').map(e => e.outerHTML)"
    )
    assert moving == []


def test_what_stands_at_the_start_of_a_line_follows_the_direction_of_the_page(phone):
    phone.goto("/wat-te-doen/ruzie-bij-de-buren/")
    start = """selector => { const { left, right } = document.querySelector(selector).getBoundingClientRect();
      return document.dir === "rtl" ? innerWidth - right : left; }"""
    for direction in ("ltr", "rtl"):
        phone.evaluate("direction => { document.dir = direction }", direction)
        assert phone.evaluate(start, ".nig-breadcrumb-nav li") == phone.evaluate(start, "h1")
        assert phone.evaluate(start, ".nig-steps h2, .nig-steps h3") > phone.evaluate(start, ".nig-steps") + 20


def test_a_text_from_right_to_left_has_nothing_of_its_page_on_the_left(phone):
    phone.goto("/veilig-kijken/")
    found = phone.evaluate("""() => {
      document.querySelector(".nig-layout").dir = "rtl";
      const list = document.querySelector(".nig-layout > .nig-flow ul:not([class])");
      const mark = getComputedStyle(list.querySelector("li"), "::before");
      const { paddingLeft, paddingRight } = getComputedStyle(list);
      return { paddingLeft, isIndented: parseFloat(paddingRight) > 0, isOutside: parseFloat(mark.right) < 0,
        isWide: parseFloat(mark.width) > 20 };
    }""")
    assert found == {"paddingLeft": "0px", "isIndented": True, "isOutside": True, "isWide": False}
