from django.contrib.sitemaps import Sitemap

from content.sitemaps import in_parts

from .models import Checklist, Municipality


class MunicipalitySitemap(Sitemap):
    """Every municipality with a page of its own: one that merged leads to its successor."""

    def items(self):
        return Municipality.objects.with_page()


def sections():
    return {**in_parts("signalen", Checklist), "gemeenten": MunicipalitySitemap()}
