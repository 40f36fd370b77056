"""An edition that stays while one of its pages goes: the other files lead there no longer."""

import json
import re
from urllib.parse import unquote, urlsplit

LINK = re.compile(rb'<a\b[^>]*?\bhref="(/(?!/)[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
FIGURE = re.compile(rb'<figure class="nig-image"><img src="([^"]*)".*?</figure>', re.DOTALL)
LOCATION = re.compile(rb"<url>\s*<loc>([^<]*)</loc>.*?</url>\s*", re.DOTALL)


def without(content, content_type, gone):
    """The bytes of a file without what leads to the addresses in `gone`: links, results of the search, the sitemap.

    Of a link the words stay, as the press does it. Gives the same bytes when there is nothing to take out.
    """
    if content_type.startswith("text/html"):
        content = FIGURE.sub(lambda figure: b"" if _path(figure[1]) in gone else figure[0], content)
        return LINK.sub(lambda link: link[2] if _path(link[1]) in gone else link[0], content)
    if content_type.startswith("application/xml"):
        return LOCATION.sub(lambda entry: b"" if _path(entry[1]) in gone else entry[0], content)
    if content_type.startswith("application/json"):
        return _without_rows(content, gone)
    return content


def _path(address):
    return unquote(urlsplit(address.decode(errors="replace")).path)


def _without_rows(content, gone):
    """The list of the search (see `nouishetgenoeg.search.index`) without the rows of these addresses."""
    try:
        data = json.loads(content)
    except ValueError:
        # Damaged: taking a page down does not wait for its repair.
        return content
    rows = data.get("items") if isinstance(data, dict) else None
    kept = [row for row in rows or () if urlsplit(row[0]).path not in gone]
    if not rows or len(kept) == len(rows):
        return content
    return json.dumps({**data, "items": kept}, ensure_ascii=False, separators=(",", ":")).encode()
