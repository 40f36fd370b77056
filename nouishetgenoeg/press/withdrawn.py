"""An edition that stays while one of its pages goes: the other files lead there no longer."""

import json
import re
from urllib.parse import unquote, urlsplit

LINK = re.compile(rb'<a\b[^>]*?\bhref="(/(?!/)[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
FIGURE = re.compile(rb'<figure class="nig-image"><img src="([^"]*)".*?</figure>', re.DOTALL)
LOCATION = re.compile(rb"<url>\s*<loc>([^<]*)</loc>.*?</url>\s*", re.DOTALL)
ENTRY = re.compile(rb'<entry>(?:(?!</entry>).)*?<link href="([^"]*)".*?</entry>', re.DOTALL)
EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
URL = re.compile(rb"^URL:(.*?)\r$", re.MULTILINE)


def without(content, content_type, gone):
    """The bytes of a file without what leads to the addresses in `gone`: links, results of the search, the sitemap,
    feeds and calendars.

    Of a link the words stay, as the press does it. Gives the same bytes when there is nothing to take out.
    """
    if content_type.startswith("text/html"):
        content = FIGURE.sub(lambda figure: b"" if _path(figure[1]) in gone else figure[0], content)
        return LINK.sub(lambda link: link[2] if _path(link[1]) in gone else link[0], content)
    if content_type.startswith("application/xml"):
        for part in (LOCATION, ENTRY):
            content = part.sub(lambda entry: b"" if _path(entry[1]) in gone else entry[0], content)
        return content
    if content_type.startswith("text/calendar"):
        return EVENT.sub(lambda event: b"" if _address_of(event[0]) in gone else event[0], content)
    if content_type.startswith("application/json"):
        return _without_rows(content, gone)
    return content


def _address_of(event):
    """The path of the page of an event in a calendar, whose long lines are folded (RFC 5545, 3.1)."""
    url = URL.search(event.replace(b"\r\n ", b""))
    return _path(url[1]) if url else ""


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
