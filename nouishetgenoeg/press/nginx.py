"""The configuration that lets nginx serve the editions, with the same headers."""

from urllib.parse import urlsplit

from django.conf import settings

from nouishetgenoeg.headers import HASHED, MOMENT, PAGE
from nouishetgenoeg.views import ERRORS

TEMPLATE = """\
# Gemaakt met: manage.py press --nginx
# Zet dit in een server-blok van nginx; poort, naam en certificaat staan daar.
# De bestanden van de uitgave gaan rechtstreeks naar de bezoeker; alleen de redactie gaat naar de applicatie.
root {current}/site;
charset utf-8;
absolute_redirect off;
server_tokens off;
# Geen adres, pagina of browser van een bezoeker in een logboek.
access_log off;
error_log /dev/null emerg;
log_not_found off;
gzip_static on;
# Met de module ngx_brotli (Debian: libnginx-mod-http-brotli-static):
brotli_static on;
client_max_body_size 5m;
client_header_timeout 10s;
client_body_timeout 10s;
send_timeout 30s;
reset_timedout_connection on;
etag on;
max_ranges 0;
{errors}
if ($host !~ ^({hosts})$) {{ return 400; }}

location / {{
    try_files $uri $uri/index.html @map;
    index index.html;
{page}
}}
# /hulp wordt /hulp/, maar alleen als die pagina er is.
location @map {{
    if (-f $document_root$uri/index.html) {{ return 301 $uri/; }}
    return 404;
}}
location ~ \\.(?:br|gz)$ {{ return 404; }}
location ~ /index\\.html$ {{ return 404; }}
# Scripts, opmaak en letters van alle bewaarde uitgaven, en die van de redactie.
location {static} {{
    root {assets};
    try_files $uri @newsroom_static;
{hashed}
}}
location @newsroom_static {{
    root {static_parent};
    rewrite ^{static}(.*)$ /{static_name}/$1 break;
{hashed}
}}
{error_pages}
location /beheer/ {{
    proxy_pass http://{upstream};
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-For "";
    proxy_intercept_errors off;
}}
"""


def include(editions):
    """The text of the include file for these editions."""
    errors = "\n".join(f"error_page {_statuses(status)} /{status}.html;" for status in ERRORS)
    error_pages = "\n".join(f"location = /{status}.html {{ internal;\n{_headers(MOMENT)}\n}}" for status in ERRORS)
    hosts = [urlsplit(f"//{host.lstrip('.')}").hostname or host for host in settings.ALLOWED_HOSTS]
    return TEMPLATE.format(
        current=editions.folder.resolve() / "current",
        assets=editions.folder.resolve() / "assets",
        static=settings.STATIC_URL,
        static_parent=settings.STATIC_ROOT.resolve().parent,
        static_name=settings.STATIC_ROOT.name,
        hosts="|".join(host.replace(".", "\\.") for host in hosts),
        page=_headers(PAGE),
        hashed=_headers(HASHED),
        errors=errors,
        error_pages=error_pages,
        upstream="127.0.0.1:8000",
    )


def _statuses(status):
    # What nginx itself calls 414, 431 or 494 is a bad request to a visitor; 502 to 504 are ours to mend.
    more = {400: "400 401 402 406 408 411 412 414 415 416 421 429 431 494", 500: "500 501 502 503 504"}
    return more.get(status, str(status))


def _headers(values):
    # One add_header in a location drops all outer ones, so each location has them all.
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in values.items())
