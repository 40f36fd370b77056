from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content.sitemaps import sitemaps as content_sitemaps
from signals.sitemaps import sitemaps as signals_sitemaps


class FixedSitemap(Sitemap):
    """Pages that are not an item: the home page and the lists."""

    def items(self):
        return [
            "home", "a_z", "search", "content:guide_list", "content:topic_list", "signals:checklist_list",
            "signals:finder", "signals:municipality_list", "signals:national",
        ]  # fmt: skip

    def location(self, name):
        return reverse(name)


sitemaps = {"vast": FixedSitemap, **content_sitemaps, **signals_sitemaps}
