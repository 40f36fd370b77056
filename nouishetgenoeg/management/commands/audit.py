import sys
from datetime import datetime

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.models import AuditEntry
from content.models.audit import visible


class Command(BaseCommand):
    help = "Toont het logboek van de redactie, een regel per gebeurtenis; of kijkt of er niets aan veranderd is."

    def add_arguments(self, parser):
        parser.add_argument("--verify", action="store_true", help="Kijk of elke regel er nog staat zoals geschreven.")
        parser.add_argument(
            "--expect", metavar="DIGEST", help="Bij --verify: deze digest van een vorige keer moet er nog in staan."
        )
        parser.add_argument("--since", metavar="JJJJ-MM-DD", help="Alleen vanaf deze dag.")
        parser.add_argument("--user", metavar="NAAM", help="Alleen van dit account.")

    def handle(self, *args, **options):
        try:
            if options["verify"]:
                self.verify(options["expect"])
            else:
                self.show(options)
        except BrokenPipeError:
            sys.stderr.close()

    def verify(self, expected):
        problems = list(AuditEntry.problems())
        if expected and not AuditEntry.objects.filter(digest=expected).exists():
            problems.append("De digest van de vorige keer staat er niet meer in: het einde is weggehaald.")
        if problems:
            raise CommandError("\n".join(problems))
        last = AuditEntry.objects.first()
        self.stdout.write(f"{last.number} regels kloppen. Bewaar elders: {last.digest}" if last else "Geen regels.")

    def show(self, options):
        entries = AuditEntry.objects.order_by("number")
        if options["since"]:
            try:
                day = datetime.strptime(options["since"], "%Y-%m-%d")
            except ValueError as error:
                raise CommandError("Schrijf de dag als 2026-11-26.") from error
            entries = entries.filter(at__gte=timezone.make_aware(day))
        names = dict(User.objects.values_list("pk", "username"))
        if options["user"]:
            entries = entries.filter(user_id__in=[pk for pk, name in names.items() if name == options["user"]])
        for entry in entries.iterator(1000):
            who = names.get(entry.user_id, f"account {entry.user_id}" if entry.user_id else "-")
            self.stdout.write("\t".join([
                str(entry.number), f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}", visible(who, 150),
                entry.action, entry.kind, entry.object_id, entry.object, entry.details,
            ]))  # fmt: skip
