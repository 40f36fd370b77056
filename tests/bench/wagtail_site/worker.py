"""Renders Wagtail's pages of the guides on request, for `harness.Worker`: as `tests.bench.worker` does ours."""

import os
import sys
import time
from itertools import cycle, islice

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.wagtail_site.settings"
    django.setup()
    from django.core.handlers.base import BaseHandler
    from django.test import RequestFactory

    from .models import GuidePage

    # As wagtail-bakery does it: the handler with its middleware, without the server around it.
    handler = BaseHandler()
    handler.load_middleware()
    urls = cycle([f"/wat-te-doen/{slug}/" for slug in GuidePage.objects.live().values_list("slug", flat=True)])
    requests = RequestFactory(SERVER_NAME="localhost")
    for line in sys.stdin:
        count = int(line.split()[1])
        began, size = time.process_time(), 0
        for url in islice(urls, count):
            response = handler.get_response(requests.get(url))
            if response.status_code != 200:
                raise RuntimeError(f"{url}: {response.status_code}")
            size += len(response.content)
        print((time.process_time() - began) / count, size / count, flush=True)


if __name__ == "__main__":
    main()
