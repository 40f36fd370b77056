from django.core.exceptions import ValidationError
from django.db import models

from content import references


def validate_keys(text):
    """Raises a ValidationError when a key is not in the help directory."""
    if wrong := references.unknown(" ".join(f"[[bel:{key}]]" for key in keys(text))):
        raise ValidationError("Dit nummer staat niet in de hulpgids: %(keys)s.", params={"keys": ", ".join(wrong)})


def keys(text):
    """The keys in a comma-separated text, as a list."""
    return [key.strip() for key in text.split(",") if key.strip()]


class NumbersField(models.CharField):
    """Extra numbers for the phone panel of a page, as keys of the help directory."""

    default_validators = [validate_keys]

    def __init__(self, **kwargs):
        kwargs = {
            "verbose_name": "extra nummers",
            "max_length": 200,
            "blank": True,
            "help_text": "Sleutels uit de hulpgids, met een komma ertussen, zoals: kindertelefoon, 113. "
            "Het noodnummer en Veilig Thuis staan er altijd al.",
            **kwargs,
        }
        super().__init__(**kwargs)


class WithNumbers(models.Model):
    """An item whose page has a phone panel."""

    numbers = NumbersField()

    class Meta:
        abstract = True

    @property
    def number_keys(self):
        return keys(self.numbers)
