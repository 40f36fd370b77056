"""A Wagtail site as `wagtail start` makes it, with the guides of the project in our own markup."""

import os
from pathlib import Path

from tests.bench import ROOT

BASE_DIR = ROOT  # our template tags read icons from here
DATA = Path(os.environ["BENCH_SITE"])
HERE = Path(__file__).parent
CACHED = os.environ.get("WAGTAIL_CACHE") == "1"

SECRET_KEY = "alleen-voor-de-meting"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS = [
    "tests.bench.wagtail_site",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailcache",
    "bakery",
    "wagtailbakery",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    *(["wagtailcache.cache.UpdateCacheMiddleware"] if CACHED else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    *(["wagtailcache.cache.FetchFromCacheMiddleware"] if CACHED else []),
]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
ROOT_URLCONF = "tests.bench.wagtail_site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates", ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tests.bench.wagtail_site.context.site",
            ],
            "builtins": ["nouishetgenoeg.templatetags.site", "tests.bench.wagtail_site.templatetags.menu"],
        },
    },
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "wagtail.sqlite3", "CONN_MAX_AGE": 600}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "wagtail-static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = DATA / "wagtail-media"
MEDIA_URL = "/media/"
WAGTAIL_SITE_NAME = "Nou is het genoeg"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
BUILD_DIR = os.environ.get("BUILD_DIR", "")
BAKERY_VIEWS = ["tests.bench.wagtail_site.bake.Pages"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
