"""Starting servers, loading them, and reading from /proc what that cost."""

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import ROOT

WORK = ROOT / "var" / "bench"
OURS = ROOT / ".venv" / "bin"
PEERS = WORK / "venv" / "bin"
TICK = os.sysconf("SC_CLK_TCK")


def environment(**values):
    """The environment for a child process, without what this one was told."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT),
        **{name: str(value) for name, value in values.items()},
    }  # fmt: skip


def project(data, **values):
    """The environment in which our own commands work on a folder with a database."""
    return environment(**{"LOCAL": 1, "DATA_DIR": data, "PUBLISHER": 0, **values})


def run(*command, env, **options):
    """Runs a command to its end; raises with its output when it fails."""
    done = subprocess.run(
        [str(part) for part in command], env=env, cwd=options.pop("cwd", ROOT), capture_output=True, text=True,
        check=False, **options,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def tree(pid):
    """A process and all that it started, as process ids."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu(pid):
    """Seconds of user and system time of a process and all that it started, those that ended included."""
    total = 0
    for process in tree(pid):
        try:
            values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, values[11:15]))
    return total / TICK


def memory(pid):
    """Proportional set size of a process and all that it started, in MB."""
    total = 0
    for process in tree(pid):
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        if match := re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE):
            total += int(match[1])
    return total / 1024


def resident(pid):
    """Resident memory of one process, in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def stop(process):
    """Ends a process and all that it started, and waits until they have."""
    children = tree(process.pid) - {process.pid}
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # Such as the publisher, which finishes its edition first.
    for sign in (signal.SIGTERM, signal.SIGKILL):
        left = [pid for pid in children if _started_by_us(pid)]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        until = time.monotonic() + 5
        while any(map(_started_by_us, left)) and time.monotonic() < until:
            time.sleep(0.05)


def _started_by_us(pid):
    """Whether this is still a process of this project, and no other that got its number since."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return str(ROOT).encode() in command or b"nouishetgenoeg" in command


@dataclass
class Server:
    name: str
    pid: int
    port: int

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"


def get(url, timeout=10, **headers):
    """(status, headers, body) of an address."""
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - an address of our own
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def wait_for(url, seconds=60):
    """Waits for a 200; raises when it does not come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if get(url, timeout=2)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{url} antwoordt niet.")


@contextmanager
def serving(name, command, port, env, path="/", cwd=ROOT):
    """A server for as long as the block lasts; it answers `path` with 200 when the block begins."""
    log = WORK / "logs" / f"{name.replace(' ', '-')}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command], env=env, cwd=cwd, stdout=output, stderr=output, start_new_session=True
        )
        try:
            server = Server(name, process.pid, port)
            try:
                wait_for(server.url(path))
            except SystemExit as error:
                raise SystemExit(f"{name}: {error}\n{log.read_text()[-3000:]}") from error
            yield server
        finally:
            stop(process)


def gunicorn(name, data, path="/", **values):
    """Our own server, as `make run` starts it, without the publisher unless asked for."""
    port = free_port()
    command = [OURS / "gunicorn", "--config", "gunicorn.conf.py", "nouishetgenoeg.wsgi"]
    return serving(name, command, port, project(data, PORT=port, **values), path)


def wagtail(name, data, path, **values):
    port = free_port()
    command = [
        PEERS / "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--bind",
        f"127.0.0.1:{port}", "--log-level", "warning", "django.core.wsgi:get_wsgi_application()",
    ]  # fmt: skip
    # Elsewhere, for gunicorn reads our own gunicorn.conf.py when it finds one.
    return serving(name, command, port, wagtail_environment(data, **values), path, cwd=data)


def wagtail_environment(data, **values):
    return environment(DJANGO_SETTINGS_MODULE="tests.bench.wagtail_site.settings", BENCH_SITE=data, **values)


NGINX = """\
load_module {module};
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=2000 inactive=60s;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} default_server;
{server}
    }}
}}
"""


def nginx(name, server, path="/"):
    """nginx with two workers and these lines in its server block."""
    folder = WORK / "nginx" / name.replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            module=BROTLI, folder=folder, port=port, server=server, user="user root;" if os.geteuid() == 0 else ""
        )
    )
    return serving(name, ["nginx", "-p", folder, "-c", configuration], port, environment(), path)


BROTLI = next(
    (
        module
        for folder in ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules")
        if (module := Path(folder) / "ngx_http_brotli_static_module.so").exists()
    ),
    None,
)

WRK_PATHS = """\
local paths = {{{paths}}}
local turn = 0
request = function()
  turn = turn + 1
  return wrk.format("GET", paths[turn % #paths + 1], {{["Accept-Encoding"] = "br, gzip"}})
end
"""


@dataclass
class Load:
    requests: int
    failed: int
    p99_ms: float
    max_ms: float
    seconds: float
    cpu_us: float  # of all processes of the server, for one request


def load(server, paths, seconds=2, connections=16):
    """wrk over these paths in turn."""
    script = WORK / "paths.lua"
    script.write_text(WRK_PATHS.format(paths=", ".join(f'"{path}"' for path in paths)))
    before = cpu(server.pid)
    out = subprocess.run(
        [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s", "-s", str(script),
            server.url(),
        ],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    used = cpu(server.pid) - before
    requests = int(re.search(r"(\d+) requests in", out)[1])
    failed = sum(int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    if errors := re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out):
        failed += sum(map(int, errors.groups()))
    longest = re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", out)[1]
    return Load(
        requests, failed, _milliseconds(re.search(r"99%\s+(\S+)", out)[1]), _milliseconds(longest), seconds,
        1e6 * used / max(requests, 1),
    )  # fmt: skip


def _milliseconds(text):
    """wrk gives `-nan` when it got no answer at all."""
    if not (match := re.match(r"([\d.]+)(us|ms|s|m)", text)):
        return float("nan")
    number, unit = match.groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def interleaved(measures, rounds):
    """Each measure `rounds` times, in turns (A B C, C B A, …): a dict from its name to the results."""
    results = {name: [] for name in measures}
    for turn in range(rounds):
        for name in list(measures)[:: -1 if turn % 2 else 1]:
            results[name].append(measures[name]())
    return results


def ratios(above, below):
    """Median, smallest and largest of the ratio in each round."""
    each = sorted(a / b for a, b in zip(above, below, strict=True) if b)
    return (statistics.median(each), each[0], each[-1]) if each else (float("nan"),) * 3


class Worker:
    """A process that renders pages when asked, and tells what each lot cost."""

    def __init__(self, python, module, env, *arguments):
        self.process = subprocess.Popen(
            [str(python), "-m", module, *map(str, arguments)], env=env, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, *words):
        """The answer, a line of words."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"Een meetproces is gestopt bij: {' '.join(map(str, words))}")
        return answer.split()

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
