"""The configuration that lets nginx serve the editions, with the same headers."""

import re

from django.conf import settings

from nouishetgenoeg.headers import CARD, HASHED, IMAGE, MOMENT, PAGE, at
from nouishetgenoeg.views import ERRORS

TEMPLATE = """\
# Gemaakt met: manage.py press --nginx
# Zet dit in een server-blok van nginx; poort, naam en certificaat staan daar.
# De bestanden van de uitgave gaan rechtstreeks naar de bezoeker; alleen de redactie gaat naar de applicatie.
root "{current}/site";
absolute_redirect off;
server_tokens off;
# Geen adres, pagina of browser van een bezoeker in een logboek.
access_log off;
error_log /dev/null emerg;
log_not_found off;
gzip off;
gzip_static on;
gzip_vary on;
# Met de module ngx_brotli (Debian: libnginx-mod-http-brotli-static):
brotli_static on;
client_max_body_size 5m;
client_header_timeout 10s;
client_body_timeout 10s;
send_timeout 30s;
reset_timedout_connection on;
max_ranges 0;
charset utf-8;
charset_types text/css text/javascript text/plain text/calendar;
types {{
{types}
}}
{errors}
error_page 501 505 =400 /400.html;

# Een foutpagina gaat hier nog eens langs, en moet dan door.
set $refused "";
if ($host !~* "^({hosts})$") {{ set $refused 1; }}
if ($uri ~ "^/(400|404)\\.html$") {{ set $refused ""; }}
if ($refused) {{ return 400; }}
# Het bestand achter een pagina, en de kleine vorm ervan, hebben geen eigen adres.
if ($uri ~ "/index\\.html$|\\.(br|gz)$") {{ return 404; }}

# Waar de redactie een foto heen stuurt.
{admin_host}location ~ ^/beheer(/beeld/|/content/image/) {{
{admin_only}    client_max_body_size 9m;
    proxy_pass http://{upstream};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    # Alleen van wie in de redactie werkt: het telt pogingen om aan te melden (PROXY_COUNT=1).
    proxy_set_header X-Forwarded-For $remote_addr;
}}
location ~ ^/beheer(/|$) {{
{admin_only}    proxy_pass http://{upstream};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    # Alleen van wie in de redactie werkt: het telt pogingen om aan te melden (PROXY_COUNT=1).
    proxy_set_header X-Forwarded-For $remote_addr;
}}
location ~ /$ {{
    if ($request_method !~ "^(GET|HEAD)$") {{ return 405; }}
    try_files "${{uri}}index.html" =404;
{page}
}}
# Een beeld kan niets als het los wordt geopend.
location ^~ /beeld/ {{
    if ($request_method !~ "^(GET|HEAD)$") {{ return 405; }}
    try_files $uri =404;
{image}
}}
# De enige pagina die in een kader op een andere site mag.
location = {card_path} {{
    if ($request_method !~ "^(GET|HEAD)$") {{ return 405; }}
    try_files "${{uri}}index.html" =404;
{card}
}}
location / {{
    if ($request_method !~ "^(GET|HEAD)$") {{ return 405; }}
    try_files $uri @without_slash;
{page}
}}
# /hulp wordt /hulp/, maar alleen als die pagina er is.
location @without_slash {{
    if (-f "$document_root$uri/index.html") {{ return 301 "$uri/"; }}
    return 404;
{moment}
}}
# Scripts, opmaak en letters van alle bewaarde uitgaven, en die van de redactie.
location ^~ {static} {{
    if ($request_method !~ "^(GET|HEAD)$") {{ return 405; }}
    root "{assets}";
    try_files $uri @newsroom_static;
{hashed}
}}
location @newsroom_static {{
    if ($uri !~ "\\.[0-9a-f]{{12}}\\.[a-z0-9]+$") {{ return 404; }}
    root "{static_parent}";
    rewrite "^{static}(.*)$" "/{static_name}/$1" break;
{hashed}
}}
{error_pages}
"""

# The newsroom on a host name of its own: what is there and what is not.
ADMIN_HOST = """\
# Op de naam van de redactie staat alleen de redactie; de rest is op de site.
set $elsewhere "";
if ($host = "{host}") {{ set $elsewhere 1; }}
if ($uri ~ "^(/beheer(/|$)|{static}|/[0-9]+\\.html$)") {{ set $elsewhere ""; }}
if ($elsewhere) {{ rewrite ^ /-site last; }}
location = /-site {{
    internal;
    if ($request_uri = "/") {{ return 301 /beheer/; }}
    return 301 "{site}$request_uri";
{moment}
}}
"""
ADMIN_ONLY = """\
    if ($host != "{host}") {{ return 404; }}
"""

# As the press names them (mimetypes of Python, and the views).
TYPES = {
    "text/html": "html",
    "text/css": "css",
    "text/javascript": "js",
    "text/plain": "txt",
    "text/calendar": "ics",
    "application/json": "json",
    "application/xml": "xml",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg",
    "image/webp": "webp",
    "font/woff2": "woff2",
}


def include(editions):
    """The text of the include file for these editions."""
    folder = editions.folder.resolve()
    return TEMPLATE.format(
        current=folder / "current",
        assets=folder / "assets",
        static=settings.STATIC_URL,
        static_parent=settings.STATIC_ROOT.resolve().parent,
        static_name=settings.STATIC_ROOT.name,
        hosts="|".join(map(_host, settings.ALLOWED_HOSTS)),
        types="\n".join(f"    {name} {suffixes};" for name, suffixes in TYPES.items()),
        page=_headers(PAGE),
        image=_headers(IMAGE),
        card_path=CARD,
        card=_headers(at(CARD, PAGE)),
        moment=_headers(MOMENT),
        hashed=_headers(HASHED),
        errors="\n".join(f"error_page {_statuses(status)} /{status}.html;" for status in ERRORS),
        error_pages="\n".join(_error_page(status) for status in ERRORS),
        upstream="127.0.0.1:8000",
        admin_host=ADMIN_HOST.format(
            host=settings.ADMIN_HOST, site=settings.SITE_URL, static=settings.STATIC_URL, moment=_headers(MOMENT)
        )
        if settings.ADMIN_HOST
        else "",
        admin_only=ADMIN_ONLY.format(host=settings.ADMIN_HOST) if settings.ADMIN_HOST else "",
    )


def _host(pattern):
    """An entry of ALLOWED_HOSTS as a regular expression: "*" is any name, ".voorbeeld.nl" has its subdomains too."""
    if pattern == "*":
        return ".*"
    return (r"(.+\.)?" if pattern.startswith(".") else "") + re.escape(pattern.lstrip("."))


def _statuses(status):
    # What nginx itself calls 414, 431 or 494 is a bad request to a visitor; 502 to 504 are ours to mend.
    more = {400: "400 401 402 406 408 411 412 414 415 416 421 429 431 494", 500: "500 502 503 504"}
    return more.get(status, str(status))


def _error_page(status):
    allow = '\n    add_header Allow "GET, HEAD" always;' if status == 405 else ""
    return f"location = /{status}.html {{\n    internal;\n{_headers(MOMENT)}{allow}\n}}"


def _headers(values):
    # One add_header in a location drops all outer ones, so each location has them all. The time of a file
    # differs from host to host.
    values = values | {"Last-Modified": ""}
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in values.items())
