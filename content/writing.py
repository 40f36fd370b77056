"""How a text reads: what the writing help of the newsroom says while an editor types, and the press of a page.

Everything here is a hint and nothing stops a text: there is no official measure of plain Dutch.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import discretion, markdown, references

LONGEST = 20  # words in a sentence; a proxy for plain Dutch
HARD = 60  # Flesch-Douma: below it a text is harder than a newspaper's
FEWEST = 30  # words; of less, a reading score says nothing

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
VOWELS = re.compile(r"(?:aai|eeu|ieu|ooi|oei|aa|au|ee|ei|eu|ie|ij|oe|oo|ou|ui|uu|[aeiouyáéíóúàèäëïöüâêîôû])", re.I)
OUTSIDE_LINK = re.compile(r"\]\(\s*<?\s*(http://[^\s)>]+)")
OWN_LINK = re.compile(r"\]\(\s*<?(/[^\s)>]*)")
BLOCK_LINE = re.compile(r"^\s*:::[ \t]*(\S*)", re.MULTILINE)


@dataclass(frozen=True)
class Hint:
    """One hint for an editor: `about` what it is, such as "zin", and what to do, in Dutch."""

    about: str
    text: str


def sentences(text):
    """The sentences of a plain text, as a list: cut at the end of a line and after . ! ? : and ;"""
    parts = re.split(r"[.!?:;]\s|\n", text)
    return [part.strip() for part in parts if part.strip()]


def long_sentences(text):
    """The sentences with more than `LONGEST` words."""
    return [sentence for sentence in sentences(text) if len(sentence.split()) > LONGEST]


def plain(text):
    """The words of a Markdown text that a visitor reads, without its signs; a reference counts as one word."""
    text = references.SYNTAX.sub(lambda match: match[3] or "verwijzing", text)
    text = re.sub(r"^[ \t]*:::[ \t]*[a-z-]*", "", text, flags=re.MULTILINE)
    text = re.sub(r"\]\([^()\n]{0,500}\)|<https?://[^<>\s]{0,500}>", "", text)
    text = re.sub(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)]|#{1,6})[ \t]+", "", text, flags=re.MULTILINE)
    return re.sub(r"[*_\[\]|>#`]", "", text)


def syllables(word):
    """About how many syllables a Dutch word has: its groups of vowels, at least one."""
    return max(1, len(VOWELS.findall(word)))


def flesch_douma(text):
    """Flesch's reading ease with the weights of Douma (1960) for Dutch; None for less than `FEWEST` words.

    206.84 − 0.93 × words in a sentence − 77 × syllables in a word: about 100 is very easy, 0 very hard.
    """
    words = WORD.findall(text)
    if len(words) < FEWEST:
        return None
    count = len([part for part in sentences(text) if WORD.search(part)]) or 1
    return 206.84 - 0.93 * len(words) / count - 77 * sum(map(syllables, words)) / len(words)


@cache
def officialese():
    """The words of `officialese.txt` with their plainer word, as a dict; and a pattern that finds them."""
    lines = (Path(__file__).parent / "officialese.txt").read_text().splitlines()
    words = dict(
        map(str.strip, line.split("=", 1)) for line in lines if "=" in line and not line.lstrip().startswith("#")
    )
    longest_first = sorted(words, key=len, reverse=True)
    return words, re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _number(value):
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")


def figures(text):
    """Words, mean and longest sentence and reading ease of a Markdown text as one Dutch line; empty for no words."""
    read = plain(text)
    lengths = [len(sentence.split()) for sentence in sentences(read)]
    if not lengths:
        return ""
    line = (
        f"{sum(lengths)} woorden. Een zin heeft er gemiddeld {_number(sum(lengths) / len(lengths))}; "
        f"de langste heeft er {max(lengths)}."
    )
    ease = flesch_douma(read)
    return line if ease is None else f"{line} Leesgemak {max(0, min(100, round(ease)))} van 100."


def hints_for_text(text, number_keys=None, leads_somewhere=None, also_known=(), is_dutch=True):
    """The hints for one Markdown text, as a list of `Hint`.

    `number_keys(digits as typed)` gives the key of the service with that number, or None; `leads_somewhere(path)`
    is False for a link of our own that leads nowhere. How easily it reads is told of Dutch alone.
    """
    found, read = [], plain(text)
    if reason := markdown.too_much(text):
        return [Hint("lengte", reason)]
    for number in dict.fromkeys(markdown.typed_numbers(text)):
        key = number_keys(number) if number_keys else None
        found.append(
            Hint("nummer", f"{number} staat in de hulpgids. Zet er [[bel:{key}]] neer, dan klopt het altijd.")
            if key
            else Hint("nummer", f"{number} staat niet in de hulpgids. Kies ‘Nummer’ in het menu Invoegen.")
        )
    found += [
        Hint("verwijzing", f"{name} bestaat niet. Kies de pagina of het nummer in het menu Invoegen.")
        for name in dict.fromkeys(references.unknown(text, also_known))
    ]
    for path in dict.fromkeys(OWN_LINK.findall(text)):
        if leads_somewhere and not leads_somewhere(path):
            found.append(Hint("link", f"De link naar {path} gaat nergens heen. Die pagina is er niet."))
        else:
            found.append(Hint("link", f"{path} staat vast. Een verwijzing verandert mee als de pagina verhuist."))
    found += [
        Hint("link", f"{address} is niet beveiligd. Probeer of https:// ook werkt.")
        for address in dict.fromkeys(OUTSIDE_LINK.findall(text))
    ]
    names = [name for name in BLOCK_LINE.findall(text) if name and name not in markdown.BLOCKS]
    found += [
        Hint("blok", f"Een blok ‘{name}’ is er niet. Je kunt kiezen uit: {', '.join(markdown.BLOCKS)}.")
        for name in dict.fromkeys(names)
    ]
    if not is_dutch:
        return found
    long = long_sentences(read)
    if long:
        count = "Eén zin is" if len(long) == 1 else f"{len(long)} zinnen zijn"
        start = long[0] if len(long[0]) <= 120 else f"{long[0][:120]}…"
        found.append(Hint("zin", f"{count} langer dan {LONGEST} woorden. Knip in stukken: ‘{start}’"))
    ease = flesch_douma(read)
    if ease is not None and ease < HARD:
        found.append(Hint("leesgemak", "Deze tekst leest moeilijk. Kortere zinnen en kortere woorden helpen."))
    words, pattern = officialese()
    for word in dict.fromkeys(match.lower() for match in pattern.findall(read)):
        found.append(Hint("woord", f"‘{word}’ is een kantoorwoord. Gewoner: ‘{words[word]}’."))
    return found


def hints_for_line(text, more_words=()):
    """The hints for a line that stays in the browser's history: title in the tab, address, summary."""
    return [
        Hint("geheim", f"‘{word}’ zegt te veel: dit blijft in de geschiedenis van de browser staan.")
        for word in discretion.found_in(text, more_words)
    ]


def hints_for_sources(has_any):
    """The hint for a page that does not say where its facts come from."""
    return [] if has_any else [Hint("bron", "Er staat nog geen bron bij. Zet onderaan waar de feiten vandaan komen.")]
