from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "signals"
    verbose_name = "Signalen en hulpgids"

    def ready(self):
        from . import checks, links  # noqa: F401, PLC0415 - need the loaded models

        links.register_all()
