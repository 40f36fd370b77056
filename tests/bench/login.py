"""How long the newsroom takes to refuse: a known name, an unknown one, a closed account, and a forgotten password.

`python -m tests.bench.login` prints medians in milliseconds, of the processor and of the clock, with the hasher of
production, on a database of its own. What else the machine does shows in the second only.
"""

import os
import random
import statistics
import tempfile
import time

ROUNDS = 25


def main():
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import global_settings, settings
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.test import Client

    call_command("migrate", verbosity=0)
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    settings.ALLOWED_HOSTS = ["testserver"]
    password = "een lang wachtwoord"
    User.objects.create_user("bekend", "bekend@voorbeeld.nl", password, is_staff=True)
    User.objects.create_user("dicht", "dicht@voorbeeld.nl", password, is_staff=True, is_active=False)
    login, forgotten = "/beheer/login/", "/beheer/wachtwoord-vergeten/"
    asked = {
        "login, known, wrong password": (login, {"login": "bekend", "password": "verkeerd wachtwoord"}),
        "login, unknown": (login, {"login": "onbekend", "password": "verkeerd wachtwoord"}),
        "login, closed, right password": (login, {"login": "dicht", "password": password}),
        "forgotten, known": (forgotten, {"email": "bekend@voorbeeld.nl"}),
        "forgotten, unknown": (forgotten, {"email": "niemand@voorbeeld.nl"}),
    }
    times = {name: [] for name in asked}
    # In turn and shuffled, so that what else the machine does falls on all alike.
    for _ in range(ROUNDS):
        for name, (path, values) in random.sample(list(asked.items()), len(asked)):
            cache.clear()
            client = Client()
            client.get(path)
            started = time.thread_time(), time.perf_counter()
            client.post(path, values)
            times[name].append((time.thread_time() - started[0], time.perf_counter() - started[1]))
    for name, values in times.items():
        processor, clock = (statistics.median(seconds) * 1000 for seconds in zip(*values, strict=True))
        print(f"{name:<32} {processor:8.1f} {clock:8.1f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOCAL": "1", "DATA_DIR": folder}
        os.environ["EMAIL_HOST"] = "127.0.0.1"  # where nobody answers
        main()
