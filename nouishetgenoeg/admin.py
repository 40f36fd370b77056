"""The newsroom: Django's own admin, in Dutch, that counts every change."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.db import transaction
from django.urls import path

from content.models import ChangeCounter

from . import manual
from .press import newsroom


class Newsroom(AdminSite):
    site_header = "Nou is het genoeg: redactie"
    site_title = "Redactie"
    index_title = "Wat wil je bijwerken?"
    site_url = "/"
    enable_nav_sidebar = True

    def get_urls(self):
        # Without the transaction of `admin_view`: going back waits for a press, and nobody else should.
        edition = path("uitgave/", super().admin_view(self.edition_page), name="edition")
        manual_urls = [
            path("handleiding/", self.admin_view(lambda request: manual.page(request, self)), name="manual"),
            path("handleiding/<str:name>", self.admin_view(manual.image), name="manual_image"),
        ]
        return [edition, *manual_urls, *super().get_urls()]

    def edition_page(self, request):
        return newsroom.edition_page(request, self)

    def each_context(self, request):
        context = super().each_context(request)
        return context | {"press": newsroom.state()} if context["has_permission"] else context

    def admin_view(self, view, cacheable=False):
        """Runs a view that writes in one transaction with the change counter, so that neither goes without the other.

        A successful write answers with a redirect or closes a popup; a form that is shown again wrote nothing.
        """

        def counted(request, *args, **kwargs):
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if response.status_code == 302 or self._closes_popup(response):
                    ChangeCounter.objects.increase()
                return response

        return super().admin_view(update_wrapper(counted, view), cacheable)

    @staticmethod
    def _closes_popup(response):
        """True when a row was added or changed in a little window, which answers with a page that closes it."""
        names = getattr(response, "template_name", None) or []
        return any("popup_response" in name for name in ([names] if isinstance(names, str) else names))
