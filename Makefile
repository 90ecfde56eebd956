# The words of the house. On a fresh machine with Python 3.11, make and git: `make run`, `make test`.
PORT ?= 8000
BIN := .venv/bin
# The environment's own choices must not leak into the tests, nor the demo's into other commands.
DEMO := env HUB_DEMO=1 $(BIN)/python manage.py
PYTEST := $(BIN)/pytest -n 2
RUNTIME := .venv/installed-base
TOOLS := .venv/installed-test

.PHONY: run test check prove bench lock shots messages format help

help:  ## these words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

run: $(RUNTIME)  ## serve the site with the real catalogue and demo people: http://localhost:8000 (PORT=8000)
	@exec $(DEMO) demo --port $(PORT)

test: $(TOOLS)  ## everything that guards a commit: both databases, browser included
	@exec .ci/test

check: $(TOOLS)  ## a minute: format, lint, import direction, migrations, message catalogues, quick tests
	@exec .ci/check

prove: $(TOOLS)  ## the long proofs; prints each figure as `name: value`
	@exec .ci/prove

bench: $(TOOLS)  ## the speed figures, as `name: value`
	@exec .ci/services $(BIN)/python -m tests.bench

shots: $(TOOLS)  ## the pictures of the README
	@exec $(BIN)/python -m tests.pictures

format: $(TOOLS)  ## write Python and templates in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files --cached --others --exclude-standard 'templates/*.html' 'templates/**/*.html')

lock: $(TOOLS)  ## write the exact versions and hashes of every dependency
	@for part in base test; do \
	    $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
	        --allow-unsafe --no-header $$([ $$part = test ] && echo --extra test) \
	        -o requirements/$$part.txt pyproject.toml || exit 1; \
	done

$(RUNTIME): requirements/base.txt
	@.ci/environment base

$(TOOLS): requirements/test.txt
	@.ci/environment test
