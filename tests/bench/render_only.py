"""Our render phase alone, written as the peers write it: `python -m tests.bench.render_only FOLDER PROCESSES`.

The guides, rendered by the press's own code and written as files; no checks, no compression, no manifest.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import django

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else None


def begin():
    from django.db import connections

    from content.remember import remember_from_now_on

    connections.close_all()
    remember_from_now_on()


def write(batch, known):
    from nouishetgenoeg.press import render

    for page in render.render(batch, known):
        target = FOLDER / page.path.strip("/")
        target.mkdir(parents=True, exist_ok=True)
        (target / "index.html").write_bytes(page.content)
    return len(batch)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nouishetgenoeg.settings")
    django.setup()
    from django.db import connections

    from content.models import Guide
    from nouishetgenoeg.press import render

    pages, moves = render.addresses()
    known = {*pages, *moves}
    guides = {path: pk for path, pk in pages.items() if path.startswith(Guide.path) and pk}
    connections.close_all()
    with ProcessPoolExecutor(int(sys.argv[2]), multiprocessing.get_context("fork"), initializer=begin) as pool:
        batches = list(render.batches(guides))
        print(sum(pool.map(write, batches, [known] * len(batches))))


if __name__ == "__main__":
    main()
