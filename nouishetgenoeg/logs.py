"""What our logs may hold."""

import logging


class Anonymous(logging.Filter):
    """Empties what could tell who visited what: the request, and the path that Django puts in the message."""

    def filter(self, record):
        if record.name.startswith(("django.request", "django.security", "django.server")):
            record.request = None
            if isinstance(record.msg, str) and "%s" in record.msg:
                record.args = tuple("-" for _ in record.args or ())
        return True
