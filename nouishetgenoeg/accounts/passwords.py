"""What a password may not be made of. Length is Django's own rule: at least 15 characters, no other demands."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from signals.models import Municipality

# What must be left over when all guessable words, digits and signs are taken away.
LEAST_OF_ITS_OWN = 8
LEET = str.maketrans("013457@$!", "oieastasi")
REPEATED = "Dit wachtwoord is een herhaling. Kies iets dat moeilijker te raden is."
GUESSABLE = (
    "Dit wachtwoord bestaat bijna alleen uit cijfers en woorden die je makkelijk raadt: van deze site, een plaats, "
    "een maand of een bekend wachtwoord. Neem liever vier willekeurige woorden."
)


@cache
def known_words():
    """The words of `guessable.txt`."""
    lines = Path(__file__).with_name("guessable.txt").read_text().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def plain(text):
    """Lower case without accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter)
    )


def letters(text):
    return re.sub("[^a-z]", "", plain(text))


def words_of(user):
    """The words that are taken away, longest first: also the municipalities and the person's own name."""
    words = known_words() | {letters(name) for name in Municipality.objects.values_list("name", flat=True)}
    if user:
        words |= {letters(value) for value in (user.username, user.first_name, user.last_name)}
    return sorted((word for word in words if len(word) > 2), key=lambda word: (-len(word), word))


class ContextValidator:
    """Refuses a password that is little more than words of this site, of the calendar, of a map or of its owner."""

    def validate(self, password, user=None):
        whole = plain(password)
        # A text is one short part, over and over, when it is found again inside itself doubled.
        if len(set(whole)) < 6 or whole in (whole + whole)[1:-1]:
            raise ValidationError(REPEATED)
        words = words_of(user)
        for text in (whole, whole.translate(LEET)):
            own = letters(text)
            for word in words:
                own = own.replace(word, "")
            if len(own) < LEAST_OF_ITS_OWN:
                raise ValidationError(GUESSABLE)

    def get_help_text(self):
        return "Neem vier willekeurige woorden, of laat een wachtwoordmanager iets maken. Plakken mag."
