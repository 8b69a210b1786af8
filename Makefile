# The commands of this project. `make help` lists them; `make demo` and `make test` need only
# Python 3.11 or later with venv, and make: everything else is fetched, hash-checked, into this folder.

PY    ?= python3
PORT  ?= 8080
STAGE ?= preparing
AT    ?=
ARGS  ?=

V  := .venv
UV := .tools/bin/uv
# The wheel that carries node and npm puts them in .venv/bin, so no node is needed on the machine.
export PATH := $(CURDIR)/$(V)/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
# What Python compiled is kept in __pycache__, also where the machine says not to: without it every
# start of `portal`, and every process of the tests, compiles two thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
PIPFLAGS  := -q --disable-pip-version-check --require-hashes --only-binary :all:
UVINSTALL := $(UV) pip install -q --python $(V)/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two steps write to one node_modules: never side by side.
.NOTPARALLEL:
.PHONY: help setup dev demo check lint test fmt lock bench requirements controls access agreements messages clean

help: ## list these commands
	@echo "make COMMAND, where COMMAND is one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '  %-14s%s\n' "$${name#  }" "$$what"; done

setup: $(V)/.run portal/static/.built ## install what the portal needs to run, and build its assets

dev: $(V)/.dev node_modules/.dev portal/static/.built ## install what checks and tests need as well

demo: setup ## serve a demonstration of invented people: PORT=8080 STAGE=preparing AT=2026-11-23T09:00
	@exec portal demo --port "$(PORT)" --stage "$(STAGE)" $(if $(AT),--at "$(AT)")

check: lint ## the fast part: format, lint, types, import order, unit and architecture tests
	@python -m pytest tests/unit tests/architecture $(ARGS)

lint: dev
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache

test: lint portal/static/.built ## everything: the checks, then every test on SQLite, PostgreSQL and in a browser
	@python -m pytest -n auto --dist worksteal $(ARGS)

fmt: dev ## put the code in the project's format and make the safe repairs
	ruff check --fix-only .
	ruff format .

bench: dev portal/static/.built ## measure speed as ratios inside one run
	@python -m pytest tests/bench -s $(ARGS)

requirements: dev ## write docs/requirements.md from the markers in the tests
	@python -m tests.support.requirements

controls: dev ## write docs/controls.md from the markers in the tests
	@python -m tests.support.controls

agreements: dev ## write docs/agreements.md from the cases the tests run
	@python -m tests.support.agreements

access: dev portal/static/.built ## ask every page as everybody and write docs/access.md
	@python -m tests.integration.access

lock: $(UV) $(V)/.run ## resolve the dependencies again and pin them by hash
	for f in requirements-bootstrap requirements requirements-dev; do \
	  $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $$f.in -o $$f.lock || exit 1; \
	done
	npm install --package-lock-only

messages: dev ## bring the translators' catalogues up to date with what young people's pages say
	@python -m portal.web.build_messages

clean: ## remove everything these commands made, the demonstration's data included
	rm -rf .venv .tools .cache .mypy_cache .ruff_cache .hypothesis node_modules portal/static instance

# --- What the commands stand on: one stamp file per step, so that a second start does nothing. ---

$(UV): requirements-bootstrap.lock
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: name one with make PY=...")'
	@echo "Setting up: about half a minute the first time"
	@$(PY) -m venv .tools && .tools/bin/python -m pip install $(PIPFLAGS) -r $< || \
	  $(PY) -m pip install $(PIPFLAGS) --target .tools -r $<
	@touch $@

$(V)/.run: requirements.lock pyproject.toml $(UV)
	@test -x $(V)/bin/python || $(UV) venv -q --python $(PY) $(V)
	@$(UVINSTALL) --require-hashes --only-binary :all: -r requirements.lock
	@$(UVINSTALL) --no-deps -e .
	@touch $@

$(V)/.dev: requirements-dev.lock $(V)/.run
	@$(UVINSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

# `npm ci` empties node_modules first, so the later stamp includes the earlier one.
node_modules/.run: package.json package-lock.json | $(V)/.run
	@npm ci --omit=dev --silent
	@touch $@

node_modules/.dev: package.json package-lock.json | $(V)/.dev
	@npm ci --silent
	@touch node_modules/.run $@

# The style sheet is compiled; scripts, fonts and images are copied from their packages.
portal/static/.built: $(wildcard portal/web/assets/*) portal/web/build_assets.py package-lock.json | $(if $(wildcard node_modules/.dev),node_modules/.dev,$(if $(filter dev test check lint bench,$(MAKECMDGOALS)),node_modules/.dev,node_modules/.run))
	@$(V)/bin/python -m portal.web.build_assets
