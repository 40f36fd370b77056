"""The edition over HTTP, before Django."""

import time
from io import BytesIO

import brotli
import pytest
from django.test import RequestFactory

from content.models import Guide, MovedAddress, Topic
from nouishetgenoeg.headers import HASHED, PAGE, SECURITY
from nouishetgenoeg.press.serve import Recent, Site

from .conftest import GUIDE


class Answer:
    def __init__(self, site, path, method="GET", **environ):
        request = RequestFactory(SERVER_NAME="localhost").generic(method, path)
        environ = {**request.environ, "HTTP_HOST": "localhost", **environ}
        chunks = site(environ, self.start)
        self.body = b"".join(chunks)

    def start(self, status, headers):
        self.status, self.headers = int(status.split()[0]), dict(headers)


@pytest.fixture
def django():
    """Stands in for Django, and remembers what reached it."""
    reached = []

    def application(environ, start_response):
        reached.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"django"]

    application.reached = reached
    return application


@pytest.fixture
def get(press_once, editions, django):
    MovedAddress.objects.create(old_path="/oud/", new_path=GUIDE)
    press_once("with an old address")
    site = Site(django, editions)
    return lambda path, *args, **environ: Answer(site, path, *args, **environ)


def has_the_numbers(answer):
    body = brotli.decompress(answer.body) if answer.headers.get("Content-Encoding") == "br" else answer.body
    return b"tel:112" in body and b"tel:08002000" in body


def wait_for(condition):
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_page_comes_from_the_edition_without_django_or_a_query(get, read, django, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = get("/nu/")
    assert (answer.status, answer.body) == (200, read("/nu/"))
    assert django.reached == []


@pytest.mark.parametrize("path", ["/beheer/", "/beheer", "/beheer/content/guide/"])
def test_only_the_newsroom_reaches_django(get, django, path):
    assert get(path).body == b"django"
    assert django.reached == [path]


def test_a_page_is_not_kept_on_the_device(get):
    headers = get("/nu/").headers
    assert {name: headers[name] for name in PAGE} == PAGE


@pytest.mark.parametrize("path", ["/", "/hulp/postcodes.json", "/sitemap.xml", "/robots.txt"])
def test_whatever_holds_words_is_not_kept_on_the_device(get, path):
    assert get(path).headers["Cache-Control"] == "no-store"


def test_scripts_and_styles_are_kept(get):
    headers = get("/static/site.css").headers
    assert headers["Cache-Control"] == HASHED["Cache-Control"]


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip"), ("br;q=0,gzip;q=0.0", None)],
)
def test_a_page_comes_in_the_encoding_that_is_asked_for(get, read, accepts, encoding):
    answer = get("/", HTTP_ACCEPT_ENCODING=accepts)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    if encoding == "br":
        assert brotli.decompress(answer.body) == read("/")


def test_who_has_the_page_is_told_that_it_is_the_same(get):
    tag = get("/").headers["ETag"]
    answer = get("/", HTTP_IF_NONE_MATCH=tag)
    assert (answer.status, answer.body) == (304, b"")


def test_head_gives_the_headers_alone(get):
    whole, head = get("/"), get("/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize("path", ["/bestaat-niet/", "/static/geen.css", "/404.html", "/manifest.json", "/index.html"])
def test_what_is_not_there_gets_the_page_with_the_numbers(get, path):
    answer = get(path)
    assert answer.status == 404
    assert has_the_numbers(answer)
    assert {name: answer.headers[name] for name in SECURITY} == SECURITY


def test_an_address_without_its_last_slash_leads_on(get):
    answer = get("/nu")
    assert (answer.status, answer.headers["Location"]) == (301, "/nu/")


def test_an_old_address_leads_to_the_new_one(get):
    answer = get("/oud/")
    assert (answer.status, answer.headers["Location"]) == (301, GUIDE)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"])
def test_a_page_can_only_be_read(get, method):
    answer = get("/", method)
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert has_the_numbers(answer)


@pytest.mark.parametrize("host", ["evil.example", "", "localhost.evil.example", "localhost:80:80", "local host"])
def test_a_foreign_host_name_gets_no_page(get, host):
    answer = get("/nu/", HTTP_HOST=host)
    assert answer.status == 400
    assert host == "" or host.encode() not in answer.body


def test_what_is_too_large_is_refused(get):
    answer = get("/beheer/", "POST", CONTENT_LENGTH=str(9 * 1024 * 1024), **{"wsgi.input": BytesIO()})
    assert answer.status == 413
    assert has_the_numbers(answer)


def test_in_production_a_plain_visit_is_sent_to_https_on_the_same_host(get, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = get("/nu/", HTTP_HOST="localhost:8000")
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/nu/")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert get("/nu/", HTTP_X_FORWARDED_PROTO="https").status == 200


def test_a_switch_is_noticed_without_a_restart(get, press):
    address = "/onderwerpen/in-je-relatie/"
    get(address)
    Topic.objects.update(title="Een nieuwe titel")
    press()
    assert wait_for(lambda: b"Een nieuwe titel" in get(address).body)


def test_a_page_that_was_taken_down_is_gone_after_the_switch(get, press):
    assert get(GUIDE).status == 200
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    assert wait_for(lambda: get(GUIDE).status == 404)


def test_the_styles_of_an_earlier_edition_stay_answerable(get, press, editions):
    old = editions.folder / "assets" / "static" / "site.0123456789ab.css"
    old.write_bytes(b"a{}")
    answer = get("/static/site.0123456789ab.css")
    assert (answer.status, answer.body) == (200, b"a{}")
    assert answer.headers["Cache-Control"] == HASHED["Cache-Control"]


def test_a_file_that_was_compressed_anew_is_sent_with_its_right_length(get, editions, read):
    get("/", HTTP_ACCEPT_ENCODING="br")
    file = editions.current().file("/").with_name("index.html.br")
    anew = brotli.compress(read("/"), quality=1)
    file.write_bytes(anew)
    answer = get("/", HTTP_ACCEPT_ENCODING="br")
    assert int(answer.headers["Content-Length"]) == len(answer.body) == len(anew)


def test_a_page_that_was_asked_for_a_moment_ago_is_not_read_again(get, editions, read, monkeypatch):
    monkeypatch.setattr(Recent, "SECONDS", 60)
    before = read("/nu/")
    assert get("/nu/").body == before
    editions.current().drop(["/nu/"])
    assert get("/nu/").body == before


def test_when_a_file_is_lost_the_edition_before_answers(get, press, editions):
    before = get("/nu/").body
    first = editions.current_id()
    press()
    assert wait_for(lambda: get("/nu/").status == 200 and editions.current_id() != first)
    time.sleep(0.3)
    get("/nu/")
    editions.current().file("/nu/").unlink()
    for twin in ("index.html.br", "index.html.gz"):
        editions.current().file("/nu/").with_name(twin).unlink()
    assert get("/nu/").body == before


def test_without_any_edition_django_answers(editions, django):
    assert Answer(Site(django, editions), "/").body == b"django"
