"""The numbers. A wrong one can cost a life."""

import re

from content.markdown import typed_numbers
from content.numbers import ADVICE, DANGER

LINE_WITH_DIGIT = re.compile(r"[^\n]*\d[^\n]*")  # a digit of any script


WORD_AFTER_DIGIT = re.compile(r"(?<=\d)(?=[^\W\d_])")


def digits(text):
    """The digits of a number as it is dialled inside the country: +31 88 … and 088-… are the same."""
    found = re.sub(r"\D", "", text)
    return "0" + found[2:] if text.strip().startswith(("+31", "0031")) else found


def shows_the_numbers_and_the_way_out(page, rulebook):
    dialled = {href.removeprefix("tel:"): text for href, text in page.links if href.startswith("tel:")}
    for number in (DANGER, ADVICE):
        if number.shown not in dialled.get(number.dialled, ""):
            yield f"Het nummer {number.shown} ontbreekt. Zonder dat nummer gaat geen pagina op de site.", ""
    if not page.links or page.links[0][0] not in rulebook.exits:
        yield "De eerste link is niet de knop ‘Verlaat deze site’.", ""


def only_numbers_of_the_directory(page, rulebook):
    apart = set(_found(page.words))
    for number in dict.fromkeys(_found(page.spoken)):
        if not _is_known(number, rulebook, is_apart=number in apart):
            yield (
                f"Het nummer {number} staat niet in de hulpgids, of is daar niet nagekeken. "
                "Zet er een verwijzing neer, zoals [[bel:veilig-thuis]].",
                number,
            )


def _found(text):
    # A number and the word after it may stand in two elements that only the stylesheet keeps apart.
    return [
        number for line in LINE_WITH_DIGIT.findall(text) for number in typed_numbers(WORD_AFTER_DIGIT.sub(" ", line))
    ]


def _is_known(number, rulebook, is_apart):
    """True for a number of the directory, also when other digits follow it: 0800-2000 24 uur."""
    parts = number.split()
    if any(digits("".join(parts[:count])) in rulebook.numbers for count in range(1, len(parts) + 1)):
        return True
    # Digits of the next element are no part of it.
    return not is_apart and any(digits(number).startswith(known) for known in rulebook.numbers if len(known) > 3)


def links_dial_what_they_show(page, rulebook):
    for href, text in page.links:
        scheme, _, target = href.partition(":")
        if scheme.lower() in ("sms", "callto", "whatsapp", "skype", "facetime"):
            yield f"Deze link belt of appt buiten de hulpgids om: {href}.", target
        elif scheme.lower() == "tel":
            shown = re.sub(r"\D", "", text)
            national = digits(target).lstrip("0")
            if digits(target) not in rulebook.numbers:
                yield f"De link belt {target}, en dat nummer staat niet in de hulpgids.", target
            elif not national or national not in shown:
                yield f"De link belt {target}, maar er staat: {text.strip()}.", text.strip()
