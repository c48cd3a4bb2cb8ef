# Two commands matter: `make run` and `make test`. `make` alone lists the rest.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
SHELL := /bin/bash
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) -m eservices.config.bootstrap
# Settings of production with values that open nothing: enough to check them and to let mypy read them.
PRODUCTION := set -a && . .ci/production.env && set +a &&
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix bench lock

help: ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## Make .venv, install the locked packages, find Pango (a second time it only looks)
	@$(BOOTSTRAP)

run: setup ## Run the whole portal at http://localhost:8000 (PORT chooses another port); Ctrl-C stops it
	@exec $(BIN)/python manage.py serve

test: ## Run every test against real PostgreSQL, Redis and Chromium
	@$(BOOTSTRAP) --browser
	@$(BIN)/pytest --numprocesses $(WORKERS) $(ARGS)

check: setup ## Look at style, types, floors, migrations, texts, templates and production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html' '*/templates/*.html')
	$(BIN)/lint-imports
	$(PRODUCTION) $(BIN)/mypy
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py catalogue --check
	$(BIN)/python -m eservices.config.lock --check

fix: setup ## Format code and templates, mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html' '*/templates/*.html')

lock: setup ## Choose package versions anew after pyproject.toml changed
	$(BIN)/python -m eservices.config.lock

bench: setup ## Measure the portal against itself; prints ratios of one run
	$(BIN)/python manage.py bench
