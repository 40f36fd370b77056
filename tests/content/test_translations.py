"""A page in another language: made by a person, marked as that language, and told when the Dutch page moved on."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from content import history
from content.models import Page
from nouishetgenoeg.a_z import letters
from tests.test_newsroom import approved, errors, form_values, save, url
from tests.test_te_doen import part

DUTCH = "/veilig-kijken/"


def translate(language="en", slug="browse-safely", of="veilig-kijken", **values):
    """A translation on the site."""
    original = Page.objects.get(slug=of)
    values = {
        "title": "How to look at this site safely",
        "tab_title": "Browse safely",
        "summary": "What others can see on your phone.",
        "body": "## On your phone\n\nSomeone may look at your phone later.",
        "published_at": timezone.now(),
        **values,
    }
    page = Page(slug=slug, language=language, translation_of=original, **values)
    page.compare()
    page.full_clean()
    page.save()
    return page


def change_the_dutch(**values):
    page = Page.objects.get(slug="veilig-kijken")
    for name, value in {"body": page.body + "\n\nEr is iets bijgekomen.", **values}.items():
        setattr(page, name, value)
    page.save()


def read(client, path):
    return client.get(path).content.decode()


def test_a_translation_says_which_language_it_is_and_the_rest_of_the_page_stays_dutch(client):
    translate()
    html = read(client, "/browse-safely/")
    assert '<html lang="nl"' in html
    assert '<h1 lang="en" dir="ltr">How to look at this site safely</h1>' in html
    assert re.search(r'<div lang="en" dir="ltr"><div class="nig-flow">\s*<h2', html)


def test_a_translation_in_arabic_reads_from_right_to_left(client):
    translate("ar", "amina", title="تصفح بأمان")
    assert '<h1 lang="ar" dir="rtl">تصفح بأمان</h1>' in read(client, "/amina/")


def test_each_language_is_named_in_itself_on_every_version(client):
    translate()
    translate("ar", "amina")
    arabic = '<a href="/amina/" hreflang="ar" lang="ar" dir="rtl">العربية</a>'
    english = '<a href="/browse-safely/" hreflang="en" lang="en" dir="ltr">English</a>'
    dutch = f'<a href="{DUTCH}" hreflang="nl">Nederlands</a>'
    versions = [read(client, path) for path in (DUTCH, "/browse-safely/", "/amina/")]
    assert [[link in html for link in (dutch, english, arabic)] for html in versions] == [
        [False, True, True],
        [True, False, True],
        [True, True, False],
    ]


def test_the_page_for_danger_leads_to_its_translations(client):
    translate(of="nu", slug="now")
    assert '<a href="/now/" hreflang="en" lang="en" dir="ltr">English</a>' in read(client, "/nu/")
    assert '<a href="/nu/" hreflang="nl">Nederlands</a>' in read(client, "/now/")


def test_a_translation_that_is_not_on_the_site_is_not_named(client):
    translate(published_at=None)
    assert "English" not in read(client, DUTCH)


def test_visitors_are_told_when_the_dutch_page_is_newer(client):
    translate()
    assert "The Dutch text is newer" not in read(client, "/browse-safely/")
    change_the_dutch()
    assert "The Dutch text is newer" in read(client, "/browse-safely/")


def test_a_dutch_page_that_changes_in_its_place_or_review_date_makes_no_translation_old(client):
    translate()
    change_the_dutch(body=Page.objects.get(slug="veilig-kijken").body, position=7, reviewed_on=None)
    assert "The Dutch text is newer" not in read(client, "/browse-safely/")


def test_the_first_page_lists_it_until_a_colleague_approved_that_it_was_compared(publisher, client):
    page = translate()
    Page.objects.filter(pk=page.pk).update(compared_on=timezone.localdate() - timedelta(days=30))
    assert part(publisher, "translations") == ""
    change_the_dutch()
    assert "How to look at this site safely" in part(publisher, "translations")
    assert "Engels, van" in part(publisher, "translations")
    response = save(publisher, page, body="Someone may look at your phone later. Something was added.")
    assert response.status_code == 302, errors(response)
    approved(page)
    assert part(publisher, "translations") != "", "who changed a word did not say that it was compared"
    save(publisher, page, compared="on")
    assert part(publisher, "translations") != "", "not before a colleague approved"
    review = publisher.get(url(Page, "review", page.working_copy.pk)).content.decode()
    assert "vergeleken met het Nederlands op" in review
    approved(page)
    assert part(publisher, "translations") == ""


def test_the_form_says_whether_the_dutch_page_changed_and_leads_to_what_did(publisher):
    page = translate()
    form = url(Page, "change", page.pk)
    assert "Daarna is de Nederlandse pagina niet veranderd" in read(publisher, form)
    change_the_dutch()
    html = read(publisher, form)
    assert "Let op: daarna is de Nederlandse pagina veranderd" in html
    assert url(Page, "history", page.translation_of_id) in html


def test_an_editor_adds_a_translation_and_it_counts_as_compared(publisher):
    original = Page.objects.get(slug="veilig-kijken")
    values = form_values(publisher.get(url(Page, "add"))) | {
        "title": "Sicher lesen", "tab_title": "Sicher lesen", "slug": "sicher-lesen", "summary": "Kurz.",
        "body": "Jemand kann dein Telefon ansehen.", "language": "de", "translation_of": original.pk,
    }  # fmt: skip
    response = publisher.post(url(Page, "add"), values)
    assert response.status_code == 302, errors(response)
    page = Page.objects.get(slug="sicher-lesen")
    assert page.compared_on == timezone.localdate()
    assert not page.is_older_than_original


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"language": "en", "translation_of": ""}, "Kies de Nederlandse pagina die je hebt vertaald"),
        ({"language": "nl", "translation_of": "veilig-kijken"}, "Alleen bij een andere taal kies je hier een pagina"),
        ({"language": "tr", "translation_of": "veilig-kijken"}, "Deze pagina is al vertaald: Turks"),
        ({"language": "xx", "translation_of": "veilig-kijken"}, "xx is geen beschikbare keuze"),
        ({"language": "en", "translation_of": "guvenli"}, "Selecteer een geldige keuze"),
    ],
)
def test_what_cannot_be_a_translation_is_refused_in_plain_words(publisher, values, message):
    translate("tr", "guvenli")
    new = {"title": "Nieuw", "tab_title": "Nieuw", "slug": "nieuw", "summary": "Kort.", "body": "Tekst."}
    if values["translation_of"]:
        values = {**values, "translation_of": Page.objects.get(slug=values["translation_of"]).pk}
    response = publisher.post(url(Page, "add"), form_values(publisher.get(url(Page, "add"))) | new | values)
    assert message in errors(response)
    assert not Page.objects.filter(slug="nieuw").exists()


def test_a_fixed_page_and_one_that_was_translated_stay_dutch(publisher):
    translate()
    response = save(publisher, Page.objects.get(slug="veilig-kijken"), language="en")
    assert "Deze pagina is Nederlands" in errors(response)


@pytest.mark.parametrize(
    "values",
    [{"language": "en", "translation_of": None}, {"language": "nl"}, {"language": "tr"}],
    ids=["of nothing", "in Dutch", "twice"],
)
def test_the_database_refuses_it_too(values):
    translate("tr", "guvenli")
    page = translate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(**values)


def test_the_a_z_and_the_search_name_the_dutch_page_alone(client):
    translate()
    named = {entry["url"] for entries in letters().values() for entry in entries}
    assert DUTCH in named and "/browse-safely/" not in named
    assert "/browse-safely/" not in read(client, "/zoeken/lijst.json")
    assert "/browse-safely/" in read(client, "/sitemap-paginas-0.xml")


def test_a_page_that_was_translated_is_not_thrown_away(publisher):
    original = Page.objects.create(
        slug="tijdelijk", title="Tijdelijk", tab_title="Tijdelijk", summary="Kort.", body="Tekst."
    )
    translate(of="tijdelijk")
    response = publisher.post(url(Page, "delete", original.pk), {"post": "yes"})
    assert Page.objects.filter(pk=original.pk).exists()
    assert "How to look at this site safely" in errors(response)


def test_hints_about_reading_are_for_dutch_alone(publisher):
    text = f"This sentence goes on {'and on ' * 30}."
    said = {
        language: publisher.post("/beheer/schrijfhulp/", {"text": text, "language": language}).json()
        for language in ("nl", "en")
    }
    assert said["nl"]["hints"] and said["nl"]["figures"]
    assert said["en"] == {"figures": "", "hints": []}


@pytest.mark.parametrize("title", ["Domestic violence", "Häusliche Gewalt", "Ev içi şiddet", "Przemoc w domu", "عنف"])
def test_the_tab_says_no_more_in_another_language(title):
    with pytest.raises(ValidationError, match="geschiedenis van de browser"):
        translate(tab_title=title)


def test_a_translation_is_no_template(publisher):
    page = translate()
    response = publisher.post(url(Page, "template", page.pk), follow=True)
    assert "Deze pagina is al vertaald: Engels." in errors(response)
    assert Page.objects.translations().count() == 1


def thrown_away(publisher, page):
    """Deletes a page as a publisher does; gives the version to recover."""
    publisher.post(url(Page, "delete", page.pk), {"post": "yes"})
    assert not Page.objects.filter(pk=page.pk).exists()
    return next(version for version in history.deleted(Page) if version.object_id == str(page.pk))


def saved(publisher, **values):
    """A translation that is not on the site, with a version of it."""
    page = translate(published_at=None, **values)
    response = save(publisher, page, title="Saved")
    assert response.status_code == 302, errors(response)
    return page


def test_a_translation_comes_back_unless_there_is_another_by_now(publisher):
    page = saved(publisher)
    recover = url(Page, "recover", thrown_away(publisher, page).pk)
    other = translate(slug="another-one")
    assert "Deze pagina is al vertaald: Engels." in errors(publisher.post(recover, follow=True))
    other.delete()
    publisher.post(recover)
    assert Page.objects.get(pk=page.pk).language == "en"


def test_a_translation_does_not_come_back_without_the_dutch_page(publisher):
    original = Page.objects.create(
        slug="tijdelijk", title="Tijdelijk", tab_title="Tijdelijk", summary="Kort.", body="Tekst."
    )
    page = saved(publisher, of="tijdelijk")
    recover = url(Page, "recover", thrown_away(publisher, page).pk)
    original.delete()
    assert "De Nederlandse pagina is er niet meer" in errors(publisher.post(recover, follow=True))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_page_that_was_translated_is_not_erased_either(publisher):
    original = Page.objects.create(
        slug="tijdelijk", title="Tijdelijk", tab_title="Tijdelijk", summary="Kort.", body="Tekst."
    )
    translate(of="tijdelijk")
    response = publisher.post(f"/beheer/wissen/content/page/{original.pk}/", {"word": "WIS"}, follow=True)
    assert "Verwijder die eerst" in errors(response)
    assert Page.objects.filter(pk=original.pk).exists()


def test_a_translation_that_was_never_compared_can_be_opened(publisher):
    page = translate()
    Page.objects.filter(pk=page.pk).update(compared_on=None, original_digest="")
    assert "Nog niet vergeleken" in read(publisher, url(Page, "change", page.pk))
