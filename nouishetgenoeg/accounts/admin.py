"""Accounts and the audit log in the newsroom. Roles are defined in code, and secrets are shown nowhere."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone

from content.models import AuditEntry
from content.models.audit import RIGHTS

from . import mails, roles, second_factor, sessions

# Django's and allauth's own: groups follow the code, and an authenticator would show its secret.
for model in (User, Group, EmailAddress, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class AccountForm(forms.ModelForm):
    """An account of one person, with an address, and with at least one role."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups")
        labels = {"username": "naam om mee aan te melden", "is_active": "mag zich aanmelden", "groups": "rollen"}
        help_texts = {
            "username": "De naam van één persoon, zoals n.devries. Geen ‘redactie’ of ‘admin’.",
            "email": "Hier komt de uitnodiging, en bericht als er iets met het account gebeurt.",
            "is_active": "Haal het vinkje weg als iemand weggaat. Het account is dan meteen dicht.",
        }
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "email", "groups"):
            if name in self.fields:
                self.fields[name].required = True
        if "groups" in self.fields:
            self.fields["groups"].queryset = Group.objects.filter(
                name__in=[role.group for role in roles.ROLES.values()]
            )
            self.fields["groups"].help_text = " ".join(
                f"{role.group}: {role.purpose}." for role in roles.ROLES.values()
            )

    def clean_username(self):
        name = self.cleaned_data["username"]
        if name.lower().rstrip("0123456789") in roles.GENERIC:
            raise ValidationError("Een account is van één persoon. Kies een naam van iemand.")
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Er is al een account met deze naam.")
        return name

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Er is al een account met dit adres. Een account is van één persoon.")
        return email

    def clean(self):
        values = super().clean()
        if self.instance.pk and roles.is_last_administrator(self.instance):
            stays = values.get("is_active", self.instance.is_active)
            groups = values.get("groups")
            if groups is not None and not self.instance.is_superuser:
                stays = stays and any(group.name == roles.ADMINISTRATOR.group for group in groups)
            if not stays:
                raise ValidationError("Dit is de laatste beheerder. Maak eerst iemand anders beheerder.")
        return values


@admin.register(User)
class AccountAdmin(admin.ModelAdmin):
    form = AccountForm

    # list
    list_display = ("username", "get_full_name", "groups_as_text", "is_active", "has_second_factor", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)

    # detail
    change_form_template = "admin/account.html"
    ABOUT = ("has_second_factor", "last_login", "date_joined")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        person = ("Wie", {"fields": ("username", ("first_name", "last_name"), "email")})
        if not obj:
            return [person, ("Rechten", {"fields": ("groups",)})]
        return [person, ("Rechten", {"fields": ("is_active", "groups")}), ("Gebruik", {"fields": self.ABOUT})]

    def get_readonly_fields(self, request, obj=None):
        own = ("is_active", "groups") if obj and obj.pk == request.user.pk else ()
        return (*self.ABOUT, *own)

    # behaviour
    def has_change_permission(self, request, obj=None):
        """Who is no superuser does not change one."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        """An account is closed, not deleted: what it did keeps its name."""
        return False

    def get_urls(self):
        act = path(
            "<int:pk>/doe/<str:what>/",
            self.admin_site.admin_view(self.act),
            name="account_act",
        )
        return [act, *super().get_urls()]

    def save_model(self, request, obj, form, change):
        request.account_before = _rights(User.objects.get(pk=obj.pk)) if change else {}
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        account = form.instance
        before, after = request.account_before, _rights(account)
        changes = [f"{name}: {before.get(name, 'geen')} → {value}" for name, value in after.items()
                   if value != before.get(name)]  # fmt: skip
        if not changes:
            return
        AuditEntry.record(RIGHTS, user=request.user, item=account, details="; ".join(changes))
        mails.tell(account, "rechten", by=request.user.get_username(), when=timezone.localtime(), changes=changes)
        if change and before["mailadres"] != account.email:
            EmailAddress.objects.filter(user=account).delete()
            mails.tell_former(account, before["mailadres"], by=request.user.get_username())
        if not account.is_active:
            sessions.end_all(account)
        if not change:
            mails.invite(account, by=request.user)
            messages.info(request, f"{account.get_username()} krijgt een uitnodiging op {account.email}.")

    def act(self, request, pk, what):
        """Invites again, ends all sessions of the account, or takes its second factor away. Only as POST."""
        account = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, account):
            raise PermissionDenied
        match what:
            case "uitnodigen" if account.is_active and account.email:
                mails.invite(account, by=request.user)
                done = "opnieuw uitgenodigd"
            case "sessies":
                done = f"alle sessies beëindigd ({sessions.end_all(account)})"
            case "tweede-stap" if account.pk != request.user.pk:
                raise_if_reauthentication_required(request, app="allauth.mfa")
                Authenticator.objects.filter(user=account).delete()
                sessions.end_all(account)
                done = "tweede stap weggehaald"
                AuditEntry.record(RIGHTS, user=request.user, item=account, details=done)
                mails.tell(account, "beveiliging", what=f"{done} door {request.user.get_username()}",
                           when=timezone.localtime())  # fmt: skip
            case _:
                raise PermissionDenied
        self.log_change(request, account, f"{done.capitalize()}.")
        messages.success(request, f"{account.get_username()}: {done}.")
        return redirect("admin:auth_user_change", pk)

    @admin.display(description="naam")
    def get_full_name(self, account):
        return account.get_full_name()

    @admin.display(description="rollen")
    def groups_as_text(self, account):
        return _roles(account)

    @admin.display(description="tweede stap", boolean=True)
    def has_second_factor(self, account):
        return second_factor.is_set_up(account)


def _roles(account):
    names = sorted(group.name for group in account.groups.all())
    return ", ".join([*names, *(["alles (superuser)"] if account.is_superuser else [])]) or "geen"


def _rights(account):
    """What is told when it changes, by its Dutch name."""
    return {
        "rollen": _roles(User.objects.get(pk=account.pk)),
        "mag zich aanmelden": "ja" if account.is_active else "nee",
        "mailadres": account.email,
    }


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):
    """The log, to read."""

    list_display = ("number", "at", "who", "action", "object", "kind", "details")
    list_filter = ("action",)
    search_fields = ("object", "details", "kind")
    date_hierarchy = "at"
    list_per_page = 100
    show_full_result_count = False
    fields = ("number", "at", "who", "action", "kind", "object_id", "object", "details", "previous", "digest")
    readonly_fields = ("who",)

    def get_queryset(self, request):
        names = User.objects.filter(pk=OuterRef("user_id")).values("username")
        return super().get_queryset(request).annotate(username=Subquery(names))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="wie")
    def who(self, entry):
        return entry.username or (f"account {entry.user_id}" if entry.user_id else "niemand")
