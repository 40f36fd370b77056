from django.contrib.auth.models import Permission, User
from django.core.management.base import BaseCommand

from nouishetgenoeg.accounts import roles, second_factor

KINDS = {"view": "lezen", "add": "toevoegen", "change": "wijzigen", "delete": "verwijderen", "publish": "publiceren"}


class Command(BaseCommand):
    help = "Toont wie wat mag: elke rol, en elk account met zijn rollen."

    def handle(self, *args, **options):
        for role in roles.ROLES.values():
            self.stdout.write(f"{role.group}: {role.purpose}")
            for model, kinds in self.by_model(Permission.objects.filter(group__name=role.group)).items():
                self.stdout.write(f"  {model:<40} {', '.join(kinds)}")
        self.stdout.write("\nAccounts")
        for user in User.objects.order_by("username").prefetch_related("groups", "user_permissions"):
            self.stdout.write(f"  {user.username:<24} {self.about(user)}")

    @staticmethod
    def by_model(permissions):
        found = {}
        for permission in permissions.select_related("content_type"):
            kind = permission.codename.split("_")[0]
            found.setdefault(permission.content_type.name, []).append(KINDS.get(kind, permission.codename))
        return dict(sorted(found.items()))

    @staticmethod
    def about(user):
        rights = [group.name for group in user.groups.all()]
        rights += ["ALLES (superuser)"] if user.is_superuser else []
        # A right of one person alone is an exception that somebody should look at.
        rights += [f"los recht: {permission}" for permission in user.user_permissions.all()]
        return "; ".join([
            ", ".join(rights) or "geen rechten",
            "open" if user.is_active and user.is_staff else "dicht",
            "tweede stap" if second_factor.is_set_up(user) else "nog geen tweede stap",
            f"laatst aangemeld {user.last_login:%d-%m-%Y}" if user.last_login else "nooit aangemeld",
        ])  # fmt: skip
