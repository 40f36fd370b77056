"""Writes the checklists and the directory as `signals.loading` reads them.

Of a service its address and the date of the last call stay here: the one may be confidential, the other is ours.
"""

import csv
import io
import zipfile

from content import exporting as texts
from content.exporting import Exporter, made, toml
from content.loading import FOLDERS as TEXT_FOLDERS

from .loading import (
    FOLDERS,
    GROUP,
    MUNICIPALITIES_CSV,
    MUNICIPALITY,
    ORGANIZATION,
    POSTCODES_CSV,
    REGION,
    ROWS,
    SERVICE,
    SIGN,
)
from .models import Municipality, Organization, PostcodeArea, Service

STARTER = "signals/starter"
# The agenda, trainings, news, stories, initiatives and agreement of a region stay there; what a text says of them
# goes along as words.
OF_A_REGION = ("bijeenkomst", "reeks", "training", "initiatief", "nieuws", "regiovisie")


def _field_sources(exporter, row):
    return {
        source.field: [source.source, source.source_date, source.is_verified] for source in row.field_sources.all()
    }


def _rows(name, names):
    return lambda exporter, service: exporter.rows(getattr(service, name).all(), names)


READ = {
    **texts.READ,
    "groups": lambda exporter, item: exporter.rows(item.groups.all(), GROUP, READ),
    "signs": lambda exporter, group: exporter.rows(group.signs.all(), SIGN),
}
READ_DIRECTORY = {
    "organization": lambda exporter, service: exporter.row(service.organization, ORGANIZATION, READ_DIRECTORY),
    "sources": _field_sources,
    "coverage": lambda exporter, service: [
        area.safe_at_home.slug for area in service.coverage.all() if area.safe_at_home_id
    ],
    "municipalities": lambda exporter, service: [
        area.municipality.slug for area in service.coverage.all() if area.municipality_id
    ],
    **{name: _rows(name, names) for name, (_, names) in ROWS.items()},
}
# The numbers of a municipality go along with its service.
READ_MUNICIPALITY = READ_DIRECTORY | {"phones": lambda exporter, municipality: None}


def _csv(columns, rows):
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([columns, *rows])
    return file.getvalue()


def export(exporter):
    """Write the checklists and the directory."""
    exporter.folders(STARTER, FOLDERS, READ)
    regions = Organization.objects.filter(is_safe_at_home=True).order_by("slug")
    places = Municipality.objects.current().select_related("safe_at_home").order_by("slug")
    exporter.files |= {
        f"{STARTER}/safe_at_home.toml": toml({"organizations": exporter.rows(regions, REGION, READ_DIRECTORY)}),
        f"{STARTER}/services.toml": toml(
            {"services": exporter.rows(Service.objects.select_related("organization"), SERVICE, READ_DIRECTORY)}
        ),
        f"{STARTER}/twente.toml": toml({"municipalities": exporter.rows(places, MUNICIPALITY, READ_MUNICIPALITY)}),
        f"{STARTER}/municipalities.csv": _csv(
            MUNICIPALITIES_CSV, [[_cell(place, name) for name in MUNICIPALITIES_CSV] for place in places]
        ),
        f"{STARTER}/postcodes.csv": _csv(
            POSTCODES_CSV,
            PostcodeArea.objects.filter(municipality__in=places).values_list("code", "municipality__cbs_code"),
        ),
    }


def _cell(place, name):
    value = getattr(place, name)
    if name == "safe_at_home":
        return value.slug
    return ("1" if value else "") if isinstance(value, bool) else value


def starter_files():
    """All files from which a site like this one starts: path to text."""
    exporter = Exporter(made([*TEXT_FOLDERS, *FOLDERS]) | {kind: set() for kind in OF_A_REGION})
    texts.export(exporter)
    export(exporter)
    return dict(sorted(exporter.files.items()))


def starter_zip():
    """The same, as the bytes of an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in starter_files().items():
            archive.writestr(path, text)
    return file.getvalue()
