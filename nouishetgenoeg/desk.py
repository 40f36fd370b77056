"""The first page of the newsroom, "Te doen", and erasing something for good."""

from datetime import timedelta

from django.apps import apps
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, RestrictedError
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from content import history
from content.desk import admin_address
from content.keeping import redirect_unwritten
from content.models import AuditEntry, FieldChange, KeptForm, MovedAddress, Page, Publishable
from signals.models import Alert, NumberChange
from signals.queue import call_queue

from .press.edition import Editions
from .press.newsroom import MAY_STEER, moment

SOON = timedelta(days=30)
AT_MOST = 30
ERASE_WORD = "WIS"


def _may(request, right, model):
    return request.user.has_perm(f"{model._meta.app_label}.{right}_{model._meta.model_name}")


def _line(item, note="", address=""):
    return {
        "title": str(item),
        "kind": item._meta.verbose_name,
        "note": note,
        "address": address or admin_address(item),
        "count": 1,
    }


def _kinds(request):
    return [model for model in Publishable.__subclasses__() if _may(request, "view", model)]


def to_do(request):
    """What waits for this editor, as lists of lines: {"title", "kind", "note", "address", "count"}."""
    user, now, today = request.user, timezone.now(), timezone.localdate()
    mine, reviews, waiting, planned, due, expiring, published = [], [], [], [], [], [], []
    for model in _kinds(request):
        items = model.objects.select_related("last_editor", "approved_by", "submitted_by")
        editable = items.filter(Q(published_at=None) | ~Q(draft_of=None)).exclude(last_editor=None)
        for item in editable.filter(submitted_at=None, approved_by=None, last_editor=user)[:AT_MOST]:
            mine.append(_line(item, item.stage))
        for item in editable.exclude(submitted_at=None).filter(approved_by=None)[:AT_MOST]:
            if _may(request, "publish", model) and item.may_approve(user):
                note = f"van {item.last_editor}. {item.why}".strip()
                reviews.append(_line(item, note, admin_address(item, "review")))
            else:
                waiting.append(_line(item, item.stage))
        for item in items.exclude(approved_by=None).filter(planned_at__gt=now)[:AT_MOST]:
            planned.append(_line(item, item.stage))
        for item in items.live().filter(review_due_on__lte=today + SOON).order_by("review_due_on")[:AT_MOST]:
            due.append(_line(item, f"voor {item.review_due_on:%d-%m-%Y}"))
        for item in items.published().filter(expires_at__gt=now, expires_at__lte=now + SOON)[:AT_MOST]:
            expires = timezone.localtime(item.expires_at)
            expiring.append(_line(item, f"{expires:%d-%m-%Y %H:%M}: {item.get_on_expiry_display().lower()}"))
        published += items.live().exclude(approved_at=None).order_by("-approved_at")[:10]
    published.sort(key=lambda item: item.approved_at, reverse=True)
    lists = [
        ("reviews", "Kijk dit na", [*_numbers(request), *_fields(request), *reviews]),
        ("mine", "Waar je mee bezig bent", mine),
        ("waiting", "Wacht op een collega", [*_proposed(user), *waiting]),
        ("planned", "Gaat straks op de site", planned),
        ("calls", "Nummers om na te bellen", _calls(request)),
        ("due", "Opnieuw nakijken", due),
        ("translations", "Vertalingen die ouder zijn dan het Nederlands", _translations(request)),
        ("expiring", "Loopt binnen 30 dagen af", expiring),
    ]
    return {
        "to_do": [(key, title, sum(line["count"] for line in lines), lines) for key, title, lines in lists],
        "published": published[:10],
        "new": [(model._meta.verbose_name, _add(model)) for model in _kinds(request) if _may(request, "add", model)],
        "may_correct": request.user.has_perm("signals.view_phone"),
        "may_alert": request.user.has_perm("signals.add_alert"),
        "may_steer": request.user.has_perm(MAY_STEER),
        "earlier": _earlier(),
    }


def _add(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def _translations(request):
    """Translations of which the Dutch page says something else by now."""
    if not _may(request, "view", Page):
        return []
    return [
        _line(page, f"{page.get_language_display()}, van ‘{page.translation_of}’")
        for page in Page.objects.translations()
        if page.is_older_than_original
    ]


def _fields(request):
    """What others want to change in the directory and in the data of the region, and this editor may approve."""
    lines = []
    for subject, changes in FieldChange.objects.by_subject(request.user).items():
        names = ", ".join(dict.fromkeys(str(change.proposed_by) for change in changes))
        note = f"{', '.join(change.label for change in changes)}, van {names}"
        lines.append(_line(subject, note, reverse("admin:content_fieldchange_review", args=[changes[0].pk])))
    return lines


def _proposed(user):
    """What this editor proposed for the directory and the data of the region, and nobody decided on yet."""
    numbers = NumberChange.objects.waiting().filter(proposed_by=user).select_related("phone__service")
    fields = FieldChange.objects.filter(proposed_by=user).by_subject()
    return [
        *(_line(change, address=admin_address(change.phone)) for change in numbers),
        *(_line(subject, ", ".join(change.label for change in changes)) for subject, changes in fields.items()),
    ]


def _numbers(request):
    """Numbers and messages of others that this editor may approve."""
    if not request.user.has_perm("signals.approve_numberchange"):
        return []
    changes = NumberChange.objects.waiting().exclude(proposed_by=request.user)
    lines = [
        _line(change, f"van {change.proposed_by}", reverse("admin:signals_numberchange_review", args=[change.pk]))
        for change in changes.select_related("phone__service", "proposed_by")
    ]
    alerts = Alert.objects.filter(ends_at__gt=timezone.now()).exclude(pk__in=Alert.objects.approved())
    address = reverse("admin:signals_alert_changelist")
    return lines + [
        _line(alert, f"van {alert.last_editor}", address) for alert in alerts.exclude(last_editor=request.user)
    ]


def _calls(request):
    if not request.user.has_perm("signals.view_service"):
        return []
    address = reverse("admin:signals_service_queue")
    return [
        {
            "title": f"{title}: {len(services)}",
            "kind": "nabellen",
            "note": "",
            "address": address,
            "count": len(services),
        }
        for key, title, services in call_queue()
        if services and key in ("due", "soon")
    ]


def _earlier():
    """The editions before this one, the newest first: (id, moment)."""
    editions = Editions()
    current = editions.current_id()
    return [(edition_id, moment(edition_id)) for edition_id in editions.ids() if edition_id != current][:3]


def keep(request):
    """Keeps what an editor is typing, for that editor alone, until it is saved."""
    data = request.POST.copy()
    address = KeptForm.place(data.pop("_path", [""])[-1], data)
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if (
        not address.startswith("/beheer/")
        or not address.isprintable()
        or len(address) > 200
        or len(text) > KeptForm.LONGEST
    ):
        return HttpResponseBadRequest()
    KeptForm.objects.update_or_create(user=request.user, path=address, defaults={"data": text})
    return HttpResponse(status=204)


def erase(request, site, app_label, model_name, pk):
    """Erases an item that is not on the site: its versions, its row and its page in every edition. For good."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if not issubclass(model, Publishable):
        raise Http404
    if not (_may(request, "delete", model) and _may(request, "publish", model)):
        raise PermissionDenied
    item = model.objects.live().filter(pk=pk).first()
    versions = history.versions_of(model, pk)
    if item is None and not versions:
        raise Http404
    addresses = _addresses(model, item, versions)
    is_on_site = bool(item and (item.published_at or item.is_fixed))
    if request.method == "POST" and not is_on_site and request.POST.get("word") == ERASE_WORD:
        try:
            return _erase(request, model, pk, item, addresses)
        except RestrictedError:
            text = "Hier hoort nog een andere tekst bij, zoals een vertaling. Verwijder die eerst."
            messages.error(request, text)
            return redirect_unwritten(request.path)
    context = {
        **site.each_context(request),
        "title": "Wis voorgoed",
        "item": item or versions[0].object_repr,
        "addresses": addresses,
        "count": versions.count(),
        "is_on_site": is_on_site,
        "word": ERASE_WORD,
        "has_error": request.method == "POST",
    }
    return TemplateResponse(request, "admin/erase.html", context)


def _addresses(model, item, versions):
    slugs = {version.field_dict.get("slug") for version in versions} | {item.slug if item else None}
    addresses = {f"{model.path}{slug}/" for slug in slugs if slug}
    # An address that another item has by now is that item's.
    others = model.objects.live().filter(slug__in=slugs - {None}).exclude(pk=item.pk if item else None)
    return sorted(addresses - {other.get_absolute_url() for other in others})


def _erase(request, model, pk, item, addresses):
    with transaction.atomic():
        history.forget(model, pk)
        if item:
            item.delete()
        MovedAddress.objects.filter(Q(old_path__in=addresses) | Q(new_path__in=addresses)).delete()
        LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk).delete()
        # Without its title: what is erased may be that.
        AuditEntry.record("voorgoed gewist", user=request.user, kind=model._meta.label_lower, object_id=pk)
    try:
        Editions().erase(addresses)
    except OSError:
        messages.error(request, "Uit de uitgaven kon het niet worden gewist. Vraag de beheerder: press --list.")
        return redirect_unwritten(reverse("admin:index"))
    messages.success(request, "Voorgoed gewist, ook uit alle eerdere versies en uitgaven.")
    return redirect("admin:index")
