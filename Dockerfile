# syntax=docker/dockerfile:1
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1
COPY requirements requirements
RUN python3 -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.txt
COPY . .
# Local mode needs no secret; the key that it makes stays in this stage.
RUN LOCAL=1 DATA_DIR=/tmp/data STATIC_ROOT=/static /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --create-home site
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATA_DIR=/data STATIC_ROOT=/static
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/robots.txt', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0], 'X-Forwarded-Proto': 'https'}), timeout=4)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "--worker-tmp-dir", "/dev/shm", "nouishetgenoeg.wsgi"]
