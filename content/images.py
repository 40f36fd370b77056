"""From the file that somebody sends to the small, clean pictures that a page shows.

What comes in is opened in a guarded way and drawn anew: nothing of the file itself is kept, no camera, no place,
no hidden file behind the picture.
"""

import struct
import threading
import warnings
from io import BytesIO
from typing import NamedTuple

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# Widths in pixels, and how many bytes a visitor's telephone may spend on each.
SIZES = {480: 40 * 1024, 800: 90 * 1024, 1200: 160 * 1024}
QUALITIES = (75, 60, 45, 30, 20)
SMALLEST = 40  # pixels
STEEPEST = 5  # how many times as high as wide, or the other way round

# Pillow only warns of a bomb that is no more than twice too large. To us that is an error as well.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# What people send by mistake: how such a file begins, and what it is.
KNOWN = [
    (b"GIF8", "een GIF"),
    (b"%PDF", "een PDF"),
    (b"PK", "een zip- of Office-bestand"),
    (b"<svg", "een SVG"),
    (b"<?xml", "een SVG of ander XML-bestand"),
    (b"<!doctype html", "een webpagina"),
    (b"<html", "een webpagina"),
    (b"BM", "een BMP"),
    (b"II*\0", "een TIFF"),
    (b"MM\0*", "een TIFF"),
    (b"8BPS", "een Photoshop-bestand"),
    (b"%!PS", "een EPS"),
    (b"\0\0\1\0", "een icoon"),
]
ALLOWED = "Kies een foto als JPEG, PNG of WebP."

# A photograph takes some 150 MB while it is opened: one at a time in a process.
_one_at_a_time = threading.BoundedSemaphore(1)
PATIENCE = 20  # seconds


class Size(NamedTuple):
    """One picture: its size in pixels, and its bytes as WebP."""

    width: int
    height: int
    content: bytes


def sizes_of(file):
    """The pictures of an uploaded file, the smallest first, as a list of `Size`.

    Raises a ValidationError, in words for an editor, when it is no photograph that we can use.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(f"Dit bestand is te groot: {file.size / 1024 / 1024:.0f} MB. Hoogstens 8 MB mag.")
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise ValidationError("Er worden net andere beelden gemaakt. Probeer het over een minuut opnieuw.")
    try:
        return _draw(_open(file))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Image.DecompressionBombWarning as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, OverflowError) as error:
        raise ValidationError(_why_not(file)) from error
    finally:
        _one_at_a_time.release()


def _too_many_pixels():
    return ValidationError(
        "Dit beeld heeft te veel beeldpunten: hoogstens 40 miljoen mag. Maak het eerst kleiner, bijvoorbeeld 3000 "
        "beeldpunten breed."
    )


def _why_not(file):
    file.seek(0)
    begin = file.read(512)
    if not begin:
        return "Dit bestand is leeg. Kies het opnieuw."
    if begin[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return f"Dit is een HEIC- of AVIF-bestand van een telefoon; dat opent niet overal. {ALLOWED}"
    folded = begin.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for sign, what in KNOWN:
        if folded.startswith(sign.lower()):
            return f"Dit is {what}, geen foto. {ALLOWED}"
    return f"Dit bestand is geen foto, of het is beschadigd. {ALLOWED}"


def _open(file):
    """The picture upright and in plain colours, no larger than twice what we need. Raises what Pillow raises."""
    file.seek(0)
    image = Image.open(file, formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    # Many telephones put a second, smaller picture behind the first: that is no animation.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ValidationError(f"Dit beeld beweegt. Dat leidt af en kost veel. {ALLOWED}")
    if min(image.size) < SMALLEST:
        raise ValidationError(f"Dit beeld is te klein: {image.width} bij {image.height} beeldpunten.")
    if max(image.size) > STEEPEST * min(image.size):
        raise ValidationError("Dit beeld is te lang en te smal voor een telefoon. Knip er een stuk uit.")
    largest = max(SIZES)
    image.draft("RGB", (2 * largest, 2 * largest))
    image.load()
    image = ImageOps.exif_transpose(image)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _draw(image):
    widths = [width for width in SIZES if width < image.width]
    if image.width <= max(SIZES):
        widths.append(image.width)
    sizes = []
    for width in widths:
        if not (size := _draw_one(image, width)):
            break  # larger ones would be heavier still
        sizes.append(size)
    if not sizes:
        raise ValidationError("Er staat te veel kleins op dit beeld: op een telefoon laadt het te langzaam.")
    return sizes


def _draw_one(image, width):
    """The picture at this width, or None when it stays too heavy."""
    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Image.Resampling.LANCZOS)
    # A picture of its own, so that nothing that came along goes into the file.
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    most = next(most for largest, most in SIZES.items() if width <= largest)
    for quality in QUALITIES:
        file = BytesIO()
        clean.save(file, "WEBP", quality=quality, method=4)
        if file.tell() <= most:
            return Size(width, height, file.getvalue())
    return None
