"""Where a service's number stands, so that nobody takes it away from under a text."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content import references
from content.models import CrisisLine, Publishable
from content.models.fields import MarkdownField
from content.models.numbers import NumbersField, keys

from .models import Alert, Municipality, Service


def uses(service):
    """The items that name a service in their text or phone panel, and the alerts that show it; each once."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in ("content", "signals"):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, MarkdownField | NumbersField):
                rows = model._default_manager.filter(**{f"{field.name}__contains": service.slug})
                found += [_item(row) for row in rows if _names(field, getattr(row, field.name), service.slug)]
    found += Alert.objects.filter(phone__service=service, ends_at__gt=timezone.now())
    return [item for item in dict.fromkeys(found) if item != service]


def _names(field, text, slug):
    return slug in keys(text) if isinstance(field, NumbersField) else ("bel", slug) in references.used(text)


def _item(row):
    """The item that an editor opens to change a row: itself, or the guide of a step and the list of a sign."""
    while not isinstance(row, Publishable | Municipality | Service | Alert | CrisisLine):
        row = next(getattr(row, field.name) for field in row._meta.concrete_fields if field.many_to_one)
    return row.live if isinstance(row, Publishable) else row


def in_words(items):
    """Items as an editor knows them, in one line: at most ten, for a message."""
    names = [f"‘{item}’ ({item._meta.verbose_name})" for item in items[:10]]
    return ", ".join(names) + (f" en nog {len(items) - 10}" if len(items) > 10 else "")


def refuse_to_lose(service):
    """Raises a ValidationError when `service` cannot be without a number that is shown."""
    if service.is_exempt:
        raise ValidationError("Dit nummer staat op elke pagina en kan er niet af.")
    if used := uses(service):
        raise ValidationError(
            "Dit nummer staat nog in: %(items)s. Zet hier een ander nummer dat klopt, of haal het daar weg.",
            params={"items": in_words(used)},
        )


def places(service):
    """The pages of the directory that list a service, as (name, address) pairs."""
    if not service.is_active:
        return []
    if service.is_national:
        return [
            ("Hulplijnen voor heel Nederland", reverse("signals:national")),
            ("de pagina van elke gemeente", reverse("signals:municipality_list")),
        ]
    current = Municipality.objects.current()
    covered = current.filter(pk__in=service.coverage.values("municipality")) | current.filter(
        safe_at_home__in=service.coverage.exclude(safe_at_home=None).values("safe_at_home")
    )
    return [(f"Hulp in {place}", place.get_absolute_url()) for place in covered]
