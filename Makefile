# One command per habit: make setup | demo | test | check | bench
PY := .venv/bin/python

.PHONY: setup test check
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/.dev: requirements/dev.txt requirements/data.txt
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/data.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

setup: .venv/.dev  ## install everything into .venv

check: setup  ## ruff, mypy, import contract
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: setup  ## every test but the long ones
	$(PY) -m pytest -m "not long" -n 2

test-all: setup  ## the long ones too
	$(PY) -m pytest -n 2
