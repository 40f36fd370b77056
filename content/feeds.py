"""News for feed readers (Atom, RFC 4287). No page announces it, and its titles are discreet."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from .models import NewsItem

MOST = 20


class StillAtom(Atom1Feed):
    """Atom without the moment of making, so that equal news gives equal bytes on every host."""

    content_type = "application/xml; charset=utf-8"

    def latest_post_date(self):
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime(2023, 11, 20, tzinfo=UTC))


class NewsFeed(Feed):
    feed_type = StillAtom
    title = "Nieuws"
    link = reverse_lazy("content:news_list")

    def items(self):
        return NewsItem.objects.listed().for_lists()[:MOST]

    def item_title(self, item):
        return item.tab_title

    def item_description(self, item):
        return item.summary

    def item_updateddate(self, item):
        return item.updated_at.replace(microsecond=0)
