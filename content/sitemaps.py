from django.contrib.sitemaps import Sitemap
from django.db.models import Max

from .models import (
    AudiencePage,
    Frustration,
    Glossary,
    Guide,
    NewsItem,
    Page,
    RegionalVision,
    ReportingCode,
    Sector,
    Story,
    Topic,
)  # fmt: skip
from .news import ARCHIVE

# Well below the 50,000 addresses that the protocol allows in a file (sitemaps.org), and little enough to render in
# the memory that any other page takes.
PER_FILE = 1000


class PublishedSitemap(Sitemap):
    """The published items of one model in one range of primary keys, so that no file skips over rows."""

    def __init__(self, model, part):
        self.model = model
        self.part = part

    def items(self):
        first = self.part * PER_FILE
        items = self.model.objects.published().only("slug", "updated_at")
        return items.filter(pk__gt=first, pk__lte=first + PER_FILE).order_by("pk")

    def lastmod(self, item):
        return item.updated_at


def in_parts(name, model):
    """The sitemaps of one model: name to sitemap, such as "stappen-0"."""
    last = model.objects.aggregate(last=Max("pk"))["last"] or 0
    return {f"{name}-{part}": PublishedSitemap(model, part) for part in range(last // PER_FILE + 1)}


class NewsArchiveSitemap(Sitemap):
    """The news by date."""

    def items(self):
        return ARCHIVE.addresses()

    def location(self, path):
        return path


MODELS = {
    "ingangen": AudiencePage, "stappen": Guide, "onderwerpen": Topic, "paginas": Page, "nieuws": NewsItem,
    "verhalen": Story, "samenwerken": Frustration, "regiovisies": RegionalVision,
    "meldcode": ReportingCode, "sectoren": Sector, "woordenlijst": Glossary,
}  # fmt: skip


def sections():
    items = {section: sitemap for name, model in MODELS.items() for section, sitemap in in_parts(name, model).items()}
    return {**items, "nieuws-archief": NewsArchiveSitemap()}
