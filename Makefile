# Every target sets up .venv by itself; see tools/bootstrap.sh. ARGS goes to the tool: make test ARGS="-k merge".
# One worker more than two processors keep busy: tests wait for processes and sockets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
WORKERS ?= 3
MINUTES ?= 3
UV ?= uv
BIN := .venv/bin
CHECKS ?= lint imports docs types
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
TYPED := $(PLUGINS) plugin-template

unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS

.PHONY: help demo test test-long check lint types imports docs format bench lock clean FORCE

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile

demo: .venv/.stamp ## show devlog at work against simulated systems, offline
	@$(BIN)/devlog demo $(ARGS)

test: .venv/.stamp ## every test that takes no more than seconds
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not long" $(ARGS)

test-long: .venv/.stamp ## the tests that take longer, and stories that attack the laws: MINUTES=60
	$(BIN)/python -m pytest -n $(WORKERS) -m long --ignore tests/laws $(ARGS) || [ $$? -eq 5 ] # 5: there are none
	DEVLOG_LONG_MINUTES=$(MINUTES) $(BIN)/python -m pytest -n $(WORKERS) --dist each -m long tests/laws $(ARGS) || [ $$? -eq 5 ]

check: .venv/.stamp ## style, types, import rules and documents
	@$(MAKE) --no-print-directory -j $(WORKERS) $(SYNC) $(CHECKS)

lint: .venv/.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/.stamp $(TYPED:%=types/%)
	$(BIN)/mypy

types/%: .venv/.stamp
	$(BIN)/mypy --cache-dir .mypy_cache/$(notdir $*) $(wildcard $*/src $*/tests)

imports: .venv/.stamp
	$(BIN)/lint-imports --no-logo

docs: .venv/.stamp
	@if [ -d tests/docs ]; then $(BIN)/python -m pytest -m "not long" tests/docs; fi

format: .venv/.stamp ## put every file in the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.stamp ## measure, as ratios within one run
	@$(BIN)/python -m benchmarks $(ARGS)

lock: ## resolve requirements/dev.txt anew (wants uv); UPGRADE=--upgrade takes the newest versions
	$(UV) pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-emit-package devlog-core --extra keyring $(UPGRADE) \
	  pyproject.toml $(PLUGINS:%=%/pyproject.toml) requirements/dev.in --output-file requirements/dev.txt

clean: ## remove .venv, caches and what was built
	rm -rf .venv .venv.lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.stamp: FORCE
	@tools/bootstrap.sh
