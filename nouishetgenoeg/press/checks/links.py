"""Links."""

from urllib.parse import unquote, urlsplit

OUTSIDE = ("https://", "http://", "mailto:", "tel:")


def lead_somewhere(page, rulebook):
    for href, text in page.links:
        if href.startswith("#"):
            if href[1:] and href[1:] not in page.ids:
                yield f"De link ‘{text.strip()}’ gaat naar een kop die er niet is ({href}).", href
        elif href.startswith("/") and not href.startswith(("//", "/\\")):
            path = unquote(urlsplit(href).path)
            if path not in rulebook.paths:
                yield (
                    f"De link ‘{text.strip()}’ gaat naar {path}. Die pagina is er niet, of staat niet op de site.",
                    href,
                )
        elif not href.lower().startswith(OUTSIDE):
            yield f"De link ‘{text.strip()}’ gaat naar iets onbekends: {href}.", href
    for attributes in page.all("link", "script", "img"):
        address = attributes.get("href") or attributes.get("src") or ""
        if address.startswith("/") and urlsplit(address).path not in rulebook.paths:
            yield f"De pagina vraagt om een bestand dat er niet is: {address}.", address


def anchors_elsewhere(page):
    """The headings of other pages that a page links to, as a set of (path, id)."""
    parts = [urlsplit(href) for href, _ in page.links if href.startswith("/") and "#" in href]
    return {(unquote(part.path), unquote(part.fragment)) for part in parts if part.fragment}
