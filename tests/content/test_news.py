"""News, its archive and its feed."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from django.utils import timezone

from content import discretion
from content.models import Expiry, NewsItem

ATOM = "{http://www.w3.org/2005/Atom}"


def make_news(slug, **values):
    """A published item of today."""
    values = {
        "title": f"Titel van {slug}",
        "tab_title": f"Tab van {slug}",
        "summary": "Korte samenvatting.",
        "dated": timezone.localdate(),
        "published_at": timezone.now() - timedelta(hours=1),
        **values,
    }
    return NewsItem.objects.create(slug=slug, **values)


def read(client, path):
    return client.get(path).content.decode()


def entries(client):
    feed = ElementTree.fromstring(client.get("/nieuws/feed.xml").content)  # noqa: S314 - our own feed
    return feed.findall(f"{ATOM}entry")


def test_news_past_its_end_date_leaves_the_list_and_the_feed_and_stays_in_the_archive(client):
    item = make_news("nieuwe-afspraak")
    assert "Titel van nieuwe-afspraak" in read(client, "/nieuws/")
    NewsItem.objects.filter(pk=item.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "Titel van nieuwe-afspraak" not in read(client, "/nieuws/")
    assert "Titel van nieuwe-afspraak" in read(client, "/nieuws/archief/")
    assert "Let op: deze pagina gold tot" in read(client, "/nieuws/nieuwe-afspraak/")
    assert entries(client) == []


def test_news_that_goes_at_its_end_date_is_nowhere(client):
    make_news("nieuwe-afspraak", expires_at=timezone.now() - timedelta(minutes=1), on_expiry=Expiry.REMOVE)
    assert client.get("/nieuws/nieuwe-afspraak/").status_code == 404
    assert "nieuwe-afspraak" not in read(client, "/nieuws/archief/")


def test_a_year_of_the_archive_holds_the_news_of_that_year(client):
    make_news("oud", dated=date(2020, 2, 29))
    assert "Titel van oud" in read(client, "/nieuws/archief/2020/")
    assert "Titel van oud" not in read(client, "/nieuws/archief/2023/")
    assert client.get("/nieuws/archief/2019/").status_code == 404


def test_without_news_the_list_leads_on(client):
    html = read(client, "/nieuws/")
    assert "Er is nu geen nieuw bericht" in html
    assert '<a href="/nieuws/archief/">' in html


def test_the_feed_has_discreet_titles_and_whole_addresses(client):
    make_news("avond", title="Avond over huiselijk geweld", tab_title="Avond in Borne")
    (entry,) = entries(client)
    assert entry.find(f"{ATOM}title").text == "Avond in Borne"
    assert entry.find(f"{ATOM}link").get("href").endswith("/nieuws/avond/")
    assert entry.find(f"{ATOM}link").get("href").startswith("http")
    assert discretion.found_in(read(client, "/nieuws/feed.xml")) == []


def test_the_feed_is_the_same_at_every_hour(client, monkeypatch):
    first = client.get("/nieuws/feed.xml").content
    make_news("avond")
    second = client.get("/nieuws/feed.xml").content
    later = timezone.now() + timedelta(hours=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/nieuws/feed.xml").content == second != first


def test_no_page_announces_a_feed(client):
    pages = ["/", "/nieuws/", "/nieuws/archief/", "/nieuws/start-van-deze-site/"]
    assert [path for path in pages if re.search("<link[^>]*alternate", read(client, path))] == []
