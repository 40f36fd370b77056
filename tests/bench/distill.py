"""The settings under which django-distill renders this same project: our views, our templates, our database."""

from nouishetgenoeg.settings import *  # noqa: F403
from nouishetgenoeg.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "django_distill"]
ROOT_URLCONF = "tests.bench.distill_urls"
