# ACI Cohort Explorer. `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PORT ?= 8501
# By number: a bare machine may have no name for itself.
ADDRESS ?= 127.0.0.1
WORKERS ?= 2
# Two more drive browsers, which wait more than they work.
BROWSERS := 2
# How tests are dealt out to workers: those of a module to one, in the order of tests/conftest.py.
TOGETHER := --dist loadscope --no-loadscope-reorder
# Tests start hundreds of processes: what they run is compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=
# Percent of the lines that `make coverage` asks for: a little below what was measured last.
COVERED ?= 95

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --progress-bar off
# Stamps: what they stand for is not done twice. They live and die with the virtualenv.
APP := $(VENV)/.app
DEV := $(VENV)/.dev
CHROMIUM := $(VENV)/.chromium
OFFICE := $(VENV)/.office
SERVICES := $(VENV)/.services

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | \
		awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

# ------------------------------------------------------------------------------------- install

$(APP): requirements.txt requirements.lock
	@bash scripts/venv.sh $(VENV)
	@echo "Installing what the app needs (two minutes the first time) ..."
	@$(PIP) -r requirements.txt -c requirements.lock
	@touch $@

$(DEV): $(APP) requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt -c requirements.lock
	@touch $@

$(CHROMIUM): $(DEV) scripts/chromium.sh
	@bash scripts/chromium.sh $(VENV)
	@touch $@

$(OFFICE): $(DEV) scripts/office.sh
	@bash scripts/office.sh
	@touch $@

$(SERVICES): $(DEV) scripts/services.sh
	@bash scripts/services.sh $(VENV)
	@touch $@

.PHONY: install
install: $(APP) ## make .venv with what the app needs

# ----------------------------------------------------------------------------------------- use

.PHONY: app
app: $(APP) ## the dashboard on http://localhost:8501 (PORT=8080 for another; ADDRESS=0.0.0.0 lets others in)
	@echo "The dashboard: http://localhost:$(PORT) (Ctrl-C ends it)"
	@$(BIN)/python -m streamlit run app.py --server.port=$(PORT) --server.address=$(ADDRESS)

.PHONY: sample
sample: $(APP) ## remake the synthetic cohorts in sample_data
	@$(BIN)/python sample_data/make_samples.py

# ---------------------------------------------------------------------------------------- test

.PHONY: test
test: $(CHROMIUM) $(SERVICES) $(OFFICE) static tests ## all tests: style, types, contracts, unit, golden, property, pages, browser

# The type checker is on one core for longer than the others take.
.PHONY: static
static: $(DEV) ## style, types and contracts, beside each other
	@$(BIN)/mypy & mypy=$$!; $(MAKE) --no-print-directory lint contracts compiled; done=$$?; \
		wait $$mypy && exit $$done

# What does not compile, the tests tell.
.PHONY: compiled
compiled: $(DEV) ## the tests, compiled once for all workers
	@$(BIN)/pytest --collect-only --quiet --quiet -m "" >/dev/null || true

.PHONY: tests
tests: $(SERVICES) $(CHROMIUM) $(OFFICE) ## every test but the long proofs, those in a browser beside the others
	$(BIN)/pytest -q -n $$(($(WORKERS) + $(BROWSERS))) $(TOGETHER) -m "not deep"

.PHONY: lint
lint: $(DEV) ## style, format and dead names
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/vulture

.PHONY: types
types: $(DEV) ## mypy --strict on aci_core, app.py, dashboard.py and the pages
	$(BIN)/mypy

.PHONY: contracts
contracts: $(DEV) ## who may import whom
	$(BIN)/lint-imports

.PHONY: unit
unit: $(SERVICES) $(CHROMIUM) $(OFFICE) ## every test that opens no page in a browser
	$(BIN)/pytest -q -n $(WORKERS) $(TOGETHER)

.PHONY: browser
browser: $(CHROMIUM) $(SERVICES) ## the tests in a real browser
	$(BIN)/pytest -q -m "browser and not deep" tests/browser

.PHONY: coverage
coverage: $(SERVICES) $(CHROMIUM) $(OFFICE) ## lines of aci_core that the tests run, browser left out (fails below COVERED percent)
	@mkdir -p build
	$(BIN)/pytest -q -n $(WORKERS) $(TOGETHER) --cov --cov-report=term --cov-fail-under=$(COVERED)

.PHONY: deep
deep: $(CHROMIUM) $(SERVICES) ## long proofs: thousands of files, 1,000,000 patients, cold servers, 200 kills
	$(BIN)/pytest -v -m deep tests/browser
	HYPOTHESIS_PROFILE=long $(BIN)/pytest -q -n $(WORKERS) tests/property
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -v --durations=0 --durations-min=1 -m deep tests/deep

.PHONY: bench
bench: $(DEV) ## the speeds that README states, medians of five runs (40 minutes; PARTS="pages memory" for some)
	$(BIN)/python benchmarks/bench.py $(PARTS)

.PHONY: load
load: $(SERVICES) ## 50 visitors walk the pages for 3 minutes: time of a change of page, memory of a session
	$(BIN)/python benchmarks/load.py

.PHONY: image
image: ## the Dockerfile's steps in a folder of Debian, and its app in it, read-only (needs root and debootstrap; BIND=/path)
	python3 scripts/image.py $(addprefix --bind ,$(BIND))

.PHONY: golden
golden: ## remake the golden files by R and say which changed (needs R; FAMILIES="ranks means" for some)
	@tests/golden/remake.sh $(FAMILIES)

.PHONY: coverage-study
coverage-study: $(APP) ## how often the 95 % intervals hold the truth, into docs/ (some minutes)
	$(BIN)/python -m benchmarks.coverage

.PHONY: screenshots
screenshots: $(CHROMIUM) ## pictures of each page in its states: both languages, three widths, light and dark, printed
	$(BIN)/python scripts/screenshots.py

.PHONY: pictures
pictures: $(CHROMIUM) ## the four pictures of README, of the synthetic sample, in docs/
	$(BIN)/python scripts/screenshots.py --readme

# ------------------------------------------------------------------------------------ maintain

.PHONY: format
format: $(DEV) ## mend style and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: map
map: $(APP) ## each file with what it holds, folder by folder
	@$(BIN)/python scripts/map.py

.PHONY: lock
lock: ## pin anew what requirements-dev.txt allows (made by Python 3.11, for 3.11 to 3.14)
	@rm -rf build/lock
	@mkdir -p build
	@bash scripts/venv.sh build/lock
	@build/lock/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "The oldest Python makes the lock: make lock PYTHON=python3.11" >&2; exit 1; }
	@build/lock/bin/python -m pip --disable-pip-version-check install --quiet -r requirements-dev.txt
	@{ echo "# Exact versions of everything, tests included, for Python 3.11 to 3.14. Made by: make lock"; \
		build/lock/bin/python -m pip freeze --exclude pip --exclude setuptools --exclude wheel; } > build/lock.txt
	@mv build/lock.txt requirements.lock
	@rm -rf build/lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages"

.PHONY: clean
clean: ## remove caches and what was built (keeps .venv)
	@rm -rf build screenshots .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +
