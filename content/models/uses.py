"""Where something stands in the texts, such as an image or a link to another site."""

import html
import re
from collections import defaultdict

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from content import references

from .base import Publishable
from .fields import MarkdownField, RenderedField
from .outside import OutsideLink

OUTSIDE = re.compile(r'href="(https?://[^"]+)"')


def our_models():
    """The models of `content` and of the apps that build on it."""
    ours = {model._meta.app_label for model in apps.get_models() if issubclass(model, Publishable)}
    return [model for model in apps.get_models() if model._meta.app_label in ours]


def owner_of(row):
    """What a row is a part of, such as the guide of a step; None for a row of its own."""
    for field in row._meta.private_fields:
        if isinstance(field, GenericForeignKey):
            return getattr(row, field.name)
    for field in row._meta.concrete_fields:
        if field.many_to_one and field.name != "draft_of" and field.remote_field.on_delete is models.CASCADE:
            return getattr(row, field.name)
    return None


def item_of(row):
    """What an editor opens to change a row: itself, or the guide of a step."""
    while not admin.site.is_registered(type(row)) and (owner := owner_of(row)):
        row = owner
    return row


def page_of(row):
    """The page that shows a row, such as the checklist of a sign; a row without a page of its own is its own."""
    while not isinstance(row, Publishable) and (owner := owner_of(row)):
        row = owner
    return row


def outside_links():
    """Every link to another site, in a text or a field of its own: address to a set of rows."""
    found = defaultdict(set)
    for model in our_models():
        if model is OutsideLink:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.URLField):
                for row in model._base_manager.exclude(**{field.name: ""}):
                    found[getattr(row, field.name)].add(row)
            elif isinstance(field, RenderedField):
                for row in model._base_manager.filter(**{f"{field.name}__contains": 'href="http'}):
                    for address in OUTSIDE.findall(getattr(row, field.name)):
                        found[html.unescape(address)].add(row)
    return found


def rows_that_refer(kind, key=""):
    """The rows with a reference of this kind in a text, to this key when one is given: (row, set of keys) pairs."""
    for model in our_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, MarkdownField):
                continue
            for row in model._base_manager.filter(**{f"{field.name}__contains": f"[[{kind}:{key}"}):
                keys = {found for name, found in references.used(getattr(row, field.name)) if name == kind}
                if keys and (not key or key in keys):
                    yield row, keys


def items_that_refer(kind, key):
    """What an editor opens to take a reference away: each item once, as a list."""
    return list(dict.fromkeys(item_of(row) for row, _ in rows_that_refer(kind, key)))


def keys_on_the_site(kind):
    """The keys to which the pages that are on the site refer, as a set."""
    return {
        key
        for row, keys in rows_that_refer(kind)
        if getattr(page_of(row), "is_published", True)
        for key in keys
    }  # fmt: skip
