from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page


class PlainPage(Page):
    """Home, doors, lists: what a menu points to."""

    template = "plain_page.html"


class GuidePage(Page):
    template = "guide_page.html"

    tab_title = models.CharField(max_length=70)
    summary = models.CharField(max_length=300)
    situation = models.CharField(max_length=200)
    door = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    brief = RichTextField()
    body = StreamField(
        [
            ("step", StructBlock([("title", CharBlock()), ("text", RichTextBlock())])),
            ("do", RichTextBlock()),
            ("dont", RichTextBlock()),
            ("text", RichTextBlock()),
            ("number", RichTextBlock()),
        ]
    )

    def get_context(self, request, *args, **kwargs):
        kinds = {name: [] for name in ("step", "do", "dont", "text", "number")}
        for block in self.body:
            kinds[block.block_type].append(block.value)
        return {
            **super().get_context(request, *args, **kwargs),
            "kinds": kinds,
            "related": self.related.select_related("to"),
        }


class Source(Orderable):
    page = ParentalKey(GuidePage, related_name="sources")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    dated = models.CharField(max_length=40, blank=True)


class Related(Orderable):
    """A page to read next; an address and a title where the page is not in this site."""

    page = ParentalKey(GuidePage, related_name="related")
    to = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    url = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
