"""The one stylesheet that a browser gets, made of `static/css/`."""

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Old phones are what our visitors have: logical properties, ranges in media queries and the like
# are lowered to what these browsers know.
BROWSERS = ["chrome 60", "safari 11", "firefox 60", "samsung 8.2"]

SHEETS = {"site.css": "index.css", "text.css": "text.css"}


def bundle(source):
    """The stylesheet at `source` with its imports, minified and lowered, as a string.

    Raises `lightningcss` errors with file and line when a rule is broken.
    """
    code = lightningcss.bundle_css(str(settings.BASE_DIR / "static" / "css" / source), minify=False)
    return lightningcss.process_stylesheet(code, filename=source, browsers_list=BROWSERS, minify=True)


class StylesheetFinder(BaseFinder):
    """Gives staticfiles the bundled stylesheets, under names that say nothing of the subject."""

    def _storage(self):
        storage = InMemoryStorage()
        for name, source in SHEETS.items():
            storage.save(name, ContentFile(bundle(source).encode()))
        return storage

    def find(self, path, find_all=False, **kwargs):
        return []

    def list(self, ignore_patterns):
        storage = self._storage()
        storage.prefix = None
        for name in SHEETS:
            yield name, storage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's hashed and compressed files; an unknown name is an error, never a broken page."""

    manifest_strict = True
