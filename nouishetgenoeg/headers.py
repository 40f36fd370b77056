"""The headers of every response: the one definition that Django, the built-in server and nginx share.

Sources: MDN HTTP Observatory, the header rules of internet.nl, RFC 9213 (CDN-Cache-Control).
"""

from django.conf import settings

from content.views import PICTURE_POLICY

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
) + ("" if settings.LOCAL else "; upgrade-insecure-requests")

# The card that organisations show on their own site: the one page that may stand in a frame of another.
CARD = "/insluiten/kaart/"
# Any site with HTTPS. On one machine there is none.
FRAMED_BY = "frame-ancestors https:" + (" http:" if settings.LOCAL else "")

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip

SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
if settings.SECURE_HSTS_SECONDS:
    SECURITY["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}" + (
        "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    )

# With `no-referrer` a browser sends `Origin: null`, and Django refuses every form of the newsroom.
# The newsroom frames its own previews, and nothing but the newsroom frames those.
NEWSROOM = SECURITY | {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("connect-src", "frame-src 'self'; connect-src"),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PREVIEW = NEWSROOM | {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}

# A page that is not kept on the device cannot be found there. A CDN may keep one for a minute, and hand it
# out for a day when we do not answer; taking a page down therefore takes a minute at most.
PAGE = SECURITY | {
    "Cache-Control": "no-store",
    "CDN-Cache-Control": "public, max-age=60, stale-if-error=86400",
}
# An image: no more kept on the device than the page around it, and powerless when it is opened by itself.
IMAGE = PAGE | {"Content-Security-Policy": PICTURE_POLICY}
# Scripts, styles and fonts, whose names carry a digest and no word of the subject.
HASHED = SECURITY | {"Cache-Control": "public, max-age=31536000, immutable"}
# Errors, redirects and whatever else is of this moment alone.
MOMENT = SECURITY | {"Cache-Control": "no-store"}


def at(path, values):
    """The headers `values` as they are for the page at `path`: all the same, but that the card may be framed."""
    if path != CARD:
        return values
    framed = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", FRAMED_BY),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return {name: value for name, value in (values | framed).items() if name != "X-Frame-Options"}
