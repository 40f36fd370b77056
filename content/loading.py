"""Loads starter texts from files, and never overwrites what an editor changed."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from datetime import datetime, time

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from . import references
from .models import (
    Ambition,
    AudiencePage,
    CodePart,
    CodeQuestion,
    CrisisLine,
    Figure,
    Frustration,
    Glossary,
    Guide,
    GuideAdvice,
    GuideStep,
    LayQuery,
    NewsItem,
    Page,
    RegionalVision,
    ReportingCode,
    Sector,
    SectorAddition,
    Source,
    StarterRecord,
    Story,
    Synonym,
    Term,
    Topic,
)
from .models.fields import MarkdownField, RenderedField

STARTER = settings.STARTER_DIR / "content" / "starter"


class StarterError(Exception):
    """A starter file that is not right; its text names the file and the line."""

    def __init__(self, path, line, message):
        super().__init__(f"{path.parent.name}/{path.name}, regel {line}: {message}")


class StarterFile:
    """A TOML file with starter texts: its data, and where in the file each value stands."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text()
        try:
            self.data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise StarterError(
                path, line[1] if line else self.text.count("\n") + 1, f"geen geldige TOML ({error})"
            ) from error

    def line(self, *where):
        """The number of the line that holds the value at `where`, such as ("steps", 2, "body")."""
        lines = self.text.split("\n")
        position, table = 0, ""
        for part in where:
            if isinstance(part, int):
                headers = [i for i, line in enumerate(lines) if i >= position and line.strip() == f"[[{table}]]"]
                if part >= len(headers):
                    break
                position = headers[part] + 1
            else:
                key = re.compile(rf"\s*{re.escape(part)}\s*=")
                for i in range(position, len(lines)):
                    if key.match(lines[i]):
                        return i + 1
                    if lines[i].startswith("[[") and lines[i].strip("[] ").split(".")[-1] != part:
                        break
                table = f"{table}.{part}".lstrip(".")
        return max(position, 1)

    def error(self, message, *where):
        return StarterError(self.path, self.line(*where), message)


def _messages(error):
    """The (field, message) pairs of a ValidationError."""
    if hasattr(error, "message_dict"):
        return [(name, text) for name, texts in error.message_dict.items() for text in texts]
    return [("", text) for text in error.messages]


def _state(row):
    """The values of a row and of all that belongs to it, for a digest; no keys, times of saving or rendered HTML."""
    values = {}
    # What was added after rows were loaded counts only when it is set: a row that nobody touched keeps its digest.
    later = {*getattr(row, "WORKFLOW", ()), *getattr(row, "ADDED_LATER", ())}
    for field in row._meta.concrete_fields:
        if (
            field.primary_key
            or field.many_to_one
            or isinstance(field, RenderedField)
            or getattr(field, "auto_now", 0)
        ):
            continue
        if field.name in ("object_id", "published_at"):
            continue
        value = getattr(row, field.attname)
        if field.name not in later or value != field.get_default():
            values[field.name] = value
    for field in row._meta.many_to_many:
        slugs = sorted(getattr(row, field.name).values_list("slug", flat=True))
        if field.name not in later or slugs:
            values[field.name] = slugs
    for relation in [*row._meta.related_objects, *row._meta.private_fields]:
        if name := _owned(row, relation):
            values[name] = [_state(child) for child in getattr(row, name).all()]
    return values


OWNED = (
    "steps", "advice", "figures", "groups", "signs", "phones", "schedules", "exceptions", "call_facts", "coverage",
    "parts", "questions", "additions", "terms", "ambitions", "years", "dates",
)  # fmt: skip


def _owned(row, relation):
    """The name of a relation to rows that are edited together with this one, or None."""
    if isinstance(relation, GenericRelation):
        return relation.name
    if isinstance(relation, GenericForeignKey) or not relation.one_to_many:
        return None
    name = relation.get_accessor_name()
    return name if name in OWNED else None


def digest(data):
    """A SHA-256 over plain data, independent of the order of keys."""
    return hashlib.sha256(json.dumps(data, default=str, sort_keys=True).encode()).hexdigest()


class Loader:
    """Writes items from files and keeps count. `known` holds the (kind, key) references that files will make."""

    def __init__(self, known=()):
        self.known = set(known)
        self.errors = []
        self.counts = Counter()
        self._links = []

    def file(self, path, write):
        """Read one file and let `write(file)` load it; when anything in it is wrong, nothing of it is loaded."""
        links, counts = len(self._links), self.counts.copy()
        try:
            with transaction.atomic():
                write(StarterFile(path))
        except StarterError as error:
            self.errors.append(str(error))
            del self._links[links:]
            self.counts = counts

    def folder(self, path, write):
        """Read every file of a folder."""
        for file in sorted(path.glob("*.toml")):
            self.file(file, write)

    def item(self, key, file, where, data, find, write, adopt=False):
        """Load one item.

        `find()` gives the row that has this item's address already, or None; `write(row)` fills a row and
        saves it with all that belongs to it, and may return a function that makes its links to other
        items. `adopt`: a row that exists but was never loaded is filled too.
        """
        source_digest = digest(data)
        record = StarterRecord.objects.filter(key=key).first()
        if record and record.source_digest == source_digest:
            self.counts["unchanged"] += 1
            return
        row = record.item if record else find()
        if record and (row is None or digest(_state(row)) != record.digest):
            self.counts["kept"] += 1
            return
        if row is not None and not record and not adopt:
            self.counts["kept"] += 1
            return
        self.counts["updated" if record else "loaded"] += 1
        row, link = write(row)
        record = record or StarterRecord(key=key)
        record.item, record.source_digest = row, source_digest
        record.save()
        self._links.append((record, link))

    def finish(self):
        """Make the links between items, now that all exist, and remember how every row was left."""
        for _, link in self._links:
            if link:
                try:
                    link()
                except StarterError as error:
                    self.errors.append(str(error))
        for record, _ in self._links:
            record.digest = digest(_state(type(record.item).objects.get(pk=record.object_id)))
            record.save(update_fields=["digest"])
        return bool(self._links)

    def save(self, row, file, where, **values):
        """Set values on a row, check them and save; raises StarterError with the line of the first wrong one."""
        for name, value in values.items():
            if isinstance(row._meta.get_field(name), MarkdownField):
                value = value.strip()
                if unknown := references.unknown(value, self.known):
                    raise file.error(f"verwijzing zonder doel: {', '.join(unknown)}", *where, name)
            setattr(row, name, value)
        try:
            row.full_clean()
        except ValidationError as error:
            name, message = _messages(error)[0]
            raise file.error(f"{name}: {message}" if name else message, *where, name) from error
        row.save()
        return row

    def sources(self, row, file, where, data):
        """Replace the sources of an item."""
        row.sources.all().delete()
        for index, source in enumerate(data):
            here = (*where, "sources", index)
            values = pick(file, here, source, *SOURCE)
            values["dated"] = values.pop("date", "")
            self.save(Source(item=row), file, here, **values)

    def linked(self, file, where, model, slugs):
        """The live items with these slugs, in any order; raises StarterError when one is missing."""
        items = {item.slug: item for item in model.objects.live().filter(slug__in=slugs)}
        if missing := [slug for slug in slugs if slug not in items]:
            raise file.error(f"bestaat niet: {', '.join(missing)}", *where)
        return items.values()


# What the file of each kind holds: the names that it must have, and those that it may have. `content.exporting`
# writes by the same names.
COMMON = ("title", "tab_title", "summary", "position")
PAGE = (*COMMON, "body"), ("synonyms", "audience", "sources", "language", "translation_of")
TOPIC = (
    (*COMMON, "body", "law", "help", "sources"),
    ("synonyms", "numbers", "next_guides", "checklists", "figures"),
)  # fmt: skip
GUIDE = (
    (*COMMON, "audience", "situation", "brief", "steps", "sources"),
    ("synonyms", "numbers", "topics", "next_guides", "checklists", "do", "dont", "body"),
)  # fmt: skip
CODE = (*COMMON, "body", "unsure", "parts", "questions", "sources"), ("synonyms", "numbers")
SECTOR = (
    (*COMMON, "name", "situation", "additions", "sources"), ("body", "synonyms", "numbers", "checklists"),
)  # fmt: skip
GLOSSARY = (*COMMON, "body", "terms", "sources"), ("synonyms",)
FRUSTRATION = (*COMMON, "body", "actions", "contacts", "sources"), ("synonyms", "numbers")
DOOR = (*COMMON, "slug", "audience", "door", "door_line", "body"), ("synonyms", "numbers")
# The rows below an item.
STEP = ("title", "body"), ()
FIGURE = ("text", "year", "source_title", "source_url"), ()
SOURCE = ("title",), ("url", "date")
CODE_PART = ("part", "title", "text"), ()
CODE_QUESTION = ("title", "text", "yes", "no", "leads_on"), ()
ADDITION = ("part", "text"), ()
TERM = ("name", "key", "text"), ("forms", "more", "is_linked")

# One file an item: the folder, the model, its names, and how a text refers to one.
FOLDERS = [
    ("pages", Page, PAGE, "pagina"),
    ("topics", Topic, TOPIC, "onderwerp"),
    ("guides", Guide, GUIDE, "gids"),
    ("reporting_code", ReportingCode, CODE, ""),
    ("sectors", Sector, SECTOR, "sector"),
    ("glossaries", Glossary, GLOSSARY, ""),
    ("frustrations", Frustration, FRUSTRATION, "samenwerken"),
]
# The tables of the words of the search.
SEARCH = {
    "synonyms": (Synonym, (("word", "words"), ())),
    "lines": (CrisisLine, (("title", "words", "text", "position"), ())),
    "queries": (LayQuery, (("text", "targets"), ("note",))),
}


def pick(file, where, data, required, optional=()):
    """The named values of a table; raises StarterError when one is missing or a name is not known."""
    for name in required:
        if name not in data:
            raise file.error(f"{name} ontbreekt", *where)
    for name in data:
        if name not in required and name not in optional:
            raise file.error(f"{name} is hier onbekend", *where, name)
    return {name: value for name, value in data.items() if not isinstance(value, list | dict)}


def write_item(loader, file, model, data, slug, values, children, link, where=()):
    """Write a publishable item with its sources and children."""

    def write(row):
        row = row or model(slug=slug, published_at=timezone.now())
        if "numbers" in data:
            values["numbers"] = ", ".join(data["numbers"])
        loader.save(row, file, where, **values)
        loader.sources(row, file, where, data.get("sources", []))
        children(row)
        return row, (lambda: link(row))

    loader.item(
        f"{model._meta.label_lower}/{slug}", file, where, data,
        lambda: model.objects.live().filter(slug=slug).first(), write,
    )  # fmt: skip


def write_rows(loader, file, item, model, owner, name, required, optional=(), *, is_numbered=False):
    """Replace the rows `name` of an item by those of the file; `is_numbered`: they have a position."""
    getattr(item, name).all().delete()
    for index, row in enumerate(file.data.get(name, [])):
        where = (name, index)
        position = {"position": 10 * (index + 1)} if is_numbered else {}
        loader.save(model(**{owner: item}, **position), file, where, **pick(file, where, row, required, optional))


def load_guide(loader, file):
    data = file.data
    values = pick(file, (), data, *GUIDE)

    def children(guide):
        guide.steps.all().delete()
        for index, step in enumerate(data["steps"]):
            step = pick(file, ("steps", index), step, *STEP)
            loader.save(GuideStep(guide=guide, position=10 * (index + 1)), file, ("steps", index), **step)
        guide.advice.all().delete()
        for kind in GuideAdvice.Kind.values:
            for index, text in enumerate(data.get(kind, [])):
                advice = GuideAdvice(guide=guide, kind=kind, position=10 * (index + 1))
                loader.save(advice, file, (kind,), text=text)

    def link(guide):
        guide.next_guides.set(loader.linked(file, ("next_guides",), Guide, data.get("next_guides", [])))

    write_item(loader, file, Guide, data, file.path.stem, values, children, link)


def load_topic(loader, file, named_by_guides):
    slug, data = file.path.stem, file.data
    values = pick(file, (), data, *TOPIC)

    def children(topic):
        topic.figures.all().delete()
        for index, figure in enumerate(data.get("figures", [])):
            figure = pick(file, ("figures", index), figure, *FIGURE)
            loader.save(Figure(topic=topic, position=10 * (index + 1)), file, ("figures", index), **figure)

    guides = sorted({*data.get("next_guides", []), *named_by_guides.get(slug, [])})

    def link(topic):
        topic.guides.set(loader.linked(file, ("next_guides",), Guide, guides))

    write_item(loader, file, Topic, {**data, "guides": guides}, slug, values, children, link)


def load_pages(loader):
    """The Dutch pages first: a translation belongs to one."""
    later = []
    loader.folder(STARTER / "pages", lambda file: load_page(loader, file, later))
    for path in later:
        loader.file(path, lambda file: load_page(loader, file))


def load_page(loader, file, later=None):
    """Load a page; a translation is put in the list `later` when there is one."""
    data = file.data
    values = pick(file, (), data, *PAGE)
    if original := values.get("translation_of"):
        if later is not None:
            later.append(file.path)
            return
        (values["translation_of"],) = loader.linked(file, ("translation_of",), Page, [original])
        values |= {"original_digest": values["translation_of"].digest, "compared_on": timezone.localdate()}
    write_item(loader, file, Page, data, file.path.stem, values, lambda page: None, lambda page: None)


def load_code(loader, file):
    """The part of the reporting code that all sectors share."""
    data = file.data
    values = pick(file, (), data, *CODE)

    def children(code):
        for rows, model, names in (
            ("parts", CodePart, CODE_PART),
            ("questions", CodeQuestion, CODE_QUESTION),
        ):
            getattr(code, rows).all().delete()
            for index, row in enumerate(data[rows]):
                where = (rows, index)
                row = pick(file, where, row, *names)
                loader.save(model(code=code, position=10 * (index + 1)), file, where, **row)

    write_item(loader, file, ReportingCode, data, file.path.stem, values, children, lambda code: None)


def load_sector(loader, file):
    data = file.data
    values = pick(file, (), data, *SECTOR)

    def children(sector):
        sector.additions.all().delete()
        for index, addition in enumerate(data["additions"]):
            where = ("additions", index)
            addition = pick(file, where, addition, *ADDITION)
            loader.save(SectorAddition(sector=sector, position=10 * (index + 1)), file, where, **addition)

    write_item(loader, file, Sector, data, file.path.stem, values, children, lambda sector: None)


def load_glossary(loader, file):
    data = file.data
    values = pick(file, (), data, *GLOSSARY)

    def children(glossary):
        glossary.terms.all().delete()
        for index, term in enumerate(data["terms"]):
            where = ("terms", index)
            term = pick(file, where, term, *TERM)
            loader.save(Term(glossary=glossary), file, where, **term)

    write_item(loader, file, Glossary, data, file.path.stem, values, children, lambda glossary: None)


def load_doors(loader, file):
    for index, data in enumerate(file.data["doors"]):
        where = ("doors", index)
        values = pick(file, where, data, *DOOR)
        slug = values.pop("slug")
        write_item(
            loader, file, AudiencePage, data, slug, values, lambda page: None, lambda page: None, where
        )  # fmt: skip


def moment(value):
    """A moment from TOML, in our own time; a day begins at midnight."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    return timezone.make_aware(value) if timezone.is_naive(value) else value


# An item may have been on the site elsewhere, or be of a time that is past: from when and until when it holds.
HELD = ("published_at", "expires_at")


def held(values):
    """`values` with the days from when and until when it holds as moments."""
    return values | {name: moment(values[name]) for name in HELD if name in values}


def load_news(loader, file):
    data = file.data
    values = held(pick(file, (), data, (*COMMON, "dated", "body", "sources"), ("synonyms", *HELD)))
    write_item(loader, file, NewsItem, data, file.path.stem, values, lambda item: None, lambda item: None)


def load_story(loader, file):
    """A fictional example; a story of someone comes from who told it, never from a file."""
    data = file.data
    values = pick(file, (), data, (*COMMON, "who", "helped", "notice", "body"), ("step", "synonyms"))
    values |= {"is_fictional": True, "published_at": None}
    write_item(loader, file, Story, data, file.path.stem, values, lambda story: None, lambda story: None)


def load_frustration(loader, file):
    data = file.data
    values = pick(file, (), data, *FRUSTRATION)
    write_item(loader, file, Frustration, data, file.path.stem, values, lambda item: None, lambda item: None)


def load_vision(loader, file):
    data = file.data
    values = held(
        pick(file, (), data, (*COMMON, "period", "body", "ambitions", "sources"), ("synonyms", *HELD))
    )  # fmt: skip

    def children(vision):
        write_rows(
            loader, file, vision, Ambition, "vision", "ambitions", ("title", "text"), is_numbered=True
        )  # fmt: skip

    write_item(loader, file, RegionalVision, data, file.path.stem, values, children, lambda vision: None)


def load_search(loader, file):
    """The words of the search: rows without a page, each known by its first field."""
    for table, (model, names) in SEARCH.items():
        name = names[0][0]
        for index, data in enumerate(file.data[table]):
            where = (table, index)
            values = pick(file, where, data, *names)

            def find(model=model, name=name, data=data):
                return model.objects.filter(**{name: data[name]}).first()

            def write(row, model=model, values=values, where=where):
                return loader.save(row or model(), file, where, **values), None

            loader.item(f"{model._meta.label_lower}/{data[name]}", file, where, data, find, write)


def named(folder, key):
    """Which items of a folder name which others under `key`: the slug that is named to the slugs of the items.

    For relations that belong to the other side, such as the checklists that a guide names.
    """
    found = {}
    for path in sorted((STARTER / folder).glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text())
        except tomllib.TOMLDecodeError:  # reported when the file itself is loaded
            continue
        for slug in data.get(key, []):
            found.setdefault(slug, []).append(path.stem)
    return found


def references_made():
    """The (kind, key) references that the files of this app will make."""
    kinds = [
        *((kind, folder) for folder, _, _, kind in FOLDERS if kind),
        ("nieuws", "news"),
        ("regiovisie", "visions"),
    ]
    return {(kind, path.stem) for kind, folder in kinds for path in (STARTER / folder).glob("*.toml")}


def load(loader):
    """Load all starter texts of this app."""
    topics = named("guides", "topics")
    loader.file(STARTER / "doors.toml", lambda file: load_doors(loader, file))
    load_pages(loader)
    loader.folder(STARTER / "topics", lambda file: load_topic(loader, file, topics))
    loader.folder(STARTER / "guides", lambda file: load_guide(loader, file))
    loader.folder(STARTER / "reporting_code", lambda file: load_code(loader, file))
    loader.folder(STARTER / "sectors", lambda file: load_sector(loader, file))
    loader.folder(STARTER / "glossaries", lambda file: load_glossary(loader, file))
    loader.folder(STARTER / "visions", lambda file: load_vision(loader, file))
    loader.folder(STARTER / "frustrations", lambda file: load_frustration(loader, file))
    loader.folder(STARTER / "news", lambda file: load_news(loader, file))
    loader.folder(STARTER / "stories", lambda file: load_story(loader, file))
    loader.file(STARTER / "search.toml", lambda file: load_search(loader, file))
