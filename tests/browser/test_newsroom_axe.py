"""The newsroom as axe-core sees it: lists, forms and pages of our own; every field has a name, and all fits."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from content import images
from content.models import AuditEntry, CrisisLine, Image, OutsideLink, Publishable, Sector
from signals.models import Checklist, Municipality, Organization, Series, Service, SignGroup, Training
from tests.content.test_images import WORDS, photo

from .conftest import new_page
from .looking import scrolls_sideways
from .test_every_template import RUN_AXE, axe  # noqa: F401 - a fixture

NAME = "toegankelijk"
SERVICES = "/beheer/signals/service/"
EXCHANGE = f"{SERVICES}uitwisselen/"
# Of every kind of list and form one: each page costs a second. `test_desk.py` looks at the pages of the desk.
ADDRESSES = {
    "edition": "/beheer/uitgave/",
    "manual": "/beheer/handleiding/",
    "queue": f"{SERVICES}nabellen/",
    "services": SERVICES,
    "images": "/beheer/content/image/",
    "links": "/beheer/content/outsidelink/",
    "log": "/beheer/content/auditentry/",
    "new message": "/beheer/signals/alert/add/",
    "new event": "/beheer/signals/event/add/",
    "region": "/beheer/content/region/add/",
}
FORMS = [
    Service, Municipality, Organization, Checklist, SignGroup, Series, Training, Image, CrisisLine, Sector,
]  # fmt: skip
# Tables that a wide screen lays out otherwise.
WIDE = {"queue", "services"}


def is_published(model):
    return issubclass(model, Publishable)


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """An account that may see everything, and rows of what is empty in a new site; all is cleaned up."""
    with django_db_blocker.unblock():
        user = User.objects.create(username=NAME, is_staff=True, is_superuser=True)
        file = SimpleUploadedFile("foto.jpg", photo(600, 400))
        Image(**WORDS | {"consent_on": timezone.localdate()}).draw(images.sizes_of(file))
        link = OutsideLink.objects.create(
            url="https://stuk.example/", problem="Bestaat niet meer", broken_since=timezone.now(),
            used_in=[["onderwerp: In je relatie", "/beheer/content/topic/"]],
        )  # fmt: skip
        AuditEntry.record("wijzigen", user=user, item=link)
    yield
    with django_db_blocker.unblock():
        for model in filter(is_published, FORMS):
            model.objects.exclude(draft_of=None).delete()
        OutsideLink.objects.all().delete()
        Image.objects.all().delete()
        Session.objects.all().delete()
        user.delete()


@pytest.fixture(scope="module")
def page(browser, site, rows, sign_in):
    """A page on a phone that is signed in; it goes from one page of the newsroom to the next."""
    page = new_page(browser, site, 390, 844)
    sign_in(page, NAME)
    yield page
    page.context.close()


def wrong_with(page, axe, widths):  # noqa: F811
    """What axe-core finds at each of these widths, whether the page scrolls sideways there, what the console says."""
    # Before axe-core, which tries styles that the policy forbids.
    wrong = list(page.problems)
    page.evaluate(axe)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        wrong += page.evaluate(RUN_AXE)
        if scrolls_sideways(page):
            wrong.append(f"{page.url} scrolls sideways at {width} px")
    return wrong


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_of_the_newsroom_is_named_and_fits(page, axe, name):  # noqa: F811
    page.problems.clear()
    assert page.goto(ADDRESSES[name]).ok
    assert wrong_with(page, axe, (390, 1280) if name in WIDE else (390,)) == []


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model._meta.model_name)
def test_a_form_with_something_in_it_is_named_and_fits(page, axe, django_db_blocker, model):  # noqa: F811
    with django_db_blocker.unblock():
        row = model.objects.live().first().make_working_copy() if is_published(model) else model.objects.first()
    page.problems.clear()
    assert page.goto(f"/beheer/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/change/").ok
    assert wrong_with(page, axe, (390,)) == []


def test_a_field_to_choose_in_says_its_name_and_its_choice(page):
    page.goto("/beheer/signals/postcodearea/add/")
    page.get_by_role("combobox", name="Gemeente").click()
    page.get_by_role("searchbox", name="Gemeente").fill("Enschede")
    expect(page.get_by_role("option", name="Enschede")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Gemeente: Enschede")).to_be_visible()


def test_a_row_that_is_added_to_a_form_is_named_too(page, axe):  # noqa: F811
    page.problems.clear()
    page.goto("/beheer/signals/service/add/", wait_until="networkidle")
    for words in ("herkomst", "werkgebied", "andere tijd op een dag"):
        page.get_by_text(f"Nog een {words} toevoegen").click()
    assert wrong_with(page, axe, (390,)) == []


def test_what_a_file_would_change_is_named_and_fits(page, axe):  # noqa: F811
    page.problems.clear()
    page.goto(EXCHANGE)
    table = page.request.get(f"{EXCHANGE}organisaties.csv").body()
    page.get_by_label("Wat staat er in").select_option("organisaties")
    changed = table.replace(b"Kindertelefoon", b"Telefoon voor kinderen")
    page.get_by_label("Bestand").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": changed})
    page.get_by_role("button", name="Kijk wat er gebeurt").click()
    expect(page.get_by_role("region", name="Wat er verandert")).to_be_visible()
    assert wrong_with(page, axe, (390, 1280)) == []
