import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from content.models import AuditEntry
from nouishetgenoeg.accounts import mails, roles, sessions

TO_TRY = ("schrijver", "publiceerder")


class Command(BaseCommand):
    help = (
        "Schrijft de rollen weg. In lokale modus ook twee accounts om mee te proberen. Met --add een account "
        "voor een persoon, zoals de eerste beheerder."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true", help="Geef de accounts om te proberen alles nieuw.")
        parser.add_argument("--add", metavar="NAAM", help="Maak een account; het wachtwoord staat er één keer.")
        parser.add_argument("--role", choices=roles.ROLES, default="beheerder", help="De rol van dat account.")
        parser.add_argument("--email", default="", help="Het mailadres van dat account.")
        parser.add_argument("--reset", metavar="NAAM", help="Begin een account opnieuw: wachtwoord en tweede stap.")

    @transaction.atomic
    def handle(self, *args, **options):
        groups = roles.write()
        if options["add"]:
            self.add(options["add"], options["email"], groups[options["role"]])
        elif options["reset"]:
            self.reset(options["reset"])
        elif settings.LOCAL:
            for name in TO_TRY:
                self.make_to_try(name, groups[name], options["new"])

    def add(self, name, email, group):
        if name.lower().rstrip("0123456789") in roles.GENERIC:
            raise CommandError("Een account is van één persoon. Kies een naam van iemand.")
        if User.objects.filter(username__iexact=name).exists():
            raise CommandError("Er is al een account met deze naam.")
        user = User(username=name, email=email, is_staff=True)
        self.give_password(user)
        user.groups.add(group)
        AuditEntry.record("account gemaakt op de server", item=user, details=group.name)
        mails.tell(user, "beveiliging", what=f"een account gemaakt met de rol {group.name}", when=user.date_joined)
        self.stdout.write("De tweede stap stel je in bij de eerste keer aanmelden.")

    def reset(self, name):
        user = User.objects.filter(username=name).first()
        if not user:
            raise CommandError("Dit account is er niet.")
        Authenticator.objects.filter(user=user).delete()
        self.give_password(user)
        sessions.end_all(user)
        entry = AuditEntry.record("wachtwoord en tweede stap opnieuw op de server", item=user)
        mails.tell(user, "beveiliging", what="alles opnieuw begonnen, op de server", when=entry.at)
        self.stdout.write("De tweede stap stel je in bij de eerste keer aanmelden.")

    def make_to_try(self, name, group, is_new):
        user = User.objects.filter(username=name).first()
        if user and not is_new:
            user.groups.add(group)
            return
        user = user or User(username=name, is_staff=True)
        self.give_password(user)
        user.groups.set([group])
        Authenticator.objects.filter(user=user).delete()
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        codes = RecoveryCodes.activate(user)
        codes.mark_as_viewed()
        self.stdout.write(f"  {'':<14} codes:      {' '.join(codes.generate_codes())}")
        self.stdout.write(f"  {'':<14} of een app: {secret}")

    def give_password(self, user):
        password = secrets.token_urlsafe(15)
        user.set_password(password)
        user.save()
        self.stdout.write(f"  {user.username:<14} wachtwoord: {password}")
