"""Where the way out may lead.

Plausible Dutch sites that load fast, need no account and show no shocking news. Editors choose by key, so that no
address can come from a form or a request.
"""

from typing import NamedTuple


class Destination(NamedTuple):
    """A site to leave for."""

    key: str
    label: str
    url: str


DESTINATIONS = {
    destination.key: destination
    for destination in (
        Destination("buienradar", "Buienradar: het weer", "https://www.buienradar.nl/"),
        Destination("knmi", "KNMI: het weer", "https://www.knmi.nl/"),
        Destination("weeronline", "Weeronline: het weer", "https://www.weeronline.nl/"),
        Destination("ns", "NS: treinen", "https://www.ns.nl/"),
        Destination("9292", "9292: reisplanner", "https://9292.nl/"),
    )
}
DEFAULT = next(iter(DESTINATIONS.values()))


def get(key):
    """The destination with this key; the first one when the key is not (or no longer) in the list."""
    return DESTINATIONS.get(key, DEFAULT)
