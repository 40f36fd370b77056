"""What an editor sees of the press: how the site is, and where a mistake can be mended."""

from datetime import UTC, datetime

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from content.models import ChangeCounter
from signals.models import Phone

from .edition import Editions, PressError

# What an editor should see although the page went out: a link that was left out, a search that lost its page.
NOTICED = ("Link", "Zoeken")
MAY_STEER = "content.publish_page"


def state():
    """How the site is, for the line above every page of the newsroom."""
    editions = Editions()
    report = editions.last_report()
    try:
        trouble = (editions.folder / "trouble").read_text()
    except OSError:
        trouble = ""
    return {
        "report": report,
        "trouble": trouble or report.get("stopped", ""),
        "is_frozen": editions.is_frozen,
        "errors": sum(not problem["is_warning"] for problem in report.get("problems", ())),
        "notices": sum(
            problem["is_warning"] and problem["check"] in NOTICED for problem in report.get("problems", ())
        ),
        "is_busy": not trouble and bool(report) and report.get("counter") != ChangeCounter.objects.value(),
        "made_at": moment(editions.current_id()),
    }


def moment(edition_id):
    """When an edition was made, from its id; None without one."""
    return edition_id and datetime.strptime(edition_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def edition_page(request, site):
    """The page about the edition: what is wrong, what changed, and the way back to an earlier one."""
    may_steer = request.user.has_perm(MAY_STEER)
    if request.method == "POST":
        if not may_steer:
            raise PermissionDenied
        try:
            steer(request)
        except PressError as error:
            messages.error(request, str(error))
        except OSError:
            messages.error(request, "Dat lukte niet: de map met uitgaven is niet te beschrijven. Vraag de beheerder.")
        return redirect("admin:edition")
    editions = Editions()
    current = state()
    problems = [
        {**problem, "mend": where_to_mend(problem["item"], problem["needle"], site)}
        for problem in current["report"].get("problems", ())
    ]
    context = {
        **site.each_context(request),
        "title": "Uitgave",
        "errors": [problem for problem in problems if not problem["is_warning"]],
        "notices": [problem for problem in problems if problem["is_warning"] and problem["check"] in NOTICED],
        "warnings": [problem for problem in problems if problem["is_warning"] and problem["check"] not in NOTICED],
        "changed": [path for path in current["report"].get("changed", ()) if path.endswith("/")],
        "editions": [(edition_id, moment(edition_id)) for edition_id in editions.ids()],
        "current": editions.current_id(),
        "may_steer": may_steer,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "admin/edition.html", context)


def steer(request):
    editions = Editions()
    match request.POST.get("what"):
        case "freeze":
            editions.freeze()
            messages.success(request, "De site is bevroren: wijzigingen wachten.")
        case "thaw":
            editions.thaw()
            messages.success(request, "De site is niet meer bevroren: wijzigingen gaan weer door.")
        case "back":
            editions.back_to(request.POST.get("edition", ""))
            messages.success(request, "De eerdere uitgave staat weer op de site. De site is nu bevroren.")


def where_to_mend(item, needle, site):
    """The address in the admin of the field that holds `needle`, as near as can be found; else None."""
    if item:
        app_label, model_name, pk = item
        found = apps.get_model(app_label, model_name)._base_manager.filter(pk=pk).first()
        return found and (_field_with(found, needle, site) or _page_of(found))
    phone = Phone.objects.filter(Q(display=needle) | Q(number=needle)).first() if needle else None
    return phone and _page_of(phone.service)


def _page_of(item, anchor=""):
    try:
        address = reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])
    except NoReverseMatch:
        return None
    return f"{address}#{anchor}" if anchor else address


def _field_with(item, needle, site, prefix="id_"):
    """The field of an item, or of the rows that are edited below it, in which the words stand."""
    if not needle:
        return None
    if name := _name_of_field(item, needle):
        return _page_of(item, prefix + name)
    model_admin = site._registry.get(type(item))
    for inline in model_admin.inlines if model_admin else ():
        relation = next(
            (field for field in inline.model._meta.fields
             if isinstance(field, models.ForeignKey) and field.related_model is type(item)),
            None,
        )  # fmt: skip
        if not relation:
            continue
        accessor = relation.remote_field.get_accessor_name()
        for index, row in enumerate(getattr(item, accessor).all()):
            if type(row) in site._registry:
                if address := _field_with(row, needle, site):
                    return address
            elif name := _name_of_field(row, needle):
                return _page_of(item, f"id_{accessor}-{index}-{name}")
    return None


def _name_of_field(item, needle):
    for field in item._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and field.editable
        if is_text and needle.casefold() in str(getattr(item, field.attname)).casefold():
            return field.name
    return None
