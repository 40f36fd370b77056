"""The numbers. A wrong one can cost a life."""

import re

from content.markdown import typed_numbers
from content.numbers import ADVICE, DANGER

DIGIT = re.compile(r"\d")  # of any script


WORD_AFTER_DIGIT = re.compile(r"(?<=\d)(?=[^\W\d_])")


def digits(text):
    """The digits of a number as it is dialled inside the country: +31 (0)88 …, 0031 88 … and (088) … are the same."""
    found = re.sub(r"\D", "", text)
    if not re.match(r"[\s(]*(\+|00)31", text):
        return found
    return "0" + found.removeprefix("00").removeprefix("31").lstrip("0")


def shows_the_numbers_and_the_way_out(page, rulebook):
    dialled = {href.removeprefix("tel:"): text for href, text in page.links if href.startswith("tel:")}
    for number in (DANGER, ADVICE):
        if number.shown not in dialled.get(number.dialled, ""):
            yield f"Het nummer {number.shown} ontbreekt. Zonder dat nummer gaat geen pagina op de site.", ""
    if not page.links or page.links[0][0] not in rulebook.exits:
        yield "De eerste link is niet de knop ‘Verlaat deze site’.", ""


def only_numbers_of_the_directory(page, rulebook):
    apart = dict.fromkeys(_found(page.words))
    for number in dict.fromkeys(_found(page.spoken)) | apart:
        if not _is_known(number, rulebook, is_apart=number in apart):
            yield (
                f"Het nummer {number} staat niet in de hulpgids, of is daar niet nagekeken. "
                "Zet er een verwijzing neer, zoals [[bel:veilig-thuis]].",
                number,
            )


def _found(text):
    # A number and the word after it may stand in two elements that only the stylesheet keeps apart.
    return [number for line in _lines_with_a_digit(text) for number in typed_numbers(WORD_AFTER_DIGIT.sub(" ", line))]


def _lines_with_a_digit(text):
    end = -1
    for match in DIGIT.finditer(text):
        if match.start() > end:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.start()) % (len(text) + 1)  # -1, no further line, becomes the end
            yield text[start:end]


def _is_known(number, rulebook, is_apart):
    """True for a number of the directory, also when a count follows it: 0800-2000 100 keer."""
    parts = number.split()
    for count in range(len(parts), 0, -1):
        if digits("".join(parts[:count])) in rulebook.numbers:
            return all(_is_known(rest, rulebook, True) for rest in typed_numbers(" ".join(parts[count:])))
    # The next element may begin with "24 uur" or "24/7", which only the stylesheet keeps apart.
    return not is_apart and digits(number).removesuffix("24") in rulebook.numbers


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
