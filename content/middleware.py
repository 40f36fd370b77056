import re

from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect

from . import references
from .models import MovedAddress


class MovedAddresses:
    """Turns "not found" into a redirect for an address that has moved."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and not request.path_info.startswith("/beheer/"):
            try:
                moved = MovedAddress.objects.filter(old_path=request.path_info).first()
            except (DatabaseError, ValueError):  # a NUL in the path is refused by PostgreSQL
                return response
            if moved:
                return HttpResponsePermanentRedirect(moved.new_path)
        return response


class References:
    """Fills in the references of a public page, once for the whole page, and drops the indentation of templates.

    The text of a page has no `pre` or `textarea` (see `markdown.ALLOWED_TAGS`), so white space means nothing in it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        if not request.path_info.startswith("/beheer/"):
            response.add_post_render_callback(self._fill)
        return response

    @staticmethod
    def _fill(response):
        response.content = re.sub(r"\n\s+", "\n", references.fill(response.content.decode()))
