"""Every public page, as the server sends it."""

import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client

from content import destinations, discretion
from content.markdown import typed_numbers
from content.models import Publishable, Region
from content.numbers import ADVICE, DANGER
from nouishetgenoeg.views import not_found
from signals.models import Municipality, Phone
from tests.conftest import make_guide

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Reader(HTMLParser):
    """What the checks below want to know of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.hrefs, self.ids, self.headings, self.title = [], [], [], [], [], ""
        self.phones, self.loose, self._open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in VOID:
            self._open.append((tag, attrs))
        if tag == "a":
            self.hrefs.append(attrs.get("href", ""))
            if attrs.get("href", "").startswith("tel:"):
                self.phones.append([attrs["href"].removeprefix("tel:"), ""])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        names = [tag for tag, _ in self._open]
        if "title" in names:
            self.title += data
        elif "script" not in names and "style" not in names:
            self.text.append(data)
            if any(tag == "a" and attrs.get("href", "").startswith("tel:") for tag, attrs in self._open):
                self.phones[-1][1] += data
            else:
                self.loose.append(data)


@cache
def sitemap_paths():
    def locations(path):
        return [urlsplit(url).path for url in re.findall(r"<loc>(.*?)</loc>", Client().get(path).content.decode())]

    return [path for part in locations("/sitemap.xml") for path in locations(part)]


@pytest.fixture(scope="session")
def pages(django_db_setup, django_db_blocker):
    """The public pages of the starter site: path to what a Reader read, read once.

    Of the municipalities those of the region and one of every ten others: they differ in little but their name.
    """
    with django_db_blocker.unblock():
        client = Client()
        elsewhere = [place.get_absolute_url() for place in Municipality.objects.filter(is_local=False)]
        skipped = set(elsewhere) - set(elsewhere[::10])
        return {path: Reader(client.get(path).content.decode()) for path in sitemap_paths() if path not in skipped}


def failing(pages, wrong):
    """The pages for which `wrong(page)` gives something, with what it gave."""
    return {path: found for path, page in pages.items() if (found := wrong(page))}


def test_the_sitemap_names_every_published_item():
    items = [item.get_absolute_url() for model in Publishable.__subclasses__() for item in model.objects.published()]
    items += [place.get_absolute_url() for place in Municipality.objects.current()]
    assert set(items) <= set(sitemap_paths())


def test_every_page_shows_both_numbers(pages):
    both = {(DANGER.dialled, DANGER.shown), (ADVICE.dialled, ADVICE.shown)}

    def wrong(page):
        found = {
            (dialled, number)
            for dialled, text in page.phones
            for number in [DANGER.shown, ADVICE.shown]
            if number in text
        }
        return both - found

    assert failing(pages, wrong) == {}


def test_the_way_out_is_the_first_link_of_every_page(pages):
    assert failing(pages, lambda page: page.hrefs[0] != destinations.DEFAULT.url) == {}


def test_every_page_links_to_the_page_about_safe_browsing(pages):
    assert failing(pages, lambda page: "/veilig-kijken/" not in page.hrefs) == {}


def test_every_link_dials_the_number_that_it_shows(pages):
    def wrong(page):
        return [
            (dialled, text)
            for dialled, text in page.phones
            if re.sub(r"\D", "", dialled).removeprefix("31").lstrip("0")
            not in re.sub(r"\D", "", text).removeprefix("31")
        ]

    assert failing(pages, wrong) == {}


def test_every_number_on_every_page_is_a_verified_one_of_the_directory(pages):
    allowed = {phone.number for phone in Phone.objects.select_related("service") if phone.is_shown}
    assert failing(pages, lambda page: {dialled for dialled, _ in page.phones} - allowed) == {}


def test_no_page_holds_a_number_as_loose_text(pages):
    def wrong(page):
        # Two services are called after their number; so they stand as headings in the directory.
        return [number for number in typed_numbers(" ".join(page.loose)) if number not in ("112", "113")]

    assert failing(pages, wrong) == {}


def test_titles_addresses_and_descriptions_for_residents_are_discreet(pages):
    professional = {
        item.get_absolute_url()
        for model in Publishable.__subclasses__()
        for item in model.objects.all()
        if item.is_for_professionals
    }

    def wrong(page):
        descriptions = [attrs["content"] for tag, attrs in page.tags if attrs.get("name") == "description"]
        return [word for text in (page.title, *descriptions) for word in discretion.found_in(text)]

    residents = {path: page for path, page in pages.items() if path not in professional}
    assert failing(residents, wrong) == {}
    assert [path for path in residents if discretion.found_in(unquote(path))] == []


def test_every_page_has_a_title_of_its_own(pages):
    titles = {}
    for path, page in pages.items():
        titles.setdefault(page.title.strip(), []).append(path)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1 or not title} == {}


def test_every_page_has_one_h1_and_skips_no_heading_level(pages):
    def wrong(page):
        skips = [(a, b) for a, b in zip(page.headings, page.headings[1:], strict=False) if b > a + 1]
        return skips or page.headings.count(1) != 1

    assert failing(pages, wrong) == {}


def test_ids_are_unique_and_one_is_the_place_to_call(pages):
    def wrong(page):
        double = {name for name in page.ids if page.ids.count(name) > 1}
        return double or page.ids.count("bellen") != 1

    assert failing(pages, wrong) == {}


def test_no_page_has_inline_script_style_or_handlers(pages):
    def wrong(page):
        return [
            (tag, attrs)
            for tag, attrs in page.tags
            if tag == "style"
            or "style" in attrs
            or (tag == "script" and "src" not in attrs)
            or any(name.startswith("on") for name in attrs)
        ]

    assert failing(pages, wrong) == {}


def test_no_page_loads_anything_from_another_host_or_announces_one(pages):
    def wrong(page):
        loaded = [attrs.get("src") or attrs.get("srcset") or "" for _, attrs in page.tags]
        loaded += [attrs["href"] for tag, attrs in page.tags if tag == "link"]
        hints = [attrs for tag, attrs in page.tags if attrs.get("rel") in ("preconnect", "dns-prefetch", "manifest")]
        return [url for url in loaded if "//" in url] or hints

    assert failing(pages, wrong) == {}


def test_no_page_sets_a_cookie_or_depends_on_one(client):
    for path in sitemap_paths()[:40]:
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_every_internal_link_and_anchor_leads_somewhere(pages, client):
    targets = {href for page in pages.values() for href in page.hrefs if href.startswith("/")}
    unread = {urlsplit(url).path for url in targets} - set(sitemap_paths())
    missing = [path for path in unread if client.get(path).status_code != 200]
    anchors = [
        (path, href)
        for path, page in pages.items()
        for href in page.hrefs
        if href.startswith("#") and href[1:] not in page.ids
    ]
    assert missing == []
    assert anchors == []


def test_no_reference_is_left_unfilled(pages):
    left = failing(
        pages, lambda page: [t for t, attrs in page.tags if "data-ref" in attrs] or "[[" in "".join(page.text)
    )
    assert left == {}


def test_a_page_without_data_of_the_owner_says_so_and_invents_nobody(pages):
    assert Region.NOT_FILLED_IN in " ".join(pages["/privacy/"].text)


@pytest.mark.parametrize(
    "path", ["/", "/nu/", "/bestaat-niet/", "/sitemap.xml", "/static/geen.css", "/beheer/login/"]
)
def test_every_kind_of_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == ("same-origin" if path.startswith("/beheer/") else "no-referrer")
    assert headers["X-Frame-Options"] == "DENY"


def test_html_is_not_kept_on_the_device(client):
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_an_unknown_address_gets_a_page_that_helps(client):
    response = client.get("/dit-is-er-niet/")
    page = Reader(response.content.decode())
    assert response.status_code == 404
    assert {dialled for dialled, _ in page.phones} == {"112", "08002000"}
    assert "/hulp/" in page.hrefs


def test_an_error_page_needs_no_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = Reader(not_found(rf.get("/x/")).content.decode())
    assert {dialled for dialled, _ in page.phones} == {"112", "08002000"}


def test_a_page_that_breaks_still_shows_the_numbers_and_the_way_out(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("nouishetgenoeg.views.AudiencePage.objects.listed", broken)
    client.raise_request_exception = False
    response = client.get("/")
    page = Reader(response.content.decode())
    assert response.status_code == 500
    assert {dialled for dialled, _ in page.phones} == {"112", "08002000"}
    assert page.hrefs[0] == destinations.DEFAULT.url


@pytest.mark.parametrize(
    "path", ["/%00/", "/..%2f..%2fetc/passwd", "/hulp/%ff/", "/a-z/%C3%A9/", "/wat-te-doen/" + "x" * 3000 + "/"]
)
def test_a_strange_address_gets_a_clean_answer(client, path):
    assert client.get(path).status_code in (400, 404)


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_long_a_to_z_has_a_page_for_each_letter_and_a_long_letter_has_several(client):
    for number in range(260):
        make_guide(f"extra-{number}", title=f"Quinoa {number:03}")
    index = client.get("/a-z/").content.decode()
    assert '<a href="/a-z/q/">' in index
    assert "Quinoa 001" not in index
    first = client.get("/a-z/q/").content.decode()
    assert "Quinoa 001" in first
    assert '<a href="/a-z/q/2/">' in first
    assert "Quinoa 259" in client.get("/a-z/q/2/").content.decode()
    assert client.get("/a-z/q/3/").status_code == 404
    paths = [
        urlsplit(url).path for url in re.findall("<loc>(.*?)</loc>", client.get("/sitemap-vast.xml").content.decode())
    ]
    assert {"/a-z/q/", "/a-z/q/2/"} <= set(paths)
