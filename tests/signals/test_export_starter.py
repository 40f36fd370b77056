"""The starter texts that come out are those from which an equal site starts."""

import io
import tomllib
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from content import exporting, loading
from content.models import (
    CrisisLine,
    Figure,
    Guide,
    GuideAdvice,
    GuideStep,
    LayQuery,
    NewsItem,
    Page,
    Publishable,
    RegionalVision,
    StarterRecord,
    Story,
    Synonym,
    Topic,
)  # fmt: skip
from signals import loading as signals_loading
from signals.exporting import starter_files
from signals.models import (
    Alert,
    Checklist,
    Coverage,
    Event,
    FieldSource,
    Initiative,
    Municipality,
    Organization,
    PostcodeArea,
    Schedule,
    ScheduleException,
    Series,
    Service,
    Training,
)  # fmt: skip
from tests.conftest import make_guide

# What belongs to one region alone: its agenda, trainings, news, stories, initiatives and agreement.
OF_A_REGION = {Event, Series, Training, Initiative, NewsItem, Story, RegionalVision}
KINDS = [*(set(Publishable.__subclasses__()) - OF_A_REGION), Service, Organization, Municipality]
WORDS = {Synonym: "word", CrisisLine: "title", LayQuery: "text"}
# What belongs to this region or this moment, and does not go along.
OURS = {
    "published_at", "updated_at", "reviewed_on", "reviewed_by", "review_due_on", "owner", "assured_date", "assurer",
    "assurance_due_on", "waiting_time", "waiting_time_until", "address", "is_address_confidential",
}  # fmt: skip


def plain(value):
    """Rows without what does not go along; of line ends there is one kind."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name not in OURS}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def everything():
    rows = {(model, row.slug): plain(loading._state(row)) for model in KINDS for row in model.objects.all()}
    rows |= {
        (model, getattr(row, name)): plain(loading._state(row))
        for model, name in WORDS.items()
        for row in model.objects.all()
    }
    areas = Coverage.objects.values_list("service__slug", "municipality__slug", "safe_at_home__slug")
    return rows | {
        "postcodes": set(PostcodeArea.objects.values_list("code", "municipality__slug")),
        "areas": sorted(map(str, areas)),
        "regions": set(Municipality.objects.values_list("slug", "safe_at_home__slug")),
    }


@pytest.fixture
def start_again(tmp_path, monkeypatch):
    """Exports this site, empties the database, and starts from what was exported."""

    def start():
        call_command("export_starter", str(tmp_path / "uit"), verbosity=0)
        for model in (*Publishable.__subclasses__(), *WORDS, Alert, PostcodeArea, Municipality, Service, Organization,
                      FieldSource, StarterRecord):  # fmt: skip
            model.objects.all().delete()
        monkeypatch.setattr(loading, "STARTER", tmp_path / "uit/content/starter")
        monkeypatch.setattr(signals_loading, "STARTER", tmp_path / "uit/signals/starter")
        call_command("load_starter", verbosity=0)

    return start


def test_a_site_that_starts_from_an_export_is_equal_to_it_with_what_editors_made(start_again):
    guide = make_guide(
        "van-de-redactie",
        title='Met "aanhalingstekens" en \\ een streep',
        body="Een regel.\r\n\r\n## Kop\r\nDrie ''' achter elkaar, een \\ en een 🙂.",
        brief="Eindigt op een '",
        synonyms="één, twee",
    )
    GuideStep.objects.create(guide=guide, title="Stap", body="Tekst\tmet een tab.\nEn nog een regel.", position=10)
    GuideAdvice.objects.create(guide=guide, kind="do", text="Doe dit.", position=10)
    guide.next_guides.add(Guide.objects.get(slug="ruzie-bij-de-buren"))
    guide.sources.create(title="Bron", url="https://example.org/", dated="2026")
    Figure.objects.create(topic=Topic.objects.first(), text="Een op de tien.", year="2025", source_title="CBS",
                          position=90)  # fmt: skip
    service = Service.objects.create(
        organization=Organization.objects.create(slug="van-ons", name="Van ons", description="Nieuw",
                                                 website="https://example.org/"),
        slug="van-ons", name="Van ons", description="Hulp", is_national=False,
    )  # fmt: skip
    FieldSource.objects.create(item=service.organization, field="website", is_verified=False)
    Schedule.objects.create(service=service, description="Elke dag", byday="MO", opens_at="09:00", closes_at="17:00",
                            on_holidays="closed", valid_to="2027-01-01", is_verified=True)  # fmt: skip
    ScheduleException.objects.create(service=service, date="2026-12-24", opens_at="09:00", closes_at="12:00")
    Coverage.objects.create(service=service, municipality=Municipality.objects.get(slug="enschede"))
    Municipality.objects.filter(slug="enschede").update(note="Een **aanvulling**.", aliases="Boekelo, Usselo")
    page = Page(slug="about-us", title="About us", tab_title="About us", summary="Who we are.", body="Text.",
                language="en", translation_of=Page.objects.get(slug="over-deze-site"),
                published_at=timezone.now())  # fmt: skip
    page.compare()
    page.save()
    before = everything()
    start_again()
    assert Page.objects.get(slug="about-us").translation_of.slug == "over-deze-site"
    after = everything()
    assert before.keys() == after.keys()
    changed = {}
    for key, value in before.items():
        # A figure moves to the place in which the file has it.
        if isinstance(value, dict) and "figures" in value:
            for each in (value, after[key]):
                each["figures"] = [{**figure, "position": 0} for figure in each["figures"]]
        if value != after[key]:
            changed[key] = (value, after[key])
    assert changed == {}


def test_what_is_not_on_the_site_does_not_go_along():
    make_guide("kladje", published_at=None)
    make_guide("voorbij", expires_at=timezone.now())
    assert not [path for path in starter_files() if "kladje" in path or "voorbij" in path]


def exported(slug):
    """The body of a guide as it goes along."""
    return tomllib.loads(starter_files()[f"content/starter/guides/{slug}.toml"])["body"].strip()


def test_a_reference_to_a_page_that_moved_leads_to_where_it_is_now():
    moved = make_guide("oude-plek")
    moved.slug = "nieuwe-plek"
    moved.save()
    make_guide("verwijst", body="Lees [[gids:oude-plek]] of [[gids:oude-plek|dit]].")
    assert exported("verwijst") == "Lees [[gids:nieuwe-plek]] of [[gids:nieuwe-plek|dit]]."


def test_a_reference_to_a_page_that_is_not_on_the_site_goes_along_as_its_words():
    make_guide("kladje", title="Een kladje & meer", published_at=None)
    make_guide("verwijst", body="Lees [[gids:kladje]] of [[gids:kladje|dit]].")
    assert exported("verwijst") == "Lees Een kladje & meer of dit."


def test_a_confidential_address_and_a_date_of_a_call_stay_here():
    service = Service.objects.get(slug="kadera")
    service.address = "Geheimstraat 1"
    service.log_call("Annet uit Almelo", "right")
    text = "".join(starter_files().values())
    assert "Geheimstraat" not in text
    assert "Annet" not in text


def test_every_kind_of_item_goes_along():
    folders = [*loading.FOLDERS, *signals_loading.FOLDERS]
    assert exporting.exported_models(folders) == set(Publishable.__subclasses__()) - OF_A_REGION


def test_every_file_is_toml_that_reads_as_prose():
    for path, text in starter_files().items():
        if path.endswith(".toml"):
            tomllib.loads(text)
    assert "brief = '''\n- " in starter_files()["content/starter/guides/ruzie-bij-de-buren.toml"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "iets").write_text("x")
    with pytest.raises(CommandError, match="niet leeg"):
        call_command("export_starter", str(tmp_path))


def test_a_publisher_downloads_the_starter_texts(publisher):
    response = publisher.get("/beheer/signals/service/startteksten.zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert "content/starter/doors.toml" in archive.namelist()
        assert len(archive.namelist()) > Checklist.objects.count() + Page.objects.count()


def test_an_author_does_not(author):
    assert author.get("/beheer/signals/service/startteksten.zip").status_code == 403
