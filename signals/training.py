"""The training catalogue, and one page for each of its facets."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.views.generic import DetailView, ListView

from content.models.choices import Form, Level, Step, TargetGroup
from content.remember import once
from content.views import MAX_LISTED

from .models import Training


@dataclass(frozen=True)
class Facet:
    """A way to choose: its part of the address, the field, the choices, and how it is called.

    `lead` stands before a choice in the title of its page.
    """

    key: str
    field: str
    choices: type
    label: str
    lead: str = ""

    def values(self, row):
        """The values of a row of `catalogue()`, as a list; what is for everyone is for each group."""
        value = row[self.field]
        if isinstance(value, str):
            return [value] if value else []
        return self.choices.values if TargetGroup.ALL in value else value

    def title(self, value):
        label = self.choices(value).label
        return f"{self.lead} {label[:1].lower()}{label[1:]}" if self.lead else label


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many trainings have it."""

    facet: Facet
    value: str
    label: str
    count: int

    @property
    def url(self):
        return reverse("signals:training_facet", args=[self.facet.key, self.value])


FACETS = [
    Facet("voor", "groups", TargetGroup, "Voor wie", "Voor"),
    Facet("niveau", "level", Level, "Niveau", "Niveau:"),
    Facet("vorm", "form", Form, "Vorm", "Vorm:"),
    Facet("stap", "steps", Step, "Stap van de meldcode"),
]


@once
def catalogue():
    """What decides in which facets a training is: a list of dicts with its key and the fields of the facets."""
    return list(Training.objects.listed().values("pk", *(facet.field for facet in FACETS)))


def facets():
    """Every facet that has items: a list of (Facet, list of Choice)."""
    found = []
    for facet in FACETS:
        counts = Counter(value for row in catalogue() for value in facet.values(row))
        choices = [Choice(facet, *each, counts[each[0]]) for each in facet.choices.choices if counts[each[0]]]
        if choices:
            found.append((facet, choices))
    return found


def facet_addresses():
    return [choice.url for _, choices in facets() for choice in choices]


class TrainingList(ListView):
    template_name = "signals/training_list.html"

    def get_queryset(self):
        return Training.objects.listed().for_lists()[:MAX_LISTED]

    def get_context_data(self, **kwargs):
        # The script can only choose among what stands on the page.
        return super().get_context_data(
            facets=facets(),
            is_complete=len(self.object_list) < MAX_LISTED,
            archived=Training.objects.archived()[:MAX_LISTED],
            **kwargs,
        )


class TrainingFacet(ListView):
    """The trainings with one value of one facet."""

    template_name = "signals/training_facet.html"

    def get_queryset(self):
        key, value = self.kwargs["facet"], self.kwargs["value"]
        self.facet = next((facet for facet in FACETS if facet.key == key and value in facet.choices.values), None)
        if self.facet is None:
            raise Http404
        keys = [row["pk"] for row in catalogue() if value in self.facet.values(row)]
        if not keys:
            raise Http404
        return Training.objects.listed().for_lists().filter(pk__in=keys[:MAX_LISTED])

    def get_context_data(self, **kwargs):
        return super().get_context_data(label=self.facet.title(self.kwargs["value"]), **kwargs)


class TrainingDetail(DetailView):
    def get_queryset(self):
        return Training.objects.published().prefetch_related("dates__municipality", "sources", "downloads")
