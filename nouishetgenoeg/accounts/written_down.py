"""Every write of the newsroom in the audit log, from what Django's admin notes of it."""

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry

from content.models import AuditEntry

WORDS = {ADDITION: "toegevoegd", CHANGE: "gewijzigd", DELETION: "verwijderd"}


def last():
    """The key of the last note, to tell later ones from."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def write(request, before):
    """Writes down what this request did, in its own transaction.

    A write of which the admin makes no note, such as an action on a list, is written down by what was asked.
    """
    notes = (
        LogEntry.objects.filter(pk__gt=before, user_id=request.user.pk).select_related("content_type").order_by("pk")
    )
    for note in notes:
        AuditEntry.record(
            WORDS[note.action_flag],
            user=request.user,
            kind=f"{note.content_type.app_label}.{note.content_type.model}" if note.content_type else "",
            object_id=note.object_id or "",
            name=note.object_repr,
            details=note.get_change_message(),
        )
    if not notes:
        match = request.resolver_match
        asked = [request.POST.get("action", ""), *request.POST.getlist("_selected_action")]
        act(request, match.url_name or "", " ".join(filter(None, asked)), " ".join(map(str, match.kwargs.values())))


def act(request, kind, what, object_id=""):
    AuditEntry.record("gedaan", user=request.user, kind=kind, object_id=object_id, details=what)
