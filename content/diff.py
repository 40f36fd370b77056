"""What differs between two versions of an item, in words that an editor reads."""

import difflib
import re
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from .models import copies
from .models.approval import Approvable
from .models.fields import RenderedField

LEFT_OUT = {"draft_of", "published_at", "original_digest", *Approvable.WORKFLOW} - {"planned_at"}
# So many words stay around a change in a long text.
AROUND = 12


def values(row):
    """The values of a row as a version keeps them: by attribute name, relations as lists of keys."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | {
        field.attname: list(getattr(row, field.name).values_list("pk", flat=True)) for field in row._meta.many_to_many
    }


def rows(item):
    """The rows of an item as it is now: a list of (model, key, values), the item first."""
    found = [(type(item), item.pk, values(item))]
    for name, _, _ in copies.parts(type(item)):
        for row in getattr(item, name).all():
            found += rows(row)
    return found


def _shown_fields(model):
    parents = {key for owner in _owners(model) for key in owner}
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        is_text = not (field.primary_key or isinstance(field, RenderedField) or getattr(field, "auto_now", False))
        if (
            is_text
            and field.name not in LEFT_OUT
            and field.attname not in parents
            and field.related_model is not ContentType
        ):
            yield field


def _owners(model):
    """The names of the keys by which rows of a model belong to something."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and any(
            part is model and key == field.attname for _, part, key in copies.parts(field.related_model)
        ):
            yield (field.attname,)
    if any(field.name == "object_id" for field in model._meta.concrete_fields):
        yield ("object_id",)


def in_words(field, value):
    """A value of a field as an editor reads it."""
    value = getattr(value, "pk", value) if field.many_to_one else value
    if field.many_to_many:
        return ", ".join(map(str, field.related_model._base_manager.filter(pk__in=value or [])))
    if value in (None, ""):
        return ""
    if field.many_to_one:
        return str(field.related_model._base_manager.filter(pk=value).first() or "")
    if isinstance(value, list | tuple | set):
        return ", ".join(str(dict(field.flatchoices or ()).get(each, each)) for each in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return "ja" if value else "nee"
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(value):%d-%m-%Y %H:%M}"
    if isinstance(field, models.DateField):
        return f"{value:%d-%m-%Y}"
    return str(value)


def _flat(found, origins):
    """Every field of every row: key to (label of the row, label of the field, text)."""
    flat = {}
    for number, (model, pk, row_values) in enumerate(found):
        key = origins.get(f"{model._meta.label}:{pk}", pk)
        name = "" if number == 0 else model._meta.verbose_name
        for field in _shown_fields(model):
            text = in_words(field, row_values.get(field.attname))
            flat[model._meta.label, key if number else 0, field.name] = (name, field.verbose_name, text)
    return flat


def changes(old, new):
    """What changed from one list of rows (see `rows`) to another: a list of dicts."""
    origins = {**(old[0][2].get("origins") or {}), **(new[0][2].get("origins") or {})} if old and new else {}
    before, after = _flat(old, origins), _flat(new, origins)
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        row, field, _ = after.get(key) or before[key]
        was, now = before.get(key, ("", "", ""))[2], after.get(key, ("", "", ""))[2]
        if was != now:
            found.append({"row": row, "field": field, "old": was, "new": now, "html": marked(was, now)})
    return found


def _shortened(words):
    text = "".join(words)
    return text if len(words) <= 4 * AROUND else f"{''.join(words[: 2 * AROUND])} … {''.join(words[-2 * AROUND :])}"


def marked(was, now):
    """HTML in which what went stands in `del` and what came in `ins`."""
    old, new = re.findall(r"\w+|\s+|.", was, re.DOTALL), re.findall(r"\w+|\s+|.", now, re.DOTALL)
    html = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            html.append(escape(_shortened(new[c:d])))
            continue
        if b > a:
            html.append(format_html("<del>{}</del>", "".join(old[a:b])))
        if d > c:
            html.append(format_html("<ins>{}</ins>", "".join(new[c:d])))
    return mark_safe("".join(html))  # noqa: S308 - every part was escaped above


def grouped(found):
    """Changes by row, for a page: a list of (row, changes)."""
    return [(row, list(part)) for row, part in groupby(found, key=lambda change: change["row"])]
