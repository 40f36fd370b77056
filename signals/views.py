import json

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from content.models import Audience
from content.views import for_each_audience, listed

from .models import Checklist, Municipality, PostcodeArea, Service


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


class Finder(ListView):
    """Choose a municipality: those of the region first, then any other, or a postcode."""

    template_name = "signals/finder.html"

    def get_queryset(self):
        return Municipality.objects.current().local()


class MunicipalityList(ListView):
    """Every municipality of the country, by province."""

    def get_queryset(self):
        return Municipality.objects.current().order_by("province", "name")


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
        services = Service.objects.active().for_residents().for_display()
        nearby = list(services.covering(self.object))
        national = list(services.national())
        return super().get_context_data(
            facts=self.object.facts,
            always=[service for service in national + nearby if service.facts.get("is_always_open")],
            nearby=[service for service in nearby if not service.facts.get("is_always_open")],
            national=[service for service in national if not service.facts.get("is_always_open")],
            **kwargs,
        )


class NationalLines(ListView):
    """Every national line."""

    template_name = "signals/service_list.html"

    def get_queryset(self):
        return Service.objects.active().national().for_display()

    def get_context_data(self, **kwargs):
        for_professionals = Audience.PROFESSIONAL
        return super().get_context_data(
            residents=[service for service in self.object_list if service.audience != for_professionals],
            professionals=[service for service in self.object_list if service.audience == for_professionals],
            **kwargs,
        )


@require_safe
def postcodes(request):
    """The file that finds a municipality in the page itself: no postcode ever leaves the device.

    `names` and `slugs` hold the municipalities; `areas` holds, for each run of postcodes with the same
    municipality, its first postcode and the index of that municipality (-1: no such postcode).
    """
    municipalities = list(Municipality.objects.current().values_list("pk", "name", "slug", "aliases"))
    index = {pk: position for position, (pk, *_) in enumerate(municipalities)}
    # Postcodes of a municipality that merged belong to its successor.
    for pk, successor in Municipality.objects.exclude(pk__in=index).values_list("pk", "successor_id"):
        index[pk] = index.get(successor, -1)
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
        "aliases": {index[pk]: aliases for pk, _, _, aliases in municipalities if aliases},
        "areas": runs,
    }
    return HttpResponse(json.dumps(data, separators=(",", ":")), content_type="application/json")
