"""Nothing that betrays a visitor, or a place that must stay unknown."""

import re

from content import discretion

LOADS = ("src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest")
HINTS = {"preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload", "manifest", "pingback"}
FORBIDDEN = {"iframe", "frame", "object", "embed", "base", "applet", "portal"}


def _is_own(address):
    return re.match(r"(/(?![/\\])|#|$)", address.strip()) is not None


def nothing_from_another_host(page, rulebook):
    for element in page.elements:
        attributes = element.attributes
        addresses = [attributes.get(name) or "" for name in LOADS]
        if element.tag == "link":
            addresses.append(attributes.get("href") or "")
        for address in addresses:
            if address and not all(_is_own(part.split()[0]) for part in address.split(",") if part.strip()):
                yield f"De pagina haalt iets van een andere site: {address}.", address
        if element.tag in FORBIDDEN:
            yield f"Een pagina mag geen <{element.tag}> hebben.", f"<{element.tag}"
        if element.tag == "link" and HINTS & set((attributes.get("rel") or "").lower().split()):
            yield f'De pagina kondigt een bezoek aan: <link rel="{attributes.get("rel")}">.', ""
        if element.tag == "meta" and (attributes.get("property") or "").startswith(("og:", "twitter:")):
            yield "De pagina maakt een voorbeeld voor sociale media.", ""


def nothing_inline(page, rulebook):
    for element in page.elements:
        if element.tag == "style" or "style" in element.attributes:
            yield "Er staat opmaak in de pagina zelf.", "style"
        if element.tag == "script" and not element.attributes.get("src"):
            yield "Er staat een script in de pagina zelf.", "<script"
        for name, value in element.attributes.items():
            if name.startswith("on") or re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE):
                yield f"Er staat een script in een eigenschap: {name}.", name


def title_and_address_are_discreet(page, rulebook):
    if page.is_for_professionals:
        return
    described = [
        element.attributes.get("content") or ""
        for element in page.all("meta")
        if element.attributes.get("name") == "description"
    ]
    for what, text in [("de titel in het tabblad", page.title), ("het adres", page.path),
                       *(("de samenvatting", text) for text in described)]:  # fmt: skip
        for word in rulebook.sensitive(text):
            yield f"Het woord ‘{word}’ staat in {what}. Dat blijft in de geschiedenis van de browser staan.", word


def holds_confidential_address(text, rulebook):
    folded = re.sub(r"\s+", " ", discretion.fold(text)) if rulebook.confidential else ""
    for place in rulebook.confidential:
        if place in folded:
            yield "Hier staat een adres dat geheim moet blijven. Haal het weg.", place


def no_confidential_address(page, rulebook):
    return holds_confidential_address(page.spoken, rulebook)
