# `make run` opens the board, `make test` runs the tests; either sets everything up in .venv first, once.
# Another interpreter: `make PYTHON=/path/to/python3 run`. Options for the program: `make run ARGS="--lang en"`.

PYTHON ?= python3
ARGS ?=
TESTS ?= tests

VENV := .venv
PY := $(VENV)/bin/python
RUN := $(VENV)/.siap-run
DEV := $(VENV)/.siap-dev
PINS := constraints.txt

FLOORS := tui screens models
TYPED := $(FLOORS) $(if $(wildcard benchmarks/*.py),benchmarks)

# Both variables: pip 25.3 gave the isolated build a name of its own, older ones read the first for it too.
PIP := PIP_CONSTRAINT=$(PINS) PIP_BUILD_CONSTRAINT=$(PINS) PIP_DISABLE_PIP_VERSION_CHECK=1 $(PY) -m pip
NO_PACKAGES := "Siaga could not install its packages (see above). Is the package index within reach? Then try again."

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test postgresql check lint types contracts bench screenshots locale constraints clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 20

run: $(RUN)  ## open the board
	@exec $(VENV)/bin/siaga $(ARGS)

demo: $(RUN)  ## open a rehearsal: all seats filled, two simulated colleagues at work
	@exec $(VENV)/bin/siaga demo $(ARGS)

test: $(DEV)  ## the tests (POSTGRES_TEST_URL=... names a server to run them on as well)
	$(PY) -m pytest -n auto --dist loadfile $(TESTS)

postgresql: $(DEV)  ## the tests on both engines, on a PostgreSQL server that is there only for them
	tests/with-postgresql $(PY) -m pytest -n auto --dist loadfile $(TESTS)

check: lint types contracts test  ## style, types, who imports whom, the tests

lint: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(DEV)
	$(PY) -m mypy $(TYPED)

contracts: $(DEV)
	$(VENV)/bin/lint-imports --no-cache

bench: $(DEV)  ## the figures of docs/performance.md, on this machine
	$(PY) -m benchmarks $(ARGS)

screenshots: $(DEV)  ## the pictures and the table of keys in docs/, taken from the program itself
	$(PY) docs/screenshots.py $(ARGS)
	$(PY) docs/key_table.py

locale: $(DEV)  ## gather what people read, list what English lacks (edit siaga.po, run again), compile it
	$(PY) -m screens.locale.catalogue

constraints:  ## pin the newest packages that pyproject.toml allows
	rm -rf $(VENV)-pins
	$(PYTHON) -m venv $(VENV)-pins
	$(VENV)-pins/bin/python -m pip install -q --upgrade hatchling '.[dev]'
	sed -n 1p $(PINS) > $(PINS).new
	$(VENV)-pins/bin/python -m pip freeze --exclude siaga | LC_ALL=C sort -f >> $(PINS).new
	mv $(PINS).new $(PINS)
	rm -rf $(VENV)-pins

clean:  ## remove the environment and what the tools left behind
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ── Set-up ──────────────────────────────────────────────────────────────────────────────────────────────────────────

$(RUN): pyproject.toml $(PINS) | $(PY)
	@echo "Setting up Siaga in $(VENV) (once) ..." >&2
	@$(PIP) install -q -e . || { echo $(NO_PACKAGES) >&2; exit 1; }
	@$(PY) -m compileall -q $(FLOORS)
	@touch $@

$(DEV): pyproject.toml $(PINS) | $(PY)
	@echo "Setting up Siaga and its development tools in $(VENV) (once) ..." >&2
	@$(PIP) install -q -e '.[dev]' || { echo $(NO_PACKAGES) >&2; exit 1; }
	@$(PY) -m compileall -q $(FLOORS)
	@touch $@ $(RUN)

# Debian keeps what makes an environment in a package of its own, which root may add here and now.
$(PY):
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Siaga needs Python 3.11 or newer, and '$(PYTHON)' is not there: install it, or name another with 'make PYTHON=/path/to/python3'." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Siaga needs Python 3.11 or newer, and '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1): name another with 'make PYTHON=/path/to/python3'." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv ..." >&2; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; \
		fi; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Siaga needs the 'venv' part of Python: install it with 'apt install python3-venv' as root, then run make again." >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
