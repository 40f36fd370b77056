"""Changes published guides as an editor would, on request: a line `N WORD` in, the moment of the commit out.

N guides get WORD in their summary; with N = 0 the name of the owner changes, which stands on every page. Answers
the moment (time.monotonic(), which all processes share) and the addresses that change.
"""

import os
import sys
import time

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    from django.db import transaction

    from content.models import ChangeCounter, Guide, Region

    for line in sys.stdin:
        count, word = line.split()
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
