"""The four roles: the one definition of who may do what. `manage.py accounts` writes it to the database."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

DIRECTORY = {
    "phone", "numberchange", "fieldchange", "schedule", "scheduleexception", "callfact", "phonecall", "service",
    "organization", "coverage", "fieldsource",
}  # fmt: skip
PLACES = {"municipality", "postcodearea"}
SITE = {"alert", "region", "movedaddress", "audiencepage", "synonym", "crisisline"}
# What no person may touch, or see in the admin.
HIDDEN = {"changecounter", "starterrecord", "keptform", "cacherow", "audithead", "auditentry"}
OURS = ("content", "signals")


@dataclass(frozen=True)
class Role:
    """A group, what it is for, and its rights: kinds of rights over models, by name; `...` is every model of ours."""

    group: str
    purpose: str
    rights: tuple
    extra: tuple = ()

    def permissions(self):
        """The permissions of this role."""
        found = []
        ours = Permission.objects.filter(content_type__app_label__in=OURS).exclude(content_type__model__in=HIDDEN)
        for permission in ours.select_related("content_type"):
            right = permission.codename.split("_")[0]
            model = permission.content_type.model
            if any(right in kinds and (models is ... or model in models) for kinds, models in self.rights):
                found.append(permission)
        for name in self.extra:
            app_label, codename = name.split(".")
            found.append(Permission.objects.get(content_type__app_label=app_label, codename=codename))
        return found


class Everything:
    """All models of ours but those named."""

    def __init__(self, *but):
        self.but = set().union(*but)

    def __contains__(self, model):
        return model not in self.but


VIEW = ("view",)
WRITE = ("add", "change", "view")
KEEP = ("add", "change", "delete", "view")

AUTHOR = Role(
    "Schrijvers",
    "schrijft en verandert wat nog niet op de site staat",
    ((VIEW, ...), (WRITE, Everything(DIRECTORY, PLACES, SITE))),
)
PUBLISHER = Role(
    "Publiceerders",
    "schrijft, publiceert, haalt weg, en houdt de hulpgids bij",
    (((*KEEP, "publish", "approve"), ...),),
)
NUMBER_KEEPER = Role(
    "Nummerbeheerders",
    "houdt nummers, tijden en diensten van de hulpgids bij, en belt na; leest de rest",
    ((VIEW, ...), ((*KEEP, "approve"), DIRECTORY)),
)
ADMINISTRATOR = Role(
    "Beheerders",
    "beheert accounts en rechten en leest het logboek; leest de rest",
    ((VIEW, ...), (("change",), {"region"})),
    ("auth.add_user", "auth.change_user", "auth.view_user", "content.view_auditentry"),
)
ROLES = {"schrijver": AUTHOR, "publiceerder": PUBLISHER, "nummerbeheerder": NUMBER_KEEPER, "beheerder": ADMINISTRATOR}

# Names that belong to nobody: an account is of one person.
GENERIC = {
    "account", "admin", "administrator", "algemeen", "auteur", "beheer", "beheerder", "communicatie", "contact",
    "demo", "editor", "eindredactie", "gast", "gebruiker", "gemeente", "iedereen", "info", "kantoor", "medewerker",
    "nummerbeheerder", "publiceerder", "redacteur", "redactie", "root", "schrijver", "stagiair", "support", "team",
    "test", "tester", "user", "veiligthuis", "vrijwilliger", "web", "webmaster", "webredactie",
}  # fmt: skip


def write():
    """Makes the four groups as defined here; returns them by name of the role."""
    groups = {}
    for name, role in ROLES.items():
        groups[name], _ = Group.objects.get_or_create(name=role.group)
        groups[name].permissions.set(role.permissions())
    return groups


def administrators():
    """The active accounts that may manage accounts."""
    return User.objects.filter(
        Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR.group), is_active=True, is_staff=True
    ).distinct()


def is_last_administrator(user):
    """True when nobody else could manage accounts. Inside a transaction it holds until that ends."""
    # Whoever takes away an administrator waits here for whoever does the same.
    Group.objects.select_for_update().filter(name=ADMINISTRATOR.group).first()
    found = set(administrators().values_list("pk", flat=True))
    return found == {user.pk}
