"""Copies of an item with the rows that belong to it, whatever its model.

To an item belong its generic relations, and every row with a foreign key to it that goes when the item goes
(`CASCADE`) and that the item can name; a relation whose `related_name` is "+" is none of them. The same holds for
the rows of a row.
"""

from django.contrib.contenttypes.fields import GenericRelation
from django.db.models import CASCADE


def parts(model):
    """The relations of a model to the rows that belong to it: (name of the manager, model, name of its key to us)."""
    found = [
        (field.name, field.related_model, field.object_id_field_name)
        for field in model._meta.private_fields
        if isinstance(field, GenericRelation)
    ]
    for relation in model._meta.related_objects:
        is_part = relation.one_to_many and relation.on_delete is CASCADE
        if is_part and not hasattr(relation.related_model, "draft_of"):
            found.append((relation.get_accessor_name(), relation.related_model, relation.field.attname))
    return found


def own_fields(model, left_out=()):
    """The fields of a row that a copy takes over."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in left_out and not getattr(field, "auto_now", False)
    ]


def copy_fields(source, target, left_out=()):
    for field in own_fields(type(source), left_out):
        setattr(target, field.attname, getattr(source, field.attname))


def copy_links(source, target):
    """The many-to-many relations that the model names itself."""
    for field in source._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            getattr(target, field.name).set(getattr(source, field.name).all())


def copy_rows(source, target, origins):
    """New rows below `target` like those below `source`; `origins` gets "label:new key" to the key of the old row."""
    for name, model, key in parts(type(source)):
        for row in getattr(source, name).all():
            new = model()
            copy_fields(row, new)
            setattr(new, key, target.pk)
            new.save(force_insert=True)
            origins[f"{model._meta.label}:{new.pk}"] = row.pk
            copy_links(row, new)
            copy_rows(row, new, origins)


def put_back_rows(source, target, origins):
    """Makes the rows below `target` equal to those below `source`.

    A row that was copied from one of `target` is written onto that one, so that its key stays.
    """
    for name, model, key in parts(type(source)):
        there = {row.pk: row for row in getattr(target, name).all()}
        pairs = [
            (row, there.pop(origins.get(f"{model._meta.label}:{row.pk}"), None))
            for row in getattr(source, name).all()
        ]
        for gone in there.values():
            gone.delete()
        for row, old in pairs:
            new = old or model()
            copy_fields(row, new)
            setattr(new, key, target.pk)
            new.save()
            copy_links(row, new)
            put_back_rows(row, new, origins)
