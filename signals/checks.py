from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from content.numbers import IN_CODE

from .models import Phone


@register(Tags.database)
def numbers_in_code_agree_with_the_directory(app_configs=None, databases=None, **kwargs):
    """112 and Veilig Thuis stand in code as well as in the directory; the two must say the same."""
    if not databases:
        return []
    errors = []
    for key, number in IN_CODE.items():
        try:
            phones = list(Phone.objects.filter(service__slug=key)[:1])
        except DatabaseError:  # before the first migration
            return []
        if phones and (phones[0].shown, phones[0].dialled) != (number.shown, number.dialled):
            errors.append(
                Error(
                    f"De hulpgids zegt dat {number.name} nummer {phones[0].shown} heeft ({phones[0].dialled}); "
                    f"de code zegt {number.shown} ({number.dialled}).",
                    hint="Bel het nummer na. Verbeter het in de hulpgids, of in content/numbers.py.",
                    id="signals.E001",
                )
            )
    return errors
