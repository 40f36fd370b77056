"""A page as the site will show it after an approval, for editors.

What waits is written in a transaction, the public page is rendered as the press does it, and the transaction is
rolled back: the preview cannot differ from the page, and other pages show the change too.
"""

import re
from contextlib import contextmanager, suppress
from functools import cache

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse

from content import acting
from content.models import Image, Proposal, Publishable, Refused, Region
from content.models.images import FOLDER
from content.models.uses import page_of, rows_that_refer
from signals.models import Municipality, Organization, Service
from signals.uses import places, uses

from .headers import PREVIEW
from .press import render
from .stylesheet import bundle

STYLESHEET = re.compile(r'<link rel="stylesheet" href="[^"]*">')
PICTURE = re.compile(rf'<img src="{FOLDER}[^>]*>')
COLOURS = {"licht": ("not all", "light"), "donker": ("all", "dark")}
WIDTHS = {"telefoon": "Telefoon", "computer": "Computer"}


def with_pictures(html):
    """HTML for an editor: its pictures come from the newsroom, which has those that are not on the site too."""
    return PICTURE.sub(lambda match: match[0].replace(FOLDER, f"/beheer{FOLDER}"), html)


def _change(request, app_label, model_name, pk):
    """What waits: an item or a number. Raises Http404, and PermissionDenied for who may not see it."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if not issubclass(model, Publishable | Proposal):
        raise Http404
    if not request.user.has_perm(f"{app_label}.view_{model_name}"):
        raise PermissionDenied
    return get_object_or_404(model, pk=pk)


@contextmanager
def approved(change):
    """Within this block the database is as it would be after approval; gives the item, for an item."""
    with transaction.atomic(), acting.acting(None):
        if isinstance(change, Proposal):
            for each in change.group:
                # What cannot be approved any more is not shown; who approves it is told why.
                with suppress(Refused):
                    each.write()
            yield None
        else:
            yield change.as_published()
        transaction.set_rollback(True)


def pages(change):
    """The public pages that show a change: (name, address) pairs."""
    if isinstance(change, Proposal):
        return list(dict.fromkeys(_pages_of(change.subject)))
    return [(str(change), change.live.get_absolute_url() if change.live.is_published else change.get_absolute_url())]


def _on_site(rows):
    """The pages among these rows that visitors see."""
    return [(str(row), row.get_absolute_url()) for row in rows if isinstance(row, Publishable) and row.is_published]


def _pages_of(subject):
    """The public pages that show a row of the directory, a line of the search or the data of the region."""
    match subject:
        case Service():
            return [*places(subject), *_on_site(uses(subject))]
        case Organization():
            return [page for service in subject.services.all() for page in _pages_of(service)]
        case Image():
            return _on_site(subject.used_in())
        case Municipality():
            return [(str(subject), subject.get_absolute_url())]
        case Region():
            return _on_site(page_of(row) for row, _ in rows_that_refer("gegeven"))
        case _:
            return [("Zoeken", reverse("search"))]


def frame(request, site, app_label, model_name, pk):
    """The preview in a frame, at the width of a telephone or a computer, light or dark."""
    change = _change(request, app_label, model_name, pk)
    found = pages(change)
    addresses = [address for _, address in found]
    chosen = request.GET.get("adres")
    context = {
        **site.each_context(request),
        "title": f"Bekijken: {change}",
        "change": change,
        "pages": found,
        "chosen": chosen if chosen in addresses else next(iter(addresses), ""),
        "width": request.GET.get("breed") if request.GET.get("breed") in WIDTHS else "telefoon",
        "colour": request.GET.get("kleur") if request.GET.get("kleur") in COLOURS else "licht",
        "widths": WIDTHS,
        "colours": COLOURS,
        "page": reverse("admin:preview_page", args=[app_label, model_name, pk]),
    }
    return TemplateResponse(request, "admin/preview.html", context)


def page(request, app_label, model_name, pk):
    """The page itself, for the frame."""
    change = _change(request, app_label, model_name, pk)
    colour = request.GET.get("kleur") if request.GET.get("kleur") in COLOURS else "licht"
    with approved(change) as item:
        path = item.get_absolute_url() if item else request.GET.get("adres", "")
        known, _ = render.addresses()
        if path not in known:
            raise Http404
        html = with_pictures(render.one(path, known).content.decode())
    style = reverse("admin:preview_style", args=[colour])
    html = STYLESHEET.sub(f'<link rel="stylesheet" href="{style}">', html)
    return HttpResponse(html, headers=PREVIEW)


@cache
def _style(colour):
    query, scheme = COLOURS[colour]
    code = bundle("index.css").replace("(prefers-color-scheme:dark)", query)
    code = re.sub(r"color-scheme: ?light dark", f"color-scheme:{scheme}", code)
    return re.sub(r'url\("?([^")]+)"?\)', lambda match: f"url({static(match[1])})", code)


def stylesheet(request, colour):
    """The stylesheet of the site in one colour, whatever the editor's own screen says."""
    if colour not in COLOURS:
        raise Http404
    return HttpResponse(_style(colour), content_type="text/css", headers=PREVIEW)
