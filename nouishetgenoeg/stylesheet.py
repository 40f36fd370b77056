"""The one stylesheet that a browser gets, made of `static/css/`."""

import re
from pathlib import Path

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Old phones are what our visitors have: logical properties, ranges in media queries and the like
# are lowered to what these browsers know.
BROWSERS = ["chrome 60", "safari 11", "firefox 60", "samsung 8.2"]

# The preview of a text, and the card for other sites, have what only they need in a sheet of their own.
SHEETS = {"site.css": "index.css", "text.css": "text.css", "card.css": "card.css"}


# Where a rule differs between languages that read from left to right and from right to left, lightningcss names all
# languages, three times over. Every page says itself which way it reads, so that half of the stylesheet can go.
TO_THE_LEFT = r":(?:is|-webkit-any|-moz-any)\((?::lang\(\w+\),?)+\)"
RULE_BY_LANGUAGE = re.compile(rf"[^{{}}]*{TO_THE_LEFT}[^{{}}]*\{{[^{{}}]*\}}")
PREFIXED = (":-webkit-any(:lang(", ":-moz-any(:lang(")


def _by_direction(rule):
    """A rule with `dir` of the page in place of the languages; nothing for the copies with a prefix."""
    if any(prefix in rule[0] for prefix in PREFIXED):
        return ""
    selectors, declarations = rule[0].split("{")
    selectors = re.sub(TO_THE_LEFT, "&rtl", selectors)
    return (
        ",".join(
            f"[dir=ltr] {selector.replace(':not(&rtl)', '')}"
            if ":not(&rtl)" in selector
            else f"[dir=rtl] {selector.replace('&rtl', '')}"
            for selector in re.split(r",(?![^(]*\))", selectors)
        )
        + f"{{{declarations}"
    )


def bundle(source):
    """The stylesheet at `source` with its imports, minified and lowered, as a string.

    Raises `lightningcss` errors with file and line when a rule is broken.
    """
    code = lightningcss.bundle_css(str(settings.BASE_DIR / "static" / "css" / source), minify=False)
    lowered = lightningcss.process_stylesheet(code, filename=source, browsers_list=BROWSERS, minify=True)
    return RULE_BY_LANGUAGE.sub(_by_direction, lowered)


class StylesheetFinder(BaseFinder):
    """Gives staticfiles the bundled stylesheets, under names that say nothing of the subject."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(settings.DATA_DIR / "css")
        self.storage.prefix = None
        super().__init__(*args, **kwargs)

    def _make(self, name):
        path = Path(self.storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(bundle(SHEETS[name]))
        return str(path)

    def find(self, path, find_all=False, **kwargs):
        found = [self._make(path)] if path in SHEETS else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns):
        for name in SHEETS:
            self._make(name)
            yield name, self.storage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's hashed and compressed files; an unknown name is an error, never a broken page."""

    manifest_strict = True
