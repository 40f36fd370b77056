"""What every response carries."""

from ipaddress import ip_address

from django.http import HttpResponseForbidden

from .headers import MOMENT, NEWSROOM


def headers(get_response):
    """The headers of `nouishetgenoeg.headers` on whatever Django answers."""

    def middleware(request):
        response = get_response(request)
        values = NEWSROOM if request.path_info.startswith("/beheer/") else MOMENT
        for name, value in values.items():
            response.headers.setdefault(name, value)
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
