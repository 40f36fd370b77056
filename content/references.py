"""References in a text: `[[bel:kindertelefoon]]`, `[[gids:ruzie-bij-de-buren|andere tekst]]`.

A saved text keeps the reference; what it stands for is filled in when a page is rendered, so that no
text can hold an old number, address or title. Saved HTML carries it as an empty link,
`<a data-ref="bel:kindertelefoon"></a>`, which only the Markdown renderer and our templates can make.
"""

import re
from collections import defaultdict

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from .remember import once

SYNTAX = re.compile(r"\[\[([a-z]+)(?::([a-z0-9-]+))?(?:\|([^\[\]|\n]{1,120}))?\]\]")
MARKER = re.compile(r'<a data-ref="([a-z]+):([a-z0-9-]*)">(.*?)</a>')

MOST_CHOICES = 20

_kinds = {}
_choosers = {}


def register(kind, resolve, keys, choose=None):
    """Make a kind of reference known.

    `resolve(keys)` gets a set of keys and returns a dict from key to a function that takes the link
    text (safe, may be empty) and returns HTML; a key that it leaves out shows as its text alone.
    `keys()` gives every key that an editor may use now. `choose(words)` gives what an editor finds by these words,
    at most `MOST_CHOICES`, as a list of (key, name, note).
    """
    _kinds[kind] = (resolve, keys)
    if choose:
        _choosers[kind] = choose


def choices(kinds, words):
    """What an editor may choose from, for these words: a list of (reference as it is typed, name, note)."""
    return [
        (f"[[{kind}:{key}]]", name, note)
        for kind in kinds
        if kind in _choosers
        for key, name, note in _choosers[kind](words)
    ]


def choosable():
    """The kinds of reference that can be chosen by name."""
    return list(_choosers)


def marker(kind, key, text=""):
    """The HTML that stands for a reference until the page is rendered."""
    return mark_safe(  # noqa: S308 - the pattern allows letters, digits and dashes only
        f'<a data-ref="{kind}:{key or ""}">{conditional_escape(text)}</a>'
    )


def fill(html):
    """`html` with every reference filled in; one look-up for each kind that occurs."""
    wanted = defaultdict(set)
    for kind, key, _ in MARKER.findall(html):
        wanted[kind].add(key)
    found = {kind: _writers(kind, keys) for kind, keys in wanted.items() if kind in _kinds}

    def replace(match):
        kind, key, text = match.groups()
        write = found[kind][key] if kind in found else None
        return write(mark_safe(text)) if write else text  # noqa: S308 - was escaped by marker()

    return MARKER.sub(replace, html)


@once
def _known(kind):
    """The writers of one kind that were looked up so far, by key."""
    return {}


def _writers(kind, keys):
    """Key to the function that writes it, or None, for at least these keys."""
    writers = _known(kind)
    if missing := keys - writers.keys():
        writers |= dict.fromkeys(missing) | _kinds[kind][0](missing)
    return writers


def used(text):
    """The references in a Markdown text, as a list of (kind, key)."""
    return [(kind, key or "") for kind, key, _ in SYNTAX.findall(text)]


def without_link(text):
    """The references in a text of which a visitor sees the words only: what they name is not on the site now."""
    return [
        f"[[{kind}:{key}]]"
        for kind, key in dict.fromkeys(used(text))
        if key and "<a " not in fill(marker(kind, key, "x"))
    ]


def unknown(text, also_known=()):
    """The references in a text that lead nowhere, as an editor typed them; `also_known` holds (kind, key) pairs."""
    found = used(text)
    # A text may name the same kind a thousand times.
    known = {kind: _kinds[kind][1]() for kind in {kind for kind, _ in found} if kind in _kinds}
    return [
        f"[[{kind}:{key}]]" if key else f"[[{kind}]]"
        for kind, key in found
        if (kind, key) not in also_known and key not in known.get(kind, ())
    ]
