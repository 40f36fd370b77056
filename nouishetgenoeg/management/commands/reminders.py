import smtplib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.models import FieldChange, KeptForm, Publishable
from signals.models import NumberChange
from signals.queue import call_queue

BEFORE = timedelta(days=14)
KEPT_FOR = timedelta(days=30)


class Command(BaseCommand):
    help = (
        "Mailt wie het aangaat: teksten om opnieuw na te kijken, wat op goedkeuring wacht, nummers om na te bellen."
        " Draai dit eens per dag."
    )

    def handle(self, *args, **options):
        KeptForm.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()
        failed = []
        for user in User.objects.filter(is_active=True, is_staff=True).exclude(email=""):
            parts = [part for part in (self.texts(user), self.numbers(user)) if part]
            if not parts:
                continue
            text = "\n\n".join([*parts, f"De lijst staat in de redactie: {settings.SITE_URL}/beheer/"])
            try:
                send_mail("Redactie: dit wacht op jou", text, None, [user.email])
            except (OSError, smtplib.SMTPException):
                failed.append(user.get_username())
        if failed:
            raise CommandError(f"Niet gemaild: {', '.join(failed)}")

    @staticmethod
    def texts(user):
        """The texts that this account may approve: due for review, or sent in by somebody else."""
        until = timezone.localdate() + BEFORE
        lines = []
        for model in Publishable.__subclasses__():
            if not user.has_perm(f"{model._meta.app_label}.publish_{model._meta.model_name}"):
                continue
            for item in model.objects.live().filter(review_due_on__lte=until).order_by("review_due_on"):
                lines.append(f"- opnieuw nakijken voor {item.review_due_on:%d-%m-%Y}: {item}")
            waiting = model.objects.exclude(submitted_at=None).filter(approved_by=None)
            lines += [f"- wacht op een collega: {item}" for item in waiting if item.may_approve(user)]
        return "\n".join(["Teksten:", *lines]) if lines else ""

    @staticmethod
    def numbers(user):
        """The numbers that this account may approve or phone."""
        lines = []
        if user.has_perm("signals.approve_numberchange"):
            changes = NumberChange.objects.waiting().exclude(proposed_by=user).select_related("phone__service")
            lines += [f"- wacht op een collega: {change}" for change in changes]
        for changes in FieldChange.objects.by_subject(user).values():
            lines += [f"- wacht op een collega: {change}" for change in changes]
        if user.has_perm("signals.change_service"):
            queue = {key: services for key, _, services in call_queue()}
            lines += [f"- nabellen: {service}" for service in [*queue["due"], *queue["soon"]]]
        return "\n".join(["Nummers:", *lines]) if lines else ""
