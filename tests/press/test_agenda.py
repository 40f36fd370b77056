"""The agenda, the news and the stories in an edition."""

import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import icalendar
from django.utils import timezone

from content.models import Story
from nouishetgenoeg.press.publisher import next_moment
from nouishetgenoeg.press.serve import Site
from signals.models import Event
from tests.content.test_news import make_news
from tests.content.test_stories import make_story
from tests.signals.test_agenda import make_event

STORY = "/verhalen/iets-dat-hielp/"


def summaries(content):
    return [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(content).events]


def test_an_edition_holds_the_calendar_and_the_feed_with_their_types(press, editions, read):
    make_event("netwerklunch")
    make_news("avond")
    report = press()
    assert [problem for problem in report.errors if "agenda" in problem.path] == []
    assert (
        summaries(read("/agenda/agenda.ics"))
        == summaries(read("/agenda/netwerklunch.ics"))
        == ["Tab van netwerklunch"]
    )
    ElementTree.fromstring(read("/nieuws/feed.xml"))  # noqa: S314 - our own feed
    assert editions.current().files["/agenda/netwerklunch.ics"]["type"] == "text/calendar; charset=utf-8"


def test_visitors_get_a_calendar_file_that_stays_nowhere(press, editions):
    make_event("netwerklunch")
    press()
    answered = {}

    def start_response(status, headers):
        answered.update(headers, status=status)

    environ = {"PATH_INFO": "/agenda/agenda.ics", "REQUEST_METHOD": "GET", "HTTP_HOST": "localhost"}
    body = b"".join(Site(None, editions)(environ, start_response))
    assert summaries(body) == ["Tab van netwerklunch"]
    assert answered["status"] == "200 OK"
    assert answered["Cache-Control"] == "no-store"
    assert answered["Content-Type"] == "text/calendar; charset=utf-8"


def test_equal_content_gives_equal_bytes_in_the_next_edition(press, editions):
    make_event("netwerklunch")
    make_news("avond")
    press()
    before = {path: editions.current().files[path]["sha256"] for path in ("/agenda/agenda.ics", "/nieuws/feed.xml")}
    press()
    assert {path: editions.current().files[path]["sha256"] for path in before} == before


def test_the_press_waits_for_the_moment_an_event_ends():
    event = make_event("netwerklunch", starts_at=timezone.now() + timedelta(minutes=1))
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() + timedelta(minutes=2))
    event.refresh_from_db()
    now = timezone.now() + timedelta(seconds=61)
    assert next_moment(now) == event.ends_at


def test_a_story_whose_consent_was_withdrawn_is_in_no_edition_and_no_export(press, editions, read, tmp_path):
    story = make_story()
    first = press().edition
    assert STORY in editions.current().files
    Story.objects.filter(pk=story.pk).update(consent_withdrawn_on=timezone.localdate())
    press()
    assert STORY not in editions.current().files
    editions.back_to(first)
    assert [path for path in editions.current().files if b"iets-dat-hielp" in read(path)] == []
    editions.export(tmp_path / "site.zip")
    assert "iets-dat-hielp" not in " ".join(zipfile.ZipFile(tmp_path / "site.zip").namelist())


def test_what_was_withdrawn_leaves_calendars_and_feeds_of_an_edition_that_stays(press, editions, read):
    # An address that a calendar folds over two lines.
    make_event("een-heel-lange-naam-die-in-een-agenda-over-meer-dan-een-regel-gaat", tab_title="Blijft")
    gone = make_event("een-nog-langere-naam-die-in-een-agenda-ook-over-meer-dan-een-regel-gaat", tab_title="Gaat weg")
    make_news("blijft")
    news = make_news("gaat-weg")
    first = press().edition
    for item in (gone, news):
        type(item).objects.filter(pk=item.pk).update(published_at=None)
    press()
    editions.back_to(first)
    assert f"/agenda/{gone.slug}.ics" not in editions.current().files
    assert summaries(read("/agenda/agenda.ics")) == ["Blijft"]
    feed = read("/nieuws/feed.xml").decode()
    assert "/nieuws/blijft/" in feed
    assert "gaat-weg" not in feed
