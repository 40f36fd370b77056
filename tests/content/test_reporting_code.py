"""The reporting code by sector, and the words of the field."""

import re

import pytest

from content.models import (
    CodePart,
    Frustration,
    Glossary,
    MovedAddress,
    Page,
    RegionalVision,
    ReportingCode,
    Sector,
    SectorAddition,
    Term,
)
from signals.models import Initiative, Training
from tests.test_newsroom import approved, errors, form_values, save, url

SECTORS = {
    "onderwijs", "kinderopvang", "jeugdhulp", "jeugdgezondheidszorg", "huisarts", "ziekenhuis-en-spoed",
    "verloskunde-en-kraamzorg", "ggz", "wijkverpleging-en-ouderenzorg", "maatschappelijke-ondersteuning",
    "woningcorporatie", "sport-en-vrijwilligers", "politie-en-justitie",
}  # fmt: skip


def main(client, path):
    """The main part of a page, as HTML."""
    return client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]


def headings(html):
    return [re.sub("<[^>]+>", "", text).strip() for text in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]


def test_there_is_a_page_for_every_sector():
    assert set(Sector.objects.published().values_list("slug", flat=True)) == SECTORS


@pytest.mark.parametrize("slug", sorted(SECTORS))
def test_a_sector_begins_with_acute_danger_and_then_whom_to_talk_to(client, slug):
    html = main(client, f"/meldcode/{slug}/")
    assert headings(html)[:2] == ["Eerst: is er nu gevaar?", "Met wie praat je eerst?"]
    first = html.partition('id="acute"')[2].partition("<h2")[0]
    assert 'href="tel:112"' in first
    assert 'href="tel:08002000"' in first


@pytest.mark.parametrize("slug", sorted(SECTORS))
def test_a_sector_has_the_five_steps_and_every_shared_part(client, slug):
    html = main(client, f"/meldcode/{slug}/")
    assert html.count('<ol class="nig-steps">') == 1
    steps = html.partition('<ol class="nig-steps">')[2].partition("</ol>")[0]
    assert steps.count("<h3>") == 5
    assert [part.title for part in CodePart.objects.all() if part.title not in html] == []


@pytest.mark.parametrize("slug", sorted(SECTORS))
def test_every_sector_says_when_a_grip_at_the_throat_or_a_shaken_baby_is_for_112(client, slug):
    acute = main(client, f"/meldcode/{slug}/").partition("</section>")[0].lower()
    for sign in ("hees", "moeite met ademen of slikken", "flauwgevallen", "suf"):
        line = acute.partition(sign)[2].partition("</li>")[0]
        assert "tel:112" in line


def test_a_sector_names_who_must_hear_of_violence_by_staff_when_the_municipality_pays(client):
    for slug in ("wijkverpleging-en-ouderenzorg", "maatschappelijke-ondersteuning"):
        assert "toezichthouder van de gemeente" in main(client, f"/meldcode/{slug}/")


def test_a_volunteer_reads_that_the_right_of_a_professional_is_not_needed_to_call(client):
    html = main(client, "/meldcode/sport-en-vrijwilligers/")
    assert "artikel 5.2.6 geldt voor wie het door een beroep weet" in html


def test_the_police_are_not_called_a_sector_of_the_reporting_code(client):
    assert "<h1>Meldcode" not in main(client, "/meldcode/politie-en-justitie/")


def test_acute_danger_stays_first_when_an_editor_moves_it(client):
    CodePart.objects.filter(part="acute").update(position=999)
    assert headings(main(client, "/meldcode/huisarts/"))[0] == "Eerst: is er nu gevaar?"


def test_what_a_sector_adds_stands_in_its_own_part_and_on_no_other_page(client):
    sector = Sector.objects.get(slug="huisarts")
    SectorAddition.objects.create(sector=sector, part="kindcheck", text="Alleen hier.")
    html = main(client, "/meldcode/huisarts/")
    assert "Alleen hier." in html.partition('id="kindcheck"')[2].partition("<h2")[0]
    assert "Alleen hier." not in main(client, "/meldcode/onderwijs/")


def test_an_addition_to_a_part_that_nobody_wrote_still_shows(client):
    CodePart.objects.filter(part="kindcheck").delete()
    html = main(client, "/meldcode/ggz/")
    assert "Kindcheck" in headings(html)
    assert "doe dit bij elke cliënt" in html


def test_a_changed_shared_part_shows_in_every_sector(publisher, client):
    code = ReportingCode.objects.get()
    values = form_values(publisher.get(url(ReportingCode, "change", code.pk)))
    name = next(key for key, value in values.items() if key.endswith("-title") and value == "Zorg voor jezelf")
    response = save(publisher, code, **{name: "Let ook op jezelf"})
    assert response.status_code == 302, errors(response)
    approved(code)
    assert all("Let ook op jezelf" in main(client, f"/meldcode/{slug}/") for slug in SECTORS)


def test_a_part_cannot_be_written_twice(publisher):
    code = ReportingCode.objects.get()
    response = save(publisher, code, **{"parts-0-part": "care"})
    assert response.status_code == 200
    assert CodePart.objects.filter(code=code, part="care").count() == 1


def test_an_author_writes_a_sector_that_is_not_on_the_site_yet(author, client):
    values = form_values(author.get(url(Sector, "add")))
    values |= {"name": "Bibliotheek", "situation": "Medewerker.", "title": "Meldcode in de bibliotheek"}
    values |= {"tab_title": "Meldcode: bibliotheek", "slug": "bibliotheek", "summary": "Kort.", "position": 140}
    response = author.post(url(Sector, "add"), values)
    assert response.status_code == 302, errors(response)
    assert Sector.objects.get(slug="bibliotheek").published_at is None
    assert client.get("/meldcode/bibliotheek/").status_code == 404


@pytest.mark.parametrize("model", [ReportingCode, Glossary, Sector], ids=lambda model: model.__name__)
def test_an_author_cannot_change_what_is_on_the_site(author, model):
    assert author.post(url(model, "change", model.objects.first().pk), {}).status_code == 403


@pytest.mark.parametrize("model", [ReportingCode, Glossary], ids=lambda model: model.__name__)
def test_the_one_shared_text_cannot_be_added_again_moved_or_taken_down(publisher, client, model):
    item = model.objects.get()
    path = item.get_absolute_url()
    assert publisher.get(url(model, "add")).status_code == 403
    assert publisher.post(url(model, "delete", item.pk), {"post": "yes"}).status_code == 403
    publisher.post(url(model), {"action": "withdraw", "_selected_action": item.pk})
    save(publisher, item, slug="anders")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("slug", ["meldcode", "woordenlijst"])
def test_a_page_cannot_take_the_address_of_the_code_or_the_words(publisher, slug):
    values = form_values(publisher.get(url(Page, "add")))
    values |= {"title": "Titel", "tab_title": "Titel", "slug": slug, "summary": "Kort.", "position": 1}
    assert "Dit adres is van een ander deel van de site" in errors(publisher.post(url(Page, "add"), values))


# --- Words


def test_a_word_is_linked_where_a_professional_meets_it_first_and_only_there(client):
    html = main(client, "/meldcode/huisarts/")
    link = '<a class="nig-term" href="/woordenlijst/#w-aandachtsfunctionaris">aandachtsfunctionaris</a>'
    assert html.count(link) == 1
    assert "aandachtsfunctionaris" not in html.partition(link)[0]
    assert "aandachtsfunctionaris" in html.partition(link)[2]
    assert 'id="w-aandachtsfunctionaris"' in client.get("/woordenlijst/").content.decode()


def test_no_word_is_linked_within_a_heading_or_a_link(client):
    pages = [main(client, f"/meldcode/{slug}/") for slug in SECTORS] + [main(client, "/wat-te-doen/kindcheck/")]
    for html in pages:
        for closed in re.findall(r"<(h\d|a|label|legend)\b[^>]*>(.*?)</\1>", html, re.DOTALL):
            assert "nig-term" not in closed[1]


def test_every_kind_of_page_for_professionals_links_words(client):
    Frustration.objects.filter(slug="ik-mis-de-regie").update(body_html="<p>Een onthulling.</p>")
    RegionalVision.objects.update(body_html="<p>Een onthulling.</p>")
    Training.objects.update(body_html="<p>Een onthulling.</p>")
    Initiative.objects.update(body_html="<p>Een onthulling.</p>")
    paths = [
        "/samenwerken/ik-mis-de-regie/", "/regiovisie/twente-2023-2026/", "/scholing/safe-at-home/",
        "/initiatieven/safe-at-home-domijn/",
    ]  # fmt: skip
    assert [path for path in paths if 'href="/woordenlijst/#w-onthulling"' not in main(client, path)] == []


@pytest.mark.parametrize("path", ["/wat-te-doen/kindcheck/", "/signalen/rode-vlaggen-partnergeweld/"])
def test_guides_and_lists_for_professionals_link_words_too(client, path):
    assert 'class="nig-term"' in main(client, path)


@pytest.mark.parametrize("path", ["/wat-te-doen/ruzie-bij-de-buren/", "/signalen/is-mijn-relatie-veilig/"])
def test_pages_for_residents_link_no_words(client, path):
    assert "nig-term" not in client.get(path).content.decode()


def test_a_word_that_should_not_be_linked_is_not(client):
    Term.objects.filter(key="aandachtsfunctionaris").update(is_linked=False)
    assert "#w-aandachtsfunctionaris" not in main(client, "/meldcode/huisarts/")


def test_another_form_of_a_word_leads_to_the_same_place(client):
    sector = Sector.objects.get(slug="sport-en-vrijwilligers")
    SectorAddition.objects.filter(sector=sector, part="acute").update(text_html="<p>Alle rode vlaggen.</p>")
    assert '<a class="nig-term" href="/woordenlijst/#w-rode-vlag">rode vlaggen</a>' in main(
        client, sector.get_absolute_url()
    )


def test_changing_the_place_of_a_word_leaves_no_moved_address(publisher, client):
    glossary = Glossary.objects.get()
    values = form_values(publisher.get(url(Glossary, "change", glossary.pk)))
    name = next(key for key, value in values.items() if key.endswith("-key") and value == "onthulling")
    before = MovedAddress.objects.count()
    response = save(publisher, glossary, **{name: "onthullen"})
    assert response.status_code == 302, errors(response)
    approved(glossary)
    assert MovedAddress.objects.count() == before
    assert 'id="w-onthullen"' in client.get("/woordenlijst/").content.decode()


def test_two_words_cannot_have_the_same_place(publisher):
    glossary = Glossary.objects.get()
    values = form_values(publisher.get(url(Glossary, "change", glossary.pk)))
    name = next(key for key, value in values.items() if key.endswith("-key") and value == "onthulling")
    response = save(publisher, glossary, **{name: "meldnorm"})
    assert response.status_code == 200
    assert Term.objects.filter(key="onthulling").exists()


def test_sectors_and_words_are_found_in_the_search(client):
    rows = client.get("/zoeken/lijst.json").json()["items"]
    found = {row[0]: row for row in rows}
    assert found["/meldcode/huisarts/"][1] == 4
    assert found["/woordenlijst/#w-meldrecht"][2] == "Meldrecht"
