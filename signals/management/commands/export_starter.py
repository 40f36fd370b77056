from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from signals.exporting import starter_files


class Command(BaseCommand):
    help = "Schrijft alle teksten en de hulpgids als startteksten, waarmee een andere regio kan beginnen."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="Een nieuwe of lege map; zet die daarna in STARTER_DIR.")

    def handle(self, *args, folder, **options):
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is niet leeg.")
        files = starter_files()
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        self.stdout.write(f"Geschreven: {len(files)} bestanden in {folder}.")
