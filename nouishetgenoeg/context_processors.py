"""What every template may use, also when the database does not answer."""

from django.db import DatabaseError

from content import destinations
from content.models import Region
from content.numbers import ADVICE, DANGER
from content.remember import is_remembering, once
from signals.models import Alert


def site(request):
    """The two numbers and a way out, from code; the alert, the region and its way out, when they can be had.

    The admin has pages of its own and needs neither.
    """
    context = {"danger": DANGER, "advice": ADVICE, "destination": destinations.DEFAULT}
    if request.path_info.startswith("/beheer/"):
        return context
    try:
        return {**context, **of_this_moment()}
    except DatabaseError:
        # A visitor gets what there is; an edition without the alert would stay.
        if is_remembering():
            raise
        return context


@once
def of_this_moment():
    region = Region.current()
    return {
        "alert": Alert.objects.active().select_related("phone__service").first(),
        "region": region,
        "destination": region.destination,
    }
