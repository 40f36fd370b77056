"""Search: the page, and the list that it searches.

What is typed is looked up on the visitor's own device, by `static/js/find.js`.
"""

import json
import re
from collections import defaultdict
from html import unescape

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from content.models import (
    Ambition,
    Audience,
    AudiencePage,
    CrisisLine,
    Frustration,
    Glossary,
    Guide,
    GuideStep,
    NewsItem,
    Page,
    RegionalVision,
    ReportingCode,
    Sector,
    Story,
    Synonym,
    Term,
    Topic,
)
from signals.models import Checklist, Event, Initiative, Series, SeriesYear, Service, SignGroup, Training

# Whole items are read, this many at a time: on a large site all of them together would not fit in memory.
AT_A_TIME = 100

# The groups of results, by their place in this list.
GROUPS = ["Dit kun je doen", "Uitleg", "Signalen herkennen", "Hulp bij jou in de buurt", "Voor professionals"]
DO, EXPLAINED, SIGNS, HELP, PROFESSIONAL = range(len(GROUPS))

HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)


def _headings(*html):
    return [unescape(strip_tags(text)).strip() for part in html for text in HEADING.findall(part)]


def _row(item, group, headings):
    """What is shipped of one item: address, group, title, summary, headings, synonyms, audience."""
    audience = Audience.PROFESSIONAL if item.is_for_professionals else getattr(item, "audience", "")
    group = PROFESSIONAL if audience == Audience.PROFESSIONAL else group
    headings = ". ".join(filter(None, headings))
    return [item.get_absolute_url(), group, item.title, item.summary, headings, item.synonyms, audience]


def _titles(model, owner):
    """The titles of the rows below each item, by its key."""
    titles = defaultdict(list)
    for key, title in model.objects.order_by(owner, *model._meta.ordering).values_list(owner, "title").iterator():
        titles[key].append(title)
    return titles


def _items():
    for door in AudiencePage.objects.listed():
        yield _row(door, DO, [door.door, door.door_line])
    steps = _titles(GuideStep, "guide_id")
    for guide in Guide.objects.listed().iterator(AT_A_TIME):
        yield _row(guide, DO, [guide.situation, *steps[guide.pk], *_headings(guide.body_html)])
    for topic in Topic.objects.listed().iterator(AT_A_TIME):
        yield _row(topic, EXPLAINED, _headings(topic.body_html, topic.law_html, topic.help_html))
    groups = _titles(SignGroup, "checklist_id")
    for checklist in Checklist.objects.listed().iterator(AT_A_TIME):
        yield _row(checklist, SIGNS, [checklist.situation, *groups[checklist.pk], *_headings(checklist.body_html)])
    yield [
        reverse("signals:at_hand"),
        PROFESSIONAL,
        "Signalen bij de hand",
        "Kies signalen uit verschillende lijsten en maak er een blad van voor je overleg.",
        "",
        "signalenkaart, signalenlijst maken, blad, printen",
        Audience.PROFESSIONAL,
    ]
    for page in Page.objects.indexed().iterator(AT_A_TIME):
        yield _row(page, DO if page.slug == "nu" else EXPLAINED, _headings(page.body_html))
    for code in ReportingCode.objects.listed():
        yield _row(code, PROFESSIONAL, _headings(code.body_html))
    for sector in Sector.objects.listed().iterator(AT_A_TIME):
        yield _row(sector, PROFESSIONAL, [sector.name, sector.situation, *_headings(sector.body_html)])
    for item, headings in _for_professionals():
        yield _row(item, PROFESSIONAL, headings)


def _words():
    """The words of the field, each at its place on the page with all of them; and that page."""
    terms = list(Term.objects.filter(glossary__in=Glossary.objects.listed()).select_related("glossary"))
    for glossary in {term.glossary for term in terms}:
        yield _row(glossary, PROFESSIONAL, [])
    for term in terms:
        address = f"{term.glossary.get_absolute_url()}#{term.anchor}"
        yield [address, PROFESSIONAL, term.name, term.text, "", term.forms, Audience.PROFESSIONAL]


# What comes and goes is found by its own lists; the search knows the newest of it.
MOST_NEWS = 100


def _for_professionals():
    """The agenda, trainings and the rest: in the group for professionals, whoever else may read it."""
    ambitions = _titles(Ambition, "vision_id")
    for vision in RegionalVision.objects.listed():
        yield vision, [vision.period, *ambitions[vision.pk]]
    for frustration in Frustration.objects.listed():
        yield frustration, _headings(frustration.body_html)
    for training in Training.objects.listed().iterator(AT_A_TIME):
        yield training, [training.provider, *training.group_names]
    for initiative in Initiative.objects.listed().iterator(AT_A_TIME):
        yield initiative, [initiative.organizer]
    themes = defaultdict(list)
    for series, theme in SeriesYear.objects.values_list("series", "theme"):
        themes[series].append(theme)
    for series in Series.objects.listed():
        yield series, themes[series.pk]
    for event in Event.objects.listed().upcoming().select_related("municipality")[:MOST_NEWS]:
        yield event, [event.where, *event.group_names]
    for item in NewsItem.objects.listed()[:MOST_NEWS]:
        yield item, []
    for story in Story.objects.listed().iterator(AT_A_TIME):
        yield story, [story.who]


def _services():
    """Active services: national ones at their place in the list of lines, others at the choice of a municipality."""
    national, finder = reverse("signals:national"), reverse("signals:finder")
    for service in Service.objects.active().for_display():
        facts = service.facts
        audience = service.audience
        yield [
            f"{national}#d{service.pk}" if service.is_national else finder,
            PROFESSIONAL if audience == Audience.PROFESSIONAL else HELP,
            service.name,
            facts.get("description", ""),
            facts.get("eligibility_description", ""),
            "",
            audience,
        ]


@require_safe
def index(request):
    """The list that the page searches: only what is published and listed, as plain fields."""
    data = {
        "items": [*_items(), *_words(), *_services()],
        "synonyms": list(Synonym.objects.values_list("word", "words")),
        "lines": list(CrisisLine.objects.values_list("pk", "words")),
    }
    return HttpResponse(json.dumps(data, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


@require_safe
def page(request):
    """The field, shown by the script; the lists that stand there without it, and the lines for danger."""
    return TemplateResponse(
        request,
        "search.html",
        {
            "groups": GROUPS,
            "lines": CrisisLine.objects.all(),
            "doors": AudiencePage.objects.listed(),
            "topics": Topic.objects.listed(),
        },
    )
