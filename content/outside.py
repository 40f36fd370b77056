"""Asking another site whether a link still leads somewhere.

Only the command `check_links` does this, never a visitor's request. What editors type must not become a way to reach
machines of our own network, so that every name is looked up first, and is asked at the very address that was found.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 10  # seconds, for each step
MOST_REDIRECTS = 5
AT_ONCE = 8  # sites; one link of a site at a time
PAUSE = 0.5  # seconds between two links of a site
PORTS = {"http": 80, "https": 443}
# A site that refuses a robot may be fine for a visitor.
REFUSES_ROBOTS = {401, 403, 405, 406, 409, 429, 451, 501, 503, 999}
AGENT = "Mozilla/5.0 (compatible; link check of an information website)"


class Answer(NamedTuple):
    """What a link gave: the status, what is wrong in Dutch (empty: nothing), and where it leads for good."""

    status: int | None = None
    problem: str = ""
    leads_to: str = ""


class Refused(Exception):
    """An address that we do not ask; the text says why, in Dutch."""


def is_public(address):
    """True for an IP address on the open internet: no loopback, private, link-local, shared or reserved one."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or is_public(mapped))


def look_up(host, port):
    """The address to connect to. Raises Refused when any address of the name is not public, OSError without one."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(is_public(address) for address in found):
        raise Refused("Dit adres ligt in een eigen netwerk. Dat is niet te bereiken voor bezoekers.")
    return sorted(found, key=lambda address: ":" in address)[0]


class _Connection(http.client.HTTPSConnection):
    """A connection to one IP address, for a name: a second look-up could give another address."""

    def __init__(self, scheme, host, port, address):
        super().__init__(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        self.is_secure, self.address = scheme == "https", address
        # With another port than this one, the port goes into the name of the host.
        self.default_port = PORTS[scheme]

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT)
        if self.is_secure:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _ask(url, method):
    """The status of one address and where it sends us."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username:
        raise Refused("Dit adres begint niet met https://, of er staat een naam of wachtwoord in.")
    host = parts.hostname.encode("idna").decode()
    port = parts.port or PORTS[parts.scheme]
    connection = _Connection(parts.scheme, host, port, look_up(host, port))
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
        connection.request(
            method, path + query, headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        )
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def check(url):
    """An `Answer` for one link; asks for its headers alone first. Never raises."""
    try:
        return _follow(url)
    except Refused as error:
        return Answer(problem=str(error))
    except ssl.SSLError:
        return Answer(problem="De beveiliging van deze site klopt niet.")
    except TimeoutError:
        return Answer(problem="Deze site antwoordt niet op tijd.")
    except socket.gaierror:
        return Answer(problem="Deze site bestaat niet (meer).")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(problem="Deze site is niet te bereiken.")


def _follow(url):
    at, moved = url, url
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _ask(at, "HEAD")
        if status >= 400:
            status, location = _ask(at, "GET")
        if not (status in (301, 302, 303, 307, 308) and location):
            break
        at = urljoin(at, location)
        # Only a move for good is one to take over; it ends with the first that is not.
        if status in (301, 308) and moved is not None:
            moved = at
        elif moved == url:
            moved = None
    else:
        return Answer(status, "Deze link stuurt steeds weer door.")
    leads_to = moved if moved and moved != url else ""
    if status < 400 or status in REFUSES_ROBOTS:
        return Answer(status, "", leads_to)
    if status in (404, 410):
        return Answer(status, "Deze pagina is er niet meer.", leads_to)
    return Answer(status, f"De site geeft een fout ({status}).", leads_to)


def check_all(urls):
    """Yields (url, `Answer`) for every address, several sites at once but one link of a site at a time."""
    by_host = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).hostname, []).append(url)

    def check_host(links):
        answers = []
        for number, url in enumerate(links):
            if number:
                time.sleep(PAUSE)
            answers.append((url, check(url)))
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answers in pool.map(check_host, by_host.values()):
            yield from answers
