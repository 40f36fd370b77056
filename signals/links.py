"""References to the help directory and the checklists."""

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from content import references
from content.links import item_kind
from content.numbers import ADVICE, IN_CODE

from .models import Checklist, Event, Initiative, Series, Service, Training


def _services(keys):
    """The services with these keys; empty without a database, so that the numbers in code still show."""
    services = Service.objects.filter(slug__in=keys).select_related("organization")
    return {service.slug: service for service in services.prefetch_related("phones", "field_sources")}


def _link(number):
    return format_html('<a href="tel:{}">{}</a>', number.dialled, number.shown)


def _number(key, services):
    """The number behind a key: of the directory, else in code; None when nobody has verified one."""
    service = services.get(key)
    phones = service.shown_phones if service else []
    return phones[0] if phones else IN_CODE.get(key)


def phone_links(keys):
    """`[[bel:…]]`: the number itself, linked. An unverified one gives way to Veilig Thuis: help, never a guess."""
    services = _services(keys)

    def writer(number):
        if number:
            return lambda text: _link(number)
        return lambda text: format_html("{} ({})", _link(ADVICE), ADVICE.name)

    return {key: writer(_number(key, services)) for key in keys}


def panel_lines(keys):
    """`paneel`: number, name and cost, as one link in the phone panel; nothing without a verified number."""
    services = _services(keys)
    found = {key: _number(key, services) for key in keys}

    def writer(service, number):
        facts = service.facts
        costs = ", ".join(
            filter(
                None,
                [facts.get("fees_description", ""), "dag en nacht" if facts.get("is_always_open") else ""],
            )
        )
        line = f"{service.name}: {costs}" if costs else service.name
        return lambda text: format_html(
            '<a href="tel:{}"><b>{}</b><span>{}</span></a>', number.dialled, number.shown, line
        )

    return {key: writer(services[key], number) for key, number in found.items() if number and key in services}


def help_finder(keys):
    return {
        "": lambda text: format_html(
            '<a href="{}">{}</a>', reverse("signals:finder"), text or "Hulp in jouw gemeente"
        )
    }


def _service_keys():
    return set(Service.objects.values_list("slug", flat=True))


def _choose_service(words):
    """Services by name, organisation or number, with the number that a text will show."""
    found = Service.objects.active()
    for word in words.split()[:8]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(slug__icontains=word)
            | Q(organization__name__icontains=word)
            | Q(phones__display__icontains=word)
        )
    keys = found.order_by("name").values_list("slug", flat=True).distinct()[: references.MOST_CHOICES]
    services = _services(set(keys))
    choices = []
    for service in sorted(services.values(), key=lambda service: service.name.casefold()):
        number = _number(service.slug, services)
        shown = number.shown if number else f"geen nagekeken nummer: er komt {ADVICE.shown} te staan"
        choices.append((service.slug, service.name, shown))
    return choices


def register_all():
    references.register("bel", phone_links, _service_keys, _choose_service)
    references.register("paneel", panel_lines, _service_keys)
    references.register("lijst", *item_kind(Checklist))
    items = {"bijeenkomst": Event, "reeks": Series, "training": Training, "initiatief": Initiative}
    for kind, model in items.items():
        references.register(kind, *item_kind(model))
    references.register("hulp", help_finder, lambda: {""})
