"""A page costs the same number of queries with ten items and with ten thousand."""

import re
from datetime import timedelta

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Audience, Guide, GuideStep, NewsItem, Topic
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


def add_many_dated():
    """Ten thousand events, half of them past, on every day of some years; as much training and news."""
    now = timezone.now()
    place = Municipality.objects.get(slug="enschede")
    training = [item(Training, number, provider="Aanbieder", groups=["onderwijs"]) for number in range(MANY)]
    Training.objects.bulk_create(training)
    Event.objects.bulk_create(
        item(
            Event, number, municipality=place,
            starts_at=(start := now + timedelta(hours=8 * (number - MANY // 2) + 1)),
            ends_at=start + timedelta(hours=2),
        )
        for number in range(MANY)
    )  # fmt: skip
    TrainingDate.objects.bulk_create(
        TrainingDate(
            training=training[number], municipality=place, place="Enschede",
            starts_at=now + timedelta(hours=number + 1), ends_at=now + timedelta(hours=number + 3),
        )
        for number in range(MANY)
    )  # fmt: skip
    NewsItem.objects.bulk_create(
        item(NewsItem, number, dated=timezone.localdate() - timedelta(days=number // 3)) for number in range(MANY)
    )
    initiatives = Initiative.objects.bulk_create(item(Initiative, number) for number in range(MANY))
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


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


LISTS = [
    "/",
    "/wat-te-doen/",
    "/onderwerpen/",
    "/signalen/",
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
ITEMS = ["/wat-te-doen/ruzie-bij-de-buren/", "/signalen/is-mijn-relatie-veilig/"]


def test_lists_cost_the_same_number_of_queries_with_ten_thousand_items(client):
    before = {path: queries(client, path) for path in LISTS}
    add_many()
    assert {path: queries(client, path) for path in LISTS} == before


def size(client, path):
    """The bytes of a page or file as they travel."""
    return len(brotli.compress(client.get(path).content))


def test_agenda_news_and_training_stay_small_and_cheap_with_ten_thousand_of_each(client):
    before = {path: queries(client, path) for path in DATED}
    add_many_dated()
    assert {path: queries(client, path) for path in DATED} == before
    assert {path: bytes for path in DATED if (bytes := size(client, path)) > 6144} == {}
    year = timezone.localdate().year
    parts = [f"/agenda/archief/{year - 1}/", f"/agenda/archief/{year - 1}/3/", f"/agenda/archief/{year - 1}/3/9/"]
    assert {path: bytes for path in parts if (bytes := size(client, path)) > 6144} == {}
    assert client.get("/agenda/agenda.ics").content.count(b"BEGIN:VEVENT") == 100
    assert client.get("/nieuws/feed.xml").content.count(b"<entry>") == 20


def test_every_event_of_ten_thousand_can_be_reached_from_the_archive(client):
    add_many_dated()
    found, pages = set(), ["/agenda/archief/"]
    for page in pages:
        html = client.get(page).content.decode()
        found |= set(re.findall('href="(/agenda/extra-\\d+/)"', html))
        pages += [path for path in re.findall('href="(/agenda/archief/[\\d/]+)"', html) if path not in pages]
    assert len(found) == MANY // 2


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
