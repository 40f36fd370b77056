"""Tags for every template."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from content.remember import once

register = template.Library()

SVG = "{http://www.w3.org/2000/svg}"


@cache
def icons():
    """The drawings of `templates/components/icons.svg`: name to inner SVG."""
    path = settings.BASE_DIR / "templates" / "components" / "icons.svg"
    ElementTree.register_namespace("", SVG[1:-1])
    root = ElementTree.fromstring(path.read_text())  # noqa: S314 - our own file
    return {
        symbol.get("id"): "".join(ElementTree.tostring(child, encoding="unicode") for child in symbol).replace(
            f' xmlns="{SVG[1:-1]}"', ""
        )
        for symbol in root.iter(f"{SVG}symbol")
    }


@register.simple_tag
def shared(name, **values):
    """A component that is the same on many pages: written once for a whole edition, from its values alone."""
    return _shared(name, tuple(sorted(values.items(), key=lambda pair: pair[0])))


@once
def _shared(name, values):
    return mark_safe(render_to_string(f"components/{name}.html", dict(values)))  # noqa: S308 - our own template


@register.simple_tag
@cache
def icon(name, directional=False):
    """An icon as inline SVG, with a size of its own for when there is no stylesheet."""
    return format_html(
        '<svg class="nig-icon{}" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        " nig-icon--dir" if directional else "",
        mark_safe(icons()[name]),  # noqa: S308 - our own file
    )


@cache
def _digest(path):
    return "sha256-" + base64.b64encode(hashlib.sha256(Path(path).read_bytes()).digest()).decode()


@register.simple_tag
def integrity(name):
    """The digest of a static file as it is served, for Subresource Integrity; empty while a programmer edits it."""
    if settings.DEBUG:
        return ""
    stored = getattr(staticfiles_storage, "stored_name", str)(name)
    is_collected = staticfiles_storage.exists(stored)
    return _digest(staticfiles_storage.path(stored) if is_collected else finders.find(name))


@register.simple_tag
def phone(key):
    """The number of a service by its key; filled in from the directory when the page is rendered."""
    return format_html('<a data-ref="bel:{}"></a>', key)


@register.simple_tag
def phone_panel_line(key):
    """A line of the phone panel: number, whose it is, cost."""
    return format_html('<a data-ref="paneel:{}"></a>', key)


@register.filter
def web_name(url):
    """A web address as people say it: `https://www.kadera.nl/` becomes `kadera.nl`."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
