"""What every response carries."""

from ipaddress import ip_address

from django.db import DatabaseError
from django.http import HttpResponseForbidden

from .headers import MOMENT, NEWSROOM, at
from .views import plain_page


def headers(get_response):
    """The headers of `nouishetgenoeg.headers` on whatever Django answers."""

    def middleware(request):
        response = get_response(request)
        values = NEWSROOM if request.path_info.startswith("/beheer/") else MOMENT
        if response.status_code == 200:
            values = at(request.path_info, values)
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


class NewsroomWithoutDatabase:
    """Tells an editor that the database does not answer; visitors do not notice."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DatabaseError) and request.path_info.startswith("/beheer/"):
            return plain_page(
                request,
                "De redactie doet het even niet",
                "De database antwoordt niet. De site zelf blijft gewoon staan. Ga terug met je browser: wat je "
                "typte, staat er nog. Probeer het over een paar minuten opnieuw.",
                status=503,
            )
        return None
