import json
from collections import defaultdict
from html import unescape

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from content import references
from content.models import Audience, Sector
from content.remember import once
from content.views import MAX_LISTED, for_each_audience, listed, reporting_code

from .models import (
    Checklist,
    Coverage,
    Event,
    Initiative,
    Municipality,
    PostcodeArea,
    Service,
    SignGroup,
    TrainingDate,
)


class ChecklistList(ListView):
    """All checklists, in the order of the five doors."""

    template_name = "signals/checklist_list.html"

    def get_queryset(self):
        return for_each_audience(Checklist.objects.listed())


class ChecklistDetail(DetailView):
    model = Checklist

    def get_queryset(self):
        return Checklist.objects.published().prefetch_related("groups__signs", "guides", "topics")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            guides=listed(self.object.guides), topics=listed(self.object.topics), **kwargs
        )


# The ages of which a list can be chosen: the first and the last year, and how it is said.
AGES = [(0, 3, "0 tot 4 jaar"), (4, 11, "4 tot 12 jaar"), (12, 17, "12 tot 18 jaar"), (18, 64, "18 tot 65 jaar"),
        (65, 120, "65 jaar of ouder")]  # fmt: skip


# Stands in no text: it keeps texts apart that are filled in together.
BETWEEN = "\x1e"


@require_safe
def at_hand(request):
    """Signs across lists: what is chosen becomes a sheet in the page itself, and is never sent."""
    code = reporting_code()
    return TemplateResponse(
        request,
        "signals/at_hand.html",
        {
            "checklists": Checklist.objects.listed().filter(is_at_hand=True)[:MAX_LISTED],
            "ages": AGES,
            "harm_by": Checklist.HarmBy.choices,
            "sides": [choice for choice in SignGroup.Side.choices if choice[0] != SignGroup.Side.BOTH],
            "sectors": Sector.objects.listed()[:MAX_LISTED],
            "steps": [part for part in code.parts.all() if part.is_step] if code else [],
        },
    )


@require_safe
def signs(request):
    """The file with the signs to choose from: lists with title, address, ages, who does harm, sectors and groups.

    A group is its title, in whom its signs show, and the signs: text, weight, and what to do at once (may be empty).
    """
    lists = Checklist.objects.listed().filter(is_at_hand=True).prefetch_related("groups__signs", "sectors")
    found = [
        {
            "title": checklist.title,
            "url": checklist.get_absolute_url(),
            "ages": [checklist.age_from, checklist.age_to],
            "by": checklist.harm_by,
            "sectors": [sector.slug for sector in listed(checklist.sectors)],
            "groups": [
                [group.title, group.side, [[sign.text, sign.weight, sign.advice_html] for sign in group.signs.all()]]
                for group in checklist.groups.all()
            ],
        }
        for checklist in lists[:MAX_LISTED]
    ]
    # All at once: a look-up for each kind of reference, not for each sign.
    rows = [row for checklist in found for group in checklist["groups"] for row in group[2]]
    filled = references.fill(BETWEEN.join(row[2] for row in rows)).split(BETWEEN)
    for row, advice in zip(rows, filled, strict=bool(rows)):
        row[2] = unescape(strip_tags(advice)).strip()
    return HttpResponse(json.dumps(found, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


class Finder(ListView):
    """Choose a municipality: those of the region first, then any other, or a postcode."""

    template_name = "signals/finder.html"

    def get_queryset(self):
        return Municipality.objects.current().local()


class MunicipalityList(ListView):
    """Every municipality of the country, by province."""

    def get_queryset(self):
        return Municipality.objects.current().order_by("province", "name")


def in_order(services):
    """Entries of one group as a visitor gets them: always open first, then what was checked of late."""
    return sorted(services, key=lambda service: (not service.facts.get("is_always_open"), not service.is_checked))


@once
def _directory():
    """What residents can call: a list of services, and for each place the primary keys of what serves it.

    A place is ("municipality" or "region", primary key).
    """
    served = defaultdict(set)
    for service, municipality, region in Coverage.objects.values_list("service", "municipality", "safe_at_home"):
        served["municipality", municipality].add(service)
        served["region", region].add(service)
    return list(Service.objects.active().for_residents().for_display()), served


# So much of each kind stands on the page of a municipality; the lists have the rest.
MOST_LOCAL = 3


def _first_of_each(rows, order):
    """The first rows of each municipality: its primary key to a list of rows. One query, however many rows."""
    rank = Window(RowNumber(), partition_by=F("municipality"), order_by=order)
    found = defaultdict(list)
    for row in rows.exclude(municipality=None).annotate(rank=rank).filter(rank__lte=MOST_LOCAL).order_by(*order):
        found[row.municipality_id].append(row)
    return found


@once
def _going_on():
    """The events, training dates and initiatives of all municipalities, each as `_first_of_each` gives them."""
    events = Event.objects.listed().upcoming().for_lists()
    dates = TrainingDate.objects.upcoming().select_related("training", "municipality")
    links = Initiative.municipalities.through.objects.filter(initiative__in=Initiative.objects.listed())
    return (
        _first_of_each(events, ["starts_at", "pk"]),
        _first_of_each(dates, ["starts_at", "pk"]),
        _first_of_each(links.select_related("initiative"), ["initiative__position", "pk"]),
    )


class MunicipalityDetail(DetailView):
    """Whom to call in one municipality: lines that are always open first."""

    queryset = Municipality.objects.select_related("safe_at_home", "successor").prefetch_related(
        "field_sources", "safe_at_home__field_sources"
    )

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.has_ended and self.object.successor:
            return redirect(self.object.successor)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        services, served = _directory()
        here = served["municipality", self.object.pk] | served["region", self.object.safe_at_home_id]
        nearby = in_order(service for service in services if service.pk in here)
        national = in_order(service for service in services if service.is_national)
        always = in_order(service for service in national + nearby if service.facts.get("is_always_open"))
        events, dates, links = (of_kind[self.object.pk] for of_kind in _going_on())
        return super().get_context_data(
            events=events,
            dates=dates,
            initiatives=[link.initiative for link in links],
            facts=self.object.facts,
            always=always,
            nearby=[service for service in nearby if service not in always],
            national=[service for service in national if service not in always],
            shows_hours=any(service.opening_hours for service in national + nearby),
            **kwargs,
        )


class NationalLines(ListView):
    """Every national line."""

    template_name = "signals/service_list.html"

    def get_queryset(self):
        return Service.objects.active().national().for_display()

    def get_context_data(self, **kwargs):
        services = in_order(self.object_list)
        return super().get_context_data(
            residents=[service for service in services if service.audience != Audience.PROFESSIONAL],
            professionals=[service for service in services if service.audience == Audience.PROFESSIONAL],
            shows_hours=any(service.opening_hours for service in services),
            **kwargs,
        )


@require_safe
def postcodes(request):
    """The file that finds a municipality in the page itself: no postcode ever leaves the device.

    `names` and `slugs` hold the municipalities, `aliases` their villages and other names, by index; what merged
    into a municipality is one of its names. `areas` holds, for each run of postcodes with the same municipality,
    its first postcode and the index of that municipality (-1: no such postcode).
    """
    municipalities = list(Municipality.objects.current().values_list("pk", "name", "slug", "aliases"))
    index = {pk: position for position, (pk, *_) in enumerate(municipalities)}
    aliases = {index[pk]: [names] for pk, _, _, names in municipalities if names}
    # Names and postcodes of a municipality that merged belong to its successor.
    ended = Municipality.objects.exclude(pk__in=index).order_by("name")
    for pk, successor, *names in ended.values_list("pk", "successor_id", "name", "aliases"):
        index[pk] = index.get(successor, -1)
        if index[pk] >= 0:
            aliases.setdefault(index[pk], []).extend(filter(None, names))
    runs, last_code, last_place = [], 999, None
    for code, place in PostcodeArea.objects.values_list("code", "municipality_id").order_by("code"):
        if int(code) != last_code + 1 and last_place is not None:
            runs += [last_code + 1, -1]
            last_place = None
        if place != last_place:
            runs += [int(code), index.get(place, -1)]
        last_code, last_place = int(code), place
    runs += [last_code + 1, -1]
    data = {
        "names": [name for _, name, _, _ in municipalities],
        "slugs": [slug for _, _, slug, _ in municipalities],
        "aliases": {position: ", ".join(names) for position, names in aliases.items()},
        "areas": runs,
    }
    return HttpResponse(json.dumps(data, separators=(",", ":")), content_type="application/json")
