"""Whether links to other sites still lead somewhere: asked by a command, of sites that stand here on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import URLField

from content import outside
from content.models import OutsideLink, uses
from content.models.fields import RenderedField
from signals.models import Organization, Service
from tests.conftest import make_guide


class Site(BaseHTTPRequestHandler):
    """Answers as its path says, and remembers what was asked."""

    asked = []

    def answer(self):
        self.asked.append((self.command, self.path))
        status, _, target = self.path.strip("/").partition("/")
        if status == "no-head":
            status = "405" if self.command == "HEAD" else "404"
        self.send_response(int(status))
        if target:
            self.send_header("Location", "/" + target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """The address of a site on this machine, which counts as the open internet here."""
    monkeypatch.setattr(outside, "is_public", lambda address: True)
    monkeypatch.setattr(outside, "TIMEOUT", 2)
    monkeypatch.setattr(outside, "PAUSE", 0)
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def nothing_else():
    """Leaves no link of the starter texts, so that only the local site is asked."""
    for model in set(uses.our_models()) - {OutsideLink}:
        for field in model._meta.concrete_fields:
            if isinstance(field, URLField | RenderedField):
                model.objects.exclude(**{field.name: ""}).update(**{field.name: ""})


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/200", ""),
        ("/302/200", ""),
        ("/404", "Deze pagina is er niet meer."),
        ("/410", "Deze pagina is er niet meer."),
        ("/500", "De site geeft een fout (500)."),
        ("/no-head", "Deze pagina is er niet meer."),
        ("/302/404", "Deze pagina is er niet meer."),
        ("/302/302/302/302/302/302/302/200", "Deze link stuurt steeds weer door."),
    ],
)
def test_a_link_is_judged_by_what_its_site_answers(site, path, problem):
    assert outside.check(site + path).problem == problem


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_site_that_refuses_robots_is_not_called_broken(site, status):
    assert outside.check(f"{site}/{status}").problem == ""


def test_a_page_that_moved_for_good_gives_its_new_address(site):
    assert outside.check(f"{site}/301/200").leads_to == f"{site}/200"
    assert outside.check(f"{site}/302/200").leads_to == ""


def test_a_page_is_asked_for_its_headers_alone(site):
    outside.check(f"{site}/200")
    assert Site.asked == [("HEAD", "/200")]


def test_a_site_that_does_not_answer_is_called_so(site):
    assert outside.check("http://127.0.0.1:1/").problem == "Deze site is niet te bereiken."


def test_a_site_without_a_name_is_called_so(monkeypatch):
    def nobody(*args, **kwargs):
        raise outside.socket.gaierror

    monkeypatch.setattr(outside.socket, "getaddrinfo", nobody)
    assert outside.check("https://bestaat-niet.example/").problem == "Deze site bestaat niet (meer)."


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",  # noqa: S104
     "[::1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fc00::1]", "[2002:0a00:0001::]", "2130706433", "224.0.0.1"],
)  # fmt: skip
def test_a_machine_of_our_own_network_is_never_asked(host):
    assert "eigen netwerk" in outside.check(f"http://{host}/").problem


def test_a_redirect_into_our_own_network_is_not_followed(site, monkeypatch):
    # The first address counts as public, whatever comes after it does not.
    answers = iter([True])
    monkeypatch.setattr(outside, "is_public", lambda address: next(answers, False))
    assert "eigen netwerk" in outside.check(f"{site}/302/200").problem
    assert Site.asked == [("HEAD", "/302/200")]


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "https://jan:geheim@example.org/", "http://", "https://[x/", "x"]
)
def test_an_address_that_is_none_is_refused(url):
    assert outside.check(url).problem != ""


def run():
    out = StringIO()
    call_command("check_links", stdout=out)
    return out.getvalue()


def test_the_command_looks_at_texts_steps_sources_and_the_directory(site, nothing_else):
    guide = make_guide("een-gids", title="Een gids", body=f"[x]({site}/404?a=1&b=2)")
    guide.steps.create(title="Stap", body=f"<{site}/200>")
    guide.sources.create(title="Bron", url=f"{site}/410")
    organization = Organization.objects.create(slug="iemand", name="Iemand", website=f"{site}/500")
    Service.objects.create(slug="lijn", name="Lijn", organization=organization)
    assert "Bekeken: 4 links naar andere sites. Stuk: 3." in run()
    link = OutsideLink.objects.get(url=f"{site}/404?a=1&b=2")
    assert link.used_in == [["handelingswijzer: Een gids", f"/beheer/content/guide/{guide.pk}/change/"]]


def test_a_broken_link_keeps_the_day_on_which_it_broke(site, nothing_else):
    make_guide("een-gids", body=f"[x]({site}/404)")
    run()
    since = OutsideLink.objects.get().broken_since
    run()
    assert OutsideLink.objects.get().broken_since == since


def test_a_link_that_left_the_texts_leaves_the_queue(site, nothing_else):
    guide = make_guide("een-gids", body=f"[x]({site}/404)")
    run()
    guide.body = ""
    guide.save()
    run()
    assert not OutsideLink.objects.exists()


def test_the_queue_shows_what_is_broken_and_where_it_stands(site, nothing_else, publisher):
    guide = make_guide("een-gids", title="Een gids", body=f"[x]({site}/404) [y]({site}/200)")
    run()
    html = publisher.get("/beheer/content/outsidelink/").content.decode()
    assert f"{site}/404" in html
    assert f"{site}/200" not in html
    assert f'<a href="/beheer/content/guide/{guide.pk}/change/">handelingswijzer: Een gids</a>' in html


def test_a_link_that_moved_is_shown_with_its_new_address(site, nothing_else, publisher):
    make_guide("een-gids", body=f"[x]({site}/301/200)")
    run()
    assert f"{site}/200" in publisher.get("/beheer/content/outsidelink/?stand=verhuisd").content.decode()


@pytest.mark.parametrize("path", ["add/", "1/delete/"])
def test_nobody_edits_what_the_command_found(publisher, path):
    assert publisher.get(f"/beheer/content/outsidelink/{path}").status_code in (302, 403)
