"""Changes published guides as an editor would, on request: a line `N WORD` in, the moment of the commit out.

N guides get WORD in their summary; with N = 0 the name of the owner changes, which stands on every page. Answers
the moment (time.monotonic(), which all processes share) and the addresses that change.

`number DIALLED`: one editor proposes this number for the children's line and another approves it. Answers the moment.
"""

import os
import sys
import time

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    from django.contrib.auth.models import User
    from django.db import transaction

    from content.models import ChangeCounter, Guide, Region
    from signals.models import NumberChange, Phone

    def approve(number):
        proposer, approver = (User.objects.get_or_create(username=name)[0] for name in ("anna", "bert"))
        phone = Phone.objects.get(service__slug="kindertelefoon")
        change = NumberChange.objects.propose(phone, proposer, number, number)
        with transaction.atomic():
            change.approve(approver)
            ChangeCounter.objects.increase()

    for line in sys.stdin:
        count, word = line.split()
        if count == "number":
            approve(word)
            print(time.monotonic(), flush=True)
            continue
        guides = list(Guide.objects.listed().order_by("-pk")[: int(count) or 100])
        with transaction.atomic():
            if int(count):
                for guide in guides:
                    guide.summary = f"Vandaag veranderd: {word}."
                    guide.save()
            else:
                region = Region.current()
                region.owner = f"de gemeente {word}"
                region.save()
            ChangeCounter.objects.increase()
        print(time.monotonic(), *(guide.get_absolute_url() for guide in guides), flush=True)


if __name__ == "__main__":
    main()
