# Commands as documentation: `make help` prints them. `make demo` and `make test` work as the first command on a fresh
# machine that has Python 3.11 or newer, make and a package registry.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.14 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
WORKERS ?= 3
FUZZ_SECONDS ?= 60
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --upgrade

.DEFAULT_GOAL := help
.PHONY: help install demo test faults fuzz compose-test bench bench-polls bench-intake check format schemas docs lock clean

help: ## Show these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | awk -F'\t' '{printf "  make %-13s %s\n", $$1, $$2}'

install: .venv/installed ## Make .venv from the lock file: pinned versions, checked hashes

.venv/installed: requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (on Debian: apt install python3-venv)"; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch .venv/installed

demo: install ## The whole system on your machine: a server, a worker, the samples in and the records out
	$(BIN)/wirecopy demo

test: install ## All tests but the long fault runs and the containers
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

faults: install ## The long fault runs: thousands of items, many kills
	$(BIN)/python -m pytest -m slow -q --timeout 900

fuzz: install ## Look for bytes that break the reading, for FUZZ_SECONDS; atheris is installed for it
	@$(BIN)/python -c 'import atheris' 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	$(BIN)/python -m tests.fuzz.run $(FUZZ_SECONDS)

check: install ## Lint, types, arrows between rooms, schemas and pages in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.generate --check
	$(BIN)/python -m docs.generate.pages --check

format: install ## Format the code and mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

compose-test: install ## docker-compose.yml on a real engine: build, up, in and out, kills, restarts, back-up, down
	$(BIN)/python -m pytest -m compose -q tests/compose

bench: install ## Benchmarks that print ratios
	$(BIN)/python bench/spine.py

bench-polls: install ## 10,000 simulated feeds through one poll worker: polls a second, memory, politeness
	PYTHONPATH=. $(BIN)/python bench/polling.py

bench-intake: install ## HTTP intake against a bare handler of the same server: items a second, p50 and p99
	PYTHONPATH=. $(BIN)/python bench/intake.py

schemas: install ## Write schemas/json anew from the models, with examples from a server
	$(BIN)/python -m docs.generate.examples
	$(BIN)/python -m schemas.generate

docs: install ## Write the generated pages anew
	$(BIN)/python -m docs.generate.pages

lock: install ## Compile the lock files anew from pyproject.toml
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra dev --extra demo pyproject.toml -o requirements-dev.lock
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) --group fuzz -o requirements-fuzz.lock

clean: ## Remove what the other commands made
	rm -rf .venv .fuzz .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
