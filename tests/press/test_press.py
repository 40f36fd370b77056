"""What the press makes, and what it does when something is wrong."""

import json
import os
import zipfile
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import brotli
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from content.models import (
    Glossary,
    Guide,
    GuideStep,
    LayQuery,
    MovedAddress,
    Page,
    Region,
    ReportingCode,
    Sector,
    Topic,
)
from content.remember import is_remembering
from nouishetgenoeg.press import edition as edition_module
from nouishetgenoeg.press.edition import PressError, digest
from nouishetgenoeg.press.run import Press, _begin
from signals.models import Checklist, Municipality, Phone, Service

from .conftest import GUIDE, LIST


def errors(report, path=None):
    return [problem for problem in report.errors if path in (None, problem.path)]


def spoil(guide_path=GUIDE, text="Bel 0900-1234567."):
    """Puts a number that is in no directory in a guide, past the form that would refuse it."""
    guide = Guide.objects.get(slug=guide_path.split("/")[2])
    Guide.objects.filter(pk=guide.pk).update(summary=text)
    return guide


def break_step(html):
    GuideStep.objects.filter(guide__slug="ruzie-bij-de-buren").update(body_html=html)


def test_the_starter_site_goes_out_without_a_mistake(editions):
    report = Press(editions, processes=1).run()
    assert errors(report) == []
    assert report.stopped == ""
    assert report.pages > 400


def test_an_edition_holds_every_kind_of_file(pressed, editions):
    files = editions.current().files
    for path in ("/", "/nu/", GUIDE, LIST, "/hulp/enschede/", "/hulp/postcodes.json", "/robots.txt", "/sitemap.xml",
                 "/404.html", "/500.html", "/static/site.css", "/static/js/site.js"):  # fmt: skip
        assert path in files, path


def test_the_manifest_tells_what_is_in_it_and_what_it_was_made_from(pressed, editions):
    manifest = json.loads((editions.folder / "current" / "manifest.json").read_text())
    assert manifest["counter"] > 0
    assert manifest["id"] == editions.current_id()
    entry = manifest["files"]["/nu/"]
    content = editions.current().file("/nu/").read_bytes()
    assert (entry["sha256"], entry["size"]) == (digest(content), len(content))
    assert entry["type"] == "text/html; charset=utf-8"


def test_a_page_has_compressed_twins_that_unpack_to_the_page(pressed, read, editions):
    file = editions.current().file("/")
    assert brotli.decompress(file.with_name("index.html.br").read_bytes()) == read("/")
    assert editions.current().damaged() == []
    assert editions.current().quick == []


def test_no_page_tells_when_or_in_which_edition_it_was_made(press, pressed, editions):
    first = editions.current()
    press()
    second = editions.current()
    assert first.id != second.id
    assert first.files == second.files


def test_a_file_that_did_not_change_is_the_same_file(press, pressed, editions):
    before = editions.current().file("/nu/")
    press()
    after = editions.current().file("/nu/")
    assert before != after
    assert before.stat().st_ino == after.stat().st_ino


def test_a_change_is_in_the_next_edition_and_is_told(press, pressed, read):
    Topic.objects.update(title="Een nieuwe titel")
    report = press()
    assert b"Een nieuwe titel" in read("/onderwerpen/in-je-relatie/")
    assert "/onderwerpen/in-je-relatie/" in report.changed
    assert LIST not in report.changed


def test_a_page_with_a_mistake_keeps_its_last_good_bytes(press, pressed, read):
    before = read(GUIDE)
    spoil()
    report = press()
    assert read(GUIDE) == before
    assert [problem.check for problem in errors(report)] == ["Telefoonnummer"] * len(errors(report))
    assert {problem.path for problem in errors(report)} >= {GUIDE}


def test_a_mistake_on_one_page_does_not_hold_back_a_number_on_another(press, pressed, read):
    spoil(text="Een zin met <b>niets</b> mis.")
    break_step("<p>Bel 0900-1234567.</p>")
    phone = Phone.objects.filter(service__slug="kindertelefoon").first()
    Phone.objects.filter(pk=phone.pk).update(number="08000433", display="0800 - 0433")
    report = press()
    assert {problem.path for problem in errors(report)} == {GUIDE}
    assert b"0800 - 0433" in read("/hulp/landelijk/")


def test_every_page_of_an_edition_leaves_for_the_site_that_the_editor_chose(press, editions, read):
    MovedAddress.objects.create(old_path="/oud/", new_path=GUIDE)
    Topic.objects.update(body_html="<p>Bel 0900-1234567.</p>")
    Region.objects.create(exit_key="ns")
    press()
    pages = [path for path, entry in editions.current().files.items() if entry["type"].startswith("text/html")]
    assert {"/404.html", "/500.html", "/oud/", "/onderwerpen/in-je-relatie/"} <= set(pages)
    assert [path for path in pages if b'href="https://www.ns.nl/"' not in read(path)] == []


def test_a_new_page_with_a_mistake_gets_a_stand_in_with_the_numbers(press, read):
    break_step("<p>Bel 0900-1234567.</p>")
    press()
    page = read(GUIDE).decode()
    assert "wordt nu verbeterd" in page
    assert "tel:112" in page
    assert "tel:08002000" in page
    assert "0900" not in page


def test_a_page_of_which_a_number_was_withdrawn_does_not_keep_its_last_bytes(press, pressed, read):
    assert b"08000432" in read("/hulp/landelijk/")
    Phone.objects.filter(service__slug="kindertelefoon").update(number="08000433", display="0800-0433")
    break_step("<p>Bel 0900-1234567.</p>")
    press()
    assert b"08000432" not in read("/hulp/landelijk/")


def test_a_view_that_breaks_takes_no_other_page_down(press, pressed, read, monkeypatch):
    before = read(GUIDE)

    def broken(self, **kwargs):
        raise RuntimeError("kapot")

    monkeypatch.setattr("content.views.GuideDetail.get_context_data", broken)
    Topic.objects.update(title="Een nieuwe titel")
    press()
    assert read(GUIDE) == before
    assert b"Een nieuwe titel" in read("/onderwerpen/in-je-relatie/")


def test_without_a_right_page_for_danger_there_is_no_new_edition(press, pressed, editions):
    before = editions.current_id()
    Page.objects.filter(slug="nu").update(body_html="<p>Bel 0900-1234567.</p>")
    report = press()
    assert "/nu/" in report.stopped
    assert editions.current_id() == before


def test_with_too_many_mistakes_there_is_no_new_edition(press, pressed, editions):
    before = editions.current_id()
    Service.objects.filter(slug="veilig-thuis").update(status=Service.Status.ACTIVE)
    Page.objects.exclude(slug="nu").update(body_html="<p>Bel 0900-1234567.</p>")
    report = press()
    assert "te veel" in report.stopped
    assert editions.current_id() == before


def test_a_page_that_was_taken_down_is_gone_at_once_also_when_the_rest_stops(press, pressed, editions):
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    Page.objects.filter(slug="nu").update(body_html="<p>Bel 0900-1234567.</p>")
    report = press()
    assert report.stopped
    assert report.removed == [GUIDE]
    assert GUIDE not in editions.current().files
    assert "/nu/" in editions.current().files


def test_a_page_that_was_taken_down_does_not_come_back_with_an_older_edition(press, pressed, editions, tmp_path):
    first = pressed.edition
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    editions.back_to(first)
    assert GUIDE not in editions.current().files
    editions.export(tmp_path / "site.zip")
    assert GUIDE.strip("/") not in " ".join(zipfile.ZipFile(tmp_path / "site.zip").namelist())


def test_nothing_leads_to_a_page_that_was_taken_down_in_an_edition_that_stays(press, editions, read):
    Page.objects.filter(slug="colofon").update(body_html=f'<p>Lees <a href="{GUIDE}#stappen">over ruzie</a>.</p>')
    MovedAddress.objects.create(old_path="/oud/", new_path=GUIDE)
    press()
    leading = [path for path in editions.current().files if GUIDE.encode() in read(path)]
    assert {"/colofon/", "/oud/", "/zoeken/lijst.json", "/wat-te-doen/", "/sitemap-stappen-0.xml"} <= set(leading)
    editions.freeze()
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    assert [path for path in editions.current().files if GUIDE.encode() in read(path)] == []
    assert b"<p>Lees over ruzie.</p>" in read("/colofon/")
    assert "/oud/" not in editions.current().files
    assert editions.current().damaged() == []


def test_a_page_that_is_published_again_comes_back(press, pressed, editions):
    guide = Guide.objects.filter(slug="ruzie-bij-de-buren")
    guide.update(published_at=None)
    press()
    assert GUIDE in editions.withdrawn()
    guide.update(published_at=timezone.now() - timedelta(minutes=1))
    press()
    assert GUIDE in editions.current().files
    assert GUIDE not in editions.withdrawn()


def test_taking_a_page_down_leaves_only_the_words_of_links_to_it(press, read):
    Page.objects.filter(slug="colofon").update(body_html=f'<p>Lees <a href="{GUIDE}">over ruzie</a>.</p>')
    press()
    assert f'<a href="{GUIDE}">'.encode() in read("/colofon/")
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    report = press()
    assert b"<p>Lees over ruzie.</p>" in read("/colofon/")
    assert errors(report) == []
    assert any(problem.path == "/colofon/" and "weggelaten" in problem.message for problem in report.warnings)


def test_an_address_that_moved_holds_a_page_that_leads_on(press, editions, read):
    MovedAddress.objects.create(old_path="/oud/", new_path=GUIDE)
    MovedAddress.objects.create(old_path="/ook-oud/", new_path="/bestaat-niet/")
    press()
    assert editions.current().moves == {"/oud/": GUIDE}
    assert GUIDE.encode() in read("/oud/")
    assert "/ook-oud/" not in editions.current().files


def test_going_back_freezes_until_it_is_thawed(press, pressed, editions, read):
    first = pressed.edition
    Topic.objects.update(title="Een nieuwe titel")
    press()
    editions.back_to(first)
    assert b"Een nieuwe titel" not in read("/onderwerpen/in-je-relatie/")
    assert "bevroren" in press().stopped
    editions.thaw()
    press()
    assert b"Een nieuwe titel" in read("/onderwerpen/in-je-relatie/")


def test_a_frozen_site_still_loses_what_is_taken_down(press, pressed, editions):
    editions.freeze()
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    assert GUIDE not in editions.current().files


def test_only_the_newest_editions_are_kept(press, editions, settings):
    settings.EDITIONS_KEPT = 3
    for _ in range(5):
        press()
    assert len(editions.ids()) == 3
    assert editions.current_id() == editions.ids()[0]


def test_a_full_disk_leaves_the_last_good_edition_and_no_half_one(press, pressed, editions, monkeypatch):
    before, folders = editions.current_id(), set(editions.folder.iterdir())

    def full(*args):
        raise OSError(28, "No space left on device")

    Topic.objects.update(title="Een nieuwe titel")
    with monkeypatch.context() as patch:
        patch.setattr(edition_module.os, "link", full)
        patch.setattr(edition_module.shutil, "copy2", full)
        with pytest.raises(OSError, match="No space"):
            press()
    assert editions.current_id() == before
    assert set(editions.folder.iterdir()) == folders
    assert editions.current().damaged() == []


def test_on_a_full_disk_a_page_can_still_be_taken_down(press, pressed, editions, monkeypatch):

    def full(*args):
        raise OSError(28, "No space left on device")

    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    with monkeypatch.context() as patch:
        patch.setattr(edition_module.os, "link", full)
        patch.setattr(edition_module.shutil, "copy2", full)
        with pytest.raises(OSError, match="No space"):
            press()
    assert not editions.current().file(GUIDE).exists()


def test_what_a_killed_press_left_is_cleared_away(press, pressed, editions):
    (editions.folder / ".new-20200101-000000-1" / "site").mkdir(parents=True)
    press()
    assert list(editions.folder.glob(".new-*")) == []


def test_without_a_database_nothing_changes(pressed, editions, monkeypatch):
    before = editions.current_id()

    def gone():
        raise DatabaseError

    monkeypatch.setattr("nouishetgenoeg.press.run.ChangeCounter.objects.value", gone)
    with pytest.raises(DatabaseError):
        Press(editions, processes=1).run()
    assert editions.current_id() == before


def test_a_changed_byte_is_found_and_mended(pressed, editions, capsys):
    file = editions.current().file("/nu/")
    right = file.read_bytes()
    file.write_bytes(right.replace(b"112", b"113", 1))
    with pytest.raises(CommandError, match="/nu/"):
        call_command("press", "--verify")
    call_command("press", "--repair")
    assert file.read_bytes() == right
    call_command("press", "--verify")
    assert "kloppen" in capsys.readouterr().out


def test_a_changed_compressed_twin_is_mended(pressed, editions):
    file = editions.current().file("/nu/").with_name("index.html.br")
    right = file.read_bytes()
    file.write_bytes(b"stuk")
    editions.repair()
    assert brotli.decompress(file.read_bytes()) == brotli.decompress(right)


def test_an_export_is_a_whole_site(pressed, editions, tmp_path):
    call_command("press", "--export", str(tmp_path / "site.zip"))
    names = zipfile.ZipFile(tmp_path / "site.zip").namelist()
    assert {"index.html", "nu/index.html", "404.html", "robots.txt", "static/site.css"} <= set(names)


def test_the_difference_between_two_editions_reads_as_text(press, pressed, capsys):
    first = pressed.edition
    Topic.objects.update(title="Een nieuwe titel")
    second = press().edition
    call_command("press", "--diff", first, second)
    told = capsys.readouterr().out
    assert "Veranderd: /onderwerpen/in-je-relatie/" in told
    assert "+Een nieuwe titel" in told
    assert "Veranderd: /nu/" not in told


def test_the_list_marks_the_edition_that_visitors_get(pressed, editions, capsys):
    call_command("press", "--list")
    assert f"{editions.current_id()}" in capsys.readouterr().out


def test_an_edition_that_is_not_there_is_named(editions):
    with pytest.raises(PressError, match="1999"):
        editions.back_to("1999")


def test_who_must_know_gets_a_mail_when_something_is_wrong_and_when_it_is_right_again(press, settings):
    settings.PRESS_MAIL_TO = ["redactie@example.org"]
    press()
    assert mail.outbox == []
    break_step("<p>Bel 0900-1234567.</p>")
    press()
    press()
    [message] = mail.outbox
    assert GUIDE in message.body
    assert "0900-1234567" in message.body
    break_step("<p>Bel niet.</p>")
    press()
    assert len(mail.outbox) == 2
    assert "weer in orde" in mail.outbox[1].subject


def test_a_question_that_loses_its_page_is_a_tip(press, pressed):
    LayQuery.objects.create(text="ruzie bij de buren", targets=GUIDE)
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(
        title="Iets heel anders", situation="Iets.", synonyms="", summary="Iets."
    )
    GuideStep.objects.filter(guide__slug="ruzie-bij-de-buren").update(title="Iets")
    report = press()
    assert [problem.check for problem in report.warnings if "ruzie bij de buren" in problem.message] == ["Zoeken"]
    assert any("ruzie bij de buren" in problem.message for problem in press().warnings)


def test_a_word_that_the_region_adds_keeps_a_page_from_going_out(press, pressed, read):
    Region.objects.update_or_create(pk=1, defaults={"sensitive_words": "ruzie"})
    report = press()
    assert {problem.check for problem in errors(report, GUIDE)} == {"Woorden in tabblad en adres"}
    assert b"wordt nu verbeterd" in read(GUIDE)


@pytest.mark.parametrize(
    "old",
    ["/hulp", "/nu", "/404.html", "/static/site.css", "/../../evil.html", "/" + "é" * 150, "/" + "a" * 190, "/"],
)
def test_an_odd_old_address_does_not_stop_the_press(press, editions, read, old):
    MovedAddress.objects.create(old_path=old, new_path=GUIDE)
    MovedAddress.objects.create(old_path="/berichten", new_path="/hulp/")
    MovedAddress.objects.create(old_path="/berichten/a", new_path="/hulp/")
    report = press()
    assert (report.stopped, errors(report)) == ("", [])
    assert editions.current().moves == {"/berichten/": "/hulp/", "/berichten/a/": "/hulp/"}
    assert not list(editions.folder.parent.rglob("evil.html"))
    assert b"Deze pagina is er niet" in read("/404.html")


def test_an_address_that_moved_twice_leads_to_where_the_page_is_now(press, editions):
    MovedAddress.objects.create(old_path="/eerst/", new_path="/toen/")
    MovedAddress.objects.create(old_path="/toen/", new_path=GUIDE)
    MovedAddress.objects.create(old_path="/rond/", new_path="/rond/")
    press()
    assert editions.current().moves == {"/eerst/": GUIDE, "/toen/": GUIDE}


def test_a_list_that_may_not_go_out_does_not_stop_the_pages(press, editions, read):
    Service.objects.filter(slug="kindertelefoon").update(address="Geheimstraat 12", is_address_confidential=True)
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(synonyms="geheimstraat 12")
    Topic.objects.update(title="Een nieuwe titel")
    report = press()
    assert {problem.path for problem in errors(report)} == {"/zoeken/lijst.json"}
    assert "/zoeken/lijst.json" not in editions.current().files
    assert b"Een nieuwe titel" in read("/onderwerpen/in-je-relatie/")


@pytest.mark.parametrize("where", ["content.views.GuideDetail.get_context_data", "content.models.Region.current"])
def test_a_database_that_is_lost_halfway_is_no_mistake_of_a_page(press, pressed, editions, monkeypatch, where):
    before = editions.current_id()

    def lost(*args, **kwargs):
        raise OperationalError("weg")

    monkeypatch.setattr(where, lost)
    with pytest.raises(OperationalError):
        press()
    assert editions.current_id() == before


def test_a_page_that_was_taken_down_stays_away_when_its_address_leads_on(press, pressed, editions, read):
    first = pressed.edition
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    MovedAddress.objects.create(old_path=GUIDE, new_path="/hulp/")
    press()
    assert editions.current().moves[GUIDE] == "/hulp/"
    editions.back_to(first)
    assert GUIDE not in editions.current().files


def test_what_only_a_newer_edition_had_stays_away_too_after_going_back_twice(press, editions):
    guide = Guide.objects.filter(slug="ruzie-bij-de-buren")
    guide.update(published_at=None)
    first = press().edition
    guide.update(published_at=timezone.now() - timedelta(minutes=1))
    second = press().edition
    editions.back_to(first)
    guide.update(published_at=None)
    press()
    editions.back_to(second)
    assert GUIDE not in editions.current().files


def test_a_page_that_links_to_a_heading_that_is_gone_keeps_its_last_bytes_on_disk_too(press, pressed, editions, read):
    before = read("/colofon/")
    Page.objects.filter(slug="colofon").update(body_html=f'<p>Lees <a href="{GUIDE}#k-weg">dit</a>.</p>')
    report = press()
    assert {problem.path for problem in errors(report)} == {"/colofon/"}
    assert read("/colofon/") == before
    assert editions.current().damaged() == []


def test_tips_outlive_a_freeze(press, pressed, editions):
    tips = len(pressed.warnings)
    editions.freeze()
    press()
    editions.thaw()
    assert len(press().warnings) == tips > 0


def test_a_site_of_which_most_goes_at_once_waits_for_a_word(press, pressed, editions):
    MovedAddress.objects.all().delete()
    Municipality.objects.all().delete()
    for model in (Guide, Topic, Checklist, Sector, ReportingCode, Glossary):
        model.objects.update(published_at=None)
    Page.objects.exclude(slug="nu").update(published_at=None)
    before = set(editions.current().files)
    assert "Er verandert niets" in press().stopped
    assert set(editions.current().files) == before
    press(may_remove_many=True)
    assert GUIDE not in editions.current().files


def test_every_process_of_the_press_remembers_what_pages_share():
    with ProcessPoolExecutor(1, get_context("fork"), initializer=_begin, initargs=[os.getpid()]) as pool:
        assert pool.submit(is_remembering).result()


def test_what_is_erased_is_in_no_edition_any_more(press, pressed, editions, read):
    Guide.objects.filter(slug="zorgen-om-een-kind").update(published_at=None)
    press()
    editions.erase(["/wat-te-doen/zorgen-om-een-kind/"])
    for edition_id in editions.ids():
        edition = editions.get(edition_id)
        assert "/wat-te-doen/zorgen-om-een-kind/" not in edition.files
        assert not edition.file("/wat-te-doen/zorgen-om-een-kind/").exists()
        assert b"/wat-te-doen/zorgen-om-een-kind/" not in edition.file("/zoeken/lijst.json").read_bytes()
        assert edition.damaged() == []
