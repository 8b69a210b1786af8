PY ?= python3
V  := .venv
UV := .tools/bin/uv
export UV_PYTHON_DOWNLOADS := never
export PATH := $(CURDIR)/$(V)/bin:$(PATH)
PIPFLAGS := -q --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: setup dev lock assets
setup: $(V)/.run portal/static/.built
dev: $(V)/.dev node_modules/.dev portal/static/.built
assets: portal/static/.built

$(UV): requirements-bootstrap.lock
	$(PY) -m venv .tools && .tools/bin/pip install $(PIPFLAGS) -r requirements-bootstrap.lock || \
	  $(PY) -m pip install $(PIPFLAGS) --target .tools -r requirements-bootstrap.lock
	touch $@
$(V)/.run: requirements.lock pyproject.toml $(UV)
	test -x $(V)/bin/python || $(UV) venv -q --python $(PY) $(V)
	$(UV) pip install -q --python $(V)/bin/python --require-hashes --only-binary :all: -r requirements.lock
	$(UV) pip install -q --python $(V)/bin/python --no-deps -e .
	touch $@
$(V)/.dev: requirements-dev.lock $(V)/.run
	$(UV) pip install -q --python $(V)/bin/python --require-hashes --only-binary :all: -r requirements-dev.lock
	touch $@
# The packages that pages need. `npm ci` empties the folder, so a full install counts as this too.
node_modules/.run: package-lock.json $(V)/.run
	npm ci --omit=dev && touch $@
node_modules/.dev: package-lock.json $(V)/.dev
	npm ci && touch $@ node_modules/.run
# With `make dev` the full install comes first: `npm ci` twice at once would undo each other.
portal/static/.built: $(wildcard portal/web/assets/*) portal/web/build_assets.py package-lock.json $(V)/.run | $(if $(wildcard node_modules/.dev),node_modules/.dev,$(if $(filter dev test check,$(MAKECMDGOALS)),node_modules/.dev,node_modules/.run))
	$(V)/bin/python -m portal.web.build_assets
lock: $(UV)
	for f in requirements-bootstrap requirements requirements-dev; do $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate $$f.in -o $$f.lock; done
	npm install --package-lock-only
