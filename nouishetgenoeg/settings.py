"""Settings, all from the environment; `README.md` holds the table of variables."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
# Where `load_starter` finds the starter texts, in folders as here: what `export_starter` made of another site.
STARTER_DIR = Path(os.environ.get("STARTER_DIR", BASE_DIR))


def flag(name):
    """True when the environment variable is set to 1."""
    return os.environ.get(name) == "1"


def words(name):
    """The comma-separated words of an environment variable, as a list."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


# DEBUG is for the programmer. LOCAL is the production stack on one machine: no HTTPS there, so no
# HTTPS-only cookies, HSTS or upgrade; in exchange it answers to nothing but that machine.
DEBUG = flag("DEBUG")
LOCAL = flag("LOCAL") or DEBUG


def secret_key():
    """The key of the environment; in local mode a random one, kept in an ignored file."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if not LOCAL:
        raise ImproperlyConfigured(
            "SECRET_KEY ontbreekt. Zet de omgevingsvariabele SECRET_KEY op een lange, willekeurige tekst."
        )
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = DATA_DIR / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = secret_key()
# What makes second factors unreadable and the audit log unforgeable: it must outlive a change of SECRET_KEY.
ACCOUNTS_KEY = os.environ.get("ACCOUNTS_KEY") or SECRET_KEY
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if LOCAL else words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "signals",
    "content",
    "nouishetgenoeg.apps.NewsroomConfig",
    "nouishetgenoeg.apps.SiteConfig",
    "nouishetgenoeg.apps.AccountsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "nouishetgenoeg.apps.StaticConfig",
    "django.contrib.sitemaps",
    "django.forms",
    "markdownx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "reversion",
]

MIDDLEWARE = [
    *(["nouishetgenoeg.middleware.this_machine_only"] if LOCAL else []),
    "nouishetgenoeg.middleware.headers",
    "nouishetgenoeg.middleware.NewsroomWithoutDatabase",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nouishetgenoeg.accounts.sessions.limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "content.middleware.MovedAddresses",
    "content.middleware.References",
]

ROOT_URLCONF = "nouishetgenoeg.urls"
# Widgets may have templates of ours: see the editor of a Markdown text.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CSRF_FAILURE_VIEW = "nouishetgenoeg.views.csrf_failure"
WSGI_APPLICATION = "nouishetgenoeg.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nouishetgenoeg.context_processors.site",
            ],
            "builtins": ["nouishetgenoeg.templatetags.site", "nouishetgenoeg.templatetags.words"],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
        # Only editors ask the database, from any of many threads: a connection that stayed would be one for each.
        conn_max_age=0,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for the one writer, and a second writer waits instead of failing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "nouishetgenoeg.stylesheet.StylesheetFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nouishetgenoeg.stylesheet.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "nouishetgenoeg.accounts.passwords.ContextValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# Counts tries to sign in, for all processes together. Values are lists of moments under a pseudonym.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "content_cacherow",
        # Never so few that someone could push out their own tries with others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# An editor who types kadera.nl means https.
FORMS_URLFIELD_ASSUME_HTTPS = True
# Django's cookie for messages would go to public pages too.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"

# Accounts (django-allauth): names and passwords by us, a second factor for everyone; see nouishetgenoeg/accounts/.
ACCOUNT_ADAPTER = "nouishetgenoeg.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "nouishetgenoeg.accounts.forms.LoginForm",
    "change_password": "nouishetgenoeg.accounts.forms.ChangePasswordForm",
    "reset_password": "nouishetgenoeg.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "nouishetgenoeg.accounts.forms.ChoosePasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Django's own looks at the address of the account alone, which an administrator keeps.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# After five failures a growing wait, a quarter of an hour at most; by account, and by network (or known browser).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/1m/ip,5/1m/key,7/5m/ip,7/5m/key,10/15m/ip,10/15m/key",
    "reset_password": "10/1h/ip,5/1h/key",
}
MFA_ADAPTER = "nouishetgenoeg.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "nouishetgenoeg.accounts.forms.ActivateAppForm",
    "authenticate": "nouishetgenoeg.accounts.forms.AuthenticateForm",
    "reauthenticate": "nouishetgenoeg.accounts.forms.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Redactie"
# A clock that is half a minute off still works.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Accounts are made by an administrator, who knows the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A passkey needs HTTPS, or this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
# How many proxies before us add to X-Forwarded-For: the last address that they wrote is the network.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXY_COUNT") or flag("BEHIND_PROXY"))

SECURE_SSL_REDIRECT = not LOCAL
# Only when a proxy that sets this header itself stands in front: else any visitor could claim HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 0 if LOCAL else int(os.environ.get("HSTS_SECONDS", "3600"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_SUBDOMAINS")
# Referrer-Policy stands in the middleware: the admin needs another one than the public site.
SECURE_REFERRER_POLICY = None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
# `__Host-` binds a cookie to this host alone, and asks for the path /: see docs/privacy.md.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, DEVICE_COOKIE_NAME = (
    ("sessionid", "csrftoken", "device") if LOCAL else ("__Host-session", "__Host-csrf", "__Host-device")
)
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/beheer/" if LOCAL else "/"
# A session ends after eight hours, or after half an hour without a request.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options stands in the middleware, on static files too
    "security.W022",  # Referrer-Policy: see above
    "security.W005",  # HSTS for subdomains binds sister sites: the owner decides (HSTS_SUBDOMAINS)
    "security.W021",  # HSTS preload: the owner decides
]

MARKDOWNX_MARKDOWNIFY_FUNCTION = "content.markdown.preview"
MARKDOWNX_URLS_PATH = "/beheer/voorbeeld/"
MARKDOWNX_UPLOAD_URLS_PATH = "/beheer/beeld/"

# The address of the site, for the sitemap and for what else must name it in full.
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/") or (
    f"http://localhost:{os.environ.get('PORT', '8000')}" if LOCAL else f"https://{(ALLOWED_HOSTS or [''])[0]}"
)
# The newsroom on a host name of its own: then it answers there alone, and nothing else does. Locally: with the port
# of the site, on a name below localhost.
ADMIN_HOST = os.environ.get("ADMIN_HOST", "").lower()
NEWSROOM_URL = SITE_URL
if ADMIN_HOST:
    ALLOWED_HOSTS += [ADMIN_HOST]
    NEWSROOM_URL = f"http://{ADMIN_HOST}:{os.environ.get('PORT', '8000')}" if LOCAL else f"https://{ADMIN_HOST}"

# The press: where editions are kept, how many, and by how many processes they are made.
EDITIONS_DIR = Path(os.environ.get("EDITIONS_DIR", DATA_DIR / "editions"))
EDITIONS_KEPT = int(os.environ.get("EDITIONS_KEPT", "30"))
PRESS_PROCESSES = int(os.environ.get("PRESS_PROCESSES", os.cpu_count() or 1))
# Who hears of a page that cannot go out; without an address nobody is mailed.
PRESS_MAIL_TO = words("PRESS_MAIL_TO")
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "redactie@localhost")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
if LOCAL and "EMAIL_HOST" not in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Errors only, and never an address, a user agent or a query: Django's request logger would write the path.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"anonymous": {"()": "nouishetgenoeg.logs.Anonymous"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["anonymous"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
