"""Starts a press again and again, kills it and its processes at a random moment, and looks at what is left."""

import os
import random
import signal
import sys
import time
from collections import Counter

import django

django.setup()

from django.db import connections  # noqa: E402

from content.models import ChangeCounter, Topic  # noqa: E402
from nouishetgenoeg.press.edition import Editions  # noqa: E402
from nouishetgenoeg.press.run import Press  # noqa: E402


def press_and_kill(editions, longest):
    """Whether the press was killed before its end."""
    connections.close_all()
    child = os.fork()
    if not child:
        os.setsid()
        Press(editions).run()
        os._exit(0)
    end = time.monotonic() + random.uniform(0, longest)  # noqa: S311 - a moment, not a secret
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main(times):
    editions, seen = Editions(), Counter()
    started = time.monotonic()
    Press(editions).run()
    longest = time.monotonic() - started
    for turn in range(times):
        Topic.objects.update(title=f"Titel {turn}")
        ChangeCounter.objects.increase()
        seen["killed"] += press_and_kill(editions, longest)
        edition = editions.current()
        missing = [path for path in edition.files if not edition.file(path).exists()] if edition else ["alles"]
        seen["half"] += bool(not edition or missing or edition.damaged())
    print(f"{seen['killed']} of {times} killed before their end, {seen['half']} times an edition was not whole")


main(int(sys.argv[1]))
