# `make run` and `make test` are all that a bare machine needs (git, make, python3 with venv).
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# uv asks the system for certificates, so that it also works behind a proxy that inspects TLS.
UV := UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never .tools/bin/uv
export PYTHONDONTWRITEBYTECODE := 1

run test accounts: export LOCAL := 1

.PHONY: run test manual bench drills accounts lint format lock clean

run: .venv/runtime var/static/staticfiles.json
	@PORT=$(PORT) $(MANAGE) setup
	@PORT=$(PORT) exec $(BIN)/gunicorn --config gunicorn.conf.py nouishetgenoeg.wsgi

test: .venv/dev
	@$(BIN)/python -m pytest $(ARGS)

# New pictures of the screens for docs/redactie.md; run it when a screen changed.
manual: .venv/dev
	@$(BIN)/python -m pytest -n 0 tests/browser/manual.py

# Rehearses faults; needs root, PostgreSQL and faketime. Writes docs/drills.md.
drills: .venv/dev
	@$(BIN)/python -m tests.drills.run $(ARGS)

# What it costs, beside Wagtail, wagtail-bakery, django-distill, Hugo and nginx; twenty minutes on a quiet machine.
# One part: make bench ARGS="visit" (or press, growth, start, search, markdown; with --quick to try).
bench: .venv/runtime var/static/staticfiles.json var/bench/venv/ready
	@$(BIN)/python -m tests.bench $(ARGS)

accounts: .venv/runtime
	@$(MANAGE) accounts --new

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	LOCAL=1 $(MANAGE) makemigrations --check --dry-run

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Renews the locks; no index address goes into them.
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: .tools/ready
	$(UV) $(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(UV) $(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(UV) $(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	$(UV) $(COMPILE) pyproject.toml tests/bench/requirements.in -o tests/bench/requirements.txt

clean:
	rm -rf .venv .tools var

var/static/staticfiles.json: .venv/runtime nouishetgenoeg/stylesheet.py $(shell find static -type f)
	@echo "Klaarzetten: statische bestanden"
	@LOCAL=1 $(MANAGE) collectstatic --verbosity 0 --noinput --clear

.tools/ready: requirements/bootstrap.txt
	@echo "Klaarzetten: gereedschap"
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/bin/python: .tools/ready
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv

.venv/runtime: requirements/runtime.txt .venv/bin/python
	@echo "Klaarzetten: bibliotheken"
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@touch $@

.venv/dev: requirements/dev.txt .venv/runtime
	@echo "Klaarzetten: bibliotheken voor de tests"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

# An environment of its own, with this project's libraries beside those of the peers: django-distill renders this project.
var/bench/venv/ready: tests/bench/requirements.txt .tools/ready
	@echo "Klaarzetten: waarmee de site wordt vergeleken"
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) var/bench/venv
	@$(UV) pip install --quiet --python var/bench/venv/bin/python --require-hashes -r tests/bench/requirements.txt
	@touch $@
