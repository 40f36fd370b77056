import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from nouishetgenoeg.press import nginx
from nouishetgenoeg.press.diff import differences
from nouishetgenoeg.press.edition import Editions, PressError
from nouishetgenoeg.press.run import Press


class Command(BaseCommand):
    help = "Maakt een uitgave: alle pagina’s van de site, nagekeken, als bestanden. Zonder opties: nu een nieuwe."
    # The press looks at the bytes; what the system checks look at has been looked at before the site started.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--processes", type=int, help="Door zoveel processen tegelijk.")
        parser.add_argument(
            "--remove-many", action="store_true", help="Ook als meer dan de helft van de pagina’s van de site gaat."
        )
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--list", action="store_true", help="Toon de uitgaven die er zijn.")
        one.add_argument("--back-to", metavar="ID", help="Zet een eerdere uitgave weer op de site, en bevries haar.")
        one.add_argument("--diff", nargs=2, metavar=("A", "B"), help="Toon wat er tussen twee uitgaven veranderde.")
        one.add_argument("--export", metavar="ZIP", help="Schrijf de hele site als zip, voor elke webserver.")
        one.add_argument("--freeze", action="store_true", help="Houd de site zoals zij is.")
        one.add_argument("--thaw", action="store_true", help="Laat wijzigingen weer door.")
        one.add_argument("--verify", action="store_true", help="Kijk of elk bestand nog klopt.")
        one.add_argument("--repair", action="store_true", help="Herstel bestanden die niet meer kloppen.")
        one.add_argument("--nginx", action="store_true", help="Toon het stuk configuratie voor nginx.")

    def handle(self, *args, **options):
        editions = Editions()
        try:
            if options["list"]:
                self.list(editions)
            elif options["back_to"]:
                edition = editions.back_to(options["back_to"])
                self.stdout.write(f"Op de site staat nu wat in {options['back_to']} stond, als {edition.id}.")
                self.stdout.write("De site is bevroren. Met --thaw komen nieuwe wijzigingen er weer op.")
            elif options["diff"]:
                for line in differences(*(editions.get(edition_id) for edition_id in options["diff"])):
                    self.stdout.write(line)
            elif options["export"]:
                count = editions.export(options["export"])
                self.stdout.write(f"{count} bestanden staan in {options['export']}.")
            elif options["freeze"]:
                editions.freeze()
                self.stdout.write("De site is bevroren. Wat van de site wordt gehaald, gaat er wel af.")
            elif options["thaw"]:
                editions.thaw()
                self.stdout.write("De site is niet meer bevroren.")
            elif options["verify"] or options["repair"]:
                self.verify(editions, options["repair"])
            elif options["nginx"]:
                self.stdout.write(nginx.include(editions))
            else:
                self.press(editions, options)
        except PressError as error:
            raise CommandError(str(error)) from error
        except BrokenPipeError:
            sys.stderr.close()

    def list(self, editions):
        current = editions.current_id()
        for edition_id in editions.ids():
            edition = editions.get(edition_id)
            mark = "  ← op de site" if edition_id == current else ""
            self.stdout.write(f"{edition_id}  {edition.made_at}  {len(edition.files)} bestanden{mark}")
        if editions.is_frozen:
            self.stdout.write("De site is bevroren (--thaw).")

    def verify(self, editions, repair):
        edition = editions.current()
        if not edition:
            raise PressError("Er is nog geen uitgave.")
        if repair:
            mended, lost = editions.repair()
            self.stdout.write(f"{len(mended)} bestanden hersteld.")
            if lost:
                raise PressError("Niet te herstellen, maak een nieuwe uitgave: " + ", ".join(sorted(lost)))
            return
        damaged = [path for path, _ in edition.damaged() if path not in editions.withdrawn()]
        if damaged:
            raise PressError("Deze bestanden kloppen niet meer (--repair): " + ", ".join(sorted(set(damaged))))
        self.stdout.write(f"{len(edition.files)} bestanden kloppen.")

    def press(self, editions, options):
        say = self.stdout.write if options["verbosity"] else lambda text: None
        try:
            report = Press(editions, options["processes"], say=say, may_remove_many=options["remove_many"]).run()
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Er kon geen uitgave worden gemaakt; de vorige staat er nog. {error}") from error
        for problem in report.errors:
            self.stderr.write(f"{problem.path}\n  {problem.check}: {problem.message}")
        say(
            f"{report.pages} pagina’s, {len(report.changed)} veranderd, {len(report.removed)} van de site gehaald, "
            f"{len(report.errors)} fouten, {len(report.warnings)} tips."
        )
        if options["verbosity"] > 1:
            say(", ".join(f"{name} {seconds} s" for name, seconds in report.seconds.items()))
            for problem in report.warnings:
                self.stdout.write(f"{problem.path}\n  {problem.check}: {problem.message}")
        if report.stopped:
            raise PressError(report.stopped)
