"""Makes the pictures of `docs/redactie.md`, from the screens as they are: `make manual`.

Not a test: it is run by hand after a screen changed, and writes into `docs/redactie/`.
"""

import io

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from content.acting import acting
from content.models import Guide
from nouishetgenoeg.manual import IMAGES
from signals.models import Phone, Service

from .test_admin import SLUG, editor, newsroom  # noqa: F401 - fixtures

# Files that a picture shows.
TABLE = "sleutel;naam;wachttijd;wachttijd geldt tot\nkadera;Kadera;ongeveer 8 weken;31-12-2026\n"


@pytest.fixture
def desktop(open_page):
    """A page that waits long: making pictures is no test of speed."""
    page = open_page(1100, 800)
    page.context.set_default_timeout(120_000)
    expect.set_options(timeout=60_000)
    yield page
    expect.set_options(timeout=5_000)


def change(name, item):
    return reverse(f"admin:{name}_change", args=[item.pk])


def written_by_a_colleague():
    """A working copy with another summary that waits for approval, and its screen."""
    copy = Guide.objects.live().get(slug=SLUG).make_working_copy()
    author = User.objects.get_or_create(username="sanne", is_staff=True)[0]
    with acting(author):
        copy.summary = "De relatie is voorbij, maar je ex laat je niet los. Neem dat serieus. Vraag om raad."
        copy.why = "Korter en duidelijker"
        copy.save()
        copy.submit(author)
    return reverse("admin:content_guide_review", args=[copy.pk])


# The name of each picture, and where its screen is; `test_manual.py` holds these against the manual.
SCREENS = {
    "start": lambda: written_by_a_colleague() and reverse("admin:index"),
    "lijst": lambda: reverse("admin:content_guide_changelist"),
    "tekst": lambda: change("content_guide", Guide.objects.live().get(slug=SLUG)),
    "dienst": lambda: change("signals_service", Service.objects.get(slug="kadera")),
    "nakijken": written_by_a_colleague,
    "nummer": lambda: reverse("admin:signals_phone_number", args=[Phone.objects.get(service__slug="kadera").pk]),
    "uitwisselen": lambda: reverse("admin:signals_service_exchange"),
    "proef": lambda: reverse("admin:signals_service_exchange"),
    "nabellen": lambda: reverse("admin:signals_service_queue"),
    "uitgave": lambda: reverse("admin:edition"),
}


def try_a_table(page):
    page.get_by_label("Wat staat er in").select_option("diensten")
    page.get_by_label("Bestand").set_input_files(
        {"name": "diensten.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.get_by_role("button", name="Kijk wat er gebeurt").click()
    expect(page.get_by_role("button", name="Zet dit in de hulpgids")).to_be_visible()


# What is done on a screen before its picture is taken.
STEPS = {"proef": try_a_table}


@pytest.mark.parametrize("name", SCREENS)
def test_take_the_picture(editor, django_db_blocker, name):  # noqa: F811
    with django_db_blocker.unblock():
        address = SCREENS[name]()
    editor.goto(address, wait_until="networkidle")
    if name in STEPS:
        STEPS[name](editor)
    IMAGES.mkdir(exist_ok=True)
    Image.open(io.BytesIO(editor.screenshot())).save(IMAGES / f"{name}.webp", quality=60, method=6)
