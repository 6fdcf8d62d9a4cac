# What the project's daily work needs; `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup test fast lint format types layers check docs catalog wheel wheels

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(BIN)/pytest ## Make the virtual environment with all that the tests need

$(BIN)/pytest: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -e '.[test]'
	@touch $@

test: setup ## Run all tests
	$(BIN)/pytest

fast: setup ## Run the tests that take less than a minute
	$(BIN)/pytest tests/unit tests/tui --ignore=tests/tui/test_whole_path.py

lint: setup ## Lint and check the format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## Check the types
	$(BIN)/mypy

layers: setup ## Check who imports whom
	$(BIN)/lint-imports

check: ## Run all that CI runs
	.ci/run

docs: setup ## Write the references that are made from the code anew
	$(BIN)/python docs/reference/make.py
	$(BIN)/python -m rnn_tui.batch.documents.page > docs/json.md

catalog: setup ## Complete the catalogs of translations, and list the texts that lack one
	$(BIN)/python -m tests.translations --update

wheel: setup ## Build the wheel into dist/
	$(BIN)/pip install build
	$(BIN)/python -m build --wheel

wheels: setup ## Build the wheel that every Linux of this processor takes; needs Docker
	$(BIN)/pip install cibuildwheel
	$(BIN)/cibuildwheel --platform linux --output-dir dist
