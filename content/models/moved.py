from django.core.validators import RegexValidator
from django.db import models

own_path = RegexValidator(r"^/(?![/\\\\])\S*$", "Een adres op deze site begint met één schuine streep.")


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
        max_length=200,
        unique=True,
        validators=[own_path],
        help_text="Zoals /wat-te-doen/oude-naam/",
    )
    new_path = models.CharField("nieuw adres", max_length=200, validators=[own_path])

    objects = MovedAddressManager()

    class Meta:
        verbose_name = "verhuisd adres"
        verbose_name_plural = "verhuisde adressen"
        ordering = ["old_path"]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"
