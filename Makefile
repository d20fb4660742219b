# Every target explains itself: `make help`. Nothing here needs root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export DATA_DIR ?= data

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-sqlite test-postgres check bench bench-grouping clean

help:  ## Show what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(VENV)/.stamp-python static/dist/manifest.json  ## Do all of the set-up: Python packages and built pages (repeatable)

$(VENV)/.stamp-python: requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

static/dist/manifest.json: static/package-lock.json static/build.mjs $(wildcard static/src/*) $(VENV)/.stamp-python
	sh static/build.sh

demo: setup  ## Serve a living demo site at PORT (8000), its data in DATA_DIR (data)
	$(BIN)/daylight demo

serve: setup  ## Serve an empty site of your own
	$(BIN)/daylight serve

test: setup  ## Run every test, on SQLite and on PostgreSQL, in a real browser where there is one
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n auto --dist worksteal --database sqlite -m "not browser"
	$(BIN)/python -m pytest -n auto --dist worksteal --database postgres -m "not browser"
	$(BIN)/python -m pytest -n auto --dist worksteal --database sqlite -m browser

check: setup  ## Style, types and the floors of the house
	$(BIN)/ruff check app tests migrations
	$(BIN)/ruff format --check app tests migrations
	$(BIN)/lint-imports --no-cache

bench: setup  ## Measure, each with a reference in the same run (see tests/bench)
	$(BIN)/python -m tests.bench

bench-grouping: setup  ## How good and fast is the grouping, beside other ways (COUNT=100000 SEED=1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.txt
	$(BIN)/python -m tests.bench.bench_grouping $(or $(COUNT),100000) $(or $(SEED),1) --references

clean:  ## Remove what set-up made (not your data)
	rm -rf $(VENV) static/dist static/node_modules
