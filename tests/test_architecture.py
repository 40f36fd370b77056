"""The house rules that code can check."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models

from content.models import AuditHead, CacheRow, ChangeCounter, ImageFile, KeptForm, Publishable, StarterRecord
from signals.models import PhoneCall

ROOT = Path(settings.BASE_DIR)
MAY_IMPORT = {
    "content": {"content"},
    "signals": {"content", "signals"},
    "nouishetgenoeg": {"content", "signals", "nouishetgenoeg"},
}
OURS = set(MAY_IMPORT)


def modules(app):
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_go_one_way(app):
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in OURS - MAY_IMPORT[app]
    ]
    assert wrong == []


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_models_import_no_view_form_or_admin(app):
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / app).glob("models/*.py")
        for name in imported(path)
        if name.split(".")[0] in OURS and name.split(".")[-1] in {"views", "forms", "admin", "urls", "sitemaps"}
    ]
    assert wrong == []


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_has_a_dutch_name(model):
    english = model.__name__.lower()
    assert model._meta.verbose_name.replace(" ", "") != english


def edited_in_the_admin():
    """Models with a page in the admin, and those that are edited on such a page."""
    for model, model_admin in admin.site._registry.items():
        yield model
        yield from (inline.model for inline in model_admin.inlines)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_can_be_edited_in_the_admin(model):
    # The sizes of an image and the log of calls are shown, and never edited.
    hidden = {AuditHead, CacheRow, ChangeCounter, ImageFile, KeptForm, PhoneCall, StarterRecord}
    assert model in set(edited_in_the_admin()) | hidden


@pytest.mark.parametrize("model", Publishable.__subclasses__(), ids=lambda model: model.__name__)
def test_every_publishable_model_keeps_its_slug_unique_among_live_rows_only(model):
    names = [
        c.name for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields == ("slug",)
    ]
    assert names == [f"{model._meta.app_label}_{model._meta.model_name}_live_slug"]
