"""How gunicorn serves the site; `make run` and the Dockerfile both use this file."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from gunicorn import util
from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import ThreadWorker

from nouishetgenoeg.logs import Anonymous


class Worker(ThreadWorker):
    """Refuses what it cannot read without repeating it; gunicorn would send the line back, and log the address."""

    def handle_error(self, req, client, addr, exc):
        if isinstance(exc, ParseException):
            util.write_error(client, 400, "Bad Request", "")
        else:
            super().handle_error(req, client, addr, exc)


local = "1" in (os.environ.get("LOCAL"), os.environ.get("DEBUG"))
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}" if local else os.environ.get("BIND", "0.0.0.0:8000")
worker_class = Worker
workers = int(os.environ.get("WORKERS", "2"))
# A slow connection holds a thread; a waiting thread costs next to nothing.
threads = int(os.environ.get("THREADS", "128"))
# A worker that stands still is replaced after this many seconds; until then it keeps who waits for it waiting.
timeout = 10
# An editor hears within ten seconds that the database does not answer (PostgreSQL; SQLite has its own time limit).
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=8000 -c lock_timeout=5000")
# No visitor's address is written anywhere.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def on_starting(server):
    """Local mode has no HTTPS: it is refused on any address but this machine's own."""
    server.log.error_log.addFilter(Anonymous())
    addresses = server.cfg.address
    if local and any(address[0] not in ("127.0.0.1", "::1", "localhost") for address in addresses):
        sys.exit("Lokale modus luistert alleen naar deze computer. Haal LOCAL weg, of --bind.")


def when_ready(server):
    """Starts the publisher beside the workers, and starts it again when it ends. It ends with gunicorn."""
    if os.environ.get("PUBLISHER", "1") == "1":
        threading.Thread(target=_keep_publishing, daemon=True).start()


def _keep_publishing():
    command = [sys.executable, os.path.join(os.path.dirname(__file__), "manage.py"), "publisher", "--with-parent"]
    while True:
        # A process that cannot be started now (no memory, no rights) may be started later.
        with suppress(OSError):
            subprocess.call(command)  # noqa: S603 - our own command
        time.sleep(2)
