from django.views.generic import DetailView, ListView

from .models import Audience, AudiencePage, Guide, Page, Topic


class PublishedMixin:
    """Only what is published exists."""

    def get_queryset(self):
        return self.model.objects.published()


class GuideList(ListView):
    """All guides, in the order of the five doors."""

    template_name = "content/guide_list.html"

    def get_queryset(self):
        order = {value: index for index, value in enumerate(Audience.values)}
        guides = Guide.objects.listed().defer("body", "body_html", "brief", "brief_html")
        return sorted(guides, key=lambda guide: order[guide.audience])


class GuideDetail(PublishedMixin, DetailView):
    model = Guide

    def get_queryset(self):
        return super().get_queryset().prefetch_related("steps", "advice", "sources")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            door=AudiencePage.objects.published().filter(audience=self.object.audience).first(),
            next_guides=self.object.next_guides.listed(),
            topics=self.object.topics.listed(),
            # The relation is made by the checklists of `signals`; this app does not know them.
            checklists=self.object.checklists.listed(),
            do=[advice for advice in self.object.advice.all() if advice.kind == advice.Kind.DO],
            dont=[advice for advice in self.object.advice.all() if advice.kind == advice.Kind.DONT],
            **kwargs,
        )


class TopicList(ListView):
    def get_queryset(self):
        return Topic.objects.listed()


class TopicDetail(PublishedMixin, DetailView):
    model = Topic

    def get_queryset(self):
        return super().get_queryset().prefetch_related("figures", "sources")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            guides=self.object.guides.listed(), checklists=self.object.checklists.listed(), **kwargs
        )


class PageDetail(PublishedMixin, DetailView):
    model = Page

    def get_queryset(self):
        return super().get_queryset().prefetch_related("sources")

    def get_template_names(self):
        return ["content/danger.html" if self.object.slug == "nu" else "content/page_detail.html"]
