"""What every template may use, also when the database does not answer."""

from django.conf import settings
from django.db import DatabaseError

from content.models import Region
from content.numbers import ADVICE, DANGER
from content.remember import once
from signals.models import Alert


def site(request):
    """The two numbers and the way out, from code; the alert of this moment and the region, when they can be had.

    The admin has pages of its own and needs neither.
    """
    context = {"danger": DANGER, "advice": ADVICE, "exit_url": settings.EXIT_URL}
    if request.path_info.startswith("/beheer/"):
        return context
    try:
        return {**context, **of_this_moment()}
    except DatabaseError:
        return context


@once
def of_this_moment():
    return {"alert": Alert.objects.active().select_related("phone").first(), "region": Region.current()}
