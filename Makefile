# What there is to do with rufsgraph. `make serve` is all that a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PAGES := $(VENV)/.pages
PORT ?= 8050

.PHONY: serve setup web build check test test-all bench format clean

serve: build
	$(BIN)/rufsgraph serve --port $(PORT)

setup: $(READY) $(PAGES)

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is wanted") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

# What pages load in a browser. The stamp stands also where it couldn't be fetched: `make web` tries again.
$(PAGES): $(READY) web/package.json web/package-lock.json web/vendor.py
	$(BIN)/python web/vendor.py
	touch $@

web: $(READY)
	$(BIN)/python web/vendor.py

build: setup
	$(BIN)/rufsgraph build

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Three at a time, a file each; then, one by one, those that measure the machine.
test: setup
	$(BIN)/python -m pytest -m "not slow and not alone" -n 3 --dist loadfile
	$(BIN)/python -m pytest -m "not slow and alone"

test-all: setup
	$(BIN)/python -m pytest -p tests.results -m "not alone" -n 3 --dist loadfile; first=$$?; \
	$(BIN)/python -m pytest -p tests.results --add-results -m alone && exit $$first

bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	$(BIN)/python -m tests.bench.bench

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/rufsgraph tables format

clean:
	rm -rf $(VENV) web/node_modules web/static/vendor releases build dist .mypy_cache .ruff_cache .pytest_cache
