from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content.sitemaps import in_parts

from .agenda import COMING, PAST
from .models import Checklist, Event, Initiative, Municipality, Series, Training
from .training import facet_addresses


class MunicipalitySitemap(Sitemap):
    """Every municipality with a page of its own: one that merged leads to its successor."""

    def items(self):
        return Municipality.objects.with_page()


class AgendaSitemap(Sitemap):
    """The lists by date, and the facets of the trainings."""

    def items(self):
        return [*COMING.addresses(), *PAST.addresses(), *facet_addresses()]

    def location(self, path):
        return path


def files():
    """The addresses of the calendar files, one for each event that is still to come."""
    slugs = Event.objects.published().upcoming().values_list("slug", flat=True)
    return [reverse("signals:event_file", args=[slug]) for slug in slugs]


def sections():
    return {
        **in_parts("signalen", Checklist),
        "gemeenten": MunicipalitySitemap(),
        "agenda": AgendaSitemap(),
        **in_parts("bijeenkomsten", Event),
        **in_parts("reeksen", Series),
        **in_parts("scholing", Training),
        **in_parts("initiatieven", Initiative),
    }
