"""Nothing that betrays a visitor, or a place that must stay unknown."""

import re

from content import discretion

LOADS = {"src", "srcset", "imagesrcset", "data", "poster", "background", "action", "formaction", "ping", "manifest"}
HINTS = {"preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload", "manifest", "pingback"}
FORBIDDEN = {"iframe", "frame", "object", "embed", "base", "applet", "portal"}
OWN = re.compile(r"(/(?![/\\])|#|$)")
RUNS = {"href", "xlink:href", "src", "srcset", "action", "formaction", "data"}
# The address in `0; url=https://…`; browsers do without `url=` too.
REFRESH = re.compile(r"[\s\d.]*[;,\s]*(?:url\s*=\s*)?[\"']?(.*)", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)


def _is_own(address):
    return OWN.match(address.strip()) is not None


def nothing_from_another_host(page, rulebook):
    for tag, name, value in page.attributes:
        loads = name in LOADS or (name in ("href", "xlink:href") and tag not in ("a", "area"))
        if loads and not all(_is_own(part.split()[0]) for part in value.split(",") if part.strip()):
            yield f"De pagina haalt iets van een andere site: {value}.", value
    for tag in sorted(FORBIDDEN & page.tags):
        yield f"Een pagina mag geen <{tag}> hebben.", f"<{tag}"
    for attributes in page.all("link"):
        if HINTS & set((attributes.get("rel") or "").lower().split()):
            yield f'De pagina kondigt een bezoek aan: <link rel="{attributes.get("rel")}">.', ""
    for attributes in page.all("meta"):
        if (attributes.get("property") or attributes.get("name") or "").startswith(("og:", "twitter:")):
            yield "De pagina maakt een voorbeeld voor sociale media.", ""
        if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
            address = REFRESH.match(attributes.get("content") or "")[1]
            if not _is_own(address):
                yield f"De pagina stuurt je vanzelf naar een andere site: {address}.", address


def nothing_inline(page, rulebook):
    if "style" in page.tags:
        yield "Er staat opmaak in de pagina zelf.", "style"
    if not all(attributes.get("src") for attributes in page.all("script")):
        yield "Er staat een script in de pagina zelf.", "<script"
    for _, name, value in page.attributes:
        if name == "style":
            yield "Er staat opmaak in de pagina zelf.", "style"
        if name.startswith("on") or (name in RUNS and SCRIPT.match(value)):
            yield f"Er staat een script in een eigenschap: {name}.", name


def title_and_address_are_discreet(page, rulebook):
    if page.is_for_professionals:
        return
    described = [
        attributes.get("content") or "" for attributes in page.all("meta") if attributes.get("name") == "description"
    ]
    for what, text in [("de titel in het tabblad", page.title), ("het adres", page.path),
                       *(("de samenvatting", text) for text in described)]:  # fmt: skip
        for word in rulebook.sensitive(text):
            yield f"Het woord ‘{word}’ staat in {what}. Dat blijft in de geschiedenis van de browser staan.", word


def holds_confidential_address(text, rulebook):
    # In a list in JSON a new line is written as a backslash and a letter.
    folded = re.sub(r"(\s|\\[nrt])+", " ", discretion.fold(text)) if rulebook.confidential else ""
    for place in rulebook.confidential:
        # Markt 1 is not Markt 12, and not Nieuwmarkt 1.
        if place in folded and re.search(rf"(?<!\w){re.escape(place)}(?!\w)", folded):
            yield "Hier staat een adres dat geheim moet blijven. Haal het weg.", place


def no_confidential_address(page, rulebook):
    return holds_confidential_address(page.spoken, rulebook)
