"""Loads `guides.json` into the Wagtail site: `BENCH_SITE=… python -m tests.bench.wagtail_site.load`."""

import json
import os
import re

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.wagtail_site.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction
    from wagtail.models import Page, Site
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from .models import GuidePage, PlainPage, Related, Source

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    guides = json.loads((settings.DATA / "guides.json").read_text())["guides"]
    # The index of references is for editors; without it a thousand pages take a minute less.
    with transaction.atomic(), disable_reference_index_auto_update():
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=PlainPage(title="Nou is het genoeg", slug="site"))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
        menu = [
            home.add_child(instance=PlainPage(title=title, slug=slug, show_in_menus=True))
            for title, slug in (
                ("Wat te doen", "wat-te-doen"), ("Signalen herkennen", "signalen"), ("Hulp vinden", "hulp"),
                ("Voor professionals", "professionals"), ("A tot Z", "a-z"),
            )
        ]  # fmt: skip
        voor = home.add_child(instance=PlainPage(title="Voor", slug="voor"))
        doors = {}
        pages = {}

        def linked(html):
            """A link to a guide as Wagtail's editor keeps it: by the id of its page."""
            return re.sub(
                r'<a href="/wat-te-doen/([a-z0-9-]+)/"',
                lambda match: f'<a linktype="page" id="{pages[match[1]].pk}"' if match[1] in pages else match[0],
                html,
            )

        for guide in guides:
            url, text = guide["door"]["url"], guide["door"]["text"]
            if url not in doors:
                doors[url] = voor.add_child(instance=PlainPage(title=text, slug=url.strip("/").split("/")[-1]))
            page = GuidePage(
                title=guide["title"], slug=guide["slug"], tab_title=guide["tab_title"], summary=guide["summary"],
                situation=guide["situation"], door=doors[url], brief=linked(guide["brief"]["html"]),
                body=[
                    *(
                        ("step", {"title": step["title"], "text": linked(step["html"])}) for step in guide["steps"]
                    ),
                    *((line["kind"], linked(line["html"])) for line in guide["advice"]),
                    ("text", linked(guide["body"]["html"])),
                    *(("number", html) for _, html in guide["numbers"]),
                ],
            )  # fmt: skip
            menu[0].add_child(instance=page)
            pages[guide["slug"]] = page
        for guide in guides:
            page = pages[guide["slug"]]
            Source.objects.bulk_create(
                Source(page=page, title=title, url=url, dated=dated, sort_order=order)
                for order, (title, url, dated) in enumerate(guide["sources"])
            )
            links = [{"to": pages[slug]} for slug in guide["next"] if slug in pages]
            links += [{"url": url, "title": f"Signalen: {title}"} for url, title in guide["checklists"]]
            links += [{"url": url, "title": f"Uitleg: {title}"} for url, title in guide["topics"]]
            Related.objects.bulk_create(
                Related(page=page, sort_order=order, **values) for order, values in enumerate(links)
            )


if __name__ == "__main__":
    main()
