"""A professional finds what to do in a few taps, on nothing but files, and takes it along on two sheets of paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .looking import is_in_view
from .test_journeys import can_call, tap

STARTER = Path(__file__).parents[2]
SECTORS = sorted(path.stem for path in (STARTER / "content" / "starter" / "sectors").glob("*.toml"))
LISTS = sorted(path.stem for path in (STARTER / "signals" / "starter" / "checklists").glob("*.toml"))
AT_HAND = "/signalen/bij-de-hand/"


@pytest.fixture
def open_page(open_page, files_alone):
    """Opens a page of the edition without Django and without a database."""
    return lambda *size, **options: open_page(*size, base_url=files_alone, **options)


def pages_on_paper(page, path):
    page.goto(path)
    found = page.pdf(format="A4", prefer_css_page_size=True)
    return int(re.search(rb"/Count (\d+)", found)[1])


# --- The promised journeys


def test_a_teacher_who_sees_bruises_has_the_five_steps_in_two_taps(phone):
    tap(phone, "Ik kom voor mijn werk", "Onderwijs")
    expect(phone).to_have_url(re.compile("/meldcode/onderwijs/$"))
    main = phone.get_by_role("main")
    consult, steps = main.locator("#consult"), main.locator("#stappen")
    expect(main).to_contain_text("de aandachtsfunctionaris, intern begeleider of zorgcoördinator")
    assert consult.bounding_box()["y"] < steps.bounding_box()["y"]
    assert main.locator(".nig-steps > li").count() == 5
    assert main.locator("#weging li").count() == 5
    assert can_call(phone, "08002000")
    main.get_by_role("link", name="Signalen bij kinderen van 4 tot 12 jaar").click()
    expect(phone).to_have_url(re.compile("/signalen/kind-4-12/$"))


@pytest.mark.parametrize(
    ("work", "training"),
    [("Onderwijs", "Uitleg over de meldcode voor scholen"), ("Woningcorporatie", "Safe at Home: training")],
)  # fmt: skip
def test_who_wants_to_learn_more_has_the_trainings_in_three_taps(phone, work, training):
    tap(phone, "Ik kom voor mijn werk", work, "Scholing over de meldcode")
    expect(phone).to_have_url(re.compile("/scholing/$"))
    expect(phone.get_by_role("main").get_by_role("link", name=training)).to_be_visible()


@pytest.mark.parametrize("width, height", [(390, 844), (1280, 720)])
def test_a_gp_between_two_patients_sees_the_first_answer_without_scrolling(open_page, width, height):
    page = open_page(width, height)
    tap(page, "Ik kom voor mijn werk", "Huisarts")
    page.wait_for_url("**/meldcode/huisarts/")
    first = page.locator("section:has(> #acute)")
    assert is_in_view(first.get_by_role("heading", name="Eerst: is er nu gevaar?"))
    for number in ("112", "08002000"):
        assert is_in_view(first.locator(f"a[href='tel:{number}']").first)
    assert page.get_by_role("main").locator("a[href='tel:09004445444']").first.is_visible()
    expect(page.get_by_role("main")).to_contain_text("Spreek de patiënt alleen")
    expect(page.get_by_role("main")).to_contain_text("beroepsgeheim")


def test_a_gp_with_an_old_computer_without_script_reads_all_of_it(open_page):
    page = open_page(1280, 720, java_script_enabled=False)
    tap(page, "Ik kom voor mijn werk", "Huisarts")
    page.wait_for_url("**/meldcode/huisarts/")
    assert is_in_view(page.locator("section:has(> #acute) a[href='tel:112']").first)
    assert all(answer.is_visible() for answer in page.locator("#weging [data-answer], #weging [data-unsure]").all())
    assert page.locator("#weging button").count() == 0


def test_who_works_for_a_housing_corporation_is_one_tap_from_the_help_of_a_municipality(phone):
    tap(phone, "Ik kom voor mijn werk", "Woningcorporatie")
    main = phone.get_by_role("main")
    expect(main).to_contain_text("let op spullen die stuk zijn geslagen")
    expect(main).to_contain_text("Stand van de wet: 22 november 2026, geschreven door de redactie")
    main.get_by_role("link", name="Hengelo", exact=True).click()
    expect(phone).to_have_url(re.compile("/hulp/hengelo/$"))
    assert can_call(phone, "08002000")


def test_at_three_at_night_a_nurse_has_acute_danger_and_the_handover_in_two_taps(phone):
    phone.clock.set_fixed_time("2026-11-26T02:00:00Z")
    tap(phone, "Ik kom voor mijn werk", "Ziekenhuis en spoed")
    phone.wait_for_url("**/meldcode/ziekenhuis-en-spoed/")
    first = phone.locator("section:has(> #acute)")
    assert is_in_view(first.locator("a[href='tel:112']").first)
    expect(first).to_contain_text("dag en nacht")
    expect(phone.locator("section:has(> #handover)")).to_contain_text("wat kan wachten")
    phone.emulate_media(media="print")
    assert phone.locator("#handover").is_visible()
    assert phone.locator("#handover + ul").is_visible()


# --- The weighing


def test_the_weighing_shows_one_question_and_leads_on_or_says_what_to_do_now(phone):
    phone.goto("/meldcode/onderwijs/")
    shown = phone.locator("#weging li:visible")
    expect(shown).to_have_count(1)
    shown.first.get_by_role("button", name="Ja").click()
    expect(shown).to_have_count(2)
    shown.nth(1).get_by_role("button", name="Ja").click()
    expect(shown).to_have_count(2)
    expect(shown.nth(1)).to_contain_text("Meld bij Veilig Thuis")
    shown.nth(1).get_by_role("button", name="Weet ik niet").click()
    expect(shown.nth(1)).to_contain_text("Twijfel is een goede reden om te bellen")
    shown.first.get_by_role("button", name="Nee").click()
    expect(shown).to_have_count(1)


def test_the_weighing_is_walked_by_keyboard_and_forgets_everything(phone):
    phone.goto("/meldcode/onderwijs/")
    yes = phone.locator("#weging li").first.get_by_role("button", name="Ja")
    yes.focus()
    phone.keyboard.press("Enter")
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("[data-walk-status]")).to_have_text("De volgende vraag staat hieronder.")
    phone.goto("/")
    phone.go_back()
    expect(phone.locator("#weging li:visible")).to_have_count(1)
    kept = phone.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert (kept, phone.context.cookies()) == ([], [])


def test_the_weighing_gives_no_score(phone):
    phone.goto("/meldcode/onderwijs/")
    text = phone.locator("#weging").text_content().lower()
    assert not re.search(r"score|punten|procent|risico: ", text)


# --- Signs at hand


def choose(page, *signs):
    page.get_by_role("button", name="Toon de signalen").click()
    for sign in signs:
        line = page.locator("[data-lists] label", has_text=sign).first
        line.evaluate("label => { label.closest('details').open = true; }")
        line.locator("input").check()


THROAT = "Iemand greep het kind bij de keel"
MILD = "Het kind is vaak doodmoe."


def test_signs_of_several_lists_become_one_sheet_and_the_strongest_decides_whom_to_call(phone):
    phone.goto(AT_HAND)
    choose(phone, MILD)
    sheet = phone.locator("#blad")
    expect(sheet).to_contain_text(MILD)
    expect(sheet.get_by_text("Overleg met je aandachtsfunctionaris")).to_be_visible()
    expect(sheet.get_by_text("Bel vandaag.")).to_be_hidden()
    choose(phone, "De partner dreigt je cliënt, de kinderen of zichzelf te doden.")
    expect(sheet).to_contain_text(MILD)
    expect(sheet.get_by_text("Bel vandaag.")).to_be_visible()
    expect(sheet.get_by_text("Overleg met je aandachtsfunctionaris")).to_be_hidden()
    assert not re.search(r"\d+ signalen|score", sheet.inner_text())


def test_the_sheet_tells_what_to_do_at_once_and_at_which_step(phone):
    phone.goto(AT_HAND)
    choose(phone, THROAT)
    phone.get_by_label("Stap 2: Overleg").check()
    sheet = phone.locator("#blad")
    expect(sheet).to_contain_text("naar een arts")
    expect(sheet).to_contain_text("Ik ben bij stap 2: Overleg.")


@pytest.mark.parametrize(
    ("label", "there", "gone"),
    [
        ("0 tot 4 jaar", "Signalen bij baby’s en peuters", "Ouderen en mantelzorg"),
        ("65 jaar of ouder", "Ouderen en mantelzorg", "Signalen bij baby’s en peuters"),
        ("Een partner of ex", "Rode vlaggen bij partnergeweld", "Signalen bij kinderen van 4 tot 12"),
        ("Wie misschien geweld gebruikt", "Als iemand misschien geweld gebruikt", "Signalen bij jongeren van 12"),
    ],
)
def test_age_relation_and_side_choose_the_lists(phone, label, there, gone):
    phone.goto(AT_HAND)
    phone.get_by_label(label, exact=True).check()
    phone.get_by_role("button", name="Toon de signalen").click()
    expect(phone.locator("[data-lists] summary", has_text=there)).to_have_count(1)
    expect(phone.locator("[data-lists] summary", has_text=gone)).to_have_count(0)


def test_the_bar_of_a_phone_leads_to_the_sheet_once_something_is_chosen(phone):
    phone.goto(AT_HAND)
    bar = phone.locator(".nig-leave")
    expect(bar.get_by_role("link", name="Hulp bellen")).to_be_visible()
    choose(phone, MILD)
    bar.get_by_role("link", name="Je blad").click()
    assert is_in_view(phone.get_by_role("heading", name="Je blad"))


def test_a_sector_chooses_its_own_lists(phone):
    phone.goto(AT_HAND)
    phone.get_by_label("Wat is jouw werk?").select_option("huisarts")
    phone.get_by_role("button", name="Toon de signalen").click()
    expect(phone.locator("[data-lists] summary", has_text="Uitbuiting op het werk")).to_have_count(0)
    expect(phone.locator("[data-lists] summary", has_text="Rode vlaggen")).to_have_count(1)


def test_nothing_that_is_chosen_is_sent_or_kept(phone):
    phone.goto(AT_HAND)
    choose(phone)
    expect(phone.locator("[data-lists] details").first).to_be_visible()
    asked = len(phone.requests)
    choose(phone, MILD)
    phone.get_by_label("Stap 1: Breng signalen in kaart").check()
    assert len(phone.requests) == asked
    assert phone.url.endswith(AT_HAND)
    kept = phone.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert (kept, phone.context.cookies()) == ([], [])
    phone.goto("/")
    phone.go_back()
    expect(phone.locator("#blad")).to_contain_text("Nog leeg")
    assert phone.locator("input:checked").evaluate_all("inputs => inputs.every((input) => input.value === '')")


def test_the_signs_are_not_kept_in_the_cache(phone):
    with phone.expect_response("**/bij-de-hand.json") as response:
        phone.goto(AT_HAND)
        choose(phone)
    assert response.value.headers["cache-control"] == "no-store"


def test_the_sheet_alone_is_printed(phone):
    phone.goto(AT_HAND)
    choose(phone, MILD)
    phone.emulate_media(media="print")
    assert phone.locator("#blad").get_by_text(MILD).is_visible()
    assert phone.get_by_role("main").locator("button:visible, input:visible, details:visible").count() == 0


def test_the_sheet_is_copied_on_the_device(open_page):
    page = open_page(390, 844, permissions=["clipboard-read", "clipboard-write"])
    page.goto(AT_HAND)
    choose(page, MILD)
    page.get_by_role("button", name="Kopieer het blad").click()
    expect(page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert f"- {MILD}" in text
    assert "0800-2000" in text
    assert "Zet er geen naam bij" in text


def test_without_script_the_whole_lists_are_there(open_page):
    page = open_page(390, 844, java_script_enabled=False)
    page.goto(AT_HAND)
    assert page.locator("input:visible, button:visible, select:visible").count() == 0
    page.get_by_role("main").get_by_role("link", name="Rode vlaggen bij partnergeweld").click()
    assert can_call(page, "08002000")


# --- Paper


@pytest.mark.parametrize("slug", SECTORS)
@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_a_sector_fits_on_two_sheets(open_page, slug, options):
    assert pages_on_paper(open_page(1280, 900, **options), f"/meldcode/{slug}/") <= 2


@pytest.mark.parametrize("slug", LISTS)
def test_a_list_of_signs_fits_on_two_sheets(open_page, slug):
    assert pages_on_paper(open_page(1280, 900), f"/signalen/{slug}/") <= 2


def test_paper_shows_the_whole_weighing(desktop):
    desktop.goto("/meldcode/huisarts/")
    desktop.emulate_media(media="print")
    assert desktop.locator("#weging li:visible").count() == 5
    assert desktop.locator("#weging [data-answer]:visible").count() == 10


# --- Words


def test_a_word_is_explained_one_press_away_by_keyboard_and_without_script(open_page):
    page = open_page(390, 844, java_script_enabled=False)
    page.goto("/meldcode/huisarts/")
    page.get_by_role("link", name="aandachtsfunctionaris").first.press("Enter")
    expect(page).to_have_url(re.compile("/woordenlijst/#w-aandachtsfunctionaris$"))
    assert is_in_view(page.locator("#w-aandachtsfunctionaris"))
