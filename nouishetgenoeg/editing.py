"""What the editor of a text asks while somebody types: preview, hints, what there is to choose from. Staff only."""

from functools import wraps
from urllib.parse import unquote, urlsplit

from django.contrib import admin
from django.db import transaction
from django.forms import Field
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView

from content import markdown, references, writing
from content.admin_images import ImageForm
from content.models import AuditEntry, Language, Region
from content.views import picture
from signals.models import Phone

from .press.checks.numbers import digits
from .preview import with_pictures

REQUIRED = Field.default_error_messages["required"]


def editors_only(view):
    """Answers 403 to who may not be in the newsroom: a script would take the page of the login for an answer."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not admin.site.has_permission(request):
            return HttpResponseForbidden("Log opnieuw in. Wat je typte, staat hier nog.")
        return view(request, *args, **kwargs)

    return guarded


@editors_only
@require_POST
def preview(request):
    """The HTML of a text as a visitor will see it."""
    text = request.POST.get("content", "")
    if reason := markdown.too_much(text):
        return HttpResponse(reason, status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(with_pictures(markdown.preview(text)))


@editors_only
@require_POST
def hints(request):
    """What may be better about what is typed, as JSON: `figures`, a line about the text, and `hints`, a list.

    `text` is a text in Markdown, in `language`; `line` one that stays in a browser's history; `sources` how many a
    page has.
    """
    found, figures = [], ""
    if "text" in request.POST:
        text = request.POST["text"]
        is_dutch = request.POST.get("language", Language.DUTCH) == Language.DUTCH
        figures = writing.figures(text[: markdown.MAX_LENGTH]) if is_dutch else ""
        found = writing.hints_for_text(text, service_with_number, leads_somewhere, is_dutch=is_dutch)
    if "line" in request.POST:
        found += writing.hints_for_line(request.POST["line"][:1000], Region.current().extra_words)
    if "sources" in request.POST:
        found += writing.hints_for_sources(request.POST["sources"].strip("0"))
    return JsonResponse({"figures": figures, "hints": [hint.text for hint in found]})


@editors_only
@require_POST
def upload(request):
    """Makes an image of what an editor sends with its description, maker and consent.

    Answers with JSON: `reference`, as a text shows it, or `errors`, a list of Dutch sentences.
    """
    if not request.user.has_perm("content.add_image"):
        return JsonResponse({"errors": ["Je mag geen beelden toevoegen. Vraag een publiceerder."]}, status=403)
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        errors = [
            f"{form[name].label.capitalize()}: {message}" if message == REQUIRED else message
            for name, messages in form.errors.items()
            for message in messages
        ]
        return JsonResponse({"errors": errors}, status=400)
    image = form.save(commit=False)
    image.uploaded_by = request.user
    with transaction.atomic():
        image.draw(form.cleaned_data["file"])
        AuditEntry.record("toegevoegd", user=request.user, item=image)
    return JsonResponse({"reference": image.reference}, status=201)


@editors_only
@require_safe
def image(request, key, width):
    """Any image, also one that is not on the site yet."""
    return picture(key, width)


@editors_only
@require_safe
def choices(request):
    """What an editor may refer to by name, as JSON: `items` with `reference`, `name` and `note`.

    `soort` is `nummer`, `beeld`, or else every kind of page.
    """
    kinds = {"nummer": ["bel"], "beeld": [markdown.IMAGE]}.get(
        request.GET.get("soort"), [kind for kind in references.choosable() if kind not in ("bel", markdown.IMAGE)]
    )
    found = references.choices(kinds, request.GET.get("q", "")[:100].replace("\0", ""))
    return JsonResponse(
        {
            "items": [
                {"reference": reference, "name": name, "note": note}
                for reference, name, note in found[: references.MOST_CHOICES]
            ]
        }
    )


def service_with_number(text):
    """The key of the service that has a number, as somebody typed it; None when the directory does not show it."""
    wanted = digits(text)
    for phone in Phone.objects.select_related("service"):
        if phone.is_shown and wanted in (digits(phone.display), digits(phone.number)):
            return phone.service.slug
    return None


def leads_somewhere(path):
    """False for an address of our own where no page is now."""
    try:
        match = resolve(unquote(urlsplit(path).path))
    except Resolver404:
        return False
    view_class = getattr(match.func, "view_class", None)
    if not (view_class and issubclass(view_class, DetailView)):
        return True
    view = view_class()
    view.setup(None, *match.args, **match.kwargs)
    try:
        view.get_object()
    except Http404:
        return False
    return True
