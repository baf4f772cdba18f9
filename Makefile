# Everything a developer or a curious visitor does, by name. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check setup setup-demo fmt assets screenshots mutate bench lock dist-clean

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
CODE := app migrations tests tools
WORKERS ?= 2
# Unit tests need Python and a moment. What `make check` leaves out is in `make test`.
UNIT := not database and not browser and not node and not slow

help: ## List what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

demo: setup-demo ## Start Commonweal with demo data; Ctrl-C ends it, the data stays
	@exec $(BIN)/commonweal demo

demo-reset: setup-demo ## Throw the demo's data away
	@$(BIN)/commonweal demo-reset

test: setup ## Run every test, real browser included; finds or installs what they need
	@CI="$(CI)" WORKERS="$(WORKERS)" tools/test $(ARGS)

check: setup ## The fast loop: format, lint, types, import contracts, unit tests
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Not formatted: run make fmt"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/python tools/contracts.py
	@$(BIN)/python tools/hosts.py
	@$(BIN)/python tools/deployment.py
	@$(PYTEST) -q -n $(WORKERS) -m "$(UNIT)" $(ARGS)

setup: ## Make the developer's environment in .venv
	@tools/setup dev

setup-demo:
	@tools/setup demo

fmt: setup ## Format the code and mend what the linter can mend
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

assets: setup ## Build static/ from assets/; what it builds is committed
	@node=$$(tools/node) && PATH="$$node:$$PATH" npm run --silent build

screenshots: setup ## Take a picture of every page of the demo, for docs/screenshots
	@$(BIN)/python tools/screenshots.py

mutate: setup ## Change the rules on purpose; nine of ten changes must be noticed by a test
	@$(BIN)/python tools/mutate.py $(ARGS)

bench: setup ## Measure what pages cost at 2,000 and at 10,000 applications; rewrites docs/benchmarks.md
	@$(BIN)/python -m tools.bench $(ARGS)

lock: setup ## Pin every package again: make lock ARGS=--upgrade
	@tools/lock $(ARGS)
	@tools/setup dev

dist-clean: ## Remove all that make made: environment, demo data, caches
	@rm -rf .venv .commonweal node_modules mutants build htmlcov test-results .hypothesis .schemathesis \
	  .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.* coverage.json
	@find app tests tools migrations -name __pycache__ -type d -prune -exec rm -rf {} +
