"""The application that gunicorn serves: the current edition, and Django for the newsroom."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")

application = get_wsgi_application()

if not settings.DEBUG:
    from nouishetgenoeg.press.serve import Site

    application = Site(application)
