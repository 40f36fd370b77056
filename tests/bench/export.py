"""Writes every guide as JSON, for the peers: `python -m tests.bench.export guides.json`.

A number or a link in a text is given as the peer would store it: already resolved in HTML for Wagtail, as a
`{{< ref >}}` shortcode with a data file for Hugo.
"""

import json
import os
import sys
from pathlib import Path

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    from content import references
    from content.models import AudiencePage, Guide
    from signals.models import Service

    doors = {door.audience: door for door in AudiencePage.objects.published()}
    memo = {}

    def text(source, html):
        if html not in memo:
            memo[html] = references.fill(html)
        return {"markdown": source, "html": memo[html]}

    def panel(key):
        marker = references.marker("paneel", key)
        if marker not in memo:
            memo[marker] = references.fill(marker)
        return memo[marker]

    prefetch = ("steps", "advice", "sources", "next_guides", "topics", "checklists")
    guides = []
    for guide in Guide.objects.listed().prefetch_related(*prefetch).order_by("pk").iterator(500):
        door = doors[guide.audience]
        guides.append(
            {
                "title": guide.title, "slug": guide.slug, "tab_title": guide.tab_title, "summary": guide.summary,
                "audience": guide.audience, "situation": guide.situation,
                "door": {"url": door.get_absolute_url(), "text": door.door},
                "brief": text(guide.brief, guide.brief_html),
                "body": text(guide.body, guide.body_html),
                "steps": [{"title": step.title, **text(step.body, step.body_html)} for step in guide.steps.all()],
                "advice": [{"kind": line.kind, **text(line.text, line.text_html)} for line in guide.advice.all()],
                "sources": [[source.title, source.url, source.dated] for source in guide.sources.all()],
                "next": [other.slug for other in guide.next_guides.all()],
                "topics": [[topic.get_absolute_url(), topic.title] for topic in guide.topics.all()],
                "checklists": [[item.get_absolute_url(), item.title] for item in guide.checklists.all()],
                "numbers": [[key, panel(key)] for key in guide.number_keys],
            }
        )  # fmt: skip
    keys = {f"{kind}:{key}" for guide in Guide.objects.prefetch_related("steps", "advice").iterator(500)
            for source in (guide.brief, guide.body, *(row.body for row in guide.steps.all()),
                           *(row.text for row in guide.advice.all()))
            for kind, key in references.used(source)}  # fmt: skip
    refs = {key: references.fill(references.marker(*key.split(":", 1))) for key in sorted(keys)}
    Path(sys.argv[1]).write_text(
        json.dumps({"guides": guides, "refs": refs, "services": Service.objects.count()}, ensure_ascii=False)
    )


if __name__ == "__main__":
    main()
