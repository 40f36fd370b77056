"""The preview beside a text field in the newsroom."""

from django.contrib import admin
from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.http import require_POST

from content import markdown


@require_POST
def preview(request):
    """The HTML of a text as a visitor will see it, for signed-in editors only.

    markdownx' own views are not mounted: they render and upload for anyone.
    """
    if not admin.site.has_permission(request):
        return HttpResponseForbidden("Log opnieuw in om het voorbeeld te zien.")
    text = request.POST.get("content", "")
    if len(text) > markdown.MAX_LENGTH:
        return HttpResponse("Deze tekst is te lang voor een voorbeeld.", status=413)
    return HttpResponse(markdown.preview(text))
