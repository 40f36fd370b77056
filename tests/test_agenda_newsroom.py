"""Bad input for the agenda, trainings, stories and the rest: what an editor is told, in the editor's words."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from content.models import ChangeCounter, Frustration, Guide, NewsItem, RegionalVision, Story
from signals.models import Event, Series, Training
from tests.content.test_stories import make_story
from tests.signals.test_agenda import make_event
from tests.signals.test_training import make_training
from tests.test_newsroom import approved, errors, form_values, save, url


def add(client, model, **values):
    """Open the form of a new item, fill it in and press save."""
    address = url(model, "add")
    common = {"title": "Een avond", "tab_title": "Een avond", "slug": "een-avond", "summary": "Samenvatting."}
    return client.post(address, form_values(client.get(address)) | common | values)


def moments(start="26-11-2030 19:30:00", end="26-11-2030 21:30:00"):
    (start_day, start_time), (end_day, end_time) = start.split(), end.split()
    return {"starts_at_0": start_day, "starts_at_1": start_time, "ends_at_0": end_day, "ends_at_1": end_time}


def told(client, response):
    """What an editor reads on the page after saving."""
    assert response.status_code == 302, errors(response)
    return unescape(errors(client.get(response["Location"])))


def test_an_event_is_added_with_its_groups_and_goes_to_the_site(publisher):
    response = add(
        publisher, Event, **moments(), form="online", groups=["ggz", "onderwijs"]
    )  # fmt: skip
    assert response.status_code == 302, errors(response)
    approved(Event.objects.get(slug="een-avond"))
    html = publisher.get("/agenda/een-avond/").content.decode()
    assert "dinsdag 26 november 2030, 19.30 tot 21.30 uur" in html
    assert "Ggz, Onderwijs" in html


WRONG = {
    "ends before it begins": (
        {**moments(end="26-11-2030 18:00:00"), "form": "online"}, "De eindtijd ligt voor de begintijd"
    ),
    "nowhere": ({**moments(), "form": "op-locatie"}, "Zet erbij waar het is"),
    "registration over http": (
        {**moments(), "form": "online", "registration_url": "http://voorbeeld.example/"}, "begint niet met https"
    ),
    "address of the archive": ({**moments(), "form": "online", "slug": "archief"}, "ander deel van de agenda"),
    "address that is a year": ({**moments(), "form": "online", "slug": "2026"}, "ander deel van de agenda"),
    "a title that says too much": (
        {**moments(), "form": "online", "tab_title": "Avond over mishandeling"}, "blijft in de geschiedenis"
    ),
    "a typed number": ({**moments(), "form": "online", "place": "bel 0800-2000"}, "Typ hier geen telefoonnummer"),
}  # fmt: skip


@pytest.mark.parametrize(("values", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_event_is_refused_in_plain_words(publisher, values, message):
    assert message in errors(add(publisher, Event, **values))
    assert not Event.objects.filter(title="Een avond").exists()


def test_an_event_at_the_time_of_another_in_its_series_is_saved_and_the_editor_is_asked(publisher):
    series = Series.objects.get(slug="werkconferentie-twente")
    make_event("middag", starts_at=timezone.now() + timedelta(days=30), series=series)
    event = make_event("avond", starts_at=timezone.now() + timedelta(days=60), series=series)
    start = timezone.localtime(Event.objects.get(slug="middag").starts_at + timedelta(hours=1))
    end = start + timedelta(hours=1)
    response = save(publisher, event, **moments(f"{start:%d-%m-%Y %H:%M:%S}", f"{end:%d-%m-%Y %H:%M:%S}"))
    assert "Op dezelfde tijd is in deze reeks ook: ‘Titel van middag’" in told(publisher, response)


def test_the_same_event_twice_is_noticed(publisher):
    first = make_event("avond", title="Een avond", form="online", place="")
    start, end = timezone.localtime(first.starts_at), timezone.localtime(first.ends_at)
    values = moments(f"{start:%d-%m-%Y %H:%M:%S}", f"{end:%d-%m-%Y %H:%M:%S}")
    assert "Is deze dubbel?" in told(publisher, add(publisher, Event, **values, form="online"))


def year_row(values, year):
    """The prefix of the form fields of one year of a series."""
    return next(name.removesuffix("-year") for name, value in values.items() if value == year)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"year": "2018", "starts_on": "", "ends_on": ""}, "Eén jaar staat er twee keer"),
        ({"ends_on": "01-11-2019"}, "De laatste dag ligt voor de eerste dag"),
        ({"starts_on": "20-11-2018"}, "Deze dag ligt niet in 2019"),
    ],
)
def test_years_of_a_series_that_are_double_or_run_backwards_are_refused(publisher, changes, message):
    series = Series.objects.get(slug="week-in-november")
    values = form_values(publisher.get(url(Series, "change", series.pk)))
    row = year_row(values, 2019)
    response = save(publisher, series, **{f"{row}-{name}": value for name, value in changes.items()})
    assert message in errors(response)


def test_a_training_without_dates_is_saved_and_the_editor_is_told_what_visitors_read(publisher):
    response = add(publisher, Training, provider="GGD Twente", groups=["onderwijs"])
    assert "Er is geen datum die nog komt. Op de pagina staat: vraag de aanbieder." in told(publisher, response)


def test_a_training_for_nobody_is_refused(publisher):
    assert "Dit veld is verplicht" in errors(add(publisher, Training, provider="GGD Twente"))


def test_a_date_that_ends_before_it_begins_is_refused(publisher):
    training = make_training("gesprekken", dates=[30])
    response = save(publisher, training, **{"dates-0-ends_at_0": "01-01-2020"})
    assert "De eindtijd ligt voor de begintijd" in errors(response)


def test_a_link_to_an_item_that_was_removed_stays_as_words_and_the_editor_is_told(publisher):
    item = NewsItem.objects.get(slug="start-van-deze-site")
    Event.objects.filter(slug="twentse-werkconferentie-2023").update(published_at=None)
    response = save(publisher, item)
    assert "Wat [[bijeenkomst:twentse-werkconferentie-2023]] noemt, staat niet op de site" in told(
        publisher, response
    )
    html = publisher.get("/nieuws/start-van-deze-site/").content.decode()
    assert "Voorkomen is beter dan genezen." in html
    assert 'href="/agenda/twentse-werkconferentie-2023/"' not in html


def test_a_reference_to_what_never_was_is_refused(publisher):
    item = Frustration.objects.first()
    assert "Deze verwijzing bestaat niet" in errors(save(publisher, item, body="Zie [[bijeenkomst:verzonnen]]."))


def test_a_vision_that_ended_is_told_of_when_it_is_saved(publisher):
    vision = RegionalVision.objects.get(slug="twente-2023-2026")
    RegionalVision.objects.filter(pk=vision.pk).update(published_at="2020-01-01T00:00Z")
    response = save(publisher, vision, expires_at_0="01-01-2024", expires_at_1="00:00:00")
    assert "Deze regiovisie gold t/m 31-12-2023" in told(publisher, response)


def test_a_story_without_consent_cannot_be_published(publisher):
    story = make_story(consent_on=None, published_at=None)
    response = save(publisher, story, title="Een ander verhaal")
    assert "Zonder toestemming van de verteller" in told(publisher, response)
    approved(story)
    assert Story.objects.get(pk=story.pk).published_at is None


def test_a_fictional_story_cannot_be_published(publisher):
    story = Story.objects.get(is_fictional=True)
    response = save(publisher, story, title="Een ander verhaal")
    assert "Een verzonnen voorbeeld komt niet op de site" in told(publisher, response)
    approved(story)
    assert Story.objects.get(pk=story.pk).published_at is None


def test_a_working_copy_does_not_bring_a_story_back_after_consent_was_withdrawn(publisher):
    story = make_story()
    save(publisher, story, title="Een ander verhaal")
    publisher.post(url(Story), {"action": "withdraw_consent", "_selected_action": [story.pk]})
    approved(story)
    assert not Story.objects.published().filter(pk=story.pk).exists()


def test_consent_is_withdrawn_for_chosen_stories_in_one_go(publisher, client):
    story = make_story()
    data = {"action": "withdraw_consent", "_selected_action": [story.pk]}
    response = publisher.post(url(Story), data)
    assert "Van de site gehaald, ook uit eerdere uitgaven: 1" in told(publisher, response)
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 404


def test_an_author_who_fills_in_that_consent_was_withdrawn_is_told_that_the_story_is_still_on_the_site(author):
    story = make_story()
    response = save(author, story, consent_withdrawn_on=f"{timezone.localdate():%d-%m-%Y}")
    assert "Dit verhaal staat nog op de site. Haal het er nu af" in told(author, response)


def test_a_publisher_who_fills_in_that_consent_was_withdrawn_takes_the_story_off_the_site(publisher, client):
    story, before = make_story(), ChangeCounter.objects.value()
    response = save(publisher, story, consent_withdrawn_on=f"{timezone.localdate():%d-%m-%Y}")
    assert "Het verhaal is van de site gehaald" in told(publisher, response)
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 404
    assert ChangeCounter.objects.value() > before


def test_consent_that_ends_on_a_later_day_can_be_withdrawn_today(publisher, client):
    story = make_story(consent_withdrawn_on=timezone.localdate() + timedelta(days=3))
    publisher.post(url(Story), {"action": "withdraw_consent", "_selected_action": [story.pk]})
    assert client.get("/verhalen/iets-dat-hielp/").status_code == 404


def test_an_author_cannot_withdraw_consent_of_a_story_on_the_site(author):
    story = make_story()
    author.post(url(Story), {"action": "withdraw_consent", "_selected_action": [story.pk]})
    story.refresh_from_db()
    assert story.consent_withdrawn_on is None


def test_a_municipality_where_something_is_planned_cannot_be_deleted_from_under_it(publisher):
    event = Event.objects.get(slug="twentse-werkconferentie-2023")
    response = publisher.post(url(type(event.municipality), "delete", event.municipality.pk), {"post": "yes"})
    assert "Twentse werkconferentie 2023" in errors(response)
    assert publisher.get("/agenda/twentse-werkconferentie-2023/").status_code == 200


def test_an_event_that_is_hidden_before_it_ends_and_a_vision_that_disappears_are_remarked_upon(publisher):
    day = "31-12-2026"
    event = add(
        publisher, Event, **moments(), form="online", groups=["ggz"], expires_at_0=day, expires_at_1="0:00:00"
    )
    assert "‘Geldt tot’ ligt voor het einde." in told(publisher, event)
    vision = save(publisher, RegionalVision.objects.live().get(), on_expiry="remove")
    assert "Na de einddatum is deze pagina weg." in told(publisher, vision)


def test_a_series_can_be_deleted_and_its_events_stay(publisher):
    series = Series.objects.get(slug="werkconferentie-twente")
    publisher.post(url(Series, "delete", series.pk), {"post": "yes"})
    assert not Series.objects.filter(pk=series.pk).exists()
    assert publisher.get("/agenda/twentse-werkconferentie-2023/").status_code == 200


def test_a_guide_can_name_an_event(publisher):
    guide = Guide.objects.get(slug="meldcode-vijf-stappen")
    response = save(publisher, guide, body="Kom naar [[bijeenkomst:twentse-werkconferentie-2023]].")
    assert response.status_code == 302, errors(response)
    approved(guide)
    html = publisher.get(guide.get_absolute_url()).content.decode()
    assert '<a href="/agenda/twentse-werkconferentie-2023/">' in html
