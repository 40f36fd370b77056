import fcntl
import os
import signal

from django.core.management.base import BaseCommand

from nouishetgenoeg.press.edition import Editions
from nouishetgenoeg.press.processes import end_with_parent
from nouishetgenoeg.press.publisher import Publisher


class Command(BaseCommand):
    help = "Zet elke wijziging meteen op de site. Blijft draaien; gunicorn start dit zelf."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="Stop als het startende proces stopt.")

    def handle(self, *args, **options):
        # At once: what a press has not finished is no edition, and its processes end with this one.
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        if options["with_parent"]:
            end_with_parent()
        editions = Editions()
        editions.folder.mkdir(parents=True, exist_ok=True)
        with open(editions.folder / "publisher.lock", "w") as lock:
            # One publisher on a host; a second one waits until the first has gone.
            fcntl.flock(lock, fcntl.LOCK_EX)
            Publisher(editions).run_until_orphaned(os.getppid() if options["with_parent"] else None)
