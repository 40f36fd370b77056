"""Pages that need both apps."""

import string
import unicodedata

from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from content import destinations
from content.models import AudiencePage, Guide, Page, Region, Topic
from content.numbers import ADVICE, DANGER
from signals.models import Checklist


class DoorDetail(DetailView):
    """An audience page: the guides and the checklists for one of the five doors."""

    def get_queryset(self):
        return AudiencePage.objects.published().prefetch_related("sources")

    def get_template_names(self):
        return ["professionals.html" if self.object.is_for_professionals else "door.html"]

    def get_context_data(self, **kwargs):
        audience = self.object.audience
        return super().get_context_data(
            guides=Guide.objects.listed().for_audience(audience),
            checklists=Checklist.objects.listed().for_audience(audience),
            **kwargs,
        )


# Above this many items the A-Z is a page for each letter.
LONG_LIST = 250


@require_safe
def home(request):
    return TemplateResponse(
        request,
        "home.html",
        {"doors": AudiencePage.objects.listed(), "topics": Topic.objects.listed()[:10]},
    )


def _first_letter(title):
    letter = unicodedata.normalize("NFKD", title.strip("‘’“” ").upper())[:1]
    return letter if letter in string.ascii_uppercase else "0"


@require_safe
def a_z(request, letter=None):
    """Everything by title: one page while the list is short, a page for each letter when it is long."""
    entries = sorted(
        (entry for model in (Guide, Topic, Checklist, Page) for entry in _entries(model)),
        key=lambda entry: unicodedata.normalize("NFKD", entry["title"].casefold()),
    )
    letters = {}
    for entry in entries:
        letters.setdefault(_first_letter(entry["title"]), []).append(entry)
    if letter and letter.upper() not in letters:
        raise Http404
    is_long = len(entries) > LONG_LIST
    shown = letters
    if letter:
        shown = {letter.upper(): letters[letter.upper()]}
    elif is_long:
        shown = {}
    return TemplateResponse(
        request,
        "a_z.html",
        {"letters": sorted(letters), "shown": shown, "is_long": is_long, "letter": letter},
    )


def _entries(model):
    for title, slug in model.objects.listed().order_by().values_list("title", "slug"):
        yield {"title": title, "url": f"{model.path}{slug}/"}


@require_safe
def robots(request):
    """Everything may be found, but for the newsroom."""
    lines = [
        "User-agent: *",
        "Disallow: /beheer/",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


# Where a visitor reads how to report a leak: a fixed page.
DISCLOSURE = "/beveiliging/"


@require_safe
def security(request):
    """`security.txt` (RFC 9116). It expires about half a year on, and changes on the first day of a month only."""
    page = request.build_absolute_uri(DISCLOSURE)
    try:
        contact = Region.current().contact_uri
    except DatabaseError:
        contact = ""
    months = timezone.localdate().month + 6
    expires = timezone.localdate().replace(day=1, month=months % 12 + 1)
    expires = expires.replace(year=expires.year + months // 12)
    lines = [
        *([f"Contact: {contact}"] if contact else []),
        f"Contact: {page}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        f"Policy: {page}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def health(request):
    """200 when the database answers, 503 when it does not; says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse("ok", content_type="text/plain")


ERRORS = {
    400: (
        "Deze vraag begrijpt de site niet",
        "Er zat een fout in de link of in wat je stuurde. De hulp is er wel.",
    ),
    403: (
        "Hier mag je niet bij",
        "Ging dit mis bij opslaan? Ga terug, ververs de pagina en probeer het opnieuw.",
    ),
    404: (
        "Deze pagina is er niet",
        "Misschien is de pagina verhuisd, of klopt de link niet. Dat ligt niet aan jou. De hulp is er nog wel.",
    ),
    500: (
        "De site doet het even niet. De hulp wel.",
        "Probeer het over een kwartier nog eens. Wil je nu iemand spreken? De telefoon doet het gewoon.",
    ),
}


def error_page(status):
    """The view of one kind of error: the numbers and the way out, without the database."""
    title, text = ERRORS[status]

    def view(request, exception=None, reason=""):
        context = {
            "title": title,
            "text": text,
            "danger": DANGER,
            "advice": ADVICE,
            "destination": destinations.DEFAULT,
        }
        return HttpResponse(render_to_string("error.html", context), status=status)

    return view


bad_request, permission_denied, not_found, server_error = map(error_page, (400, 403, 404, 500))


def csrf_failure(request, reason=""):
    return permission_denied(request)
