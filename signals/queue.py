"""The editors' work on the directory: whom to call, and what nobody has found out yet."""

from datetime import date

from .models import Service


def call_queue():
    """Lists of services for "Nabellen", what is most urgent first: each (key, title, services).

    On the site before not on the site; never phoned before phoned long ago.
    """
    services = [service for service in Service.objects.for_display().prefetch_related("calls") if service.needs_call]
    services.sort(
        key=lambda service: (service.assurance_due_on or date.min, not service.is_always_open, service.position)
    )
    on_site = [service for service in services if service.is_active]
    return [
        ("due", "Nu bellen", [service for service in on_site if service.is_overdue]),
        ("soon", "Deze week", [service for service in on_site if service.is_due_soon]),
        ("later", "Later", [s for s in on_site if not s.is_overdue and not s.is_due_soon]),
        ("hidden", "Nog niet op de site", [s for s in services if not s.is_active and s.is_overdue]),
    ]


def unexplained():
    """Services for residents of which the site cannot say all of what happens when you call."""
    services = Service.objects.active().for_residents().for_display()
    return [service for service in services if service.is_call_explained and service.missing_call_facts]
