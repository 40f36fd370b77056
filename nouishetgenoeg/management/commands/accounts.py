import secrets

from django.contrib.auth.models import Group, Permission, User
from django.core.management.base import BaseCommand
from django.db import transaction

# What each role may do: the kinds of rights, and the models that it may not touch.
ROLES = {
    "schrijver": {
        "group": "Schrijvers",
        "rights": ("add", "change", "view"),
        "only_view": ("phone", "numberchange", "schedule", "scheduleexception", "callfact", "phonecall", "service",
                      "organization", "municipality", "postcodearea", "alert", "coverage", "fieldsource", "region",
                      "movedaddress", "audiencepage", "synonym", "crisisline"),
    },
    "publiceerder": {
        "group": "Publiceerders",
        "rights": ("add", "change", "delete", "view", "publish", "approve"),
        "only_view": (),
    },
}  # fmt: skip

HIDDEN = ("changecounter", "starterrecord", "keptform")


class Command(BaseCommand):
    help = "Maakt de rollen, en de eerste twee accounts met een willekeurig wachtwoord."

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true", help="Geef bestaande accounts een nieuw wachtwoord.")

    @transaction.atomic
    def handle(self, *args, **options):
        for name, role in ROLES.items():
            group, _ = Group.objects.get_or_create(name=role["group"])
            group.permissions.set(self.permissions(role))
            user, is_new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
            user.groups.add(group)
            if is_new or options["new"]:
                password = secrets.token_urlsafe(15)
                user.set_password(password)
                user.save()
                self.stdout.write(f"  {name:<14} wachtwoord: {password}")

    @staticmethod
    def permissions(role):
        """The permissions of a role, over the models of our own apps."""
        permissions = Permission.objects.filter(content_type__app_label__in=("content", "signals"))
        return [
            permission
            for permission in permissions.exclude(content_type__model__in=HIDDEN).select_related("content_type")
            if (right := permission.codename.split("_")[0]) in role["rights"]
            and (right == "view" or permission.content_type.model not in role["only_view"])
        ]
