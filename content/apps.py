from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Uitleg en stappen"

    def ready(self):
        from . import links  # noqa: PLC0415 - needs the loaded models

        links.register_all()
