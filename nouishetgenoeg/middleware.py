"""What every response carries."""

import gzip
from functools import lru_cache
from ipaddress import ip_address

import brotli
from django.conf import settings
from django.http import HttpResponseForbidden
from django.utils.cache import patch_vary_headers

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
) + ("" if settings.LOCAL else "; upgrade-insecure-requests")

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def headers(get_response):
    """The security headers of every response (standards: MDN Observatory, internet.nl), static files too.

    The admin gets `same-origin` as Referrer-Policy: with `no-referrer` a browser sends `Origin: null`
    and every form is refused.
    """

    def middleware(request):
        response = get_response(request)
        in_admin = request.path_info.startswith("/beheer/")
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin" if in_admin else "no-referrer")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A page that is not kept on the device cannot be found there (standards 0.2).
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


@lru_cache(maxsize=256)
def _brotli(content):
    """Compressed as small as can be; that takes 20 ms, so it is remembered: pages are the same for everyone."""
    return brotli.compress(content, quality=11)


def compress(get_response):
    """Public pages in brotli, or else gzip. Not the newsroom: its pages hold secrets (CVE-2013-3587, BREACH)."""

    def middleware(request):
        response = get_response(request)
        if (
            request.path_info.startswith("/beheer/")
            or response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < 500
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = request.headers.get("Accept-Encoding", "")
        if "br" in accepted:
            response.content, encoding = _brotli(response.content), "br"
        elif "gzip" in accepted:
            response.content, encoding = gzip.compress(response.content, 6, mtime=0), "gzip"
        else:
            return response
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def this_machine_only(get_response):
    """Local mode has no HTTPS, so it answers only to the machine that it runs on."""

    def middleware(request):
        address = request.META.get("REMOTE_ADDR") or "127.0.0.1"
        if not ip_address(address).is_loopback:
            return HttpResponseForbidden("Deze kopie is alleen voor de computer waarop zij draait.")
        return get_response(request)

    return middleware
