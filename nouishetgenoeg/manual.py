"""The editors' manual, `docs/redactie.md`, in the newsroom itself."""

import re

from django.conf import settings
from django.http import FileResponse, Http404
from django.template.response import TemplateResponse

from content import markdown

TEXT = settings.BASE_DIR / "docs" / "redactie.md"
IMAGES = settings.BASE_DIR / "docs" / "redactie"
IMAGE = re.compile(r"^!\[(.*)\]\(redactie/([a-z-]+\.webp)\)$", re.MULTILINE)


def sections():
    """The manual in parts, each with its heading: a list of (key, title, parts).

    A part is `{"html": …}` or `{"name": …, "alt": …}` for a picture of a screen.
    """
    found = []
    for index, text in enumerate(re.split(r"^## ", TEXT.read_text(), flags=re.MULTILINE)):
        title, _, body = text.partition("\n")
        # The pattern has two groups: text, alt, name, text, alt, name, …, text.
        pieces = IMAGE.split(body)
        parts = [{"html": markdown.render(pieces[0], f"{index}-")}]
        for alt, name, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            parts += [{"name": name, "alt": alt}, {"html": markdown.render(rest, f"{index}-")}]
        found.append((f"deel-{index}", title.removeprefix("# "), parts))
    return found


def page(request, site):
    context = {**site.each_context(request), "title": "Handleiding", "sections": sections()}
    return TemplateResponse(request, "admin/manual.html", context)


def image(request, name):
    """A picture of a screen, for editors only."""
    path = IMAGES / name
    if not re.fullmatch(r"[a-z-]+\.webp", name) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/webp")
