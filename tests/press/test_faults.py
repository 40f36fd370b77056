"""What goes wrong on disk, with the clock or with the database, and what visitors get then.

What needs processes to kill or disks to fill stands in tests/drills.
"""

import multiprocessing
import shutil
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from content.models import AudiencePage, ChangeCounter, Guide, Page, Topic
from content.models.base import Expiry
from nouishetgenoeg.press import edition as edition_module
from nouishetgenoeg.press.edition import ENCODINGS, PressError
from nouishetgenoeg.press.publisher import Publisher
from nouishetgenoeg.press.run import _begin as begin
from nouishetgenoeg.press.serve import Site
from signals.models import Checklist, Municipality

from .conftest import GUIDE


def no_django(environ, start_response):
    raise DatabaseError("Django is gevraagd.")


class Visitor:
    """Asks a `Site` for pages, as gunicorn does."""

    def __init__(self, editions):
        self.site = Site(no_django, editions)

    def get(self, path, encoding=""):
        """(status, bytes) for a path."""
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT_ENCODING": encoding, "wsgi.input": BytesIO(),
        }  # fmt: skip
        told = []
        body = b"".join(self.site(environ, lambda status, headers: told.append(int(status[:3]))))
        return told[0], body


@pytest.fixture
def visitor(pressed, editions, settings, monkeypatch):
    # Other processes do not see the transaction of a test.
    settings.PRESS_PROCESSES = 1
    # The publisher closes its connection after a fault; that of a test holds the test's transaction.
    monkeypatch.setattr(connection, "close", lambda: None)
    return Visitor(editions)


def twins(file):
    return [file.with_name(file.name + suffix) for suffix in ("", *ENCODINGS)]


def change_a_byte(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def full(*args, **kwargs):
    raise OSError(28, "No space left on device")


# Files that are not what they were


@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
@pytest.mark.parametrize("is_seen", [False, True], ids=["not seen before", "seen before"])
def test_a_changed_byte_never_reaches_a_visitor(visitor, editions, read, encoding, is_seen):
    right = read("/nu/")
    if is_seen:
        visitor.get("/nu/", encoding)
    suffix = {"": "", "br": ".br", "gzip": ".gz"}[encoding]
    change_a_byte(editions.current().file("/nu/").with_name("index.html" + suffix))
    assert visitor.get("/nu/", encoding) == (200, right)


def test_a_file_that_is_gone_comes_from_another_edition(visitor, press, editions, read):
    right = read("/nu/")
    press()
    visitor.site.read()
    shutil.rmtree(editions.current().site / "nu")
    assert visitor.get("/nu/") == (200, right)
    assert Visitor(editions).get("/nu/") == (200, right)


def test_a_page_that_cannot_be_read_comes_as_it_was_before(visitor, press, editions, read):
    before = read(GUIDE)
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(summary="Een nieuwe samenvatting.")
    press()
    for file in twins(editions.current().file(GUIDE)):
        change_a_byte(file)
    assert Visitor(editions).get(GUIDE) == (200, before)


def test_without_any_right_bytes_the_numbers_are_left(visitor, editions):
    for file in twins(editions.current().file(GUIDE)):
        change_a_byte(file)
    status, body = visitor.get(GUIDE)
    assert status == 500
    assert b"tel:112" in body
    assert b"tel:08002000" in body


def test_a_page_of_which_nothing_right_is_left_is_made_again(visitor, editions, read):
    right = read(GUIDE)
    for file in twins(editions.current().file(GUIDE)):
        change_a_byte(file)
    publisher = Publisher(editions)
    publisher.turn()
    publisher.verify()
    publisher.turn()
    assert read(GUIDE) == right
    assert editions.current().damaged() == []


def test_a_server_that_starts_while_the_edition_cannot_be_read_serves_the_one_before(visitor, press, editions):
    press()
    (editions.current().folder / "manifest.json").write_text("{")
    status, body = Visitor(editions).get("/nu/")
    assert status == 200
    assert b"tel:112" in body


@pytest.mark.parametrize("content", ["", "{", "[1]"])
def test_an_edition_without_a_readable_manifest_is_replaced(visitor, editions, content):
    publisher = Publisher(editions)
    publisher.turn()
    (editions.current().folder / "manifest.json").write_text(content)
    publisher.verify()
    publisher.turn()
    assert editions.current().damaged() == []


@pytest.mark.parametrize("content", ["", "{", "[1]"])
def test_a_broken_list_of_withdrawn_pages_brings_none_of_them_back(visitor, press, editions, content):
    first = editions.current_id()
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    (editions.folder / "withdrawn.json").write_text(content)
    assert Visitor(editions).get(GUIDE)[0] == 404
    press()
    assert GUIDE in editions.withdrawn()
    editions.back_to(first)
    assert Visitor(editions).get(GUIDE)[0] == 404


# A full disk


def test_on_a_disk_that_takes_nothing_at_all_a_page_can_be_taken_down(visitor, press, editions, monkeypatch):
    press()
    visitor.site.read()
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    with monkeypatch.context() as patch:
        for module, name in ((edition_module.os, "link"), (edition_module.shutil, "copy2")):
            patch.setattr(module, name, full)
        patch.setattr(edition_module.Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            press()
        assert visitor.get(GUIDE)[0] == 404
        assert Visitor(editions).get(GUIDE)[0] == 404
    assert visitor.get("/nu/")[0] == 200


def test_the_publisher_tells_of_a_full_disk_and_presses_when_there_is_room(visitor, editions, monkeypatch):
    publisher = Publisher(editions)
    publisher.turn()
    before = editions.current_id()
    ChangeCounter.objects.increase()
    with monkeypatch.context() as patch:
        patch.setattr(edition_module.Path, "write_bytes", full)
        assert publisher.turn() > 0.2
        assert editions.current_id() == before
    publisher.turn()
    assert editions.current_id() != before


# The clock


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock this far off: `clock(days=-400)`."""
    real = timezone.now

    def clock(**values):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**values))

    return clock


def test_a_clock_that_runs_behind_takes_nothing_down(visitor, editions, clock):
    publisher = Publisher(editions)
    publisher.turn()
    before = editions.current().files
    clock(days=-400)
    ChangeCounter.objects.increase()
    publisher.turn()
    assert editions.current().files == before
    assert editions.withdrawn() == {}
    assert "klok" in editions.last_report()["stopped"]
    clock(days=0)
    publisher.turn()
    assert editions.last_report()["stopped"] == ""
    assert editions.current().files == before


def test_texts_that_all_go_at_once_are_not_hidden_by_pages_that_have_no_date(visitor, press, editions, clock):
    region = Municipality.objects.first().safe_at_home
    for number in range(80):
        Municipality.objects.create(slug=f"plaats-{number}", name=f"Plaats {number}", cbs_code=f"GM9{number:03}",
                                    province="Overijssel", safe_at_home=region)  # fmt: skip
    press()
    before = editions.current_id()
    clock(days=-400)
    assert "klok" in press().stopped
    assert editions.current_id() == before
    assert visitor.get(GUIDE)[0] == 200


def test_what_went_while_the_clock_ran_ahead_is_back_when_it_is_right(visitor, editions, clock):
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(
        expires_at=timezone.now() + timedelta(days=100), on_expiry=Expiry.REMOVE
    )
    publisher = Publisher(editions)
    publisher.turn()
    clock(days=400)
    publisher.turn()
    assert GUIDE not in editions.current().files
    clock(days=0)
    publisher.turn()
    assert GUIDE in editions.current().files


def test_another_database_takes_nothing_down(visitor, press, editions):
    before = editions.current().files
    for model in (Guide, Page, Topic, AudiencePage, Municipality, Checklist):
        model.objects.all().delete()
    assert "database" in press().stopped
    assert editions.current().files == before


def test_the_page_for_danger_is_never_taken_down(visitor, press, editions):
    Page.objects.filter(slug="nu").update(published_at=None)
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    assert press().stopped
    assert "/nu/" in editions.current().files
    assert GUIDE not in editions.current().files


# The database and the publisher


def test_the_publisher_goes_on_after_the_database_was_away(visitor, editions, monkeypatch):
    publisher = Publisher(editions)
    publisher.turn()
    before = editions.current_id()

    def away(*args):
        raise DatabaseError

    ChangeCounter.objects.increase()
    with monkeypatch.context() as patch:
        patch.setattr("nouishetgenoeg.press.publisher.ChangeCounter.objects.value", away)
        pauses = [publisher.turn() for _ in range(12)]
        assert pauses == sorted(pauses)
        assert pauses[-1] == 30
        assert "database" in (editions.folder / "trouble").read_text()
        assert visitor.get("/nu/")[0] == 200
    publisher.turn()
    assert editions.current_id() != before
    assert not (editions.folder / "trouble").exists()


def test_going_back_to_an_edition_that_cannot_be_read_changes_nothing(visitor, press, editions):
    first = editions.current_id()
    second = press().edition
    (editions.folder / first / "manifest.json").write_text("{")
    with pytest.raises(PressError, match=first):
        editions.back_to(first)
    assert editions.current_id() == second
    assert not editions.is_frozen


def test_a_process_of_a_press_that_was_killed_ends_too():
    """Else it keeps the lock, and nothing is ever pressed again; 79 kills were needed to see it."""
    process = multiprocessing.get_context("fork").Process(target=begin, args=[0])
    process.start()
    process.join(20)
    assert process.exitcode == 1
