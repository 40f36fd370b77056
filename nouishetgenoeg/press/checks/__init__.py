"""The rules that every page keeps, each a small function over the parsed bytes.

A check takes a `Page` and the `Rulebook` and yields `(message, needle)`: what to mend, in Dutch, for an
editor, and the words by which the field that holds them can be found (may be empty).
"""

from dataclasses import dataclass

from . import links, numbers, privacy, structure, style, weight

# Name of the check, as an editor reads it, and its function.
ERRORS = [
    ("Nummers en weg", numbers.shows_the_numbers_and_the_way_out),
    ("Telefoonnummer", numbers.only_numbers_of_the_directory),
    ("Telefoonlink", numbers.links_dial_what_they_show),
    ("Link", links.lead_somewhere),
    ("Andere site", privacy.nothing_from_another_host),
    ("Script in de pagina", privacy.nothing_inline),
    ("Woorden in tabblad en adres", privacy.title_and_address_are_discreet),
    ("Geheim adres", privacy.no_confidential_address),
    ("Opbouw", structure.headings_language_and_images),
    ("Gewicht", weight.is_light),
]
WARNINGS = [
    ("Lange zinnen", style.short_sentences),
    ("Nakijken", style.reviewed),
]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one page, and where it can be mended."""

    path: str
    check: str
    message: str
    needle: str = ""
    is_warning: bool = False
    item: tuple | None = None


def problems(page, rulebook):
    """Everything that is wrong with a page, errors first, as a list of `Problem`."""
    return [
        Problem(page.path, name, message, needle, is_warning, page.item)
        for checks, is_warning in ((ERRORS, False), (WARNINGS, True))
        for name, check in checks
        for message, needle in check(page, rulebook)
    ]


def file_problems(path, text, rulebook):
    """What is wrong with a file that is not a page, such as a list in JSON."""
    return [
        Problem(path, "Geheim adres", message, needle)
        for message, needle in privacy.holds_confidential_address(text, rulebook)
    ]
