"""The editors' desk as people use it: on a phone, by few taps, with a colleague who approves."""

from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from playwright.sync_api import expect
from reversion.models import Revision

from content.acting import acting
from content.models import ChangeCounter, FieldChange, Guide, KeptForm, Refused
from signals.models import NumberChange, Organization, Phone, Service

from .conftest import new_page, running_site
from .test_every_template import AXE, RUN_AXE

PASSWORD = "een lang wachtwoord om mee te testen"
OLD, NEW = "053 123 45 67", "053 765 43 21"
# While the press makes its first edition on a busy machine everything takes its time.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
PEOPLE = {"anna": "Publiceerders", "bert": "Publiceerders", "carla": "Schrijvers"}


@pytest.fixture(scope="module")
def live_site(starter_edition, tmp_path_factory):
    """A site with a publisher: what is approved goes to visitors by itself."""
    with running_site(tmp_path_factory.mktemp("desk"), starter_edition, LOCAL="1", PUBLISHER="1") as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        # The site hashes as in production; the settings of the tests know a faster hasher only.
        password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
        for name, group in PEOPLE.items():
            user = User.objects.create(username=name, password=password, is_staff=True)
            user.groups.add(Group.objects.get(name=group))
    yield
    with django_db_blocker.unblock():
        users = User.objects.filter(username__in=PEOPLE)
        for model in (Guide, Service):
            model.objects.filter(slug__startswith="desk-").delete()
        Guide.objects.exclude(draft_of=None).delete()
        Guide.objects.filter(last_editor__in=users).delete()
        for model in (FieldChange, NumberChange):
            model.objects.filter(proposed_by__in=users).delete()
        Organization.objects.filter(slug="desk-organisatie").delete()
        LogEntry.objects.filter(user__in=users).delete()
        KeptForm.objects.all().delete()
        Revision.objects.all().delete()
        Session.objects.all().delete()
        users.delete()
        ChangeCounter.objects.increase()


@pytest.fixture(scope="module")
def directory_number(people, django_db_blocker):
    with django_db_blocker.unblock():
        organization = Organization.objects.create(slug="desk-organisatie", name="Organisatie")
        service = Service.objects.create(
            organization=organization, slug="desk-dienst", name="De testlijn", description="Wat zij doet.",
            is_national=True,
        )  # fmt: skip
        return Phone.objects.create(service=service, number="0531234567", display=OLD, is_verified=True)


@pytest.fixture
def number(directory_number, django_db_blocker):
    """A number on the site, in the directory and in a text; as it was, whatever the test before did with it."""
    with django_db_blocker.unblock():
        Phone.objects.filter(pk=directory_number.pk).update(number="0531234567", display=OLD, standing="")
        NumberChange.objects.filter(phone=directory_number).delete()
        ChangeCounter.objects.increase()
        return directory_number


@pytest.fixture(scope="module")
def published_guide(directory_number, django_db_blocker):
    with django_db_blocker.unblock():
        source = Guide.objects.live().get(slug="ruzie-bij-de-buren")
        guide = source.copy_as_new(None)
        guide.slug, guide.title, guide.published_at = "desk-gids", "Een gids met een nummer", source.published_at
        guide.body = "Bel [[bel:desk-dienst]]."
        guide.save()
        return guide


@pytest.fixture
def guide(published_guide, number, django_db_blocker):
    """A guide on the site that names the number, without a working copy."""
    with django_db_blocker.unblock():
        Guide.objects.filter(draft_of=published_guide).delete()
        Guide.objects.filter(pk=published_guide.pk).update(title="Een gids met een nummer")
        published_guide.refresh_from_db()
        ChangeCounter.objects.increase()
        return published_guide


@pytest.fixture
def sign_in(browser, live_site, people, sign_in):
    """Opens the first page of the newsroom for somebody, on a phone: `sign_in("anna")`."""
    pages, show_both_factors = [], sign_in

    def at_the_desk(name, width=390, height=844, **options):
        page = new_page(browser, live_site, width, height, **options)
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        show_both_factors(page, name)
        page.goto("/beheer/")
        expect(page.get_by_role("heading", name="Te doen", exact=True)).to_be_visible()
        page.tapped = 0
        page.sign_in_again = lambda: show_both_factors(page, name)
        return page

    yield at_the_desk
    for page in pages:
        page.context.close()


def tap(page, role, name, **options):
    page.get_by_role(role, name=name, **options).first.click()
    page.tapped += 1


VISITED = ("/hulp/landelijk/", "/hulp/enschede/", "/wat-te-doen/desk-gids/")


def wait_until_visitors_get(page, text, gone=""):
    """Waits until every page that visitors get of these has the one number and lacks the other."""
    for _ in range(480):
        pages = [page.request.get(path).text() for path in VISITED]
        if all(text in html and not (gone and gone in html) for html in pages):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"{text} staat niet overal, of {gone} staat er nog.")


def test_a_number_is_corrected_in_five_taps_approved_in_three_and_the_old_one_is_nowhere(sign_in, guide):
    anna, bert = sign_in("anna"), sign_in("bert")
    wait_until_visitors_get(anna, OLD)
    tap(anna, "link", "Een nummer verbeteren")
    tap(anna, "link", "De testlijn")
    # The field has the focus as soon as the page is there: no tap for it. Keys pressed before that are lost.
    expect(anna.get_by_label("Nieuw nummer")).to_be_focused()
    anna.keyboard.type(NEW)
    anna.get_by_label("Nog een keer").click()
    anna.tapped += 1
    anna.keyboard.type(NEW)
    tap(anna, "button", "Stuur in")
    expect(anna.get_by_text("wacht op een collega").first).to_be_visible()
    assert anna.tapped <= 5
    bert.goto("/beheer/")
    tap(bert, "link", f"De testlijn: {NEW}")
    expect(bert.get_by_text("Een gids met een nummer")).to_be_visible()
    tap(bert, "button", "Goedkeuren")
    assert bert.tapped <= 3
    wait_until_visitors_get(bert, NEW, gone=OLD)
    assert anna.problems + bert.problems == []


def test_a_number_is_hidden_by_one_person_in_three_taps_and_replaced_in_three(sign_in, guide):
    anna = sign_in("anna")
    for button in ("Verberg dit nummer", "Toon 0800-2000 in plaats hiervan"):
        anna.goto("/beheer/")
        anna.tapped = 0
        tap(anna, "link", "Een nummer verbeteren")
        tap(anna, "link", "De testlijn")
        tap(anna, "button", button)
        assert anna.tapped <= 3
        wait_until_visitors_get(anna, "0800-2000", gone=OLD)


def test_the_first_page_of_a_new_editor_is_sent_in_within_seven_screens(sign_in, guide):
    carla = sign_in("carla", 1280, 900)
    screens = []
    carla.on("framenavigated", lambda frame: screens.append(frame.url))
    carla.get_by_role("link", name="Handelingswijzers", exact=True).first.click()
    carla.get_by_role("link", name="Een gids met een nummer").click()
    carla.get_by_role("button", name="Gebruik als voorbeeld voor een nieuwe tekst").click()
    carla.get_by_label("Titel:", exact=True).fill("Mijn eerste pagina")
    carla.get_by_label("Titel in het tabblad:").fill("Wat je kunt doen")
    carla.get_by_label("Adres:", exact=True).fill("desk-eerste-pagina")
    carla.get_by_role("button", name="Opslaan en laten nakijken").first.click()
    expect(carla.get_by_role("heading", name="Wacht op een collega")).to_be_visible()
    expect(carla.get_by_role("link", name="Mijn eerste pagina").first).to_be_visible()
    assert len(screens) + 1 <= 7
    assert carla.problems == []


def test_a_text_is_changed_previewed_and_approved_by_keyboard_alone(sign_in, guide):
    anna, bert = sign_in("anna", 1280, 900), sign_in("bert", 1280, 900)
    anna.goto(f"/beheer/content/guide/{guide.pk}/change/")
    press(anna, "button", "Wijzigen")
    anna.get_by_label("Titel:", exact=True).focus()
    anna.keyboard.press("Control+a")
    anna.keyboard.type("Een nieuwe kop")
    press(anna, "button", "Opslaan en laten nakijken")
    expect(anna.get_by_role("heading", name="Te doen", exact=True)).to_be_visible()
    bert.goto("/beheer/")
    press(bert, "link", "Een nieuwe kop")
    press(bert, "link", "Bekijk de pagina zoals zij wordt")
    shown = bert.frame_locator("iframe").get_by_role("heading", level=1)
    expect(shown).to_have_text("Een nieuwe kop")
    bert.go_back()
    press(bert, "button", "Goedkeuren")
    expect(bert.get_by_text("gaat nu naar de site")).to_be_visible()
    assert anna.problems + bert.problems == []


def press(page, role, name):
    """Reaches something with Tab and presses Enter on it."""
    targets = page.get_by_role(role, name=name)
    targets.first.wait_for()
    for _ in range(400):
        page.keyboard.press("Tab")
        if targets.evaluate_all("elements => elements.includes(document.activeElement)"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    pytest.fail(f"Met Tab kom je niet bij {name}.")


def test_a_preview_is_dark_or_light_whatever_the_screen_of_the_editor(sign_in, guide):
    anna = sign_in("anna", 1280, 900)
    colours = []
    for colour in ("licht", "donker"):
        anna.goto(f"/beheer/bekijken/content/guide/{guide.pk}/?breed=computer&kleur={colour}")
        body = anna.frame_locator("iframe").locator("body")
        colours.append(body.evaluate("element => getComputedStyle(element).backgroundColor"))
    assert colours[0] != colours[1]
    assert anna.locator("iframe").evaluate("element => element.clientWidth") == 1280
    assert anna.problems == []


def test_what_was_typed_in_a_tab_that_was_closed_is_offered_again(sign_in, guide, number):
    anna = sign_in("anna", 1280, 900)
    anna.goto(f"/beheer/content/guide/{guide.pk}/change/")
    anna.get_by_role("button", name="Wijzigen").or_(anna.get_by_role("button", name="Verder")).first.click()
    anna.locator("#id_summary").wait_for()
    service = f"/beheer/signals/service/{number.service_id}/change/"
    for address, field in ((anna.url, "#id_summary"), (service, "#id_phones-0-description")):
        anna.goto(address)
        anna.locator(field).fill("Halverwege een zin")
        expect(anna.locator("[data-keep]")).to_have_text("Bewaard. Het is nog niet opgeslagen.")
        anna.goto("/beheer/")
        anna.goto(address)
        anna.get_by_role("button", name="Zet het terug").click()
        expect(anna.locator(field)).to_have_value("Halverwege een zin")
    assert anna.problems == []


def test_who_was_signed_out_loses_nothing_and_saves_after_signing_in_elsewhere(sign_in, guide, django_db_blocker):
    carla = sign_in("carla", 1280, 900)
    carla.goto(f"/beheer/content/guide/{guide.pk}/change/")
    carla.get_by_role("button", name="Wijzigen").or_(carla.get_by_role("button", name="Verder")).first.click()
    address = carla.url
    carla.locator("#id_summary").wait_for()
    with django_db_blocker.unblock():
        Session.objects.all().delete()
    carla.locator("#id_summary").fill("Getypt na de koffie")
    carla.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(carla.locator("[data-keep]")).to_contain_text("Log in een ander tabblad in")
    assert carla.url == address
    # Who signs in gets another session and another token.
    carla.context.clear_cookies()
    carla.sign_in_again()
    carla.get_by_role("button", name="Opslaan", exact=True).first.click()
    expect(carla.get_by_text("is met succes gewijzigd").first).to_be_visible()
    with django_db_blocker.unblock():
        assert Guide.objects.get(draft_of=guide).summary == "Getypt na de koffie"


def test_a_text_that_is_saved_while_it_is_approved_goes_through_no_gap(people, guide, django_db_blocker):
    """Two accounts press at the same moment, ten times: never is a text on the site that nobody else read."""
    with django_db_blocker.unblock():
        anna, bert = (User.objects.get(username=name) for name in ("anna", "bert"))
        for turn in range(10):
            copy = guide.live.make_working_copy()
            with acting(anna):
                copy.title = f"Gelezen {turn}"
                copy.save()
            seen = copy.version
            both = Barrier(2)

            def approve(copy=copy, seen=seen, both=both):
                both.wait()
                try:
                    copy.approve(bert, seen)
                except (Refused, Guide.DoesNotExist):
                    pass
                finally:
                    connection.close()

            def write(pk=copy.pk, both=both):
                both.wait()
                try:
                    with transaction.atomic(), acting(anna):
                        mine = Guide.objects.select_for_update().get(pk=pk)
                        mine.title = "Door niemand gelezen"
                        mine.save()
                except Guide.DoesNotExist:
                    pass
                finally:
                    connection.close()

            threads = [Thread(target=approve), Thread(target=write)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            guide.refresh_from_db()
            assert guide.title != "Door niemand gelezen"
            Guide.objects.filter(draft_of=guide).delete()


PAGES = {
    "start": "/beheer/",
    "item": "/beheer/content/guide/{guide}/change/",
    "draft": "/beheer/content/guide/{draft}/change/",
    "review": "/beheer/content/guide/{draft}/nakijken/",
    "history": "/beheer/content/guide/{guide}/history/",
    "deleted": "/beheer/content/guide/verwijderd/",
    "preview": "/beheer/bekijken/content/guide/{draft}/",
    "erase": "/beheer/wissen/content/guide/{guide}/",
    "numbers": "/beheer/signals/phone/nummers/",
    "number": "/beheer/signals/phone/{phone}/nummer/",
    "proposal": "/beheer/content/fieldchange/{proposal}/nakijken/",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of_the_desk(sign_in, guide, number, django_db_blocker, name):
    with django_db_blocker.unblock():
        draft = Guide.objects.get(pk=guide.pk).make_working_copy()
        with acting(User.objects.get(username="anna")):
            number.service.url = "https://www.voorbeeld.nl/"
            number.service.save()
        proposal = FieldChange.objects.waiting().of(number.service).get()
    page = sign_in("bert", bypass_csp=True)
    page.goto(PAGES[name].format(guide=guide.pk, draft=draft.pk, phone=number.pk, proposal=proposal.pk))
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE) == []
    assert page.problems == []
