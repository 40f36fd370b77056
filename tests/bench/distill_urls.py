"""Our addresses, with the guides wrapped for django-distill."""

import os

from django_distill import distill_path

from content.models import Guide
from content.views import GuideDetail
from nouishetgenoeg.urls import *  # noqa: F403
from nouishetgenoeg.urls import urlpatterns as ours


def slugs():
    """The guides; with BENCH_SHARE=0/2 and 1/2 two processes do half each (its own --parallel-render is threads)."""
    share, of = map(int, os.environ.get("BENCH_SHARE", "0/1").split("/"))
    for slug in list(Guide.objects.listed().order_by("pk").values_list("slug", flat=True))[share::of]:
        yield {"slug": slug}


urlpatterns = [
    distill_path("wat-te-doen/<slug:slug>/", GuideDetail.as_view(), name="bench_guide", distill_func=slugs),
    *ours,
]
