"""Images: what an editor may send, what becomes of it, and who gets to see it."""

import io
import re
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from PIL import Image as Pillow
from PIL import ImageDraw

from content import images
from content.markdown import preview
from content.models import Image
from tests.conftest import make_editor, make_guide
from tests.test_newsroom import save

WORDS = {
    "alt": "Een hand met een telefoon",
    "credit": "Jansen Fotografie",
    "consent_by": "J. Jansen, maker",
    "consent_on": "2026-01-02",
}


def photo(width=1600, height=1000, kind="JPEG", mode="RGB", **options):
    """The bytes of a picture with something on it."""
    image = Pillow.new(mode, (width, height), (180, 120, 60, 255)[: len(mode)] if mode != "1" else 1)
    ImageDraw.Draw(image).ellipse((width // 4, height // 4, width // 2, height // 2), fill=0)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def send(client, content, name="foto.jpg", content_type="image/jpeg", **words):
    """Upload a file as the editor does."""
    file = SimpleUploadedFile(name, content, content_type=content_type)
    return client.post("/beheer/beeld/", {"file": file, **WORDS, **words})


def upload(client, content=None, **words):
    """An image that was uploaded."""
    response = send(client, content or photo(), **words)
    assert response.status_code == 201, response.content.decode()
    return Image.objects.get(key=response.json()["reference"][8:-2])


def largest(image):
    return Pillow.open(io.BytesIO(bytes(image.files.last().content)))


def pictures_of(html):
    return re.findall(r'src(?:set)?="([^"]*)"', html)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_small_webp_files(publisher, kind):
    image = upload(publisher, photo(kind=kind))
    assert [(file.width, file.height) for file in image.files.all()] == [(480, 300), (800, 500), (1200, 750)]
    assert all(bytes(file.content)[8:12] == b"WEBP" for file in image.files.all())


@pytest.mark.parametrize(
    ("width", "widths"), [(300, [300]), (480, [480]), (600, [480, 600]), (1200, [480, 800, 1200])]
)
def test_a_picture_is_never_made_larger_than_it_is(publisher, width, widths):
    assert [file.width for file in upload(publisher, photo(width, width // 2)).files.all()] == widths


def noise(sigma, size=(1600, 1000)):
    file = io.BytesIO()
    Pillow.effect_noise(size, sigma).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.mark.parametrize(("sigma", "widths"), [(20, [480, 800, 1200]), (250, [480])])
def test_a_picture_with_much_on_it_is_light_in_every_size_that_it_keeps(publisher, sigma, widths):
    weights = {file.width: len(bytes(file.content)) for file in upload(publisher, noise(sigma)).files.all()}
    assert list(weights) == widths
    assert all(weight <= images.SIZES[width] for width, weight in weights.items())


def test_a_picture_that_cannot_be_made_light_is_refused(publisher):
    assert "te veel kleins" in send(publisher, noise(250, (500, 400))).json()["errors"][0]


@pytest.mark.parametrize("mode", ["RGBA", "L", "1", "CMYK", "P"])
def test_other_kinds_of_colour_are_taken_too(publisher, mode):
    image = Pillow.open(io.BytesIO(photo(400, 300))).convert(mode)
    file = io.BytesIO()
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert largest(upload(publisher, file.getvalue())).size == (400, 300)


def test_a_picture_that_lies_on_its_side_is_put_upright(publisher):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter
    assert largest(upload(publisher, photo(400, 300, exif=exif))).size == (300, 400)


# Files that move are put together by hand: Pillow would need half a minute for as many frames.
FRAMES = 10_000


def gif(frames=1):
    still = photo(50, 50, "GIF", "P")
    start = still.index(b",\0\0\0\0")
    return still[:start] + still[start:-1] * frames + still[-1:]


def moving_webp():
    picture = photo(50, 50, "WEBP")[12:]
    size = (49).to_bytes(3, "little") * 2
    frame = bytes(6) + size + bytes(4) + picture
    body = b"WEBP"
    for name, data in [(b"VP8X", b"\x02\0\0\0" + size), (b"ANIM", bytes(6)), *[(b"ANMF", frame)] * FRAMES]:
        body += name + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def moving_png():
    rows = zlib.compress(bytes(51 * 50))
    control = struct.pack(">IIIIHHBB", 50, 50, 0, 0, 1, 10, 0, 0)
    chunks = [
        png_chunk(b"IHDR", struct.pack(">IIBBBBB", 50, 50, 8, 0, 0, 0, 0)),
        png_chunk(b"acTL", struct.pack(">II", FRAMES, 0)),
        png_chunk(b"fcTL", struct.pack(">I", 0) + control),
        png_chunk(b"IDAT", rows),
    ]
    for number in range(1, 2 * FRAMES - 1, 2):
        chunks.append(png_chunk(b"fcTL", struct.pack(">I", number) + control))
        chunks.append(png_chunk(b"fdAT", struct.pack(">I", number + 1) + rows))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + png_chunk(b"IEND", b"")


def png_of(width, height):
    """The beginning of a PNG that says to be this large, with next to nothing in it."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(((width + 7) // 8 + 1) * min(height, 12_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.html", "<script>alert(1)</script>")
    return file.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>/Author(J. Jansen)>>endobj"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
TRUNCATED = photo()[: len(photo()) // 2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(SVG, "Dit is een SVG, geen foto.", id="U1 svg with a script"),
        pytest.param(b"<!doctype html><script>x</script>", "Dit is een webpagina", id="U2 html named jpg"),
        pytest.param(b"GIF89a/*" + gif()[6:] + b"*/=1;alert(1)", "Dit is een GIF", id="U3 gif and script in one"),
        pytest.param(png_of(50_000, 50_000), "te veel beeldpunten", id="U5 bomb of 2500 megapixels"),
        pytest.param(png_of(12_000, 12_000), "te veel beeldpunten", id="U6 bomb of 144 megapixels"),
        pytest.param(png_of(6_400, 6_400), "te veel beeldpunten", id="U6 just over 40 megapixels"),
        pytest.param(TRUNCATED, "beschadigd", id="U7 half a jpeg"),
        pytest.param(photo(kind="PNG")[:60], "beschadigd", id="U7 half a png"),
        pytest.param(b"", "leeg", id="U8 empty"),
        pytest.param(zipped(), "zip- of Office-bestand", id="U9 zip named png"),
        pytest.param(photo(200, 200, "TIFF"), "een TIFF", id="U10 tiff"),
        pytest.param(photo(64, 64, "ICO"), "een icoon", id="U10 ico"),
        pytest.param(photo(200, 200, "EPS"), "een EPS", id="U10 eps"),
        pytest.param(photo(200, 200, "AVIF"), "HEIC- of AVIF", id="U10 avif"),
        pytest.param(b"8BPS\0\1" + bytes(60), "Photoshop", id="U10 psd"),
        pytest.param(HEIC, "HEIC- of AVIF", id="U10 heic of a telephone"),
        pytest.param(moving_webp(), "beweegt", id="U12 animated webp"),
        pytest.param(moving_png(), "beweegt", id="U12 animated png"),
        pytest.param(gif(FRAMES), "Dit is een GIF", id="U12 animated gif"),
        pytest.param(photo() + bytes(9 * 1024 * 1024), "te groot: 9 MB", id="U16 9 MB"),
        pytest.param(PDF, "Dit is een PDF", id="U17 pdf with a script"),
        pytest.param(photo(20, 20), "te klein", id="a spot"),
        pytest.param(photo(1_000, 100), "te lang en te smal", id="a strip"),
        pytest.param(bytes(range(256)) * 20, "geen foto, of het is beschadigd", id="noise"),
    ],
)
def test_a_file_that_is_no_photograph_is_refused_in_plain_words(publisher, content, reason):
    response = send(publisher, content)
    assert response.status_code == 400
    # Django itself finds an empty file, in words of its own.
    assert reason in " ".join(response.json()["errors"])
    assert not Image.objects.exists()


HIDDEN = b"<?php system($_GET[0]); ?><script>alert(1)</script>"


def exif_with(place=False):
    exif = Pillow.Exif()
    exif[0x010F] = "Camera van Jan"
    exif[0x8298] = HIDDEN.decode()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 7.0), 3: "E", 4: (6.0, 53.0, 40.0)})
    return exif


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(photo(exif=exif_with()), id="U4 code in the exif"),
        pytest.param(photo(comment=HIDDEN), id="U4 code in a comment"),
        pytest.param(photo() + HIDDEN + zipped(), id="U3 a jpeg with a page and a zip behind it"),
        pytest.param(photo(exif=exif_with(place=True)), id="U11 the place where it was made"),
        pytest.param(photo(kind="WEBP", exif=exif_with(True).tobytes(), xmp=HIDDEN), id="U11 webp with xmp"),
        pytest.param(photo(icc_profile=HIDDEN * 4), id="a colour profile"),
    ],
)
def test_nothing_that_hides_in_a_file_is_kept(publisher, content):
    for file in upload(publisher, content).files.all():
        content = bytes(file.content)
        assert b"<script" not in content and b"php" not in content and b"Camera" not in content
        assert not set(re.findall(rb"EXIF|XMP |ICCP", content[:200]))
        assert not Pillow.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize(
    "name",
    ["a.jpg.html", "a.php%00.jpg", ".htaccess", "../../settings.py", "C:\\x\\a.jpg", "CON", "a" * 300 + ".jpg",
     "😭.jpg", "a\nb.jpg", "\u202egpj.exe"],
)  # fmt: skip
def test_the_name_of_a_file_is_forgotten(publisher, name):
    image = upload(publisher, photo(400, 300))
    response = send(publisher, photo(400, 300), name=name)
    assert response.status_code == 201
    assert re.fullmatch(r"\[\[beeld:[a-z2-9]{16}\]\]", response.json()["reference"])
    assert image.reference != response.json()["reference"]


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/x-php", ""])
def test_what_a_browser_says_of_a_file_means_nothing(publisher, content_type):
    assert send(publisher, photo(400, 300), content_type=content_type).status_code == 201
    assert send(publisher, SVG, content_type="image/jpeg").status_code == 400


def test_a_request_with_thousands_of_fields_is_refused(publisher):
    fields = {f"field{number}": "x" for number in range(5_000)}
    assert publisher.post("/beheer/beeld/", {**fields, **WORDS}).status_code == 400


def test_an_upload_that_is_cut_off_leaves_nothing(publisher):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + photo()[:5_000]
    response = publisher.generic("POST", "/beheer/beeld/", body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert not Image.objects.exists()


def test_many_at_once_are_made_one_after_the_other(monkeypatch):
    # However busy this machine is.
    monkeypatch.setattr(images, "PATIENCE", 600)

    draw, busy, how_many = images._draw, [], []

    def counted(image):
        busy.append(image)
        how_many.append(len(busy))
        try:
            return draw(image)
        finally:
            busy.pop()

    def make(number):
        return len(images.sizes_of(SimpleUploadedFile(f"{number}.jpg", content)))

    monkeypatch.setattr(images, "_draw", counted)
    content = photo(100, 80)
    with ThreadPoolExecutor(100) as pool:
        assert list(pool.map(make, range(100))) == [1] * 100
    assert how_many == [1] * 100


def test_an_upload_that_waits_too_long_is_told_to_try_again(publisher, monkeypatch):
    monkeypatch.setattr(images, "PATIENCE", 0.01)
    with images._one_at_a_time:
        assert "Probeer het over een minuut opnieuw" in send(publisher, photo(100, 80)).json()["errors"][0]


@pytest.mark.parametrize("name", WORDS)
def test_description_maker_and_consent_are_asked_for(publisher, name):
    response = send(publisher, photo(400, 300), **{name: ""})
    assert response.status_code == 400
    assert "Dit veld is verplicht" in response.json()["errors"][0]


@pytest.mark.parametrize("alt", ["foto", "Beeld", "x"])
def test_a_description_that_says_nothing_is_refused(publisher, alt):
    assert "Zeg wat er te zien is" in send(publisher, photo(400, 300), alt=alt).json()["errors"][0]


def test_an_author_may_upload_too(author):
    assert send(author, photo(400, 300)).status_code == 201


def test_a_stranger_may_not_upload(client):
    assert send(client, photo(400, 300)).status_code == 403


def test_an_upload_without_a_token_is_refused(client):
    client.handler.enforce_csrf_checks = True
    client.force_login(make_editor("Publiceerders"))
    assert send(client, photo(400, 300)).status_code == 403


def test_a_text_shows_an_image_with_its_maker(publisher, client):
    image = upload(publisher)
    make_guide("een-gids", body=f"Tekst\n\n{image.reference}\n\nMeer")
    html = client.get("/wat-te-doen/een-gids/").content.decode()
    assert 'alt="Een hand met een telefoon"' in html
    assert "<figcaption>Beeld: Jansen Fotografie</figcaption></figure>" in html
    assert 'width="1200" height="750"' in html
    assert f"/beeld/{image.key}-800.webp 800w" in html


def test_words_in_the_reference_describe_it_anew(publisher):
    image = upload(publisher, photo(400, 300))
    html = preview(f'[[beeld:{image.key}|Een "hand" <b>]]')
    assert 'alt="Een &quot;hand&quot; &lt;b&gt;"' in html


def test_an_image_inside_a_sentence_is_left_out(publisher):
    image = upload(publisher, photo(400, 300))
    assert preview(f"Kijk [[beeld:{image.key}|hier]] eens.") == "<p>Kijk hier eens.</p>\n"


def test_an_image_that_is_not_there_leaves_nothing():
    assert preview("[[beeld:bestaat-niet]]").strip() == ""


def test_an_image_of_a_published_page_is_for_everyone(publisher, client):
    image = upload(publisher)
    make_guide("een-gids", body=image.reference)
    client.logout()
    response = client.get(f"/beeld/{image.key}-480.webp")
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_an_image_of_a_step_counts_as_well(publisher, client):
    image = upload(publisher)
    make_guide("een-gids").steps.create(title="Stap", body=image.reference)
    assert client.get(f"/beeld/{image.key}-480.webp").status_code == 200


@pytest.mark.parametrize("is_used", [True, False], ids=["in a draft", "nowhere"])
def test_an_image_that_is_not_on_the_site_is_for_editors_only(publisher, is_used):
    image = upload(publisher)
    if is_used:
        make_guide("een-gids", body=image.reference, published_at=None)
    assert publisher.get(f"/beeld/{image.key}-480.webp").status_code == 404
    assert publisher.get(f"/beheer/beeld/{image.key}-480.webp").status_code == 200
    publisher.logout()
    assert publisher.get(f"/beheer/beeld/{image.key}-480.webp").status_code == 403


def test_the_preview_shows_an_image_that_is_not_on_the_site(publisher):
    image = upload(publisher)
    html = publisher.post("/beheer/voorbeeld/", {"content": image.reference}).content.decode()
    addresses = [part.split()[0] for value in pictures_of(html) for part in value.split(",")]
    assert len(addresses) == 4
    assert all(publisher.get(address).status_code == 200 for address in addresses)


def test_the_preview_of_a_page_shows_an_image_that_is_not_on_the_site(publisher):
    image = upload(publisher)
    guide = make_guide("een-gids", body=image.reference, published_at=None)
    html = publisher.get(f"/beheer/bekijken/content/guide/{guide.pk}/pagina/").content.decode()
    addresses = [part.split()[0] for value in pictures_of(html) for part in value.split(",") if "/beeld/" in part]
    assert len(addresses) == 4
    assert all(publisher.get(address).status_code == 200 for address in addresses)


def test_the_list_of_images_tells_where_one_stands(publisher):
    image = upload(publisher)
    make_guide("een-gids", title="Een gids").steps.create(title="Stap", body=image.reference)
    html = publisher.get(f"/beheer/content/image/{image.pk}/change/").content.decode()
    assert "handelingswijzer: Een gids</a>" in html


def test_the_list_can_show_images_that_stand_nowhere(publisher):
    used, unused = upload(publisher, alt="Een huis in de zon"), upload(publisher, alt="Een boom in de wind")
    make_guide("een-gids", body=used.reference)
    html = publisher.get("/beheer/content/image/?gebruik=nergens").content.decode()
    assert unused.alt in html
    assert used.alt not in html


def test_an_image_that_is_used_cannot_be_deleted(publisher):
    image = upload(publisher)
    make_guide("een-gids", title="Een gids", body=image.reference)
    html = publisher.post(f"/beheer/content/image/{image.pk}/delete/", {"post": "yes"}).content.decode()
    assert "Een gids" in html
    assert Image.objects.filter(pk=image.pk).exists()


def test_not_even_many_at_once_are_deleted_while_one_is_used(publisher):
    image = upload(publisher)
    make_guide("een-gids", body=image.reference)
    with pytest.raises(ProtectedError):
        Image.objects.all().delete()


def test_an_image_that_stands_nowhere_can_be_deleted(publisher):
    image = upload(publisher)
    publisher.post(f"/beheer/content/image/{image.pk}/delete/", {"post": "yes"})
    assert not Image.objects.exists()


def test_an_author_cannot_change_the_words_of_an_image_on_the_site(client):
    client.force_login(make_editor("Schrijvers"))
    image = upload(client)
    make_guide("een-gids", body=image.reference)
    assert (
        client.post(f"/beheer/content/image/{image.pk}/change/", {**WORDS, "alt": "Iets anders"}).status_code == 403
    )


def test_the_words_of_an_image_wait_for_a_colleague_once_it_stands_in_a_text(publisher):
    image = upload(publisher)
    save(publisher, image, alt="Voor het in een tekst stond")
    make_guide("een-gids", body=image.reference, published_at=None)
    save(publisher, image, alt="Nadat een collega de tekst las")
    image.refresh_from_db()
    assert (image.alt, image.as_proposed().alt) == ("Voor het in een tekst stond", "Nadat een collega de tekst las")


def test_an_image_is_added_without_javascript_too(publisher):
    file = SimpleUploadedFile("foto.jpg", photo(), content_type="image/jpeg")
    publisher.post("/beheer/content/image/add/", {"file": file, **WORDS, "consent_on": "02-01-2026"})
    assert Image.objects.get().files.count() == 3


def test_what_was_typed_stays_when_a_file_is_refused(publisher):
    file = SimpleUploadedFile("foto.jpg", SVG, content_type="image/jpeg")
    html = publisher.post("/beheer/content/image/add/", {"file": file, **WORDS}).content.decode()
    assert "Dit is een SVG, geen foto." in html
    assert WORDS["alt"] in html


def test_a_typed_number_is_refused_in_the_words_of_an_image(publisher):
    assert "telefoonnummer" in send(publisher, photo(400, 300), alt="Poster met 0900-1234567").json()["errors"][0]


def test_an_image_is_chosen_by_its_description(publisher):
    image = upload(publisher)
    [item] = publisher.get("/beheer/kiezen/", {"soort": "beeld", "q": "telefoon hand"}).json()["items"]
    assert (item["reference"], item["note"]) == (image.reference, "Jansen Fotografie")
