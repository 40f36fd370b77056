from django.contrib.sitemaps import Sitemap

from .models import AudiencePage, Guide, Page, Topic


class PublishedSitemap(Sitemap):
    """Every published item of one model."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, item):
        return item.updated_at


sitemaps = {
    "ingangen": PublishedSitemap(AudiencePage),
    "stappen": PublishedSitemap(Guide),
    "onderwerpen": PublishedSitemap(Topic),
    "paginas": PublishedSitemap(Page),
}
