"""A page costs the same number of queries with ten items and with ten thousand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Audience, Glossary, Guide, GuideStep, Sector, SectorAddition, Term, Topic
from signals.models import Checklist, Municipality, Organization, Phone, PostcodeArea, Service, Sign, SignGroup

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


def test_items_cost_the_same_number_of_queries_with_more_rows(client):
    before = {path: queries(client, path) for path in ITEMS}
    add_to_each_item()
    assert {path: queries(client, path) for path in ITEMS} == before


@pytest.mark.parametrize("path", LISTS + ITEMS)
def test_no_page_costs_more_than_twenty_queries(client, path):
    assert queries(client, path) <= 20


def test_postcodes_are_looked_up_without_a_query_each(client):
    assert PostcodeArea.objects.count() > 4000
    assert queries(client, "/hulp/postcodes.json") <= 3
