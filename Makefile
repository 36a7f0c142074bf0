# One command per habit: make setup | demo | test | check | bench
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
DATA ?= var/demo
ORDERS ?= 3000
VENDOR := yunhe/web/static/vendor/manifest.json
# Checks that need Django, but no installation of it.
DJANGO := DJANGO_SETTINGS_MODULE=yunhe.settings YUNHE_SECRET_KEY=check

.PHONY: help setup demo test test-all check bench pages screenshots browser wheel messages
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/.dev: requirements/dev.txt requirements/data.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Yunhe needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@echo "Installing what Yunhe needs into .venv; the first time takes some minutes."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --require-hashes --no-deps -r requirements/data.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENDOR): frontend/package-lock.json frontend/icons.txt frontend/vendor.py | .venv/.dev
	@echo "Fetching the pages' libraries."
	@command -v npm >/dev/null && command -v node >/dev/null || $(PIP) --require-hashes -r requirements/node.txt
	@$(PY) frontend/vendor.py

setup: .venv/.dev $(VENDOR)  ## install everything into .venv

demo: setup  ## the demo company, running until Ctrl-C (DATA=dir, ORDERS=n, UP='--port 8080 --host 0.0.0.0')
	@$(PY) -m yunhe.cli.main demo --data "$(DATA)" --orders $(ORDERS)
	@exec $(PY) -m yunhe.cli.main up --data "$(DATA)" $(UP)

browser:  ## Chromium for the browser tests
	.ci/chromium

test: setup browser  ## every test but the long ones
	$(PY) -m pytest -m "not long" -n 2

test-all: setup browser  ## the long ones too
	$(PY) -m pytest -n 2

check: .venv/.dev  ## lint, format, types, imports, migrations, translations, sizes
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(DJANGO) $(PY) .ci/migrations.py
	$(PY) .ci/messages.py --check
	$(PY) .ci/sizes.py

messages: .venv/.dev  ## collect the interface's words, make zh_Hant of zh_Hans, compile
	$(PY) .ci/messages.py

pages: setup browser  ## every page × language × theme × size, judged and weighed: docs/reference/pages.md
	$(PY) -m bench.pages matrix weights

screenshots: setup browser  ## every page in Chinese and English: docs/screenshots/
	$(PY) -m bench.pages screenshots

bench: setup  ## the benchmarks; docs/reference/ says what each measures
	$(PY) -m bench

wheel: setup  ## the wheel for `pip install`, in dist/
	rm -rf build
	$(PIP:install=wheel) --no-deps --no-build-isolation -w dist .
