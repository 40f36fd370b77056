"""Style: an editor hears of it, the page goes out all the same."""

from content.writing import LONGEST, long_sentences


def short_sentences(page, rulebook):
    if page.is_for_professionals or not page.item:
        return
    if long := long_sentences(page.text):
        yield f"{len(long)} zin(nen) met meer dan {LONGEST} woorden. De eerste: ‘{long[0][:160]}’.", long[0][:40]


def reviewed(page, rulebook):
    if page.review == "never":
        yield "Nog niet nagekeken door de regio.", ""
    elif page.review == "overdue":
        yield "De datum om opnieuw na te kijken is voorbij.", ""
