"""Local initiatives."""

from django.views.generic import DetailView, ListView

from content.views import MAX_LISTED

from .models import Initiative


class InitiativeList(ListView):
    def get_queryset(self):
        return Initiative.objects.listed().prefetch_related("municipalities")[:MAX_LISTED]

    def get_context_data(self, **kwargs):
        return super().get_context_data(archived=Initiative.objects.archived()[:MAX_LISTED], **kwargs)


class InitiativeDetail(DetailView):
    def get_queryset(self):
        return Initiative.objects.published().prefetch_related("municipalities", "sources", "downloads")
