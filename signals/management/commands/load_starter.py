from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from content import loading as texts
from content.models import ChangeCounter
from signals import agenda_loading
from signals import loading as signals_loading


class Command(BaseCommand):
    help = "Laadt de startteksten en de hulpgids. Wat de redactie heeft veranderd, blijft zoals het is."

    def handle(self, *args, **options):
        loader = texts.Loader(known=texts.references_made() | signals_loading.references_made())
        with transaction.atomic():
            signals_loading.load_directory(loader)
            texts.load(loader)
            signals_loading.load_checklists(loader)
            agenda_loading.load(loader)
            if loader.finish():
                ChangeCounter.objects.increase()
        counts = loader.counts
        if options["verbosity"]:
            self.stdout.write(
                f"Startteksten: {counts['loaded']} nieuw, {counts['updated']} bijgewerkt, "
                f"{counts['unchanged']} hetzelfde, {counts['kept']} van de redactie en zo gelaten."
            )
        if loader.errors:
            raise CommandError("Niet geladen:\n" + "\n".join(loader.errors))
