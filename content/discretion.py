"""Titles in the tab and addresses stay behind in the browser's history; these say nothing to who reads along."""

import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError


def fold(text):
    """A text to compare by: no capitals, accents, soft hyphens or characters without width."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        char for char in decomposed if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )


@cache
def sensitive_words():
    """The words of `sensitive_words.txt`, without case or accents."""
    lines = (Path(__file__).parent / "sensitive_words.txt").read_text().splitlines()
    return tuple(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def found_in(text, more=()):
    """The sensitive words in a text, matched as parts of words; dashes count as spaces too.

    `more` are the words that the region adds to the file.
    """
    folded = fold(text)
    spaced = folded.replace("-", " ")
    return [word for word in (*sensitive_words(), *map(fold, more)) if word in folded or word in spaced]


def validate(text, more=()):
    """Raises a ValidationError that names the words; see `found_in`."""
    if words := found_in(text, more):
        raise ValidationError(
            "Dit blijft in de geschiedenis van de browser staan. Kies een woord dat minder zegt dan: %(words)s.",
            params={"words": ", ".join(words)},
        )
