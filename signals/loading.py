"""Loads the starter checklists and the starter help directory."""

import csv
import hashlib

from django.conf import settings

from content.loading import COMMON, StarterError, named, pick, write_item
from content.models import Guide, Sector, StarterRecord, Topic

from . import agenda_loading
from .models import (
    CallFact,
    Checklist,
    Coverage,
    FieldSource,
    Municipality,
    Organization,
    Phone,
    PostcodeArea,
    Schedule,
    ScheduleException,
    Service,
    Sign,
    SignGroup,
)  # fmt: skip

STARTER = settings.STARTER_DIR / "signals" / "starter"

# What the files hold: the names that must be there, and those that may; see `content.loading`.
ADVICE = ("nuance", "advice_acute", "advice_serious", "advice_watch")
CHECKLIST = (
    (*COMMON, *ADVICE, "audience", "about", "situation", "is_about_danger_to_life", "groups", "sources"),
    ("body", "next_guides", "numbers", "synonyms", "is_at_hand", "age_from", "age_to", "harm_by"),
)  # fmt: skip
GROUP = ("title", "signs"), ("side",)
SIGN = ("text", "weight", "source"), ("advice",)

FOLDERS = [("checklists", Checklist, CHECKLIST, "lijst")]

REGION = ("slug", "name", "description", "website"), ("sources",)
ORGANIZATION = ("slug", "name"), ("description", "website", "sources")
SERVICE = (
    ("slug", "name", "organization", "description"),
    (
        "status", "eligibility_description", "audience", "fees_description", "is_anonymous", "what_happens", "url",
        "email", "chat_url", "chat_description", "is_national", "is_always_open", "position", "coverage",
        "municipalities", "phones", "schedules", "exceptions", "call_facts", "sources",
    ),
)  # fmt: skip
FACT = ("is_verified", "source", "source_date")
PHONE = ("number", "display"), ("description", *FACT)
SCHEDULE = (
    ("description",),
    ("channel", "byday", "opens_at", "closes_at", "on_holidays", "valid_from", "valid_to", *FACT),
)  # fmt: skip
EXCEPTION = ("date",), ("channel", "opens_at", "closes_at")
CALL_FACT = ("question", "text"), FACT
ROWS = {
    "phones": (Phone, PHONE), "schedules": (Schedule, SCHEDULE), "exceptions": (ScheduleException, EXCEPTION),
    "call_facts": (CallFact, CALL_FACT),
}  # fmt: skip
MUNICIPALITY = (
    ("cbs_code",),
    (
        "website", "local_team", "local_team_description", "local_team_website", "note", "ends_on", "phones",
        "sources",
    ),
)  # fmt: skip
MUNICIPALITIES_CSV = ("cbs_code", "name", "province", "slug", "safe_at_home", "aliases", "is_local")
POSTCODES_CSV = ("code", "cbs_code")


def references_made():
    """The (kind, key) references that the files of this app will make."""
    lists = {(kind, path.stem) for folder, _, _, kind in FOLDERS for path in (STARTER / folder).glob("*.toml")}
    return lists | agenda_loading.references_made()


def load_checklist(loader, file, named_by):
    slug = file.path.stem
    data = file.data
    values = pick(file, (), data, *CHECKLIST)

    def children(checklist):
        checklist.groups.all().delete()
        for index, group_data in enumerate(data["groups"]):
            where = ("groups", index)
            group = SignGroup(checklist=checklist, position=10 * (index + 1))
            loader.save(group, file, where, **pick(file, where, group_data, *GROUP))
            for number, sign_data in enumerate(group_data["signs"]):
                here = (*where, "signs", number)
                sign = pick(file, here, sign_data, *SIGN)
                loader.save(Sign(group=group, position=10 * (number + 1)), file, here, **sign)

    guides = sorted({*data.get("next_guides", []), *named_by["guides"].get(slug, [])})
    topics = named_by["topics"].get(slug, [])
    sectors = named_by["sectors"].get(slug, [])

    def link(checklist):
        checklist.guides.set(loader.linked(file, ("next_guides",), Guide, guides))
        checklist.topics.set(loader.linked(file, ("next_guides",), Topic, topics))
        checklist.sectors.set(loader.linked(file, ("next_guides",), Sector, sectors))

    data = {**data, "guides": guides, "topics": topics, "sectors": sectors}
    write_item(loader, file, Checklist, data, slug, values, children, link)


def _write_field_sources(loader, row, file, where, data):
    row.field_sources.all().delete()
    for field, (source, source_date, is_verified) in data.items():
        loader.save(
            FieldSource(item=row), file, where,
            field=field, source=source, source_date=source_date, is_verified=is_verified,
        )  # fmt: skip


def load_safe_at_home(loader, file):
    for index, data in enumerate(file.data["organizations"]):
        where = ("organizations", index)
        values = pick(file, where, data, *REGION)

        def write(row, data=data, values=values, where=where):
            row = loader.save(row or Organization(is_safe_at_home=True), file, where, **values)
            _write_field_sources(loader, row, file, where, data.get("sources", {}))
            return row, None

        loader.item(
            f"signals.organization/{data['slug']}", file, where, data,
            lambda slug=data["slug"]: Organization.objects.filter(slug=slug).first(), write,
        )  # fmt: skip


def _write_service(loader, file, where, data, service, organization):
    values = pick(file, where, data, *SERVICE)
    service = service or Service(organization=organization)
    loader.save(service, file, where, **values)
    for name, (model, names) in ROWS.items():
        getattr(service, name).all().delete()
        for number, row in enumerate(data.get(name, [])):
            position = {"position": 10 * (number + 1)} if model is Phone else {}
            loader.save(model(service=service), file, where, **pick(file, where, row, *names), **position)
    service.coverage.all().delete()
    for slug in data.get("coverage", []):
        region = Organization.objects.filter(slug=slug, is_safe_at_home=True).first()
        if region is None:
            raise file.error(f"geen Veilig Thuis-regio: {slug}", *where, "coverage")
        loader.save(Coverage(service=service), file, where, safe_at_home=region)
    for slug in data.get("municipalities", []):
        municipality = Municipality.objects.filter(slug=slug).first()
        if municipality is None:
            raise file.error(f"geen gemeente: {slug}", *where, "municipalities")
        loader.save(Coverage(service=service), file, where, municipality=municipality)
    _write_field_sources(loader, service, file, where, data.get("sources", {}))
    return service


def _organization(loader, file, where, data):
    """The organisation of a service; made when it is not there yet, and else left as it is."""
    values = pick(file, (*where, "organization"), data, *ORGANIZATION)
    row = Organization.objects.filter(slug=data["slug"]).first()
    if row is None:
        row = loader.save(Organization(), file, (*where, "organization"), **values)
        _write_field_sources(loader, row, file, where, data.get("sources", {}))
    return row


def load_services(loader, file):
    for index, data in enumerate(file.data["services"]):
        where = ("services", index)

        def write(row, data=data, where=where):
            organization = _organization(loader, file, where, data["organization"])
            return _write_service(loader, file, where, data, row, organization), None

        loader.item(
            f"signals.service/{data['slug']}", file, where, data,
            lambda slug=data["slug"]: Service.objects.filter(slug=slug).first(), write,
        )  # fmt: skip


def load_twente(loader, file):
    """What is known of the fourteen municipalities; their general number waits for a call, so it is not shown."""
    for index, data in enumerate(file.data["municipalities"]):
        where = ("municipalities", index)
        values = pick(file, where, data, *MUNICIPALITY)
        municipality = Municipality.objects.filter(cbs_code=data["cbs_code"]).first()
        if municipality is None:
            raise file.error(f"onbekende gemeente: {data['cbs_code']}", *where, "cbs_code")

        def write(row, data=data, values=values, where=where):
            loader.save(row, file, where, **values)
            _write_field_sources(loader, row, file, where, data.get("sources", {}))
            return row, None

        loader.item(
            f"signals.municipality/{data['cbs_code']}", file, where, data,
            lambda municipality=municipality: municipality, write, adopt=True,
        )  # fmt: skip

        if "phones" not in data:
            continue
        service = {
            "slug": f"gemeente-{municipality.slug}",
            "name": f"Gemeente {municipality.name}",
            "organization": {},
            "description": "Het algemene nummer van de gemeente. Bel het na voordat het op de site komt.",
            "status": Service.Status.INACTIVE,
            "position": 250,
            "phones": data["phones"],
        }

        def write_service(row, service=service, municipality=municipality, where=where):
            organization, _ = Organization.objects.get_or_create(
                slug=service["slug"], defaults={"name": service["name"], "website": municipality.website}
            )
            row = _write_service(loader, file, where, service, row, organization)
            loader.save(Coverage(service=row), file, where, municipality=municipality)
            return row, None

        loader.item(
            f"signals.service/{service['slug']}", file, where, service,
            lambda slug=service["slug"]: Service.objects.filter(slug=slug).first(), write_service,
        )  # fmt: skip


def _load_csv(loader, name, columns, write):
    """Let `write(path, rows)` add what is missing, once for each version of the file."""
    path = STARTER / name
    source_digest = hashlib.sha256(path.read_bytes()).hexdigest()
    record = StarterRecord.objects.filter(key=f"signals/{name}").first() or StarterRecord(key=f"signals/{name}")
    if record.source_digest == source_digest:
        return
    try:
        with path.open(newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                raise StarterError(path, 1, f"de kolommen zijn: {','.join(columns)}")
            added = write(path, [(reader.line_num, row) for row in reader])
    except StarterError as error:
        loader.errors.append(str(error))
        return
    loader.counts["loaded"] += added
    record.source_digest = source_digest
    record.save()


def add_municipalities(path, rows):
    regions = {region.slug: region for region in Organization.objects.filter(is_safe_at_home=True)}
    present = {place.cbs_code: place for place in Municipality.objects.all()}
    missing, named = [], []
    for line, row in rows:
        if row["safe_at_home"] not in regions:
            raise StarterError(path, line, f"onbekende Veilig Thuis-regio: {row['safe_at_home']}")
        if row["cbs_code"] not in present:
            row = {**row, "safe_at_home": regions[row["safe_at_home"]], "is_local": row["is_local"] == "1"}
            missing.append(Municipality(**row))
        elif row["aliases"] and not present[row["cbs_code"]].aliases:
            present[row["cbs_code"]].aliases = row["aliases"]
            named.append(present[row["cbs_code"]])
    Municipality.objects.bulk_update(named, ["aliases"])
    return len(Municipality.objects.bulk_create(missing)) + len(named)


def add_postcodes(path, rows):
    places = dict(Municipality.objects.values_list("cbs_code", "pk"))
    present = set(PostcodeArea.objects.values_list("code", flat=True))
    missing = []
    for line, row in rows:
        if row["cbs_code"] not in places or not (len(row["code"]) == 4 and row["code"].isdigit()):
            raise StarterError(path, line, f"onbekende gemeente of postcode: {row['code']}, {row['cbs_code']}")
        if row["code"] not in present:
            missing.append(PostcodeArea(code=row["code"], municipality_id=places[row["cbs_code"]]))
    return len(PostcodeArea.objects.bulk_create(missing, batch_size=500))


def load_directory(loader):
    """Load the help directory: before any text, for texts refer to its numbers."""
    loader.file(STARTER / "safe_at_home.toml", lambda file: load_safe_at_home(loader, file))
    _load_csv(loader, "municipalities.csv", MUNICIPALITIES_CSV, add_municipalities)
    _load_csv(loader, "postcodes.csv", POSTCODES_CSV, add_postcodes)
    loader.file(STARTER / "services.toml", lambda file: load_services(loader, file))
    loader.file(STARTER / "twente.toml", lambda file: load_twente(loader, file))


def load_checklists(loader):
    named_by = {folder: named(folder, "checklists") for folder in ("guides", "topics", "sectors")}
    loader.folder(STARTER / "checklists", lambda file: load_checklist(loader, file, named_by))
