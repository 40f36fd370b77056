"""Everything on the site by title."""

import string
import unicodedata

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.models import Frustration, Glossary, Guide, Page, RegionalVision, ReportingCode, Sector, Story, Topic
from content.remember import once
from signals.models import Checklist, Initiative, Training

# A page of the A-Z holds at most this many items; above it there is a page for each letter.
LONG_LIST = 250


def _first_letter(title):
    letter = unicodedata.normalize("NFKD", title.strip("‘’“” ").upper())[:1]
    return letter if letter and letter in string.ascii_uppercase else "0"


def _entries(model):
    for title, slug in model.objects.indexed().order_by().values_list("title", "slug"):
        yield {"title": title, "url": f"{model.path}{slug}/"}


MODELS = (
    Guide, Topic, Checklist, Page, ReportingCode, Sector, Glossary, Frustration, RegionalVision, Story, Training,
    Initiative,
)  # fmt: skip
# Lists that are looked for by name: what is in them comes and goes.
LISTS = {
    "Agenda": "signals:event_list",
    "Archief van de agenda": "signals:event_archive",
    "Nieuws": "content:news_list",
    "Scholing": "signals:training_list",
    "Verhalen: wat hielp?": "content:story_list",
    "Loopt het vast in de samenwerking?": "content:frustration_list",
    "Lokale initiatieven": "signals:initiative_list",
    "Regiovisie": "content:vision_list",
    "Downloads": "content:download_list",
}


@once
def letters():
    """Everything by title: first letter (a digit counts as "0") to its entries, a list of {"title", "url"}."""
    lists = [{"title": title, "url": reverse(name)} for title, name in LISTS.items()]
    entries = sorted(
        [*lists, *(entry for model in MODELS for entry in _entries(model))],
        key=lambda entry: unicodedata.normalize("NFKD", entry["title"].casefold()),
    )
    found = {}
    for entry in entries:
        found.setdefault(_first_letter(entry["title"]), []).append(entry)
    return found


def is_long(found):
    return sum(map(len, found.values())) > LONG_LIST


def letter_addresses():
    """The addresses of the pages for a letter, when the A-Z is long: a long letter has several."""
    found = letters()
    if not is_long(found):
        return []
    return [
        _letter_address(letter, number)
        for letter, entries in found.items()
        for number in range(1, _pages(entries) + 1)
    ]


def _pages(entries):
    return -(-len(entries) // LONG_LIST)


def _letter_address(letter, number):
    if number == 1:
        return reverse("a_z_letter", args=[letter.lower()])
    return reverse("a_z_letter", args=[letter.lower(), number])


@require_safe
def a_z(request, letter=None, number=1):
    """Everything by title: one page while the list is short; when it is long, pages for each letter."""
    found = letters()
    long = is_long(found)
    shown, following = ({} if long else found), None
    if letter:
        entries = found.get(letter.upper(), [])
        part = entries[(number - 1) * LONG_LIST : number * LONG_LIST]
        if not part or not long:
            raise Http404
        shown = {letter.upper(): part}
        following = _letter_address(letter, number + 1) if number < _pages(entries) else None
    return TemplateResponse(
        request,
        "a_z.html",
        {
            "letters": sorted(found),
            "shown": shown,
            "is_long": long,
            "letter": letter,
            "number": number,
            "following": following,
        },
    )
