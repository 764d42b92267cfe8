# Everything that a newcomer types. Each target does its own set-up: Python 3.11 or newer and make are enough.
.PHONY: help demo test test-fast soak coverage mutants lint audit bench load pin venv clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Compiled modules are kept: every process that a test or the service starts would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
RUNS := .venv/runs.stamp
TESTS := .venv/tests.stamp
CLIENT := .venv/client.stamp
AUDIT := .venv/audit.stamp
# One more than the two cores that we reckon with: a test often waits for a process, a browser or a clock.
WORKERS ?= 3
# The tests of the core.
CORE := tests/sla tests/terms_files tests/test_worked_examples.py tests/test_worked_examples_proven.py
# Without code ranges: with them two threads that format a traceback at once make Python 3.11 raise SystemError.
PYTEST := PYTHONNODEBUGRANGES=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

help:
	@echo "make demo       the sample world, in your browser"
	@echo "make test-fast  a minute: SQLite alone"
	@echo "make test       everything once, on both databases and in a browser"
	@echo "make soak       the full counts; writes docs/soak/<date>.txt"
	@echo "make coverage   whether the tests of the core take every branch of it"
	@echo "make mutants    whether they notice every small change of judging and remedies; an hour"
	@echo "make lint       ruff, mypy --strict, the import order"
	@echo "make audit      the pinned versions against the registry's list of known faults"
	@echo "make bench      ratios to hand-written references"
	@echo "make load       100 readers and 20 uploaders, also while processes are killed; three minutes"
	@echo "make pin        renew requirements*.txt from requirements*.in"

demo: $(RUNS)
	$(BIN)/scorecard demo

test-fast: $(TESTS)
	$(PYTEST) -m "not slow and not soak and not browser and not postgres"

test: $(TESTS) $(CLIENT)
	@sh tests/install_chromium.sh
	$(PYTEST) -m "not soak"

soak: $(TESTS) $(CLIENT)
	@sh tests/install_chromium.sh
	SCORECARD_SOAK=1 $(PYTEST) -m "soak or not soak" --timeout 7200
	$(MAKE) coverage
	$(MAKE) mutants

coverage: $(TESTS)
	$(BIN)/coverage run --branch --source app/sla -m pytest -q -n 0 $(CORE)
	$(BIN)/coverage report --skip-covered --show-missing --fail-under 100

# What survives has to be explained in docs/soak/mutants.md.
mutants: $(TESTS)
	$(BIN)/mutmut run --max-children $(WORKERS)
	$(BIN)/python -m tests.surviving_mutants

lint: $(TESTS)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Exit code 3: the registry that is asked serves no such list, so nothing was compared.
audit: $(TESTS) $(AUDIT)
	$(BIN)/python -m tests.pinned_versions

bench: $(TESTS)
	$(BIN)/python -m tests.benchmarks

load: $(TESTS)
	$(BIN)/python -m tests.benchmarks.load

venv: $(TESTS) $(CLIENT)

# Set-up. The pins are made for the oldest Python that we support, so that one is tried first.
PYTHONS := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python
IS_NEW_ENOUGH := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

$(BIN)/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(IS_NEW_ENOUGH)' 2>/dev/null; then exec "$$python" -m venv .venv; fi; \
	done; \
	echo "No Python 3.11 or newer with its venv module found: install one (on Debian: apt install" \
		"python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2; exit 1

# uv where it is there and reaches the packages, otherwise pip; either checks every hash.
install = { command -v uv && VIRTUAL_ENV=$(2) uv pip install --compile-bytecode --require-hashes -r $(1); } >/dev/null 2>&1 \
	|| $(2)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(1)

# The package is not installed but pointed at: no build tool, and a change is seen at once.
# Time zones are those of the pinned tzdata, never the machine's.
FIND_US := import pathlib, sysconfig; \
	pathlib.Path(sysconfig.get_path("purelib"), "scorecard.pth").write_text("$(CURDIR)\n")
START := import sys; sys.argv[0] = "scorecard"; from app.cli import main; main()

$(RUNS): requirements.txt | $(BIN)/python
	@echo "setting up .venv with what the service runs on" >&2
	@$(call install,$<,.venv)
	@$(BIN)/python -c '$(FIND_US)'
	@printf '%s\n' '#!/bin/sh' 'export PYTHONTZPATH=' "exec '$(CURDIR)/$(BIN)/python' -P -c '"'$(START)'"' \"\$$@\"" > $(BIN)/scorecard
	@chmod +x $(BIN)/scorecard
	@touch $@

$(TESTS): requirements-dev.txt $(RUNS)
	@echo "setting up .venv with what the tests need on top" >&2
	@$(call install,$<,.venv)
	@touch $@

# The maker of clients needs an older typer than ours, so it lives apart.
$(CLIENT): requirements-client.txt | $(BIN)/python
	@echo "setting up .venv/client with what makes a client from the published description" >&2
	@$(BIN)/python -m venv .venv/client
	@$(call install,$<,.venv/client)
	@touch $@

$(AUDIT): requirements-audit.txt | $(BIN)/python
	@echo "setting up .venv/audit with what compares the pinned versions" >&2
	@$(BIN)/python -m venv .venv/audit
	@$(call install,$<,.venv/audit)
	@touch $@

# New versions: make pin UPGRADE=--upgrade. No address of a registry gets into the files.
HEAD := --quiet --generate-hashes --no-header $(UPGRADE)
pin:
	@set -e; for list in requirements requirements-dev requirements-client requirements-audit; do \
		if command -v uv >/dev/null; then \
			uv pip compile $(HEAD) --universal --python-version 3.11 --no-emit-index-url $$list.in -o $$list.txt; \
		elif command -v pip-compile >/dev/null; then \
			pip-compile $(HEAD) --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
				--allow-unsafe $$list.in -o $$list.txt; \
		else echo "make pin needs uv or pip-tools on PATH" >&2; exit 1; fi; \
	done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
