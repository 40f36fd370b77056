"""References to our own pages and to the data of the region."""

from django.utils.html import format_html

from . import references
from .models import Frustration, Guide, MovedAddress, NewsItem, Page, Region, RegionalVision, Topic


def item_kind(model):
    """The two functions that `references.register` needs for items of one model.

    A reference shows the item's own title, and plain text when the item is not published, so that
    taking a page down never breaks another.
    """

    def resolve(keys):
        items = {item.slug: item for item in model.objects.live().filter(slug__in=keys)}
        if missing := set(keys) - set(items):
            items |= _moved(model, missing)

        def writer(item):
            return lambda text: (
                format_html('<a href="{}">{}</a>', item.get_absolute_url(), text or item.title)
                if item.is_published
                else (text or item.title)
            )

        return {key: writer(item) for key, item in items.items()}

    def keys():
        return set(model.objects.live().values_list("slug", flat=True))

    return resolve, keys


def _moved(model, keys):
    """Items that are now at another address, under their old slug."""
    moved = dict(
        MovedAddress.objects.filter(old_path__in=[f"{model.path}{key}/" for key in keys]).values_list(
            "new_path", "old_path"
        )
    )
    new_slugs = [path.removeprefix(model.path).strip("/") for path in moved]
    items = model.objects.live().filter(slug__in=new_slugs) if new_slugs else []
    return {moved[item.get_absolute_url()].removeprefix(model.path).strip("/"): item for item in items}


def region_data(keys):
    region = Region.current()

    def writer(value):
        if value.startswith("https://"):
            return lambda text: format_html('<a href="{}" rel="noreferrer">{}</a>', value, text or value)
        if "@" in value and " " not in value:
            return lambda text: format_html('<a href="mailto:{}">{}</a>', value, value)
        return lambda text: format_html("{}", value or Region.NOT_FILLED_IN)

    return {key: writer(getattr(region, Region.KEYS[key])) for key in keys if key in Region.KEYS}


def register_all():
    kinds = {
        "gids": Guide, "onderwerp": Topic, "pagina": Page, "nieuws": NewsItem, "regiovisie": RegionalVision,
        "samenwerken": Frustration,
    }  # fmt: skip
    for kind, model in kinds.items():
        references.register(kind, *item_kind(model))
    references.register("gegeven", region_data, lambda: set(Region.KEYS))
