"""When the press runs by itself."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.utils import timezone

from content.models import ChangeCounter, Guide, Topic
from nouishetgenoeg.press import publisher as publisher_module
from nouishetgenoeg.press.publisher import LOOK_EVERY, Publisher, moments, next_moment
from nouishetgenoeg.press.run import Press
from signals.models import Alert

from .conftest import GUIDE

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def publisher(editions, small_site, monkeypatch):
    monkeypatch.setattr(publisher_module, "Press", lambda *args, **kwargs: Press(*args, processes=1, **kwargs))
    # The connection carries the transaction of the test.
    monkeypatch.setattr(publisher_module.connection, "close", lambda: None)
    return Publisher(editions)


def test_it_presses_at_once_and_then_waits_for_a_change(publisher, editions):
    publisher.turn()
    first = editions.current_id()
    publisher.turn()
    assert editions.current_id() == first
    Topic.objects.update(title="Een nieuwe titel")
    ChangeCounter.objects.increase()
    publisher.turn()
    assert editions.current_id() != first


def test_it_looks_again_within_a_second():
    assert LOOK_EVERY < 1


def test_it_presses_when_a_page_was_set_to_appear(publisher, editions, monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=soon)
    publisher.turn()
    assert GUIDE not in editions.current().files
    # Midnight is a moment of its own, and in the evening the first to come.
    midnight = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))
    assert publisher.due == min(soon, midnight)
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(seconds=1))
    publisher.turn()
    assert GUIDE in editions.current().files


def test_every_moment_that_an_editor_can_set_is_waited_for():
    names = {(model.__name__, name) for model, name in moments()}
    assert {("Guide", "published_at"), ("Guide", "expires_at"), ("Checklist", "published_at"), ("Alert", "starts_at"),
            ("Alert", "ends_at")} <= names  # fmt: skip
    assert ("Guide", "updated_at") not in names


def test_the_end_of_an_alert_is_a_moment():
    now = timezone.now()
    Alert.objects.create(text="Let op", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(minutes=5))
    assert next_moment(now) == now + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-07-01T12:00", "2026-07-02T00:00"),
        ("2026-03-28T23:59", "2026-03-29T00:00"),  # the night that lasts 23 hours
        ("2026-10-25T01:30", "2026-10-26T00:00"),  # the day that lasts 25 hours
        ("2026-12-31T23:00", "2027-01-01T00:00"),
    ],
)
def test_otherwise_it_presses_at_midnight_in_amsterdam(now, midnight):
    now, midnight = (datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM) for text in (now, midnight))
    assert next_moment(now) == midnight


def test_a_lost_database_is_waited_for_and_told(publisher, editions, monkeypatch):
    publisher.turn()
    before = editions.current_id()

    def gone():
        raise OperationalError("weg")

    with monkeypatch.context() as patch:
        patch.setattr(publisher_module.ChangeCounter.objects, "value", gone)
        pauses = [publisher.turn() for _ in range(10)]
    assert pauses == sorted(pauses)
    assert 1 < pauses[-1] <= 30
    assert editions.current_id() == before
    assert "antwoordt niet" in (editions.folder / "trouble").read_text()
    publisher.turn()
    assert not (editions.folder / "trouble").exists()


def test_a_press_that_failed_is_tried_again(publisher, editions, monkeypatch):
    def full(self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Press, "run", full)
        publisher.turn()
        assert "schijf vol" in (editions.folder / "trouble").read_text()
    publisher.turn()
    assert editions.current_id()


def test_thawing_lets_the_waiting_change_through(publisher, editions):
    publisher.turn()
    editions.freeze()
    Topic.objects.update(title="Een nieuwe titel")
    ChangeCounter.objects.increase()
    publisher.turn()
    assert b"Een nieuwe titel" not in editions.current().file("/onderwerpen/in-je-relatie/").read_bytes()
    editions.thaw()
    publisher.turn()
    assert b"Een nieuwe titel" in editions.current().file("/onderwerpen/in-je-relatie/").read_bytes()


def test_a_damaged_file_is_mended_by_itself(publisher, editions):
    publisher.turn()
    file = editions.current().file("/nu/")
    right = file.read_bytes()
    file.write_bytes(b"stuk")
    publisher.verify()
    assert file.read_bytes() == right
