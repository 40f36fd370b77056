"""The one page that another site may frame, in Django, in the built-in server and in nginx."""

import pytest

from nouishetgenoeg.headers import CARD, CONTENT_SECURITY_POLICY, PAGE, at
from nouishetgenoeg.press import nginx
from nouishetgenoeg.press.edition import Editions
from nouishetgenoeg.press.serve import PublicFile


def test_the_card_may_be_framed_and_keeps_every_other_rule():
    headers = at(CARD, PAGE)
    assert headers["Content-Security-Policy"].startswith(CONTENT_SECURITY_POLICY.split("frame-ancestors")[0])
    assert "frame-ancestors https:" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    changed = {"Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy"}
    assert {name: headers[name] for name in PAGE if name not in changed} == {
        name: value for name, value in PAGE.items() if name not in changed
    }


@pytest.mark.parametrize(
    "path", ["/", "/nu/", "/insluiten/", "/insluiten/kaart", "/insluiten/kaart/x/", "/insluiten//kaart/"]
)
def test_no_other_page_may_be_framed(path):
    assert at(path, PAGE) == PAGE


def test_django_gives_the_card_its_headers_and_an_error_there_the_usual_ones(client):
    assert "frame-ancestors https:" in client.get(CARD).headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in client.get(CARD).headers
    assert "frame-ancestors 'none'" in client.post(CARD).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/insluiten/").headers["Content-Security-Policy"]


def test_the_built_in_server_says_the_same_when_the_card_did_not_change(tmp_path):
    (tmp_path / "x").write_text("x")
    file = PublicFile.at(str(tmp_path / "x"), at(CARD, PAGE) | {"ETag": 'W/"1"'})
    headers = dict(file.get_response("GET", {"HTTP_IF_NONE_MATCH": 'W/"1"'}).headers)
    assert "frame-ancestors https:" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


def test_nginx_has_one_place_without_the_ban(tmp_path):
    text = nginx.include(Editions(tmp_path))
    [place] = [part for part in text.split("location ") if part.startswith(f"= {CARD} ")]
    assert "frame-ancestors https:" in place
    assert "X-Frame-Options" not in place
    others = text.replace(place, "")
    assert "frame-ancestors https:" not in others
    # The policy of an image allows nothing at all, and so names no frames.
    [images] = [part for part in others.split("location ") if part.startswith("^~ /beeld/ ")]
    others = others.replace(images, "")
    assert others.count("frame-ancestors 'none'") == others.count("X-Frame-Options") > 3


def test_the_card_is_not_for_search_engines_or_the_list_of_pages(client):
    assert 'content="noindex"' in client.get(CARD).content.decode()
    assert CARD not in client.get("/sitemap-vast.xml").content.decode()
    assert "/insluiten/</loc>" in client.get("/sitemap-vast.xml").content.decode()


def test_the_card_leaves_no_query_cookie_or_vary(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        response = client.get(CARD)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
