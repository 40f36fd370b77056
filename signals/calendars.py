"""The agenda as calendar files (iCalendar, RFC 5545).

What is in them stands on a screen that others may see: a discreet title, when, where, and the address of the page.
Moments are in UTC, so that every client shows them in its own time and no rule of daylight saving can be out of date.
Equal events give equal bytes: the stamp is that of the last change, not of the making.
"""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from icalendar import Calendar
from icalendar import Event as Entry

from content import discretion
from content.models import Region

from .models import Event

# The feed names at most so many events: the nearest.
MOST = 100


def discreet_place(event, more_words):
    """Where it is, or only the municipality when the name of the place says too much: the page tells the rest."""
    if discretion.found_in(event.where, more_words):
        return event.municipality.name if event.municipality else ""
    return event.where


def entry(event, url, more_words):
    """One event as an iCalendar component; `url` is the address of its page, `more_words` are too telling here."""
    first, last = event.days
    found = Entry()
    found.add("uid", f"agenda-{event.pk}@{urlsplit(settings.SITE_URL).hostname}")
    found.add("dtstamp", event.updated_at.astimezone(UTC))
    found.add("last-modified", event.updated_at.astimezone(UTC))
    # The end of a whole day is the day after it (RFC 5545, 3.6.1).
    found.add("dtstart", first if event.is_all_day else event.starts_at.astimezone(UTC))
    found.add("dtend", last + timedelta(days=1) if event.is_all_day else event.ends_at.astimezone(UTC))
    found.add("summary", event.tab_title)
    if where := discreet_place(event, more_words):
        found.add("location", where)
    found.add("url", url)
    found.add("class", "PRIVATE")
    return found


def calendar(request, events):
    """The response with a calendar of these events."""
    found = Calendar()
    found.add("prodid", "-//Agenda//NL")
    found.add("version", "2.0")
    found.add("name", "Agenda")
    found.add("x-wr-calname", "Agenda")
    more_words = Region.current().extra_words
    for event in events:
        found.add_component(entry(event, request.build_absolute_uri(event.get_absolute_url()), more_words))
    return HttpResponse(found.to_ical(), content_type="text/calendar; charset=utf-8")


@require_safe
def agenda(request):
    """What is coming, to subscribe to."""
    return calendar(request, Event.objects.listed().upcoming().for_lists()[:MOST])


@require_safe
def one(request, slug):
    """One event that has not ended, for an own calendar."""
    event = Event.objects.published().upcoming().for_lists().filter(slug=slug).first()
    if event is None:
        raise Http404
    return calendar(request, [event])
