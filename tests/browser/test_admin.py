"""The newsroom in a real browser: strict policy, live preview, and nothing that was typed is lost."""

from contextlib import closing
from socket import create_connection
from urllib.parse import urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from content.models import Guide, Image
from signals.models import Service
from tests.content.test_images import SVG, WORDS, photo

from .looking import scrolls_sideways
from .test_every_template import axe  # noqa: F401 - a fixture

NAME = "browsertest"
SLUG = "het-is-uit-maar-het-stopt-niet"


@pytest.fixture(scope="module")
def newsroom(site, django_db_blocker):
    """An account of a publisher on the running site, and the addresses of its pages; all is cleaned up."""
    with django_db_blocker.unblock():
        user = User.objects.create(username=NAME, is_staff=True)
        user.groups.add(Group.objects.get(name="Publiceerders"))
        addresses = {
            "index": "/beheer/",
            "guides": "/beheer/content/guide/",
            # What is on the site is changed in its working copy.
            "guide": f"/beheer/content/guide/{Guide.objects.live().get(slug=SLUG).make_working_copy().pk}/change/",
            "services": "/beheer/signals/service/",
            "queue": "/beheer/signals/service/nabellen/",
            "service": f"/beheer/signals/service/{Service.objects.first().pk}/change/",
        }
    yield addresses
    with django_db_blocker.unblock():
        LogEntry.objects.filter(user=user).delete()
        Guide.objects.exclude(draft_of=None).delete()
        Session.objects.all().delete()
        Image.objects.all().delete()
        user.delete()


@pytest.fixture
def editor(desktop, newsroom, sign_in):
    """A page of the newsroom, signed in."""
    sign_in(desktop, NAME)
    desktop.goto("/beheer/")
    expect(desktop.get_by_role("heading", name="Te doen", exact=True)).to_be_visible()
    return desktop


def preview_of(page, field):
    """The preview beside a text field."""
    return page.locator(".nig-editor").filter(has=page.locator(f"#id_{field}")).locator(".nig-preview")


def test_signing_in_raises_no_complaint(editor):
    assert editor.problems == []


@pytest.mark.parametrize("name", ["index", "guides", "guide", "services", "queue", "service"])
def test_no_page_of_the_newsroom_raises_a_complaint(editor, newsroom, name):
    editor.goto(newsroom[name], wait_until="networkidle")
    assert editor.problems == []


def test_the_preview_shows_what_a_visitor_will_see(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("**vet** en [[bel:kindertelefoon]]")
    preview = preview_of(editor, "body")
    expect(preview.locator("strong")).to_have_text("vet")
    expect(preview.locator("a[href='tel:08000432']")).to_have_text("0800-0432")


def test_the_preview_of_a_saved_text_is_the_text_of_the_page(editor, newsroom):
    editor.goto(newsroom["guide"])
    preview = preview_of(editor, "brief")
    preview.scroll_into_view_if_needed()
    expect(preview).not_to_be_empty()
    shown = preview.inner_html().strip()
    editor.goto(f"/wat-te-doen/{SLUG}/")
    assert shown in editor.locator(".nig-brief").inner_html()


def test_a_text_with_html_shows_it_as_text(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("<script>x</script> **vet**")
    preview = preview_of(editor, "body")
    expect(preview.locator("strong")).to_be_visible()
    expect(preview).to_contain_text("<script>")


def test_tab_leaves_a_text_field_and_types_nothing(editor, newsroom):
    editor.goto(newsroom["guide"])
    field = editor.locator("#id_body")
    before = field.input_value()
    field.focus()
    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.id") != "id_body"
    assert field.input_value() == before


def test_a_step_that_is_added_has_a_preview_too(editor, newsroom):
    editor.goto(newsroom["guide"], wait_until="networkidle")
    count = editor.locator(".inline-related.dynamic-steps textarea").count()
    editor.get_by_text("Nog een stap toevoegen").click()
    editor.locator(".inline-related.dynamic-steps textarea").nth(count).fill("**vet**")
    expect(preview_of(editor, f"steps-{count}-body").locator("strong")).to_have_text("vet")


def toolbar_of(page, field):
    return page.locator(".nig-editor").filter(has=page.locator(f"#id_{field}")).get_by_role("toolbar")


def test_the_toolbar_works_by_keyboard_alone(editor, newsroom):
    editor.goto(newsroom["guide"])
    field = editor.locator("#id_body")
    field.fill("Bel nu")
    field.select_text()
    editor.keyboard.press("Shift+Tab")
    expect(toolbar_of(editor, "body").get_by_role("button", name="Vet")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(field).to_have_value("**Bel nu**")
    expect(field).to_be_focused()


def test_arrow_keys_go_through_the_toolbar_and_tab_leaves_it(editor, newsroom):
    editor.goto(newsroom["guide"])
    bar = toolbar_of(editor, "body")
    bar.get_by_role("button", name="Vet").focus()
    for name in ("Kop", "Lijst", "Link", "Citaat", "Invoegen", "Vet"):
        editor.keyboard.press("ArrowRight")
        expect(bar.get_by_role("button", name=name)).to_be_focused()
    editor.keyboard.press("End")
    expect(bar.get_by_role("button", name="Invoegen")).to_be_focused()
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_body")).to_be_focused()


def test_a_number_is_inserted_by_its_name(editor, newsroom):
    editor.goto(newsroom["guide"])
    field = editor.locator("#id_body")
    field.fill("Bel ")
    bar = toolbar_of(editor, "body")
    bar.get_by_role("button", name="Vet").focus()
    editor.keyboard.press("End")
    editor.keyboard.press("Enter")
    expect(bar.get_by_role("menuitem", name="Nummer…")).to_be_focused()
    editor.keyboard.press("Enter")
    editor.get_by_label("Zoek op naam").fill("kindertel")
    editor.get_by_role("button", name="Kindertelefoon 0800-0432").press("Enter")
    expect(field).to_have_value("Bel [[bel:kindertelefoon]]")
    expect(preview_of(editor, "body").locator("a[href='tel:08000432']")).to_be_visible()
    assert editor.problems == []


def test_a_page_is_inserted_by_its_title_with_the_selected_words(editor, newsroom):
    editor.goto(newsroom["guide"])
    field = editor.locator("#id_body")
    field.fill("lees dit")
    field.select_text()
    toolbar_of(editor, "body").get_by_role("button", name="Invoegen").click()
    toolbar_of(editor, "body").get_by_role("menuitem", name="Link naar een pagina…").click()
    editor.get_by_label("Zoek op naam").fill("ruzie buren")
    editor.get_by_role("dialog").get_by_role("button", name="buren").first.click()
    expect(field).to_have_value("[[gids:ruzie-bij-de-buren|lees dit]]")


@pytest.mark.parametrize("name", ["Doe wel", "Liever niet", "Let op"])
def test_a_block_that_is_inserted_looks_as_on_the_page(editor, newsroom, name):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("")
    toolbar_of(editor, "body").get_by_role("button", name="Invoegen").click()
    toolbar_of(editor, "body").get_by_role("menuitem", name=name).click()
    expect(preview_of(editor, "body").locator(".nig-block")).to_contain_text(name)
    assert editor.problems == []


def test_escape_closes_the_menu_and_gives_the_place_back(editor, newsroom):
    editor.goto(newsroom["guide"])
    opener = toolbar_of(editor, "body").get_by_role("button", name="Invoegen")
    opener.click()
    editor.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(toolbar_of(editor, "body").get_by_role("menu")).to_be_hidden()


def test_a_hint_appears_while_someone_types(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("Indien je belt, dient te worden gewacht op 0800-0432.")
    hints = editor.locator("#id_body_hints")
    expect(hints).to_contain_text("‘indien’ is een kantoorwoord. Gewoner: ‘als’.")
    expect(hints).to_contain_text("[[bel:kindertelefoon]]")
    assert hints.get_attribute("role") == "status"


@pytest.mark.parametrize("field", ["tab_title", "slug", "summary"])
def test_a_word_that_says_too_much_is_pointed_out_while_someone_types(editor, newsroom, field):
    editor.goto(newsroom["guide"])
    editor.locator(f"#id_{field}").fill("mishandeling")
    expect(editor.locator(f"#id_{field}_hints")).to_contain_text("‘mishandel’ zegt te veel")


def test_a_step_that_is_added_has_a_toolbar_too(editor, newsroom):
    editor.goto(newsroom["guide"], wait_until="networkidle")
    count = editor.locator(".inline-related.dynamic-steps textarea").count()
    editor.get_by_text("Nog een stap toevoegen").click()
    bar = toolbar_of(editor, f"steps-{count}-body")
    bar.get_by_role("button", name="Lijst").click()
    expect(editor.locator(f"#id_steps-{count}-body")).to_have_value("- ")


def insert(page, field, name):
    bar = toolbar_of(page, field)
    item = bar.get_by_role("menuitem", name=name)
    # A page that still loads may take the focus, and with it the menu: press again, as a person does.
    for _ in range(3):
        bar.get_by_role("button", name="Invoegen").click()
        if item.is_visible():
            break
    item.click()
    return page.get_by_role("dialog")


def fill_in(dialog, content=None, name="foto.jpg"):
    """Fill in the form for a new image."""
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content or photo()}
    dialog.locator("input[type=file]").set_input_files(file)
    for field, words in WORDS.items():
        dialog.locator(f"[name={field}]").fill(words)


def test_an_image_is_uploaded_and_shown_in_the_preview(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("Kijk.")
    dialog = insert(editor, "body", "Beeld…")
    fill_in(dialog)
    dialog.get_by_role("button", name="Beeld toevoegen").click()
    expect(dialog).to_have_count(0)
    assert "\n\n[[beeld:" in editor.locator("#id_body").input_value()
    image = preview_of(editor, "body").get_by_role("img", name=WORDS["alt"])
    image.scroll_into_view_if_needed()
    editor.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    expect(preview_of(editor, "body").locator("figcaption")).to_have_text("Beeld: Jansen Fotografie")
    assert editor.problems == []


def test_an_upload_that_does_not_tell_its_length_is_refused_and_the_site_goes_on(editor, django_db_blocker):
    words = WORDS | {"alt": "Een foto die niet aankomt"}
    form = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{words[name]}\r\n' for name in words)
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = form.encode() + file.encode() + photo(100, 80) + b"\r\n--x--\r\n"
    cookies = {cookie["name"]: cookie["value"] for cookie in editor.context.cookies()}
    head = (
        f"POST /beheer/beeld/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nX-CSRFToken: {cookies['csrftoken']}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n\r\n{len(body):x}\r\n"
    )
    # At once: the site answers before it has read what comes later, and hangs up.
    with closing(create_connection(("localhost", urlsplit(editor.url).port), timeout=30)) as connection:
        connection.sendall(head.encode() + body + b"\r\n0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    assert answer.startswith("HTTP/1.1 400") and "verplicht" in answer
    with django_db_blocker.unblock():
        assert not Image.objects.filter(alt=words["alt"]).exists()
    assert editor.goto("/beheer/content/image/").ok


def test_a_file_that_is_refused_leaves_what_was_typed(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("Kijk.")
    dialog = insert(editor, "body", "Beeld…")
    fill_in(dialog, SVG)
    dialog.get_by_role("button", name="Beeld toevoegen").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Dit is een SVG, geen foto.")
    expect(dialog.locator("[name=alt]")).to_have_value(WORDS["alt"])
    editor.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(editor.locator("#id_body")).to_have_value("Kijk.")


def test_a_photograph_that_is_pasted_asks_for_its_description(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").evaluate("""field => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(10)], "foto.png", { type: "image/png" }));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    dialog = editor.get_by_role("dialog")
    assert dialog.locator("input[type=file]").evaluate("input => input.files[0].name") == "foto.png"
    expect(dialog.locator("[name=alt]")).to_have_attribute("required", "")


# The list to choose related items from is Select2, as Django has it; its search field has no label.
EXAMINE = """parts => axe.run({ include: parts, exclude: [".select2"] }, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
}).then(({ violations }) => violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_form_of_a_guide(open_page, newsroom, sign_in, axe, scheme):  # noqa: F811
    page = open_page(390, 844, color_scheme=scheme, bypass_csp=True)
    sign_in(page, NAME)
    page.goto(newsroom["guide"], wait_until="networkidle")
    page.locator("#id_body").fill("Indien je belt, dient te worden gewacht.")
    expect(page.locator("#id_body_hints")).to_contain_text("kantoorwoord")
    page.evaluate(axe)
    assert not scrolls_sideways(page)
    assert page.evaluate(EXAMINE, ["#guide_form"]) == []
    toolbar_of(page, "body").get_by_role("button", name="Invoegen").click()
    assert page.evaluate(EXAMINE, [".nig-toolbar__menu"]) == []
    toolbar_of(page, "body").get_by_role("menuitem", name="Beeld…").click()
    expect(page.get_by_role("dialog").get_by_role("status")).not_to_be_empty()
    assert page.evaluate(EXAMINE, [".nig-dialog"]) == []


def test_view_on_site_leads_to_the_page(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.get_by_role("link", name="Weergeven op website").first.click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Het is uit, maar het stopt niet")


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("Lees [[gids:bestaat-niet]] eens.", "Deze verwijzing bestaat niet: [[gids:bestaat-niet]]"),
        ("Bel 0900-1234567 nu.", "Typ geen telefoonnummer in de tekst (0900-1234567)"),
    ],
)
def test_a_text_that_is_refused_is_not_lost(editor, newsroom, text, complaint):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill(text)
    editor.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(editor.locator(".field-body .errorlist")).to_contain_text(complaint)
    expect(editor.locator("#id_body")).to_have_value(text)


def test_a_text_that_is_refused_does_not_reach_the_site(editor, newsroom):
    editor.goto(newsroom["guide"])
    editor.locator("#id_body").fill("Iets nieuws, [[gids:bestaat-niet]]")
    editor.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(editor.locator(".errornote")).to_be_visible()
    editor.goto(f"/wat-te-doen/{SLUG}/")
    expect(editor.get_by_role("main")).not_to_contain_text("Iets nieuws")
