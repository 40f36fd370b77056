"""Renders our guides on request, for `harness.Worker`: a line in, a line out.

`render N`   renders the next N guides as the press does; answers seconds of CPU and bytes a page, and all queries
`queries P`  answers how many queries Django's own view of address P takes, how many use OFFSET, and seconds of CPU
"""

import os
import sys
import time
from contextvars import copy_context
from itertools import cycle

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from content.models import Guide
    from content.remember import remembering
    from nouishetgenoeg.press import render

    django_itself = get_wsgi_application()
    pages, moves = render.addresses()
    known = {*pages, *moves}
    guides = {path: pk for path, pk in pages.items() if path.startswith(Guide.path) and pk}
    turns = cycle(list(render.batches(guides)))
    left = []

    def rendered(count):
        made = 0
        while made < count:
            if not left:
                left.append(next(turns))
            for page in render.render(left.pop(), known):
                if isinstance(page, tuple):
                    raise page[1]
                made += 1
                yield page

    def ask(path):
        request = RequestFactory(SERVER_NAME="localhost").get(path)
        statuses = []
        response = django_itself(request.environ, lambda status, headers, error=None: statuses.append(status))
        b"".join(response)
        if not statuses[0].startswith("200"):
            raise RuntimeError(f"{path}: {statuses[0]}")

    # What pages share is worked out once, as in the press; `queries` asks each view without that.
    shared, memory = copy_context(), remembering()
    shared.run(memory.__enter__)

    def lot(count):
        began, size, made = time.process_time(), 0, 0
        with CaptureQueriesContext(connection) as captured:
            for page in rendered(count):
                size += len(page.content)
                made += 1
        return (time.process_time() - began) / made, size / made, len(captured)

    for line in sys.stdin:
        word, argument = line.split()
        if word == "render":
            answer = shared.run(lot, int(argument))
        else:
            ask(argument)
            began = time.process_time()
            with CaptureQueriesContext(connection) as captured:
                ask(argument)
            used = time.process_time() - began
            answer = (len(captured), sum(" OFFSET " in query["sql"] for query in captured), used)
        print(*answer, flush=True)
    shared.run(memory.__exit__, None, None, None)


if __name__ == "__main__":
    main()
