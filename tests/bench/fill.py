"""Fills a database with the starter site and N guides in all: `python -m tests.bench.fill 1000`.

The guides are new combinations of the starter guides' own steps, advice and paragraphs, so that the text is real
Dutch with real references. The same N always gives the same rows. Of the municipalities only the region's own stay:
the comparison is about guides, and no peer has municipalities.
"""

import os
import random
import re
import sys
from collections import Counter
from functools import lru_cache
from itertools import product

import django
from django.core.management import call_command
from django.db import transaction
from django.utils.text import slugify

BATCH = 500
# A topic or a checklist that names more guides than this would not be one that an editor makes.
MOST_LINKED = 10


def material(Guide):
    """The parts of the starter guides: (guides, steps, advice by kind, paragraphs under a heading, sources)."""
    guides = list(
        Guide.objects.prefetch_related("steps", "advice", "sources", "topics", "checklists").order_by("slug")
    )
    steps = [(step.title, step.body) for guide in guides for step in guide.steps.all()]
    advice = {"do": [], "dont": []}
    for guide in guides:
        for line in guide.advice.all():
            advice[line.kind].append(line.text)
    parts = [part.strip() for guide in guides for part in re.split(r"^(?=## )", guide.body, flags=re.MULTILINE)]
    sources = [(source.title, source.url, source.dated) for guide in guides for source in guide.sources.all()]
    return guides, steps, advice, [part for part in parts if part.startswith("## ") and len(part) < 1200], sources


def names(guides, places):
    """Title and address for every further guide: a starter guide's, in a place."""
    for place, guide in product(places, guides):
        yield guide, f"{guide.title[:80]} in {place}", f"{guide.slug[:40]}-{slugify(place)[:36]}"


def add(count):
    """Guides until there are `count`, with steps, advice, sources, and links to each other."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone

    from content import markdown
    from content.models import Guide, GuideAdvice, GuideStep, Source
    from signals.models import Checklist, Municipality

    # The same paragraph comes back in many guides: it is rendered once.
    markdown.render = lru_cache(maxsize=None)(markdown.render)
    guides, steps, advice, parts, sources = material(Guide)
    places = list(Municipality.objects.order_by("name").values_list("name", flat=True))
    Municipality.objects.update(successor=None)
    Municipality.objects.filter(is_local=False).delete()
    kind = ContentType.objects.get_for_model(Guide)
    checklists = list(Checklist.objects.order_by("slug").values_list("pk", flat=True))
    wanted = names(guides, places)
    chance = random.Random(count)  # noqa: S311 - the same content every time is the point
    now = timezone.now()
    earlier = [guide.pk for guide in guides]
    linked = Counter()
    left = count - len(guides)
    while left > 0:
        batch, texts = [], []
        for (model, title, slug), _ in zip(wanted, range(min(BATCH, left)), strict=False):
            batch.append(
                Guide(
                    title=title, slug=slug, tab_title=model.tab_title[:70], summary=model.summary,
                    situation=model.situation, audience=model.audience, numbers=model.numbers, brief=model.brief,
                    body="\n\n".join(chance.sample(parts, 3)), published_at=now, position=500,
                )
            )  # fmt: skip
            texts.append(model)
        left -= len(batch)
        Guide.objects.bulk_create(batch)
        rows = {model: [] for model in (GuideStep, GuideAdvice, Source)}
        links = {relation: [] for relation in (Guide.next_guides, Guide.topics, Guide.checklists)}
        for guide, model in zip(batch, texts, strict=True):
            for position, (title, body) in enumerate(chance.sample(steps, 4)):
                rows[GuideStep].append(GuideStep(guide=guide, title=title, body=body, position=position))
            for which, many in (("do", 4), ("dont", 3)):
                for position, text in enumerate(chance.sample(advice[which], many)):
                    rows[GuideAdvice].append(GuideAdvice(guide=guide, kind=which, text=text, position=position))
            for title, url, dated in chance.sample(sources, 4):
                rows[Source].append(Source(content_type=kind, object_id=guide.pk, title=title, url=url, dated=dated))
            links[Guide.next_guides] += [
                Guide.next_guides.through(from_guide_id=guide.pk, to_guide_id=other)
                for other in chance.sample(earlier, 3)
            ]
            for relation, name, items in (
                (Guide.topics, "topic_id", [topic.pk for topic in model.topics.all()]),
                (Guide.checklists, "checklist_id", [chance.choice(checklists)]),
            ):
                for item in items:
                    linked[relation, item] += 1
                    if linked[relation, item] <= MOST_LINKED:
                        links[relation].append(relation.through(guide_id=guide.pk, **{name: item}))
        for model, made in rows.items():
            model.objects.bulk_create(made, batch_size=1000)
        for relation, made in links.items():
            relation.through.objects.bulk_create(made, batch_size=1000)
        earlier += [guide.pk for guide in batch]


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_starter", verbosity=0)
    if len(sys.argv) > 1:
        with transaction.atomic():
            add(int(sys.argv[1]))


if __name__ == "__main__":
    main()
