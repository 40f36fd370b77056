import os

from django.db import models
from wagtailbakery.views import AllPublishedPagesView


class Pages(AllPublishedPagesView):
    """wagtail-bakery has one process; with BENCH_SHARE=0/2 and 1/2 two of them do half each."""

    def get_queryset(self):
        share, of = map(int, os.environ.get("BENCH_SHARE", "0/1").split("/"))
        return super().get_queryset().annotate(turn=models.F("pk") % of).filter(turn=share).specific()
