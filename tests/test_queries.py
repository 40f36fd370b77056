"""A page costs the same number of queries with ten items and with ten thousand."""

import re
from datetime import timedelta

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Audience, Glossary, Guide, GuideStep, NewsItem, Sector, SectorAddition, Term, Topic
from signals.agenda import PAST
from signals.models import (
    Checklist,
    Event,
    Initiative,
    Municipality,
    Organization,
    Phone,
    PostcodeArea,
    Service,
    Sign,
    SignGroup,
    Training,
    TrainingDate,
)

MANY = 10_000


def item(model, number, **values):
    return model(
        slug=f"extra-{number}",
        title=f"Extra {number}",
        tab_title=f"Extra {number}",
        summary="Samenvatting.",
        published_at=timezone.now(),
        **values,
    )


def add_many():
    """Ten thousand of everything that a page can hold a list of."""
    common = {"situation": "Situatie.", "audience": Audience.WORRIED}
    Guide.objects.bulk_create([item(Guide, number, **common) for number in range(MANY)])
    Topic.objects.bulk_create([item(Topic, number) for number in range(MANY)])
    Checklist.objects.bulk_create([item(Checklist, number, about="child", **common) for number in range(MANY)])
    Checklist.objects.bulk_create(
        [item(Checklist, f"bij-de-hand-{n}", about="child", is_at_hand=True, **common) for n in range(100)]
    )
    Sector.objects.bulk_create([item(Sector, number, name="Extra", situation="Situatie.") for number in range(MANY)])
    region = Organization.objects.get(slug="twente")
    Municipality.objects.bulk_create(
        Municipality(
            cbs_code=f"X{number:05}"[:6], name=f"Plaats {number}", slug=f"plaats-{number}", safe_at_home=region
        )
        for number in range(MANY)
    )
    services = Service.objects.bulk_create(
        Service(slug=f"dienst-{number}", name=f"Dienst {number}", organization=region, is_national=True)
        for number in range(200)
    )
    Phone.objects.bulk_create(
        Phone(service=service, number="112", display="112", is_verified=True) for service in services
    )


def add_dated(numbers):
    """Events, half of them past, three on every day of some years; as much training, news and initiatives."""
    now = timezone.now()
    place = Municipality.objects.get(slug="enschede")
    trainings = Training.objects.bulk_create(
        item(Training, number, provider="Aanbieder", groups=["onderwijs"]) for number in numbers
    )
    TrainingDate.objects.bulk_create(
        TrainingDate(training=training, municipality=place, starts_at=start, ends_at=start + timedelta(hours=2))
        for number, training in zip(numbers, trainings, strict=True)
        if (start := now + timedelta(hours=number + 1))
    )
    Event.objects.bulk_create(
        item(Event, number, municipality=place, starts_at=start, ends_at=start + timedelta(hours=2))
        for number in numbers
        if (start := now + timedelta(hours=8 * (number - MANY // 2) + 1))
    )
    NewsItem.objects.bulk_create(
        item(NewsItem, number, dated=timezone.localdate() - timedelta(days=number // 3)) for number in numbers
    )
    initiatives = Initiative.objects.bulk_create(item(Initiative, number) for number in numbers)
    links = Initiative.municipalities.through
    links.objects.bulk_create(links(initiative=each, municipality=place) for each in initiatives)


def add_to_each_item():
    """More rows under one guide and one list."""
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    GuideStep.objects.bulk_create(GuideStep(guide=guide, title=f"Stap {n}", body="Tekst") for n in range(200))
    checklist = Checklist.objects.get(slug="is-mijn-relatie-veilig")
    for number in range(20):
        group = SignGroup.objects.create(checklist=checklist, title=f"Groep {number}")
        Sign.objects.bulk_create(Sign(group=group, text=f"Signaal {n}", weight="watch") for n in range(20))

    sector = Sector.objects.get(slug="huisarts")
    SectorAddition.objects.bulk_create(SectorAddition(sector=sector, part="acute", text="Tekst") for n in range(200))
    glossary = Glossary.objects.get()
    Term.objects.bulk_create(Term(glossary=glossary, key=f"k-{n}", name=f"Woord {n}") for n in range(200))


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


LISTS = [
    "/",
    "/wat-te-doen/",
    "/onderwerpen/",
    "/signalen/",
    "/signalen/bij-de-hand/",
    "/signalen/bij-de-hand.json",
    "/meldcode/",
    "/voor/professionals/",
    "/voor/een-ander/",
    "/a-z/",
    "/hulp/",
    "/hulp/landelijk/",
    "/hulp/alle-gemeenten/",
    "/hulp/enschede/",
    "/hulp/postcodes.json",
    "/zoeken/",
    "/zoeken/lijst.json",
]
DATED = [
    "/agenda/", "/agenda/archief/", "/agenda/agenda.ics", "/nieuws/", "/nieuws/archief/", "/nieuws/feed.xml",
    "/scholing/", "/scholing/voor/onderwijs/", "/initiatieven/", "/hulp/enschede/", "/zoeken/lijst.json", "/a-z/",
    "/sitemap.xml",
]  # fmt: skip
ITEMS = [
    "/wat-te-doen/ruzie-bij-de-buren/",
    "/wat-te-doen/acuut-gevaar/",
    "/signalen/is-mijn-relatie-veilig/",
    "/signalen/kind-4-12/",
    "/meldcode/huisarts/",
    "/woordenlijst/",
]


def test_lists_cost_the_same_number_of_queries_with_ten_thousand_items(client):
    before = {path: queries(client, path) for path in LISTS}
    add_many()
    assert {path: queries(client, path) for path in LISTS} == before


def size(client, path):
    """The bytes of a page or file as they travel."""
    return len(brotli.compress(client.get(path).content))


def test_agenda_news_and_training_stay_small_and_cheap_with_ten_thousand_of_each(client):
    add_dated(range(1))
    for path in DATED:
        client.get(path)  # what a process remembers
    before = {path: queries(client, path) for path in DATED}
    add_dated(range(1, MANY))
    assert {path: queries(client, path) for path in DATED} == before
    year = timezone.localdate().year - 1
    parts = [f"/agenda/archief/{year}/", f"/agenda/archief/{year}/3/", f"/agenda/archief/{year}/3/9/"]
    pages = [path for path in [*DATED, *parts] if not path.endswith(".json")]
    assert {path: weight for path in pages if (weight := size(client, path)) > 6144} == {}
    assert client.get("/agenda/agenda.ics").content.count(b"BEGIN:VEVENT") == 100
    assert client.get("/nieuws/feed.xml").content.count(b"<entry>") == 20


def test_every_event_of_a_busy_time_can_be_reached_from_the_archive(client):
    """Forty events on each of thirty days: too many for the page of a year or a month."""
    # At noon, so that no two days of UTC fall on one of ours when the clocks go back.
    yesterday = timezone.now().replace(hour=12) - timedelta(days=1)
    Event.objects.bulk_create(
        item(Event, number, starts_at=(start := yesterday - timedelta(days=number // 40)),
             ends_at=start + timedelta(hours=1))
        for number in range(1200)
    )  # fmt: skip
    found, pages = set(), ["/agenda/archief/"]
    for page in pages:
        html = client.get(page).content.decode()
        found |= set(re.findall('href="(/agenda/extra-\\d+/)"', html))
        pages += [path for path in re.findall('href="(/agenda/archief/[\\d/]+)"', html) if path not in pages]
    assert len(found) == 1200
    assert set(pages) <= set(PAST.addresses())


def test_items_cost_the_same_number_of_queries_with_more_rows(client):
    before = {path: queries(client, path) for path in ITEMS}
    add_to_each_item()
    assert {path: queries(client, path) for path in ITEMS} == before


@pytest.mark.parametrize("path", LISTS + ITEMS)
def test_no_page_costs_more_than_twenty_queries(client, path):
    # The list of the search asks once for each kind of item.
    assert queries(client, path) <= (40 if path == "/zoeken/lijst.json" else 20)


def test_postcodes_are_looked_up_without_a_query_each(client):
    assert PostcodeArea.objects.count() > 4000
    assert queries(client, "/hulp/postcodes.json") <= 3
