"""A visit: what one request costs, whether a switch delays it, and what idle and slow visitors do to it."""

import os
import shutil
import socket
import statistics
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

from . import sites
from .harness import WORK, get, gunicorn, interleaved, load, nginx, ratios, wagtail

PART = "A visit"


def measure(report, quick):
    guides = 100 if quick else 1000
    data = sites.edition(guides)
    sites.wagtail_site(guides)
    paths = _paths(data)
    rounds, seconds = (2, 1) if quick else (6, 3)
    with ExitStack() as stack:
        ours = stack.enter_context(gunicorn("built-in", data, paths[0]))
        ours_nginx, plain = _nginx_pair(stack, data, paths[0])
        cached = stack.enter_context(wagtail("wagtail-cache", data, paths[0], WAGTAIL_CACHE=1))
        uncached = stack.enter_context(wagtail("wagtail", data, paths[0]))
        _same_answer(ours, ours_nginx, plain, paths)
        servers = {server.name: server for server in (ours_nginx, plain, ours, cached, uncached)}
        _warm(cached, paths)
        for server in servers.values():
            load(server, paths, seconds=1)
        loads = interleaved(
            {name: lambda server=server: load(server, paths, seconds) for name, server in servers.items()}, rounds
        )
        _table(report, loads)
        _switches(report, ours, data, paths, quick)
    _without_database(report, data, paths)
    _slow_visitors(report, data, paths, quick)


def _paths(data):
    """Twenty guides that both sites have."""
    folder = data / "editions" / "current" / "site" / "wat-te-doen"
    found = sorted(page.name for page in folder.iterdir() if (page / "index.html").exists())
    wagtail_has = {line.strip('"') for line in (data / "guides.json").read_text().split('"slug": ')[1:]
                   for line in [line.split(",")[0]]}  # fmt: skip
    both = [name for name in found if name in wagtail_has]
    return [f"/wat-te-doen/{name}/" for name in both[:: max(len(both) // 20, 1)]][:20]


def _warm(cached, paths):
    """Until both workers of Wagtail have every page in their cache: six hits in a row, each on a new connection."""
    for path in paths:
        hits = tries = 0
        while hits < 6:
            hits = hits + 1 if get(cached.url(path))[1].get("X-Wagtail-Cache") == "hit" else 0
            tries += 1
            if tries > 60:
                raise SystemExit(f"wagtail-cache bewaart {path} niet.")


def _nginx_pair(stack, data, path):
    """nginx with our include file, and nginx as anyone would write it for the same files and headers."""
    include = WORK / "nginx-include.conf"
    include.write_text(sites.press(data, "--nginx"))
    ours = stack.enter_context(nginx("nginx with our include", f"        include {include};", path))
    its_own = {
        "server", "date", "content-type", "content-length", "etag", "connection", "last-modified", "vary",
        "accept-ranges", "content-encoding", "transfer-encoding", "keep-alive",
    }  # fmt: skip
    headers = "".join(
        f'        add_header {name} "{value}";\n'
        for name, value in get(ours.url(path))[1].items()
        if name.lower() not in its_own
    )
    root = (data / "editions" / "current").resolve() / "site"
    plain = (
        f"        root {root};\n        charset utf-8;\n        gzip_static on;\n        brotli_static on;\n{headers}"
    )
    return ours, stack.enter_context(nginx("nginx plain", plain, path))


def _same_answer(ours, ours_nginx, plain, paths):
    """Unless all three send the same bytes and as many headers there is nothing to compare."""
    for path in paths[:3]:
        first, second, third = (
            get(server.url(path), **{"Accept-Encoding": "br"}) for server in (ours, ours_nginx, plain)
        )
        if not first[2] == second[2] == third[2] or third[1].get("Content-Encoding") != "br":
            raise SystemExit(f"De servers sturen niet hetzelfde: {path}")


def _table(report, loads):
    cost = {name: [one.cpu_us for one in each] for name, each in loads.items()}
    for name, each in loads.items():
        failed = sum(one.failed for one in each)
        rate = statistics.median(one.requests / one.seconds for one in each)
        lost = f", **{failed} failed**" if failed else ""
        report.add(
            PART,
            f"{name}: CPU for one request",
            f"{statistics.median(cost[name]):,.0f} µs ({min(cost[name]):,.0f}–{max(cost[name]):,.0f}), "
            f"{rate:,.0f} requests/s{lost}",
        )
    for what, above, below, limit in (
        ("The edition behind nginx ÷ plain nginx, CPU", "nginx with our include", "nginx plain", 1.1),
        ("Built-in server ÷ a Wagtail page from wagtail-cache, CPU", "built-in", "wagtail-cache", 0.5),
        ("Built-in server ÷ an uncached Wagtail page, CPU", "built-in", "wagtail", 1 / 40),
    ):
        value, low, high = ratios(cost[above], cost[below])
        report.at_most(PART, what, value, limit, more=f" ({low:.3f}–{high:.3f})")


def _without_database(report, data, paths):
    """The same answers while there is no database at all: then no view and no query can have made them."""
    empty = WORK / "data" / "no-database"
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir(parents=True)
    environment = {
        "DATABASE_URL": f"sqlite:///{empty}/is/not/there.sqlite3",
        "EDITIONS_DIR": data / "editions",
        "STATIC_ROOT": data / "static",
    }
    with gunicorn("without-database", empty, paths[0], **environment) as server:
        right = 0
        for path in paths:
            file = data / "editions" / "current" / "site" / path.strip("/") / "index.html"
            right += get(server.url(path))[::2] == (200, file.read_bytes())
    report.add(
        PART, "Pages answered with the edition's bytes while there is no database (no query, no view)",
        f"{right} of {len(paths)}", f"{len(paths)}", right == len(paths),
    )  # fmt: skip


def _switches(report, server, data, paths, quick):
    """Twenty switches between two editions, under load; beside the same load without."""
    editions = data / "editions"
    current = os.readlink(editions / "current")
    sites.press(data)
    others = [current, os.readlink(editions / "current")]
    if others[0] == others[1]:
        others = sorted(folder.name for folder in editions.iterdir() if (folder / "manifest.json").exists())[-2:]
    seconds = 10

    def switching():
        stopped = threading.Event()

        def turn():
            for number in range(20):
                if stopped.wait(seconds / 21):
                    return
                link = editions / ".bench-current"
                link.symlink_to(others[number % 2])
                os.replace(link, editions / "current")

        thread = threading.Thread(target=turn)
        thread.start()
        try:
            return load(server, paths, seconds)
        finally:
            stopped.set()
            thread.join()

    results = interleaved(
        {"still": lambda: load(server, paths, seconds), "switching": switching}, rounds=1 if quick else 3
    )
    still, during = results["still"], results["switching"]
    longest_still = statistics.median(one.max_ms for one in still)
    longest = statistics.median(one.max_ms for one in during)
    lost = sum(one.failed for one in during)
    requests = sum(one.requests for one in during)
    report.add(
        PART, "Longest request during 20 switches in 10 s, and without switches",
        f"{longest:.0f} ms and {longest_still:.0f} ms", "≤ twice that without + 50 ms",
        longest <= 2 * longest_still + 50,
    )  # fmt: skip
    report.add(
        PART, "99 % of requests during switches, and without",
        f"{statistics.median(one.p99_ms for one in during):.1f} ms and "
        f"{statistics.median(one.p99_ms for one in still):.1f} ms",
    )  # fmt: skip
    report.add(PART, "Requests lost during switches", f"{lost} of {requests:,}", "0", lost == 0)


@contextmanager
def _crowd(server, size, path, slow):
    """`size` connections that send nothing, or a byte of a request each second."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".encode() + b"a" * 1000
    crowd = []
    stopped = threading.Event()
    for _ in range(size):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        connection.setblocking(False)
        crowd.append(connection)

    def drip():
        for byte in request:
            for connection in crowd:
                with suppress(OSError):
                    connection.send(bytes([byte]))
            if stopped.wait(1):
                return

    thread = threading.Thread(target=drip if slow else stopped.wait)
    thread.start()
    try:
        time.sleep(3)
        yield
    finally:
        stopped.set()
        thread.join()
        for connection in crowd:
            connection.close()


def _slow_visitors(report, data, paths, quick):
    """Ordinary visitors, each on a connection of their own, among 200 that only hold one."""
    count = 50 if quick else 200
    with ExitStack() as stack:
        built_in = stack.enter_context(gunicorn("built-in", data, paths[0]))
        behind, _ = _nginx_pair(stack, data, paths[0])
        for server, target in ((built_in, True), (behind, True)):
            for what, size, slow in (
                ("nobody", 0, False),
                ("200 idle", 200, False),
                ("200 slow (1 byte/s)", 200, True),
            ):
                with _crowd(server, size, paths[0], slow):
                    times, answered = [], 0
                    for number in range(count):
                        began = time.monotonic()
                        with suppress(OSError):
                            answered += get(server.url(paths[number % len(paths)]), timeout=5)[0] == 200
                        times.append(1000 * (time.monotonic() - began))
                        if number >= 10 and not answered:
                            break
                times.sort()
                report.add(
                    PART, f"{server.name}, among {what} connections: answered, p50, p99",
                    f"{answered} of {len(times)}, {times[len(times) // 2]:.1f} ms, "
                    f"{times[int(len(times) * 0.99) - 1]:.1f} ms",
                    "all" if target else "", answered == len(times) if target else None,
                )  # fmt: skip
