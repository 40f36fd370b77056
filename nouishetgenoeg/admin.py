"""The newsroom: Django's own admin, in Dutch, that counts every change."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.db import transaction
from django.urls import path
from django.views.decorators.http import require_POST
from reversion import create_revision, set_comment, set_user

from content.acting import acting
from content.models import ChangeCounter

from . import desk, manual, preview
from .accounts import second_factor, written_down
from .press import newsroom


class Newsroom(AdminSite):
    site_header = "Nou is het genoeg: redactie"
    site_title = "Redactie"
    index_title = "Te doen"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request):
        """The one door of the newsroom: an active editor who showed a second factor in this session."""
        return super().has_permission(request) and second_factor.was_shown(request)

    def get_urls(self):
        # Without the transaction of `admin_view`: these change no text, or wait for a press, as nobody else should.
        plain = super().admin_view
        item = "<str:app_label>/<str:model_name>/<int:pk>/"
        return [
            path("uitgave/", plain(self.edition_page), name="edition"),
            path("bewaren/", plain(require_POST(desk.keep)), name="keep"),
            path(f"wissen/{item}", plain(self.erase), name="erase"),
            path(f"bekijken/{item}", plain(self.preview), name="preview_item"),
            path(f"bekijken/{item}pagina/", plain(preview.page), name="preview_page"),
            path("bekijken/stijl-<str:colour>.css", plain(preview.stylesheet), name="preview_style"),
            path("handleiding/", plain(lambda request: manual.page(request, self)), name="manual"),
            path("handleiding/<str:name>", plain(manual.image), name="manual_image"),
            *super().get_urls(),
        ]

    def preview(self, request, app_label, model_name, pk):
        return preview.frame(request, self, app_label, model_name, pk)

    def erase(self, request, app_label, model_name, pk):
        return desk.erase(request, self, app_label, model_name, pk)

    def index(self, request, extra_context=None):
        return super().index(request, {**desk.to_do(request), **(extra_context or {})})

    def edition_page(self, request):
        response = newsroom.edition_page(request, self)
        if request.method == "POST":
            written_down.act(request, "uitgave", request.POST.get("what", ""), request.POST.get("edition", ""))
        return response

    def each_context(self, request):
        context = super().each_context(request)
        return context | {"press": newsroom.state()} if context["has_permission"] else context

    def admin_view(self, view, cacheable=False):
        """Runs a view that writes in one transaction with the change counter, so that neither goes without the other.

        A successful write answers with a redirect or closes a popup; a form that is shown again wrote nothing. What a
        view writes in a draft, which no visitor sees, is no change: it says so with `request.leaves_site_alone`.
        """

        def counted(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with (
                transaction.atomic(),
                acting(request.user if request.user.is_authenticated else None),
                create_revision(),
            ):
                if request.user.is_authenticated:
                    set_user(request.user)
                    set_comment(request.POST.get("why", "")[:200])
                before = written_down.last()
                response = view(request, *args, **kwargs)
                is_written = response.status_code == 302 or self._closes_popup(response)
                if is_written:
                    written_down.write(request, before)
                if is_written and not getattr(request, "leaves_site_alone", False):
                    ChangeCounter.objects.increase()
                return response

        return super().admin_view(update_wrapper(counted, view), cacheable)

    @staticmethod
    def _closes_popup(response):
        """True when a row was added or changed in a little window, which answers with a page that closes it."""
        names = getattr(response, "template_name", None) or []
        return any("popup_response" in name for name in ([names] if isinstance(names, str) else names))
