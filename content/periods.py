"""Lists by date that stay short: of a long period the shorter ones in it are named."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, DateField
from django.db.models.functions import Cast, TruncDate
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import ListView

from .remember import once

# A list names at most this many items, and the page of one day this many.
MOST = 30
MOST_OF_A_DAY = 60


@dataclass(frozen=True)
class Part:
    """A shorter period: its address, what it is called, how many items are in it."""

    url: str
    label: str
    count: int


class Timeline:
    """Items by date.

    `name` is the URL name of the list and of its periods, `items()` gives the QuerySet, `field` names the date or
    moment by which it is ordered.
    """

    def __init__(self, name, items, field):
        self.name, self.items, self.field = name, items, field

    @once
    def days(self):
        """How many items there are on each day: (year, month, day) to count."""
        items = self.items().order_by()
        is_date = items.model._meta.get_field(self.field).get_internal_type() == "DateField"
        day = Cast(self.field, DateField()) if is_date else TruncDate(self.field)
        counts = items.annotate(day=day).values_list("day").annotate(Count("pk"))
        return {(day.year, day.month, day.day): count for day, count in counts}

    def url(self, period):
        return reverse(self.name, args=period)

    def addresses(self):
        """The addresses of the list and of every period that it leads to."""

        def within(period, days):
            yield self.url(period)
            if not period or sum(days.values()) > MOST:
                for shorter in sorted(_shorter(period, days)):
                    yield from within(shorter, _within(shorter, days))

        return list(within((), self.days()))


def _within(period, days):
    """The days, with their counts, in a period: nothing, a year, a month or a day."""
    return {day: count for day, count in days.items() if day[: len(period)] == period}


def _shorter(period, days):
    """The next shorter periods of a period: each to how many items it has."""
    found = Counter()
    if len(period) < 3:
        for day, count in _within(period, days).items():
            found[day[: len(period) + 1]] += count
    return found


def label(year, month=None, day=None):
    """A period in words: 2026, november 2026, or 26 november 2026."""
    if month is None:
        return str(year)
    return date_format(date(year, month, day or 1), "j F Y" if day else "F Y")


def in_words(starts_at, ends_at, is_all_day=False):
    """From when to when, in our own time: "maandag 20 november 2023, 9.30 tot 17.00 uur"."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    # What ends at midnight ends on the day before.
    last_day = max(first, last - timedelta(microseconds=1)).date()
    if is_all_day:
        if last_day == first.date():
            return date_format(first, "l j F Y")
        return f"{date_format(first, 'l j F')} tot en met {date_format(last_day, 'l j F Y')}"
    if last_day == first.date():
        return f"{date_format(first, 'l j F Y, G.i')} tot {date_format(last, 'G.i')} uur"
    return f"{date_format(first, 'l j F Y, G.i')} uur tot {date_format(last, 'l j F Y, G.i')} uur"


class PeriodView(ListView):
    """What there is in a period of a `timeline`: all of it, or the first of a long one and the shorter periods."""

    timeline = None

    @property
    def period(self):
        return tuple(self.kwargs[name] for name in ("year", "month", "day") if name in self.kwargs)

    def get_queryset(self):
        self.days = _within(self.period, self.timeline.days())
        if self.period and not self.days:
            raise Http404
        within = zip(("year", "month", "day"), self.period, strict=False)
        items = self.timeline.items().for_lists()
        items = items.filter(**{f"{self.timeline.field}__{name}": value for name, value in within})
        return items[: MOST_OF_A_DAY if len(self.period) == 3 else MOST]

    def get_context_data(self, **kwargs):
        shorter = sorted(_shorter(self.period, self.days).items(), reverse=True)
        return super().get_context_data(
            period=label(*self.period) if self.period else "",
            is_long=sum(self.days.values()) > MOST,
            parts=[Part(self.timeline.url(period), label(*period), count) for period, count in shorter],
            **kwargs,
        )


def by_date(root, view, name):
    """The URL patterns of a list by date, and of its pages for a year, a month and a day."""
    return [
        path(root, view, name=name),
        path(f"{root}<int:year>/", view, name=name),
        path(f"{root}<int:year>/<int:month>/", view, name=name),
        path(f"{root}<int:year>/<int:month>/<int:day>/", view, name=name),
    ]
