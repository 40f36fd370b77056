"""Starter texts: loaded once, and never over an editor's work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from content import loading
from content.models import ChangeCounter, Guide, StarterRecord, Topic
from signals import loading as signals_loading
from signals.models import Checklist, Municipality, Organization, Phone, PostcodeArea, Service

GUIDE = """title = "Een gids"
tab_title = "Een gids in het tabblad"
audience = "worried"
situation = "Een situatie."
summary = "Een samenvatting."
position = 10
brief = '''
- Bel [[bel:112]].'''
[[steps]]
title = "Stap een"
body = '''Tekst.'''
[[steps]]
title = "Stap twee"
body = '''Lees [[pagina:privacy]].'''
[[sources]]
title = "Een bron"
url = "https://example.org/"
date = "2024"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one starter guide, in place of our own starter texts."""
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "een-gids.toml").write_text(GUIDE)
    (tmp_path / "doors.toml").write_text("doors = []")
    (tmp_path / "search.toml").write_text("synonyms = []\nlines = []\nqueries = []")
    monkeypatch.setattr(loading, "STARTER", tmp_path)
    return tmp_path


def load():
    loader = loading.Loader()
    loading.load(loader)
    loader.finish()
    return loader


def rewrite(folder, old, new):
    path = folder / "guides" / "een-gids.toml"
    path.write_text(path.read_text().replace(old, new))


def test_loading_again_changes_nothing():
    before = ChangeCounter.objects.value()
    output = StringIO()
    call_command("load_starter", stdout=output)
    assert "0 nieuw, 0 bijgewerkt" in output.getvalue()
    assert ChangeCounter.objects.value() == before


def test_a_new_version_of_a_file_updates_what_nobody_touched(folder):
    load()
    rewrite(folder, "Stap twee", "De tweede stap")
    load()
    assert [step.title for step in Guide.objects.get(slug="een-gids").steps.all()] == ["Stap een", "De tweede stap"]


@pytest.mark.parametrize("changed", ["title", "step", "source"])
def test_what_an_editor_changed_stays(folder, changed):
    load()
    guide = Guide.objects.get(slug="een-gids")
    if changed == "title":
        Guide.objects.filter(pk=guide.pk).update(title="Van de redactie")
    elif changed == "step":
        guide.steps.filter(title="Stap een").update(body="Van de redactie")
    else:
        guide.sources.update(title="Van de redactie")
    rewrite(folder, "Een samenvatting", "Een andere samenvatting")
    assert load().counts["kept"] == 1
    guide.refresh_from_db()
    assert guide.summary == "Een samenvatting."


def test_what_an_editor_deleted_stays_away(folder):
    load()
    Guide.objects.get(slug="een-gids").delete()
    rewrite(folder, "Een samenvatting", "Een andere samenvatting")
    load()
    assert not Guide.objects.filter(slug="een-gids").exists()


def test_a_renamed_item_is_still_known(folder):
    load()
    Guide.objects.filter(slug="een-gids").update(slug="andere-naam")
    rewrite(folder, "Een samenvatting", "Een andere samenvatting")
    load()
    assert not Guide.objects.filter(slug="een-gids").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Een gids"', "title = Een gids", "guides/een-gids.toml, regel 1: geen geldige TOML"),
        ('audience = "worried"', 'audience = "marsman"', "guides/een-gids.toml, regel 3: audience"),
        (
            "[[pagina:privacy]]",
            "[[pagina:bestaat-niet]]",
            "regel 14: verwijzing zonder doel: [[pagina:bestaat-niet]]",
        ),
        ("Tekst.", "Bel 0800-2000.", "guides/een-gids.toml, regel 11: body: Typ geen telefoonnummer"),
        ("position = 10", "position = 10\nkleur = 1", "regel 7: kleur is hier onbekend"),
        ('summary = "Een samenvatting."\n', "", "summary ontbreekt"),
        ('tab_title = "Een', 'tab_title = "Stalking: een', "guides/een-gids.toml, regel 2: tab_title"),
    ],
    ids=["syntax", "choice", "reference", "number", "unknown name", "missing", "indiscreet"],
)
def test_a_broken_file_is_named_with_its_line_and_loads_nothing_of_itself(folder, old, new, message):
    rewrite(folder, old, new)
    loader = load()
    assert message in loader.errors[0]
    assert not Guide.objects.filter(slug="een-gids").exists()


def test_a_broken_file_does_not_hold_back_another(folder):
    (folder / "guides" / "stuk.toml").write_text("niets = ")
    loader = load()
    assert len(loader.errors) == 1
    assert Guide.objects.filter(slug="een-gids").exists()


def test_the_command_fails_loudly_when_a_file_is_broken(folder):
    rewrite(folder, 'audience = "worried"', 'audience = "marsman"')
    with pytest.raises(CommandError, match=r"een-gids\.toml, regel 3"):
        call_command("load_starter", verbosity=0)


def test_a_broken_row_of_postcodes_is_named_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "postcodes.csv").write_text("code,cbs_code\n1011,GM0363\n12,GM0363\n")
    monkeypatch.setattr(signals_loading, "STARTER", tmp_path)
    loader = loading.Loader()
    signals_loading._load_csv(loader, "postcodes.csv", signals_loading.POSTCODES_CSV, signals_loading.add_postcodes)
    assert "postcodes.csv, regel 3" in loader.errors[0]


def test_all_of_the_starter_directory_is_there():
    assert Organization.objects.filter(is_safe_at_home=True).count() == 25
    assert PostcodeArea.objects.count() == 4071
    assert Municipality.objects.local().count() == 14
    assert not Municipality.objects.filter(safe_at_home__is_safe_at_home=False).exists()


def test_every_topic_guide_and_list_of_the_starter_site_has_a_source():
    for model in (Topic, Guide, Checklist):
        assert [item.slug for item in model.objects.all() if not item.sources.exists()] == []


def test_every_figure_has_a_year_and_a_source():
    for topic in Topic.objects.all():
        assert all(figure.year and figure.source_title for figure in topic.figures.all())


def test_there_are_guides_for_every_audience_and_nineteen_lists():
    residents = Guide.objects.published().exclude(audience="professional")
    assert residents.count() >= 14
    assert set(residents.values_list("audience", flat=True)) == {"self", "young", "worried", "own-behaviour"}
    assert Checklist.objects.published().count() == 19


def test_only_a_real_call_fills_the_date_of_a_call():
    assert not Service.objects.exclude(assured_date=None).exists()


def test_every_loaded_number_dials_what_it_shows():
    for phone in Phone.objects.all():
        phone.full_clean()


def test_every_starter_record_knows_its_rows_as_they_are():
    changed = [
        record.key
        for record in StarterRecord.objects.exclude(digest="")
        if loading.digest(loading._state(record.item)) != record.digest
    ]
    assert changed == []


def test_a_row_that_was_loaded_before_it_had_a_field_is_not_taken_for_edited():
    row = Checklist.objects.get(slug="kind-4-12")
    row.is_at_hand, row.age_from, row.age_to, row.harm_by = False, 0, 120, ""
    row.sectors.clear()
    row.groups.update(side="both")
    state = loading._state(row)
    assert not {"is_at_hand", "age_from", "age_to", "harm_by", "sectors"} & state.keys()
    assert "side" not in state["groups"][0]
