"""Loads the starter agenda, trainings and initiatives."""

from datetime import timedelta
from pathlib import Path

from content.loading import COMMON, HELD, held, moment, pick, write_item, write_rows

from .models import Event, Initiative, Municipality, Series, SeriesYear, Training, TrainingDate

STARTER = Path(__file__).parent / "starter"


def municipality(file, where, name):
    """The municipality with this slug; raises StarterError when there is none."""
    if not name:
        return None
    found = Municipality.objects.filter(slug=name).first()
    if found is None:
        raise file.error(f"onbekende gemeente: {name}", *where, "municipality")
    return found


def load_series(loader, file):
    data = file.data
    values = pick(file, (), data, (*COMMON, "body", "sources"), ("website", "years", "synonyms"))

    def children(series):
        write_rows(loader, file, series, SeriesYear, "series", "years", ("year",), ("theme", "starts_on", "ends_on"))

    write_item(loader, file, Series, data, file.path.stem, values, children, lambda series: None)


def load_event(loader, file):
    """An event. A `day` (and `last_day`) stands for moments that are not known."""
    data = file.data
    values = pick(
        file, (), data, (*COMMON, "sources"),
        ("day", "last_day", "starts_at", "ends_at", "form", "place", "municipality", "series", "groups", "organizer",
         "registration_url", "body", "synonyms"),
    )  # fmt: skip
    day, last_day = values.pop("day", None), values.pop("last_day", None)
    if day:
        values |= {"starts_at": day, "ends_at": (last_day or day) + timedelta(days=1), "is_all_day": True}
    for name in ("starts_at", "ends_at"):
        if name not in values:
            raise file.error(f"{name} ontbreekt")
        values[name] = moment(values[name])
    values["groups"] = data.get("groups", [])
    values["municipality"] = municipality(file, (), values.pop("municipality", ""))
    series = values.pop("series", "")

    def link(event):
        if series:
            (event.series,) = loader.linked(file, ("series",), Series, [series])
            event.save(update_fields=["series"])

    write_item(loader, file, Event, data, file.path.stem, values, lambda event: None, link)


def load_training(loader, file):
    data = file.data
    values = pick(
        file, (), data, (*COMMON, "provider", "groups", "sources"),
        ("level", "steps", "form", "duration", "cost", "certification", "repeat_months", "registration_url", "body",
         "synonyms", "dates", *HELD),
    )  # fmt: skip
    values = held(values) | {"groups": data["groups"], "steps": data.get("steps", [])}

    def children(training):
        training.dates.all().delete()
        for index, row in enumerate(data.get("dates", [])):
            where = ("dates", index)
            row = pick(file, where, row, ("starts_at", "ends_at"), ("place", "municipality"))
            row["municipality"] = municipality(file, where, row.pop("municipality", ""))
            row |= {name: moment(row[name]) for name in ("starts_at", "ends_at")}
            loader.save(TrainingDate(training=training), file, where, **row)

    write_item(loader, file, Training, data, file.path.stem, values, children, lambda training: None)


def load_initiative(loader, file):
    data = file.data
    values = held(pick(
        file, (), data, (*COMMON, "sources"),
        ("organizer", "period", "website", "body", "synonyms", "municipalities", *HELD),
    ))  # fmt: skip

    def link(initiative):
        places = [municipality(file, ("municipalities",), slug) for slug in data.get("municipalities", [])]
        initiative.municipalities.set(places)

    write_item(loader, file, Initiative, data, file.path.stem, values, lambda initiative: None, link)


def load(loader):
    loader.folder(STARTER / "series", lambda file: load_series(loader, file))
    loader.folder(STARTER / "events", lambda file: load_event(loader, file))
    loader.folder(STARTER / "trainings", lambda file: load_training(loader, file))
    loader.folder(STARTER / "initiatives", lambda file: load_initiative(loader, file))


def references_made():
    kinds = {"reeks": "series", "bijeenkomst": "events", "training": "trainings", "initiatief": "initiatives"}
    return {(kind, path.stem) for kind, folder in kinds.items() for path in (STARTER / folder).glob("*.toml")}
