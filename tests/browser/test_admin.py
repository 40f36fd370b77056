"""The newsroom in a real browser: strict policy, live preview, and nothing that was typed is lost."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from content.models import Guide
from signals.models import Service

NAME, PASSWORD = "browsertest", "een lang wachtwoord om mee te testen"
SLUG = "het-is-uit-maar-het-stopt-niet"


@pytest.fixture(scope="module")
def newsroom(site, django_db_blocker):
    """An account of a publisher on the running site, and the addresses of its pages; all is cleaned up."""
    with django_db_blocker.unblock():
        # The site hashes as in production; the settings of the tests know a faster hasher only.
        password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
        user = User.objects.create(username=NAME, password=password, is_staff=True)
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
        user.delete()


@pytest.fixture
def editor(desktop, newsroom):
    """A page of the newsroom, signed in."""
    desktop.goto("/beheer/")
    desktop.get_by_label("Gebruikersnaam").fill(NAME)
    desktop.get_by_label("Wachtwoord").fill(PASSWORD)
    desktop.get_by_role("button", name="Aanmelden").click()
    expect(desktop.get_by_role("heading", name="Te doen", exact=True)).to_be_visible()
    return desktop


def preview_of(page, field):
    """The preview beside a text field."""
    return page.locator(".nig-editor").filter(has=page.locator(f"#id_{field}")).locator(".markdownx-preview")


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
