# make run    the example of the canteen, from a bare clone to a report
# make test   every check, with what it takes
# make docs   the documentation, in docs/_build
# make test-oldest   the tests on the oldest releases that the package supports
# make test-newest   the tests on the newest releases of everything
# make sbom   the list of components (CycloneDX), in dist/sbom.cdx.json
# Needs Python 3.11 or later; everything else goes into .venv.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
# Bytecode is written where a module is first imported: most of what pip would compile ahead is never used.
INSTALL := python -m pip install --quiet --disable-pip-version-check --no-compile
PIP := $(BIN)/$(INSTALL) --constraint constraints.txt
export PYTHONDONTWRITEBYTECODE :=

# Real open data for tests and benchmarks; without it, those that need it are skipped and say so.
DATA := $(realpath ../shared/data)
ifneq ($(DATA),)
export CIVICAI_DATA ?= $(DATA)
endif
export MPLBACKEND := Agg

.PHONY: help run test docs test-oldest test-newest environments lint typecheck imports messages bench sbom clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: .venv/.run
	$(BIN)/civicai run canteen

# Tests share two processes, each with one thread: a fixture is made in one of them only (tests/conftest.py).
TWO := -n 2
test test-oldest test-newest: export OMP_NUM_THREADS := 1
test test-oldest test-newest: export OPENBLAS_NUM_THREADS := 1

test: .venv/.dev
	@$(MAKE) --no-print-directory --jobs 2 lint typecheck imports docs
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(TWO)
	@$(BIN)/coverage combine --quiet
	@echo "coverage: $$($(BIN)/coverage report --format=total) %"

# Left out is what does not hang on releases: gates on real towns, browser, wheel, notebooks, rules on our own text,
# the machine's clock, and what a forecaster may know of the future. Every model is still fitted and scored: golden
# masters, use cases, packages.
QUICK := $(TWO) -p no:cacheprovider -m "not slow and not browser and not wheel" \
	$(addprefix --ignore=tests/,docs test_house.py test_messages.py test_notebooks.py carbon/test_children.py \
	contract/test_forecasters.py contract/test_imports.py)

# Warnings of old releases are not ours to mend.
test-oldest: .venv-oldest/.done
	.venv-oldest/bin/python -m pytest $(QUICK) -W ignore::DeprecationWarning -W ignore::FutureWarning

test-newest: .venv-newest/.done
	.venv-newest/bin/python -m pytest $(QUICK)

environments: .venv/.dev .venv-oldest/.done .venv-newest/.done

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

typecheck: .venv/.dev
	$(BIN)/mypy

imports: .venv/.dev
	$(BIN)/lint-imports

docs: .venv/.dev
	rm -rf docs/api/generated
	$(BIN)/sphinx-build -W --keep-going -n -q docs docs/_build
	@echo "docs/_build/index.html"

messages: .venv/.dev
	$(BIN)/pybabel --quiet extract --no-location --sort-output --output .venv/civicai.pot src
	$(BIN)/pybabel --quiet update --locale fr --domain civicai --input-file .venv/civicai.pot --output-dir src/civicai/locale \
		--width 100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel --quiet compile --directory src/civicai/locale --domain "civicai click"

bench: .venv/.dev
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

sbom: .venv/.run
	@mkdir -p dist
	$(BIN)/python .ci/sbom.py > dist/sbom.cdx.json
	@echo "dist/sbom.cdx.json"

clean:
	rm -rf docs/_build docs/api/generated
	rm -rf .venv build dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis rapport-civicai civicai-report

.venv/bin/python:
	@test -n "$(PYTHON)" || \
		{ echo "Il faut Python 3.11 ou plus récent. Python 3.11 or later is needed."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Il manque / missing: python3-venv. Debian, Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

# The seventh use case, from outside: the contract tests take it as they take ours.
PLUGIN := docs/extend/library_visits

TOOLS := pytest pytest-xdist hypothesis babel import-linter openpyxl jupytext nbformat playwright

.venv-oldest/.done: .venv/bin/python pyproject.toml constraints-oldest.txt
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/$(INSTALL) --constraint constraints-oldest.txt --editable ".[parquet]" --editable $(PLUGIN) $(TOOLS)
	@touch $@

.venv-newest/.done: .venv/bin/python pyproject.toml
	$(PYTHON) -m venv .venv-newest
	.venv-newest/bin/$(INSTALL) --upgrade --editable ".[parquet]" --editable $(PLUGIN) $(TOOLS)
	@touch $@

.venv/.run: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml constraints.txt $(wildcard docs/extend/*/pyproject.toml)
	$(PIP) --editable ".[dev,docs]" --editable $(PLUGIN)
	@touch .venv/.run $@
