"""What the checks know about this moment's content."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from content import destinations, discretion
from content.markdown import PHONE
from content.models import Region
from content.numbers import ADVICE, DANGER
from signals.models import Phone, Service

from .checks.numbers import digits


@dataclass(frozen=True)
class Rulebook:
    """`numbers`: every number that may be shown, as digits; `paths`: every address of the edition;

    `weights`: bytes that travel, for each static file; `confidential`: places that no page may name, folded;
    `exits`: where the way out may lead; `words`: what the region adds to the sensitive words.
    """

    paths: frozenset
    weights: dict
    numbers: frozenset = frozenset()
    confidential: tuple = ()
    exits: frozenset = field(
        default_factory=lambda: frozenset(place.url for place in destinations.DESTINATIONS.values())
    )

    words: tuple = ()

    def sensitive(self, text):
        """The words in a text that say too much for a browser's history."""
        return discretion.found_in(text, self.words)

    @cached_property
    def digest(self):
        """Of everything that decides whether a page passes: a page that passed these rules need not be read again."""
        parts = (
            sorted(self.paths), sorted(self.weights.items()), sorted(self.numbers), self.confidential,
            sorted(self.exits), discretion.sensitive_words(), self.words, PHONE.pattern, _source(),
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @classmethod
    def of_now(cls, paths, weights):
        """The rulebook for these addresses, with the numbers and places of the directory as it is now."""
        phones = [phone for phone in Phone.objects.select_related("service") if phone.is_shown]
        numbers = {digits(text) for phone in phones for text in (phone.shown, phone.dialled)}
        numbers |= {digits(number.dialled) for number in (DANGER, ADVICE)}
        secret = Service.objects.filter(is_address_confidential=True).exclude(address="")
        places = {part for address in secret.values_list("address", flat=True) for part in _places(address)}
        words = tuple(Region.current().extra_words)
        return cls(frozenset(paths), weights, frozenset(numbers), tuple(sorted(places)), words=words)


@cache
def _source():
    """The checks themselves, as one digest."""
    found = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


def _places(address):
    """The parts of an address that give it away: all of it, and street with number, also without a comma."""
    folded = " ".join(discretion.fold(address).split())
    street = folded.split(",")[0].strip()
    places = {folded, street} if any(char.isdigit() for char in street) else {folded}
    if match := re.match(r"(?:\d+e )?[^\d,]+\d+\s?[a-z]?\b", folded):
        places.add(match[0].strip())
    return places
