from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from content import sitemaps as content
from content.remember import once
from signals import sitemaps as signals

from .a_z import letter_addresses

# What has an address and is not for a list of pages: their URL names.
FILES = ("robots", "security", "sitemap", "search_index", "signals:postcodes", "signals:signs",
         "signals:event_calendar", "content:news_feed", "card")  # fmt: skip


def files():
    """The addresses of what is no page."""
    return [reverse(name) for name in FILES] + signals.files()


class FixedSitemap(Sitemap):
    """Pages that are not an item: the home page and the lists."""

    def items(self):
        names = [
            "home", "a_z", "search", "embed", "content:guide_list", "content:topic_list", "signals:checklist_list",
            "signals:at_hand", "signals:finder", "signals:municipality_list", "signals:national",
            "signals:training_list", "signals:initiative_list", "content:news_list", "content:story_list",
            "content:frustration_list", "content:vision_list", "content:download_list",
        ]  # fmt: skip
        return [reverse(name) for name in names] + letter_addresses()

    def location(self, path):
        return path


@once
def sections():
    """Every part of the sitemap: name to `Sitemap`."""
    return {"vast": FixedSitemap(), **content.sections(), **signals.sections()}
