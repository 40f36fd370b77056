"""The pages of the agenda."""

from django.views.generic import DetailView

from content.periods import MOST, PeriodView, Timeline

from .models import Event, Series

COMING = Timeline("signals:event_list", lambda: Event.objects.listed().upcoming(), "starts_at")
PAST = Timeline("signals:event_archive", lambda: Event.objects.published().past(), "starts_at")


class EventList(PeriodView):
    """What is coming, the nearest first."""

    timeline = COMING
    template_name = "signals/event_list.html"


class EventArchive(PeriodView):
    """What there was, the latest first."""

    timeline = PAST
    template_name = "signals/event_archive.html"


class EventDetail(DetailView):
    def get_queryset(self):
        return Event.objects.published().select_related("municipality", "series").prefetch_related("sources")


class SeriesDetail(DetailView):
    """What comes back: its years with their themes, what is coming and what there was."""

    def get_queryset(self):
        return Series.objects.published().prefetch_related("years", "sources")

    def get_context_data(self, **kwargs):
        events = self.object.events.published().for_lists()
        return super().get_context_data(
            coming=events.upcoming()[:MOST], past=events.past()[:MOST], **kwargs
        )  # fmt: skip
