from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from .models import (
    Audience,
    AudiencePage,
    Download,
    Frustration,
    Glossary,
    Guide,
    Image,
    ImageFile,
    Page,
    Part,
    RegionalVision,
    ReportingCode,
    Sector,
    Story,
    Topic,
)  # fmt: skip
from .remember import once


class PublishedMixin:
    """Only what is published exists."""

    def get_queryset(self):
        return self.model.objects.published()


# A list shows this many items of a kind; the A-Z has them all.
MAX_LISTED = 30


def for_each_audience(items):
    """The first items for each of the five doors, in their order, as a list; `items` is a QuerySet."""
    return [item for audience in Audience.values for item in items.for_audience(audience)[:MAX_LISTED]]


@once
def door(audience):
    return AudiencePage.objects.published().filter(audience=audience).first()


def listed(items):
    """Those of a prefetched relation that lists may show."""
    return [item for item in items.all() if item.is_listed]


class GuideList(ListView):
    """All guides, in the order of the five doors."""

    template_name = "content/guide_list.html"

    def get_queryset(self):
        return for_each_audience(Guide.objects.listed().defer("body", "body_html", "brief", "brief_html"))


class GuideDetail(PublishedMixin, DetailView):
    model = Guide

    def get_queryset(self):
        # `checklists` is a relation of `signals`; this app does not know that model.
        return (
            super()
            .get_queryset()
            .prefetch_related("steps", "advice", "sources", "next_guides", "topics", "checklists")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            door=door(self.object.audience),
            next_guides=listed(self.object.next_guides),
            topics=listed(self.object.topics),
            checklists=listed(self.object.checklists),
            do=[advice for advice in self.object.advice.all() if advice.kind == advice.Kind.DO],
            dont=[advice for advice in self.object.advice.all() if advice.kind == advice.Kind.DONT],
            **kwargs,
        )


class TopicList(ListView):
    def get_queryset(self):
        return Topic.objects.listed()[:MAX_LISTED]


class TopicDetail(PublishedMixin, DetailView):
    model = Topic

    def get_queryset(self):
        return super().get_queryset().prefetch_related("figures", "sources", "guides", "checklists")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            guides=listed(self.object.guides), checklists=listed(self.object.checklists), **kwargs
        )


class PageDetail(PublishedMixin, DetailView):
    model = Page

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources")

    def get_template_names(self):
        return ["content/danger.html" if self.object.slug == "nu" else "content/page_detail.html"]


# A picture that is opened by itself can do nothing.
PICTURE_POLICY = "default-src 'none'; sandbox"


def picture(key, width, found=None):
    """The response with one size of an image; `found` are the images that may be shown, all of them by default."""
    file = ImageFile.objects.filter(image__in=Image.objects.all() if found is None else found)
    file = file.filter(image__key=key, width=width).first()
    if not file:
        raise Http404("Dit beeld is er niet.")
    return HttpResponse(
        bytes(file.content), content_type="image/webp", headers={"Content-Security-Policy": PICTURE_POLICY}
    )


@require_safe
def image(request, key, width):
    """An image that stands on a page of the site. The press puts the same bytes in its editions."""
    return picture(key, width, Image.objects.on_the_site())


@once
def reporting_code():
    """The part of the reporting code that all sectors share, with its rows; None when there is none."""
    return ReportingCode.objects.published().prefetch_related("parts", "questions").first()


class CodeDetail(PublishedMixin, DetailView):
    """The reporting code: choose a sector."""

    model = ReportingCode

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources")

    def get_context_data(self, **kwargs):
        return super().get_context_data(sectors=Sector.objects.listed()[:MAX_LISTED], **kwargs)


def parts_for(sector, code):
    """The parts of a page for one sector, in order: dicts of `part`, `title`, `text` and `additions`.

    A part of which only the sector says something is there too, so that no text of an editor stays away. Acute
    danger is always the first.
    """
    additions = {}
    for addition in sector.additions.all():
        additions.setdefault(addition.part, []).append(addition.text_html)
    parts = [
        {
            "part": Part(row.part),
            "title": row.title,
            "text": row.text_html,
            "additions": additions.pop(row.part, []),
        }
        for row in (code.parts.all() if code else [])
    ]
    for part, texts in additions.items():
        parts.append({"part": Part(part), "title": Part(part).label, "text": "", "additions": texts})
    return sorted(parts, key=lambda entry: entry["part"] != Part.ACUTE)


class GlossaryDetail(PublishedMixin, DetailView):
    """Every word of the field, with what it means."""

    model = Glossary

    def get_queryset(self):
        return super().get_queryset().prefetch_related("terms", "sources")


class StoryList(ListView):
    def get_queryset(self):
        return Story.objects.listed().defer("body", "body_html", "helped", "helped_html")[:MAX_LISTED]


class StoryDetail(PublishedMixin, DetailView):
    model = Story

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources")


class FrustrationList(ListView):
    """Where people get stuck with each other, each with a page of its own."""

    def get_queryset(self):
        return Frustration.objects.listed()[:MAX_LISTED]


class FrustrationDetail(PublishedMixin, DetailView):
    model = Frustration

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources", "downloads")


class VisionList(ListView):
    """The agreement that holds now, and earlier ones: the address stays when one ends."""

    def get_queryset(self):
        return RegionalVision.objects.listed().prefetch_related("ambitions")

    def get_context_data(self, **kwargs):
        return super().get_context_data(archived=RegionalVision.objects.archived()[:MAX_LISTED], **kwargs)


class VisionDetail(PublishedMixin, DetailView):
    model = RegionalVision

    def get_queryset(self):
        return super().get_queryset().prefetch_related("ambitions", "sources", "downloads")


# The page with all files names so many at most, the newest.
MOST_FILES = 60


class DownloadList(ListView):
    """Every file, each with the page that says the same."""

    template_name = "content/download_list.html"

    def get_queryset(self):
        files = Download.objects.prefetch_related("item").order_by("-dated", "pk")[:MOST_FILES]
        return [file for file in files if file.item and file.item.is_listed]
