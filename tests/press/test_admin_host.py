"""The newsroom on a host name of its own: there alone, and nothing else there."""

import http.client

import pytest

from nouishetgenoeg.headers import SECURITY
from nouishetgenoeg.press.serve import Site
from tests.browser.conftest import running_nginx

from .conftest import GUIDE
from .test_serve import Answer, django  # noqa: F401 - a fixture

NEWSROOM = "redactie.localhost"


@pytest.fixture
def two_hosts(settings):
    settings.ADMIN_HOST = NEWSROOM
    settings.SITE_URL = "https://voorbeeld.nl"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "voorbeeld.nl", NEWSROOM]


@pytest.fixture
def built_in(two_hosts, press, editions, django):  # noqa: F811
    press()
    site = Site(django, editions)

    def ask(host, path, method="GET"):
        answer = Answer(site, path, method, HTTP_HOST=host)
        return ("newsroom" if answer.body == b"django" else answer.status), answer.headers

    return ask


@pytest.fixture
def nginx(two_hosts, press, editions, static_root):
    press()
    with running_nginx(editions, static_root) as port:

        def ask(host, path, method="GET"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request(method, path, headers={"Host": host})
            response = connection.getresponse()
            response.read()
            connection.close()
            # Nothing is behind nginx here: what it would hand on is a 500 of ours.
            return ("newsroom" if response.status >= 500 else response.status), dict(response.headers)

        yield ask


@pytest.fixture(params=["built_in", "nginx"])
def ask(request):
    return request.getfixturevalue(request.param)


def test_each_host_has_its_own_and_nothing_of_the_other(ask):
    for path in ("/beheer/", "/beheer/login/", "/beheer"):
        assert ask("localhost", path)[0] == 404
        assert ask(NEWSROOM, path)[0] == "newsroom"
    assert ask("localhost", "/beheer/login/", "POST")[0] == 404
    assert ask("localhost", GUIDE)[0] == 200
    status, headers = ask(NEWSROOM, GUIDE)
    assert (status, headers["Location"]) == (301, f"https://voorbeeld.nl{GUIDE}")
    status, headers = ask(NEWSROOM, "/")
    assert (status, headers["Location"].removeprefix(f"http://{NEWSROOM}")) == (301, "/beheer/")
    assert headers.items() >= SECURITY.items()
