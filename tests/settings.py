"""The site's own settings for tests: local, on a database file of its own, with static files as they are."""

import os

os.environ.setdefault("LOCAL", "1")

from nouishetgenoeg.settings import *  # noqa: F403
from nouishetgenoeg.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES

DATA_DIR.mkdir(parents=True, exist_ok=True)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# A file, not memory: the browser tests let a second process serve it.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
