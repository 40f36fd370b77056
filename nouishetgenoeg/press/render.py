"""Every public address, and the bytes behind it.

Addresses come from the sitemaps and from `sitemaps.files()`, so that a new kind of item is pressed the day it has
one. Items of a `DetailView` are loaded many at a time with the view's own queryset; all else is asked of its view
alone.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.views.generic import DetailView

from content import references
from content.models import Image, ImageFile, MovedAddress, Publishable, Region
from nouishetgenoeg.sitemaps import files, sections
from nouishetgenoeg.views import ERRORS, error_page, moved_page, stand_in
from signals.models import Municipality

BATCH = 40

# A plain link of an editor or a template, as Django and the Markdown renderer write it.
MOVABLE = re.compile(r"(/[\w~%-][\w.~%-]{0,60}){1,8}/", re.ASCII)
LINK = re.compile(r'<a href="(/(?!/)[^"]*)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """`path`, bytes and content type of one address; for a page the item that it shows, and its state of review.

    `dropped` are the links to addresses that are not on the site: only their text was kept.
    """

    path: str
    content: bytes
    content_type: str
    item: tuple | None = None
    is_for_professionals: bool = False
    review: str = ""
    dropped: tuple = ()

    @property
    def is_page(self):
        return self.content_type.startswith("text/html")

    @property
    def is_dated(self):
        """True when its item is there from a moment that an editor chose."""
        return bool(self.item) and issubclass(apps.get_model(*self.item[:2]), Publishable)


def addresses():
    """Every public address now: a dict of what to render (path to primary key or None), and one of moves."""
    parts = sections()
    pages = dict.fromkeys(files())
    pages |= {reverse("sitemap_section", args=[name]): None for name in parts}
    for sitemap in parts.values():
        for item in sitemap.items():
            pages[sitemap.location(item)] = getattr(item, "pk", None)
    moves = {_with_slash(old): new for old, new in MovedAddress.objects.values_list("old_path", "new_path")}
    for place in Municipality.objects.ended().exclude(successor=None).select_related("successor"):
        moves[place.get_absolute_url()] = place.successor.get_absolute_url()
    moves = {old: new for old, new in moves.items() if _may_move(old, pages)}
    followed = {old: _follow(new, moves) for old, new in moves.items()}
    # A move to what was taken down leads nowhere.
    return pages, {old: new for old, new in followed.items() if urlsplit(new).path in pages}


def pictures():
    """The addresses of the images that stand on a page of the site: path to the primary key of the file."""
    files = ImageFile.objects.filter(image__in=Image.objects.on_the_site()).select_related("image")
    return {file.path: file.pk for file in files.defer("content")}


def _with_slash(path):
    return path if path.endswith("/") else f"{path}/"


def _may_move(path, pages):
    """True for an old address that can be a folder of the edition and takes no other file's place."""
    return (
        MOVABLE.fullmatch(path)
        and path not in pages
        and path[:-1] not in pages
        and path[1:-1] not in {f"{status}.html" for status in ERRORS}
        and not path.startswith((settings.STATIC_URL, "/beheer/"))
        and "/index.html/" not in path
    )


def _follow(path, moves):
    for _ in moves:
        if (further := moves.get(_with_slash(urlsplit(path).path))) is None:
            break
        path = further
    return path


def batches(pages):
    """The addresses in batches that are rendered together: lists of (path, primary key or None)."""
    by_view = defaultdict(list)
    for path, pk in pages.items():
        by_view[_view_class(path) if pk else None].append((path, pk))
    for entries in by_view.values():
        for start in range(0, len(entries), BATCH):
            yield entries[start : start + BATCH]


def _view_class(path):
    """The DetailView that answers an address, else None."""
    view_class = getattr(resolve(path).func, "view_class", None)
    return view_class if view_class and issubclass(view_class, DetailView) else None


def request_for(path):
    """The request of nobody in particular: the name of the site, and nothing else."""
    site = urlsplit(settings.SITE_URL)
    return RequestFactory(SERVER_NAME=site.hostname, HTTP_HOST=site.netloc).get(path, secure=site.scheme == "https")


def render(batch, known):
    """Yields a `Rendered` for each (path, primary key) of a batch, or a (path, exception) when its view fails.

    `known` holds every address of the edition. An item that was taken down in the meantime is left out.
    """
    view_class = _view_class(batch[0][0]) if batch[0][1] else None
    items = {}
    if view_class:
        items = {item.pk: item for item in view_class().get_queryset().filter(pk__in=[pk for _, pk in batch])}
    for path, pk in batch:
        if view_class and pk not in items:
            continue
        try:
            response = _from_item(view_class, path, items[pk]) if view_class else _from_view(path)
            yield _rendered(path, response, known, items.get(pk))
        except (OperationalError, InterfaceError):
            # The database is lost: that is no mistake of this page.
            raise
        except Exception as error:
            yield path, error


def one(path, known):
    """The `Rendered` of one address, as an edition would have it."""
    return _rendered(path, _from_view(path), known)


def _from_item(view_class, path, item):
    view = view_class()
    view.setup(request_for(path), slug=item.slug)
    view.object = item
    return view.render_to_response(view.get_context_data())


def _from_view(path):
    match = resolve(path)
    return match.func(request_for(path), *match.args, **match.kwargs)


def _rendered(path, response, known, item=None):
    if hasattr(response, "render"):
        response.render()
    content_type = response.headers["Content-Type"]
    content, dropped = response.content, ()
    if content_type.startswith("text/html"):
        text, dropped = drop_links(references.fill(content.decode()), known)
        content = text.encode()
    if item is None:
        return Rendered(path, content, content_type, dropped=dropped)
    return Rendered(
        path,
        content,
        content_type,
        item=(item._meta.app_label, item._meta.model_name, item.pk),
        is_for_professionals=getattr(item, "is_for_professionals", False),
        review=_review(item),
        dropped=dropped,
    )


def _review(item):
    if not isinstance(item, Publishable):
        return ""
    if not item.reviewed_on:
        return "never"
    return "overdue" if item.is_review_due else ""


def drop_links(text, known):
    """`text` without the links to addresses that are not on the site; the words stay. Also what was dropped.

    So taking one page down never breaks another.
    """
    dropped = []

    def replace(match):
        address, words = match.groups()
        if unquote(urlsplit(address).path) in known:
            return match[0]
        dropped.append(address)
        return words

    return LINK.sub(replace, text), tuple(dropped)


def fixed_pages(moves):
    """The pages that no view of the site shows, as (path, bytes): one for each kind of error, and the old addresses.

    What a file server shows at an old address leads on; ours sends a redirect along with it.
    """
    way_out = _way_out()
    for status in ERRORS:
        yield f"/{status}.html", error_page(status, **way_out)(request_for("/")).content
    for path, new_path in moves.items():
        yield path, moved_page(request_for(path), new_path, **way_out).content


def page_in_its_place(path):
    """What takes the place of a page that breaks a rule and has no earlier bytes: the numbers and the way out."""
    return stand_in(request_for(path), **_way_out()).content


def _way_out():
    return {"destination": Region.current().destination}
