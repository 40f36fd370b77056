"""What changed between two editions, for people."""

from difflib import unified_diff

from .page import Page


def differences(before, after):
    """Yields lines: which addresses came, went and changed, and for pages which lines of text."""
    paths = sorted(before.files.keys() | after.files.keys())
    for path in paths:
        old, new = before.files.get(path), after.files.get(path)
        if not old:
            yield f"Nieuw: {path}"
        elif not new:
            yield f"Weg: {path}"
        elif old["sha256"] != new["sha256"]:
            yield f"Veranderd: {path}"
            if new["type"].startswith("text/html"):
                lines = [_lines(edition, path) for edition in (before, after)]
                for line in list(unified_diff(*lines, lineterm="", n=0))[2:]:
                    if not line.startswith("@@"):
                        yield f"  {line}"


def _lines(edition, path):
    page = Page(path, edition.file(path).read_bytes())
    lines = [f"(tabblad) {page.title.strip()}", *(" ".join(line.split()) for line in page.text.splitlines())]
    # A link can change and its words stay.
    links = [f"(link) {' '.join(text.split())}: {href}" for href, text in page.links]
    return [line for line in lines if line] + links
