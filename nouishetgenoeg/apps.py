from django.apps import AppConfig
from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    name = "nouishetgenoeg"

    def ready(self):
        from content import history  # noqa: PLC0415 - needs the loaded models

        history.register_models("content", "signals")


class NewsroomConfig(AdminConfig):
    default_site = "nouishetgenoeg.admin.Newsroom"

    def ready(self):
        super().ready()
        # After those of Django and allauth, some of which it takes away.
        autodiscover_modules("accounts.admin", register_to=site)


class AccountsConfig(AuthConfig):
    verbose_name = "Accounts"


class StaticConfig(StaticFilesConfig):
    # The parts of the stylesheet are not served: the browser gets one file (see stylesheet.py).
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "css/*"]
