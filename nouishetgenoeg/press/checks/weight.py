"""What a first visit weighs, in bytes as they travel (1 KB = 1024 bytes)."""

import brotli

KB = 1024
PAGE = 6 * KB
# The page for danger comes in the first packets of a connection (10 × 1460 bytes), with all that it loads.
FIRST_PACKETS = 14 * KB
VISIT = 28 * KB
# Images come after the words, each in the size that fits a telephone; they are not part of a first visit.
IMAGES = 120 * KB


def is_light(page, rulebook):
    loaded = {attributes.get("src") or attributes.get("href") for attributes in page.all("link", "script")}
    images = {attributes.get("src") for attributes in page.all("img")}
    if page.path == "/nu/":
        loaded |= images
    elif (shown := sum(rulebook.weights.get(address, 0) for address in images)) > IMAGES:
        yield f"De beelden op deze pagina wegen samen {shown / KB:.0f} KB; hoogstens {IMAGES // KB} KB.", "[[beeld:"
    beside = sum(rulebook.weights.get(address, 0) for address in loaded)
    limit = FIRST_PACKETS if page.path == "/nu/" else VISIT
    own = page.weight or len(page.content)
    if own > PAGE or own + beside > limit:
        # Visitors get the smallest form; what was weighed is the quick one.
        own = len(brotli.compress(page.content, quality=11))
    if own > PAGE:
        yield (
            f"Deze pagina weegt {own} bytes; hoogstens {PAGE}. Op een oude telefoon duurt dat te lang. "
            "Maak de tekst korter, of maak er twee pagina’s van.",
            "",
        )
    if own + beside > limit:
        visit = (own + beside) / KB
        yield f"Een eerste bezoek aan deze pagina kost {visit:.1f} KB; hoogstens {limit // KB} KB.", ""
