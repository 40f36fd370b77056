"""Images in an edition: those of published pages, and no others."""

import datetime

import pytest

from content.images import Size
from content.models import Guide, Image
from nouishetgenoeg.press import nginx

from .conftest import GUIDE
from .test_serve import Answer, django, get, wait_for  # noqa: F401 - fixtures

BYTES = b"RIFF----WEBPVP8 "


def make_image(weight=10 * 1024, **values):
    image = Image(alt="Een hand met een telefoon", credit="Jansen", consent_by="Jansen",
                  consent_on=datetime.date(2026, 1, 2), **values)  # fmt: skip
    image.draw([Size(width, width // 2, BYTES + image.key.encode() + bytes(weight)) for width in (480, 800)])
    return image


def show(image, **values):
    guide = Guide.objects.get(slug="ruzie-bij-de-buren")
    guide.body = image.reference if image else ""
    for name, value in values.items():
        setattr(guide, name, value)
    guide.save()


@pytest.fixture
def image(small_site):
    image = make_image()
    show(image)
    return image


def pictures(editions):
    return sorted(path for path in editions.current().files if path.startswith("/beeld/"))


def test_an_image_of_a_page_goes_along_with_it(press, editions, read, image):
    assert [problem for problem in press().errors if problem.path == GUIDE] == []
    assert pictures(editions) == [f"/beeld/{image.key}-480.webp", f"/beeld/{image.key}-800.webp"]
    assert read(f"/beeld/{image.key}-480.webp").startswith(BYTES)
    assert f"/beeld/{image.key}-800.webp 800w".encode() in read(GUIDE)


def test_an_image_that_stands_on_no_page_stays_home(press, editions, image):
    make_image()
    show(make_image(), published_at=None)
    press()
    assert pictures(editions) == []


def test_an_image_is_read_from_the_database_once(press, editions, image):
    press()
    before = editions.current().file(pictures(editions)[0]).stat().st_ino
    press()
    assert editions.current().file(pictures(editions)[0]).stat().st_ino == before


def test_an_image_goes_when_its_page_is_taken_down_even_while_frozen(press, editions, image):
    press()
    path = pictures(editions)[0]
    editions.freeze()
    Guide.objects.filter(slug="ruzie-bij-de-buren").update(published_at=None)
    press()
    assert pictures(editions) == []
    assert path in editions.withdrawn()


def test_an_image_that_was_replaced_is_in_no_earlier_edition_either(press, editions, image):
    press()
    first = editions.current_id()
    show(make_image())
    press()
    editions.back_to(first)
    assert f"/beeld/{image.key}-480.webp" not in editions.current().files
    assert image.key.encode() not in editions.current().file(GUIDE).read_bytes()


def test_an_image_that_comes_back_is_shown_again(press, editions, image):
    press()
    show(None)
    press()
    show(image)
    press()
    assert len(pictures(editions)) == 2
    assert editions.withdrawn().keys().isdisjoint(pictures(editions))


def test_too_many_heavy_images_are_an_error(press, image):
    heavy = [make_image(weight=50 * 1024) for _ in range(3)]
    Guide.objects.get(slug="zorgen-om-een-kind").steps.create(
        title="Kijk", body="\n\n".join(image.reference for image in heavy)
    )
    assert "De beelden op deze pagina wegen samen 150 KB" in press().errors[0].message


def test_an_image_is_served_so_that_it_can_do_nothing(get, press, image, django):  # noqa: F811
    press()
    assert wait_for(lambda: get(f"/beeld/{image.key}-480.webp").status == 200)
    answer = get(f"/beeld/{image.key}-480.webp")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert django.reached == []


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/beheer/beeld/", 8, 200),
        ("/beheer/beeld/", 9, 413),
        ("/beheer/content/guide/add/", 6, 413),
        ("/nu/", 6, 413),
    ],
)
def test_only_where_images_are_sent_a_request_may_be_large(get, path, size, status):  # noqa: F811
    assert get(path, "POST", CONTENT_LENGTH=str(size * 1024 * 1024)).status == status


def test_nginx_gives_images_the_same_policy(editions, settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    text = nginx.include(editions)
    folder = text[text.index("location ^~ /beeld/") :]
    own = folder[: folder.index("\nlocation /")]
    assert "add_header Content-Security-Policy \"default-src 'none'; sandbox\" always;" in own
