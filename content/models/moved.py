import re
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

own_path = RegexValidator(r"^/(?![/\\\\])\S*$", "Een adres op deze site begint met één schuine streep.")

MAX_LENGTH = 200
# An old address becomes a file of the site, so that it must be a name that every system takes.
OLD_PATH = re.compile(r"(/[\w~%-][\w.~%-]{0,60})+/?", re.ASCII)


class MovedAddressManager(models.Manager):
    def remember(self, old_path, new_path):
        """Send visitors of `old_path` to `new_path`; addresses that led to the old one follow along."""
        self.filter(old_path=new_path).delete()
        self.filter(new_path=old_path).update(new_path=new_path)
        self.update_or_create(old_path=old_path, defaults={"new_path": new_path})


class MovedAddress(models.Model):
    """An address that was printed once and still has to work.

    Django's own redirects app needs the sites framework, with a second name of our host to keep right.
    """

    old_path = models.CharField(
        "oud adres",
        max_length=MAX_LENGTH,
        unique=True,
        validators=[own_path],
        help_text="Zoals /wat-te-doen/oude-naam/",
    )
    new_path = models.CharField("nieuw adres", max_length=MAX_LENGTH, validators=[own_path])

    objects = MovedAddressManager()

    class Meta:
        verbose_name = "verhuisd adres"
        verbose_name_plural = "verhuisde adressen"
        ordering = ["old_path"]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"

    def clean(self):
        """Ends the old address as our addresses end, and refuses one that could take the place of something else."""
        if not self.old_path.endswith("/") and "." not in self.old_path.rpartition("/")[2]:
            self.old_path += "/"
        if len(self.old_path) > MAX_LENGTH or not OLD_PATH.fullmatch(self.old_path):
            raise ValidationError(
                {"old_path": "Gebruik in een oud adres alleen letters, cijfers en streepjes: /hulp/oude-naam/."}
            )
        plain = unquote(self.old_path).lower()
        if plain.startswith(("/beheer/", "/static/")) or ".." in plain or "index.html" in plain or "//" in plain:
            raise ValidationError({"old_path": "Dit adres is van een ander deel van de site. Kies een ander."})
