import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Zet de site klaar in lokale modus: database, startteksten en twee accounts."

    def handle(self, *args, **options):
        if not settings.LOCAL:
            raise CommandError("setup is alleen voor de lokale modus (LOCAL=1).")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        try:
            call_command("load_starter", verbosity=options["verbosity"])
        except CommandError as error:
            self.stderr.write(str(error))
        self.stdout.write("Accounts (het wachtwoord staat er alleen de eerste keer; nieuwe met: make accounts):")
        call_command("accounts")
        port = os.environ.get("PORT", "8000")
        self.stdout.write(f"\nDe site:     http://localhost:{port}/\nDe redactie: http://localhost:{port}/beheer/\n")
