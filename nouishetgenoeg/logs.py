"""What our logs may hold."""

import logging


class Anonymous(logging.Filter):
    """Empties what could tell who visited what: the request, its path, and the address of the visitor.

    Django puts the path in its messages; gunicorn the path, and for a request that it cannot read the address.
    """

    def filter(self, record):
        if record.name == "gunicorn.error" and str(record.msg).startswith("Invalid request"):
            return False
        names_a_request = record.name.startswith(("django.request", "django.security", "django.server"))
        if names_a_request or str(record.msg).startswith("Error handling request"):
            record.request = None
            record.args = tuple("-" for _ in record.args or ())
        return True
