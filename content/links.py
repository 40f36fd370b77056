"""References to our own pages, to images and to the data of the region."""

import html

from django.db.models import Prefetch, Q
from django.utils.html import format_html, format_html_join

from . import references
from .markdown import IMAGE
from .models import (
    Frustration,
    Guide,
    Image,
    ImageFile,
    MovedAddress,
    NewsItem,
    Page,
    Region,
    RegionalVision,
    Sector,
    Topic,
)


def item_kind(model):
    """The functions that `references.register` needs for items of one model.

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

    def choose(words):
        found = model.objects.live()
        for word in words.split()[:8]:
            found = found.filter(Q(title__icontains=word) | Q(slug__icontains=word))
        kind = model._meta.verbose_name
        return [
            (item.slug, item.title, kind if item.is_published else f"{kind}, nog niet op de site")
            for item in found[: references.MOST_CHOICES]
        ]

    return resolve, keys, choose


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


# The text column is 38rem wide; on a telephone it is the screen but for its margins.
SIZES = "(min-width: 42rem) 38rem, 92vw"


def images(keys):
    """`[[beeld:…]]`: the picture with its maker. Words in the reference take the place of the description."""
    found = Image.objects.filter(key__in=keys).prefetch_related(
        Prefetch("files", ImageFile.objects.defer("content").order_by("width"))
    )
    return {image.key: _image_writer(image) for image in found if image.files.all()}


def _image_writer(image):
    files = list(image.files.all())
    smallest, largest = files[0], files[-1]
    sources = format_html_join(", ", "{} {}w", ((file.path, file.width) for file in files))
    # Without a size for the browser to choose from, the picture is no larger than it is.
    choice = format_html(' srcset="{}" sizes="{}"', sources, SIZES) if len(files) > 1 else ""

    def write(text):
        return format_html(
            '<figure class="nig-image"><img src="{}"{} width="{}" height="{}" alt="{}" loading="lazy">'
            "<figcaption>Beeld: {}</figcaption></figure>",
            smallest.path,
            choice,
            largest.width,
            largest.height,
            html.unescape(text) or image.alt,
            image.credit,
        )

    return write


def choose_image(words):
    found = Image.objects.all()
    for word in words.split()[:8]:
        found = found.filter(Q(alt__icontains=word) | Q(credit__icontains=word))
    return [(image.key, image.alt, image.credit) for image in found[: references.MOST_CHOICES]]


def register_all():
    references.register(
        IMAGE, images, lambda: set(Image.objects.values_list("key", flat=True)), choose_image
    )  # fmt: skip
    kinds = {
        "gids": Guide, "onderwerp": Topic, "pagina": Page, "nieuws": NewsItem, "regiovisie": RegionalVision,
        "samenwerken": Frustration, "sector": Sector,
    }  # fmt: skip
    for kind, model in kinds.items():
        references.register(kind, *item_kind(model))
    references.register("gegeven", region_data, lambda: set(Region.KEYS))
