from django.contrib.sitemaps import Sitemap

from content.sitemaps import PublishedSitemap

from .models import Checklist, Municipality


class MunicipalitySitemap(Sitemap):
    def items(self):
        return Municipality.objects.current()


sitemaps = {"signalen": PublishedSitemap(Checklist), "gemeenten": MunicipalitySitemap}
