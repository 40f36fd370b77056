"""News, and all of it by date."""

from django.views.generic import DetailView, ListView

from .models import NewsItem
from .periods import MOST, PeriodView, Timeline

ARCHIVE = Timeline("content:news_archive", lambda: NewsItem.objects.published(), "dated")


class NewsList(ListView):
    """What is new, the latest first."""

    def get_queryset(self):
        return NewsItem.objects.listed().for_lists()[:MOST]


class NewsArchive(PeriodView):
    timeline = ARCHIVE
    template_name = "content/news_archive.html"


class NewsDetail(DetailView):
    def get_queryset(self):
        return NewsItem.objects.published().prefetch_related("sources", "downloads")
