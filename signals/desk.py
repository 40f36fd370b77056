"""Telephone numbers on a small screen: correct, hide, replace, put back, approve; few taps for each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from content.desk import admin_address
from content.keeping import redirect_unwritten
from content.models import Refused, why_not_yet

from .forms import NumberForm
from .models import NumberChange, Phone
from .models.numbers import earlier_numbers, put_back, stand
from .uses import places, uses


def stands_in(phone):
    """The pages and texts on which a number stands: (name, address) pairs."""
    return [*places(phone.service), *((str(item), admin_address(item)) for item in uses(phone.service))]


class StepsMixin:
    """Steps by POST; what the rules refuse is said on the page that follows."""

    def step(self, view, after):
        def run(request, pk):
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            row = get_object_or_404(self.model, pk=pk)
            try:
                view(request, row)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                return redirect_unwritten(after(row))
            return redirect(after(row))

        return self.admin_site.admin_view(run)


class NumberDesk(StepsMixin):
    """For the admin of numbers."""

    def get_urls(self):
        def page(phone):
            return reverse("admin:signals_phone_number", args=[phone.pk])

        return [
            path("nummers/", self.admin_site.admin_view(self.numbers_view), name="signals_phone_numbers"),
            path("<int:pk>/nummer/", self.admin_site.admin_view(self.number_view), name="signals_phone_number"),
            path("<int:pk>/stand/", self.step(self.stand_step, page), name="signals_phone_stand"),
            path("<int:pk>/terug/", self.step(self.put_back_step, page), name="signals_phone_put_back"),
            *super().get_urls(),
        ]

    def numbers_view(self, request):
        """Every number, by service: one tap to each."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        phones = Phone.objects.select_related("service").order_by("-is_verified", "service__name", "position")
        waiting = Prefetch("changes", NumberChange.objects.waiting())
        context = {
            **self.admin_site.each_context(request),
            "title": "Nummers",
            "phones": [phone for phone in phones.prefetch_related(waiting) if not phone.service.is_exempt],
        }
        return TemplateResponse(request, "admin/signals/phone/numbers.html", context)

    def number_view(self, request, pk):
        """One number: where it stands, the form for another one, and what may be done alone."""
        phone = get_object_or_404(Phone.objects.select_related("service"), pk=pk)
        if not self.has_change_permission(request, phone):
            raise PermissionDenied
        form = NumberForm(request.POST or None, phone=phone)
        if request.method == "POST" and form.is_valid():
            return self.propose(request, phone, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Nummer van {phone.service}",
            "phone": phone,
            "form": form,
            "waiting": phone.waiting_change,
            "stands_in": stands_in(phone),
            "earlier": earlier_numbers(phone),
            "standings": [choice for choice in Phone.Standing.choices if choice[0] != phone.standing],
        }
        return TemplateResponse(request, "admin/signals/phone/number.html", context)

    def propose(self, request, phone, data):
        NumberChange.objects.propose(phone, request.user, data["dialled"], data["display"], data["source"])
        text = f"{phone.service}: {data['display']} wacht op een collega. Tot dan blijft {phone.shown} staan."
        if data["is_wrong"]:
            stand(phone, Phone.Standing.HIDDEN)
            text = f"{phone.service}: het oude nummer is nu verborgen. {data['display']} wacht op een collega."
        self.log_change(request, phone, f"Voorgesteld: {data['display']}.")
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:index")

    def stand_step(self, request, phone):
        if not self.has_change_permission(request, phone):
            raise PermissionDenied
        stand(phone, request.POST.get("standing", ""))
        phone.refresh_from_db()
        self.log_change(request, phone, f"Nu {phone.get_standing_display()}.")
        self.message_user(request, f"{phone.service}: nu {phone.get_standing_display()}.", messages.SUCCESS)

    def put_back_step(self, request, phone):
        if not self.has_change_permission(request, phone):
            raise PermissionDenied
        put_back(phone, request.POST.get("number", ""))
        phone.refresh_from_db()
        self.log_change(request, phone, f"Teruggezet: {phone.display}.")
        self.message_user(request, f"{phone.service}: {phone.display} staat er weer.", messages.SUCCESS)


class ChangeDesk(StepsMixin):
    """For the admin of proposals."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def may_approve(self, request):
        return request.user.has_perm("signals.approve_numberchange")

    def get_urls(self):
        def index(change):
            return reverse("admin:index")

        name = "signals_numberchange"
        return [
            path("<int:pk>/nakijken/", self.admin_site.admin_view(self.review_view), name=f"{name}_review"),
            path("<int:pk>/goedkeuren/", self.step(self.approve_step, index), name=f"{name}_approve"),
            path("<int:pk>/afwijzen/", self.step(self.refuse_step, index), name=f"{name}_refuse"),
            *super().get_urls(),
        ]

    def review_view(self, request, pk):
        """The number that was and the one that comes, and where it will stand."""
        change = get_object_or_404(NumberChange.objects.select_related("phone__service", "proposed_by"), pk=pk)
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"Nieuw nummer: {change.phone.service}",
            "change": change,
            "stands_in": stands_in(change.phone),
            "may_approve": self.may_approve(request) and change.may_approve(request.user),
            "why_not_yet": why_not_yet(request.user),
            "may_refuse": self.may_approve(request) and not change.decided_at,
        }
        return TemplateResponse(request, "admin/signals/phone/change.html", context)

    def approve_step(self, request, change):
        if not self.may_approve(request):
            raise PermissionDenied
        phone = change.approve(request.user)
        self.log_change(request, change, f"Goedgekeurd: {phone.display}.")
        self.message_user(request, f"{phone.service}: {phone.display} gaat nu naar de site.", messages.SUCCESS)

    def refuse_step(self, request, change):
        if not self.may_approve(request):
            raise PermissionDenied
        change.refuse()
        self.log_change(request, change, "Afgewezen.")
        self.message_user(request, f"{change.phone.service}: afgewezen. Er verandert niets.", messages.SUCCESS)
