import hashlib

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from content.models import StarterRecord

# What the database is made from; when none of it changed, there is nothing to set up.
MADE_FROM = ("*/migrations/*.py", "*/starter/**/*", "*/loading.py", "requirements/runtime.txt")
RECORD = "setup"


def digest():
    """One digest over every file that the database is made from."""
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for file in sorted(path for path in settings.BASE_DIR.glob(pattern) if path.is_file()):
            found.update(f"{file.relative_to(settings.BASE_DIR)}\0".encode() + file.read_bytes())
    return found.hexdigest()


class Command(BaseCommand):
    help = "Zet de site klaar in lokale modus: database, startteksten en twee accounts."
    requires_system_checks = []

    def handle(self, *args, **options):
        if not settings.LOCAL:
            raise CommandError("setup is alleen voor de lokale modus (LOCAL=1).")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        now = digest()
        if not self.is_done(now):
            self.set_up(now, options)
        self.stdout.write(f"\nDe site:     {settings.SITE_URL}/\nDe redactie: {settings.NEWSROOM_URL}/beheer/\n")

    @staticmethod
    def is_done(now):
        try:
            return StarterRecord.objects.filter(key=RECORD, source_digest=now).exists()
        except DatabaseError:
            return False

    def set_up(self, now, options):
        call_command("migrate", verbosity=0, interactive=False)
        is_right = True
        try:
            call_command("load_starter", verbosity=options["verbosity"])
        except CommandError as error:
            is_right = False
            self.stderr.write(str(error))
        self.stdout.write("Accounts (alles staat er alleen de eerste keer; nieuwe met: make accounts):")
        call_command("accounts", stdout=self.stdout)
        self.stdout.write("Aanmelden: het wachtwoord, en daarna een van de codes. Elke code werkt één keer.")
        if is_right:
            StarterRecord.objects.update_or_create(key=RECORD, defaults={"source_digest": now})
