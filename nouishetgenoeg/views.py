"""Pages that need both apps."""

from django.contrib.sitemaps.views import sitemap
from django.db import DatabaseError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from content import destinations
from content.models import AudiencePage, Guide, Region, Sector, Topic
from content.numbers import ADVICE, DANGER
from content.views import MAX_LISTED
from signals.models import Checklist

from .headers import CARD
from .sitemaps import sections


class DoorDetail(DetailView):
    """An audience page: the guides and the checklists for one of the five doors."""

    def get_queryset(self):
        return AudiencePage.objects.published().prefetch_related("sources")

    def get_template_names(self):
        return ["professionals.html" if self.object.is_for_professionals else "door.html"]

    def get_context_data(self, **kwargs):
        audience = self.object.audience
        professional = self.object.is_for_professionals
        return super().get_context_data(
            sectors=Sector.objects.listed()[:MAX_LISTED] if professional else [],
            guides=Guide.objects.listed().for_audience(audience)[:MAX_LISTED],
            checklists=Checklist.objects.listed().for_audience(audience)[:MAX_LISTED],
            **kwargs,
        )


@require_safe
def home(request):
    return TemplateResponse(
        request,
        "home.html",
        {"doors": AudiencePage.objects.listed(), "topics": Topic.objects.listed()[:10]},
    )


# Pixels: in this height the card is whole at every one of these widths.
CARD_HEIGHT = 540
CARD_WIDTHS = (300, 500, 900)


@require_safe
def embed(request):
    """For organisations: how to show the card on their own site."""
    address = request.build_absolute_uri(CARD)
    context = {
        "address": address,
        "origin": address.removesuffix(CARD),
        "height": CARD_HEIGHT,
        "widths": CARD_WIDTHS,
    }
    return TemplateResponse(request, "embed.html", context)


@require_safe
def card(request):
    """The numbers and a link to the site, for in a frame on the site of another."""
    return TemplateResponse(request, "card.html")


@require_safe
def sitemap_index(request):
    """The parts of the sitemap, with the day on which each last changed."""
    return TemplateResponse(
        request,
        "sitemap_index.xml",
        {"sections": [request.build_absolute_uri(reverse("sitemap_section", args=[name])) for name in sections()]},
        content_type="application/xml",
    )


@require_safe
def sitemap_section(request, name):
    return sitemap(request, sections(), section=name)


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


# What each kind of error says: title, text.
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
    405: (
        "Dit kan hier niet",
        "Je kunt op deze site alleen lezen. Je hoeft nergens iets in te vullen of te versturen.",
    ),
    413: (
        "Dat is te groot",
        "Wat je stuurde, past hier niet. Ga terug en probeer iets kleiners.",
    ),
    500: (
        "De site doet het even niet. De hulp wel.",
        "Probeer het over een kwartier nog eens. Wil je nu iemand spreken? De telefoon doet het gewoon.",
    ),
}


def plain_page(request, title, text, status=200, destination=destinations.DEFAULT, **context):
    """A page that stands on its own: the numbers and the way out, without the database."""
    context |= {
        "title": title,
        "text": text,
        "danger": DANGER,
        "advice": ADVICE,
        "destination": destination,
    }
    return HttpResponse(render_to_string("error.html", context), status=status)


def error_page(status, **context):
    """The view of one kind of error."""

    def view(request, exception=None, reason=""):
        return plain_page(request, *ERRORS[status], status=status, **context)

    return view


bad_request, permission_denied, not_found, server_error = map(error_page, (400, 403, 404, 500))


def too_many(request):
    """What an editor sees who tries too often (see `ACCOUNT_RATE_LIMITS`)."""
    return plain_page(
        request,
        "Dat ging te vaak",
        "Wacht een kwartier en probeer het dan opnieuw. Een wachtwoord vragen kan een paar keer per uur.",
        status=429,
    )


def csrf_failure(request, reason=""):
    return permission_denied(request)


def stand_in(request, **context):
    """What stands at the address of a page that breaks a rule, until an editor has mended it."""
    return plain_page(
        request,
        "Deze pagina wordt nu verbeterd",
        "Kom later nog eens terug. Wil je nu iemand spreken? De telefoon doet het gewoon.",
        **context,
    )


def moved_page(request, new_path, **context):
    """What a file server shows at an old address; ours sends a redirect along with it."""
    return plain_page(
        request,
        "Deze pagina is verhuisd",
        "Je vindt haar hier:",
        new_path=new_path,
        **context,
    )
