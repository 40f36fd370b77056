"""Search: the right page at once, from words that never leave the page."""

import pytest
from playwright.sync_api import expect

from content.models import LayQuery

FIELD = "Wat is er aan de hand?"


@pytest.fixture
def search(phone):
    """Types something in the field of the search page, and waits for the answer to be announced."""
    phone.goto("/zoeken/")
    status = phone.get_by_role("status").first

    def search(text):
        phone.get_by_label(FIELD).press("Escape")
        expect(status).to_be_empty()
        phone.get_by_label(FIELD).fill(text)
        expect(status).not_to_be_empty()
        return phone

    return search


def found(page):
    """The addresses of the results, in the order in which they stand."""
    return [link.get_attribute("href") for link in page.locator("#zoek-gevonden a").all()]


def lines(page):
    return page.locator("[data-line]:visible").all_inner_texts()


def test_results_come_as_you_type_in_groups_and_are_announced(phone):
    phone.goto("/zoeken/")
    phone.get_by_label(FIELD).press_sequentially("buurman slaat zijn vrou")
    expect(phone.get_by_role("status").first).to_contain_text("pagina’s gevonden")
    assert found(phone)[0] == "/wat-te-doen/ruzie-bij-de-buren/"
    groups = phone.locator("#zoek-gevonden h2").all_inner_texts()
    assert groups[0] == "Dit kun je doen"
    assert len(groups) > 1
    assert not phone.get_by_role("heading", name="Kies een onderwerp").is_visible()
    assert phone.problems == []


def test_a_screen_reader_is_told_of_the_field_the_answer_and_the_groups(search):
    expect(search("ruzie bij de buren").get_by_role("main")).to_match_aria_snapshot("""
      - heading "Zoeken" [level=1]
      - search:
        - searchbox /Wat is er aan de hand/
        - button "Zoek"
      - status: /gevonden/
      - heading "Dit kun je doen" [level=2]
      - list:
        - listitem:
          - link "Je hoort ruzie bij de buren"
    """)


def test_a_result_leads_to_its_page(search):
    page = search("meldcode")
    page.locator("#zoek-gevonden a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("De meldcode in vijf stappen")


def test_both_numbers_stand_above_the_results(search):
    page = search("mijn man slaat mij")
    top = page.locator("#zoek-gevonden").bounding_box()["y"]
    for number in ("112", "08002000"):
        assert page.get_by_role("main").locator(f"a[href='tel:{number}']:visible").first.bounding_box()["y"] < top


DANGER = {
    "hij komt eraan help": "112",
    "hij heeft een mes": "112",
    "zelfmoort": "113",
    "ik wil er niet meer zijn": "113",
    "ik ben verkracht": "08000188",
    "kinderen alleen thuis": "112",
}


def test_words_of_danger_put_their_line_first(search):
    for text, number in DANGER.items():
        page = search(text)
        expect(page.get_by_role("status").first).to_contain_text("Bovenaan staat wie je nu kunt bellen")
        line = page.locator("[data-line]:visible").first
        assert line.locator(f"a[href='tel:{number}']").is_visible(), text
        expect(line.locator(f"a[href='tel:{number}']")).to_be_in_viewport(ratio=1)
        direct = page.get_by_role("main").get_by_text("Direct gevaar?").first.bounding_box()["y"]
        assert line.bounding_box()["y"] < direct < page.locator("#zoek-gevonden").bounding_box()["y"]


def test_a_line_for_danger_without_pages_is_not_called_nothing(search):
    expect(search("bewusteloos").get_by_role("status").first).to_have_text("Bovenaan staat wie je nu kunt bellen.")


def test_other_words_bring_no_line_for_danger(search):
    assert lines(search("meldcode kinderopvang")) == []


def test_everything_goes_with_the_keyboard_alone(phone):
    phone.goto("/zoeken/")
    phone.get_by_label(FIELD).focus()
    phone.keyboard.type("stalking")
    phone.keyboard.press("Enter")
    first = phone.locator("#zoek-gevonden a").first
    expect(first).to_be_focused()
    phone.keyboard.press("ArrowDown")
    expect(phone.locator("#zoek-gevonden a").nth(1)).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.get_by_label(FIELD)).to_be_focused()
    assert phone.get_by_label(FIELD).input_value() == ""
    assert found(phone) == []


def test_a_postcode_or_municipality_answers_with_its_page(search):
    for text in ("7511", "7511 AB", "enschede", "Enschde", "gemeente Enschede", "hulp in enschede"):
        assert "/hulp/enschede/" in found(search(text))[:3], text


def test_nothing_found_still_offers_the_doors_the_numbers_and_the_lists(search):
    for text in ("xqzvw", "0000", "75"):
        page = search(text)
        expect(page.get_by_role("status").first).to_contain_text("Niets gevonden")
        main = page.get_by_role("main")
        for name in ("Ik maak het zelf mee", "Alles van A tot Z"):
            assert main.get_by_role("link", name=name).is_visible()
        assert main.locator("a[href='tel:112']:visible").count()


def test_what_is_typed_is_sent_nowhere_and_kept_nowhere(search, site):
    page = search("mijn man slaat mij")
    urls = [request.url for request in page.requests]
    assert all(url.startswith(site) and "?" not in url for url in urls)
    assert {request.method for request in page.requests} == {"GET"}
    assert {url.removeprefix(site) for url in urls if url.endswith(".json")} == {
        "/zoeken/lijst.json",
        "/hulp/postcodes.json",
    }
    assert page.url == f"{site}/zoeken/"
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_coming_back_finds_an_empty_field(search):
    page = search("meldcode")
    page.locator("#zoek-gevonden a").first.click()
    page.wait_for_url("**/meldcode-vijf-stappen/")
    page.go_back()
    assert page.get_by_label(FIELD).input_value() == ""
    assert found(page) == []


def test_when_the_list_cannot_be_had_the_page_says_so_and_keeps_its_links(phone):
    phone.route("**/lijst.json", lambda route: route.abort())
    phone.goto("/zoeken/")
    phone.get_by_label(FIELD).fill("meldcode")
    expect(phone.get_by_role("status").first).to_contain_text("Zoeken lukt nu niet")
    assert phone.get_by_role("main").get_by_role("link", name="Alles van A tot Z").is_visible()


def test_without_script_the_lists_stand_there_and_the_field_is_not_shown(without_script):
    without_script.goto("/")
    without_script.get_by_role("banner").get_by_role("link", name="Zoeken").click()
    assert not without_script.locator("form").is_visible()
    main = without_script.get_by_role("main")
    for name in ("Ouderenmishandeling", "Alles van A tot Z", "Ik maak het zelf mee"):
        assert main.get_by_role("link", name=name).is_visible()


BAD = [
    "a b" * 3334,
    "x" * 10_000,
    "<img src=x onerror=alert(1)><script>document.title='x'</script>",
    "\u202eabc عنف منزلي \u202c",
    "(a+)+$ [[[ \\\\ ^(([a-z])+.)+[A-Z]([a-z])+$ .* {9999}",
    "👨‍👩‍👧‍👦🔪 ❤️",
    "__proto__ constructor toString hasOwnProperty",
    "a\x00b\ufffe\uffff",
    "e" + "\u0301" * 500,
]


def test_bad_input_breaks_nothing_and_comes_back_as_nothing(search):
    for text in BAD:
        page = search(text)
        assert page.problems == []
        assert page.locator("main script, main img").count() == 0
        assert page.title() == "Zoeken"
        assert text not in page.get_by_role("main").inner_text()
        assert len(page.get_by_label(FIELD).input_value()) <= 100


# By script, past the limit of the field, and half a pair of surrogates, which no test can type.
RAW = """(text) => {
  const field = document.getElementById("zoek-veld");
  field.removeAttribute("maxlength");
  field.value = text === "half" ? "\\ud83d slaan \\udc00" : text;
  field.dispatchEvent(new Event("input"));
}"""


@pytest.mark.parametrize("text", ["half", "slaan " * 20_000])
def test_what_no_keyboard_can_type_breaks_nothing_either(phone, text):
    phone.goto("/zoeken/")
    phone.evaluate(RAW, text)
    expect(phone.get_by_role("status").first).to_contain_text("gevonden")
    assert phone.problems == []


RANKS = """async ([queries]) => {
  const load = (src) => new Promise((done) => {
    const node = document.createElement("script");
    node.src = src; node.onload = done; document.head.append(node);
  });
  const form = document.getElementById("zoek");
  for (const src of form.dataset.scripts.split(" ")) await load(src);
  const site = SiteSearch.create(await (await fetch(form.dataset.list)).json(), null);
  site.build(Infinity);
  const addresses = ({ items }) => items.map(([address]) => address.split("#")[0]);
  return queries.map((text) => site.search(text).flatMap(addresses));
}"""


def test_the_editors_questions_find_a_good_page(phone, django_db_blocker):
    """At least 95 in 100 among the first three, all of them among the first five, in a real browser."""
    with django_db_blocker.unblock():
        expected = LayQuery.expected()
    assert len(expected) >= 60
    phone.goto("/zoeken/")
    hits = phone.evaluate(RANKS, [[text for text, _ in expected]])
    missed = {
        first: [text for (text, good), row in zip(expected, hits, strict=True) if not good & set(row[:first])]
        for first in (3, 5)
    }
    assert missed[5] == []
    assert len(missed[3]) <= 0.05 * len(expected)
