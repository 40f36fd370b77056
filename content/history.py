"""Every version of every item: who, when and why; put back, recovered, erased.

django-reversion keeps the versions: what an editor saves in one press is one revision, the rows of an item included.
A version is never put on the site as it is: it becomes a working copy, which somebody else approves.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from reversion import register
from reversion.models import Revision, Version

from . import acting, diff
from .models import Refused
from .models.approval import Approvable
from .models.copies import parts
from .models.fields import RenderedField

# Rows that no editor writes.
UNVERSIONED = ("changecounter", "starterrecord", "keptform")
NOT_PUT_BACK = {"draft_of", "published_at", *Approvable.WORKFLOW}


def register_models(*app_labels):
    """Keeps versions of every model of these apps; rendered HTML is left out: it is made again."""
    for model in apps.get_models():
        if model._meta.app_label in app_labels and model._meta.model_name not in UNVERSIONED:
            rendered = [field.name for field in model._meta.fields if isinstance(field, RenderedField)]
            register(model, exclude=rendered, follow=[name for name, _, _ in parts(model)])


def _content_type(model):
    return ContentType.objects.get_for_model(model)


def versions_of(model, pk):
    """The versions of a live item and of its working copies, newest first."""
    of_item = Q(object_id=str(pk))
    if hasattr(model, "draft_of"):
        # As reversion writes it; other fields always follow.
        of_item |= Q(serialized_data__contains=f'"draft_of": {pk},')
    found = Version.objects.filter(of_item, content_type=_content_type(model))
    return found.select_related("revision__user").order_by("-pk")


def last_version(model, pk):
    """The last version of a row that may be gone, or None."""
    return Version.objects.filter(object_id=str(pk), content_type=_content_type(model)).order_by("-pk").first()


def rows_at(version):
    """The rows of an item as a version keeps them, the item first; see `content.diff.rows`."""
    by_type = {}
    for other in version.revision.version_set.all():
        by_type.setdefault(other.content_type_id, []).append(other)

    def below(model, pk):
        for _, part, key in parts(model):
            for other in by_type.get(_content_type(part).pk, ()):
                values = other.field_dict
                is_of_model = values.get("content_type_id") in (None, _content_type(model).pk)
                if str(values.get(key)) == str(pk) and is_of_model:
                    yield part, int(other.object_id), values
                    yield from below(part, other.object_id)

    model = version._model
    return [(model, int(version.object_id), version.field_dict), *below(model, version.object_id)]


def keep(item, user, comment):
    """A version of an item that is about to go, so that it can be recovered."""
    revision = Revision.objects.create(date_created=timezone.now(), user=user, comment=comment)
    for row in _with_rows(item):
        names = [field.name for field in row._meta.local_fields if not isinstance(field, RenderedField)]
        names += [field.name for field in row._meta.local_many_to_many]
        Version.objects.create(
            revision=revision, object_id=str(row.pk), content_type=_content_type(type(row)), db="default",
            format="json", serialized_data=serializers.serialize("json", [row], fields=names), object_repr=str(row),
        )  # fmt: skip


def _with_rows(item):
    yield item
    for name, _, _ in parts(type(item)):
        for row in getattr(item, name).all():
            yield from _with_rows(row)


def _fill(row, values, left_out):
    """Writes the values of a version on a row; what they point at and is gone stays empty."""
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in left_out or field.attname not in values:
            continue
        value = values[field.attname]
        if field.many_to_one and field.null and not field.related_model._base_manager.filter(pk=value).exists():
            value = None
        setattr(row, field.attname, value)


def _fill_links(row, values):
    for field in row._meta.many_to_many:
        if field.remote_field.through._meta.auto_created and field.attname in values:
            there = field.related_model._base_manager.filter(pk__in=values[field.attname])
            getattr(row, field.name).set(there)


def _write_rows(model, pk, target, rows, live_keys, origins):
    for _, part, key in parts(model):
        for row_model, row_pk, values in rows:
            if row_model is part and str(values.get(key)) == str(pk):
                row = part()
                _fill(row, values, {key})
                setattr(row, key, target.pk)
                # Under its own key where that is free: who is typing in the row goes on with it.
                row.pk = None if part._base_manager.filter(pk=row_pk).exists() else row_pk
                row.save(force_insert=True)
                _fill_links(row, values)
                live_pk = live_keys.get(f"{part._meta.label}:{row_pk}", row_pk)
                origins[f"{part._meta.label}:{row.pk}"] = live_pk
                _write_rows(part, row_pk, row, rows, live_keys, origins)


def put_back(item, version, editor):
    """Writes a version onto the working copy of an item, and gives that copy; it still needs approval."""
    rows = rows_at(version)
    model, pk, values = rows[0]
    with transaction.atomic():
        copy = item.live if item.live.is_editable else item.live.make_working_copy()
        with acting.workflow():
            for name, _, _ in parts(model):
                getattr(copy, name).all().delete()
            origins = {}
            _write_rows(model, pk, copy, rows, values.get("origins") or {}, origins)
            _fill(copy, values, NOT_PUT_BACK)
            # With those of the rows that went: a form that is open has their keys.
            copy.origins = {**copy.origins, **origins} if copy.draft_of_id else {}
            copy.why = f"Teruggezet: de versie van {timezone.localtime(version.revision.date_created):%d-%m-%Y %H:%M}"
            copy.last_editor, copy.approved_by, copy.approved_at = editor, None, None
            copy.submitted_at = copy.submitted_by = None
            copy.save()
            _fill_links(copy, values)
    return copy


def deleted(model):
    """The last version of every item of a model that is gone, newest first; working copies are no items."""
    found = Version.objects.get_deleted(model).select_related("revision__user").order_by("-pk")
    return [version for version in found if not version.field_dict.get("draft_of_id")]


def recover(version, editor):
    """Brings a deleted item back under its old key, not on the site."""
    rows = rows_at(version)
    model, pk, values = rows[0]
    with transaction.atomic(), acting.workflow():
        if model._base_manager.filter(pk=pk).exists():
            raise Refused("Deze tekst is er weer.")
        item = model(pk=pk)
        _fill(item, values, NOT_PUT_BACK)
        if item.conflict:
            raise Refused(item.conflict)
        item.last_editor = editor
        item.save(force_insert=True)
        _write_rows(model, pk, item, rows, {}, {})
        _fill_links(item, values)
    return item


def forget(model, pk):
    """Erases every version of an item and of its rows, for good. Returns how many."""
    gone = set()
    for version in versions_of(model, pk):
        gone.add(version.pk)
        keys = {(_content_type(row_model).pk, str(row_pk)) for row_model, row_pk, _ in rows_at(version)}
        for other in version.revision.version_set.all():
            if (other.content_type_id, other.object_id) in keys:
                gone.add(other.pk)
    Version.objects.filter(pk__in=gone).delete()
    Revision.objects.annotate(left=models.Count("version")).filter(left=0).delete()
    return len(gone)


def entries(item):
    """The history of an item: a list of {"version", "changes"}, newest first, each against the one before."""
    versions = list(versions_of(type(item), item.live.pk)[:100])
    rows = [rows_at(version) for version in versions]
    return [
        {"version": version, "changes": diff.changes(rows[n + 1] if n + 1 < len(rows) else [], rows[n])}
        for n, version in enumerate(versions)
    ]
