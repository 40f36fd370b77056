"""Writes the files that `content.loading` reads: the inverse of the loader, by the names that it knows.

What belongs to one region or one moment does not go along: dates of publication and review, owners, drafts.
"""

import json
import re
from datetime import date, time
from html import unescape

from django.utils.html import strip_tags

from . import references
from .loading import (
    ADDITION,
    CODE_PART,
    CODE_QUESTION,
    DOOR,
    FIGURE,
    FOLDERS,
    SEARCH,
    SOURCE,
    STEP,
    TERM,
)  # fmt: skip
from .models import AudiencePage, Guide, Publishable
from .models.fields import MarkdownField

STARTER = "content/starter"


def _value(value):
    """A value in TOML, on one line or as a text between quotes."""
    match value:
        case bool():
            return "true" if value else "false"
        case date() | time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case str() if "\n" in value and re.fullmatch(r"[^\x00-\x08\x0b-\x1f\x7f]*[^']", value) and "'''" not in value:
            return f"'''\n{value}'''"
        case str():
            # What JSON escapes, TOML reads; it forbids one sign more.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def _key(name):
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def toml(data, path=""):
    """A dict as TOML: its values first, then its tables."""
    tables = {name: value for name, value in data.items() if value and _is_table(value)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in data.items() if name not in tables]
    for name, value in tables.items():
        here = f"{path}.{_key(name)}".lstrip(".")
        rows = value if isinstance(value, list) else [value]
        brackets = "[[{}]]" if isinstance(value, list) else "[{}]"
        lines += [f"\n{brackets.format(here)}\n{toml(row, here)}".rstrip("\n") for row in rows]
    return "\n".join(lines) + "\n"


def _is_table(value):
    return isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict))


def items(model):
    """What of one model goes along: what is on the site today, each in the order of its key."""
    return model.objects.listed().order_by("slug")


def made(folders):
    """Kind of reference to the slugs that these folders will hold."""
    return {kind: set(items(model).values_list("slug", flat=True)) for _, model, _, kind in folders}


class Exporter:
    """Collects files, as path to text. `known` has for each kind of reference to an item the slugs that go along."""

    def __init__(self, known):
        self.known = known
        self.files = {}

    def row(self, row, names, read=None):
        """A row as the loader reads it: `names` are the loader's, `read` has what is not simply a field."""
        required, optional = names
        data = {}
        for name in (*required, *optional):
            value = read[name](self, row) if name in (read or {}) else self.field(row, name)
            is_empty = value is None or value in ("", [], {})
            if value is not None and (name in required or not (is_empty or self._is_default(row, name, value))):
                data[name] = value
        return data

    def rows(self, rows, names, read=None):
        return [self.row(row, names, read) for row in rows]

    def field(self, row, name):
        value = getattr(row, name)
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
        if isinstance(row._meta.get_field(name), MarkdownField):
            return self.settled(value.strip())
        return value

    @staticmethod
    def _is_default(row, name, value):
        fields = {field.name: field for field in row._meta.concrete_fields}
        return name in fields and fields[name].has_default() and fields[name].get_default() == value

    def settled(self, text):
        """A text whose references lead to what goes along: by today's slug, or else as the words of the page."""

        def replace(match):
            kind, key, words = match.groups()
            if kind not in self.known or key in self.known[kind]:
                return match[0]
            html = references.fill(references.marker(kind, key, words or ""))
            link = re.match(r'<a href="/(?:[^"]*/)?([^"/]+)/"', html)
            if link and link[1] in self.known[kind]:
                return f"[[{kind}:{link[1]}{f'|{words}' if words else ''}]]"
            return unescape(strip_tags(html))

        return references.SYNTAX.sub(replace, text)

    def slugs(self, rows):
        """The slugs of related items, as far as these go along."""
        return sorted(row.slug for row in rows.all() if row.is_listed)

    def folders(self, starter, folders, read):
        """One file an item."""
        for folder, model, names, _ in folders:
            for item in items(model):
                self.files[f"{starter}/{folder}/{item.slug}.toml"] = toml(self.row(item, names, read))


def _advice(kind):
    return lambda exporter, guide: [
        exporter.settled(line.text.replace("\r\n", "\n").strip()) for line in guide.advice.all() if line.kind == kind
    ]


def _next_guides(exporter, item):
    return exporter.slugs(item.next_guides if isinstance(item, Guide) else item.guides)


# What stands in a file otherwise than in a field of the row.
SOURCE_READ = {"date": lambda exporter, source: source.dated}
READ = {
    "numbers": lambda exporter, item: item.number_keys,
    "sources": lambda exporter, item: exporter.rows(item.sources.all(), SOURCE, SOURCE_READ),
    "steps": lambda exporter, guide: exporter.rows(guide.steps.all(), STEP),
    "figures": lambda exporter, topic: exporter.rows(topic.figures.all(), FIGURE),
    "parts": lambda exporter, code: exporter.rows(code.parts.all(), CODE_PART),
    "questions": lambda exporter, code: exporter.rows(code.questions.all(), CODE_QUESTION),
    "additions": lambda exporter, sector: exporter.rows(sector.additions.all(), ADDITION),
    "terms": lambda exporter, glossary: exporter.rows(glossary.terms.all(), TERM),
    "do": _advice("do"),
    "dont": _advice("dont"),
    "next_guides": _next_guides,
    "topics": lambda exporter, item: exporter.slugs(item.topics),
    "checklists": lambda exporter, item: exporter.slugs(item.checklists),
    "translation_of": lambda exporter, page: page.translation_of and page.translation_of.slug,
}


def export(exporter):
    """Write all texts of this app."""
    doors = exporter.rows(items(AudiencePage).order_by("position"), DOOR, READ)
    exporter.files[f"{STARTER}/doors.toml"] = toml({"doors": doors})
    exporter.folders(STARTER, FOLDERS, READ)
    search = {name: exporter.rows(model.objects.all(), names) for name, (model, names) in SEARCH.items()}
    exporter.files[f"{STARTER}/search.toml"] = toml(search)


def exported_models(folders):
    """The kinds of item that go along; a test holds every `Publishable` against it."""
    return {AudiencePage, *(model for _, model, _, _ in folders)} & set(Publishable.__subclasses__())
