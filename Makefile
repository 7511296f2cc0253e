# Every command sets up .venv first, by itself. `make` alone lists them.
# PYTHON=python3.12 make venv    picks the interpreter; LAB_ARGS and TEST_ARGS are passed on.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LAB_SETTINGS := $(VENV)/share/jupyter/lab/settings/overrides.json
LAB_PAGES := $(VENV)/etc/jupyter/labconfig/page_config.json
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_FLAGS := --root-user-action=ignore
# Two tests for each core: many of them wait. Each worker takes up to 1 GiB.
WORKERS := $(shell cores=$$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2); echo $$((cores < 4 ? cores * 2 : 8)))
TOPICS := $(notdir $(patsubst %/,%,$(dir $(wildcard solutions/*/*.ipynb))))
CODE := src tests tools data_scripts course solutions nbgrader_config.py

.PHONY: help
help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: venv
venv: $(STAMP)  ## .venv with the package and every tool, from requirements.lock
	@echo "$(VENV) is ready: $$($(BIN)/python --version), outofcore $$($(BIN)/python -c 'import outofcore; print(outofcore.__version__)')"

$(STAMP): requirements.lock pyproject.toml
	@set -eu; \
	for python in $${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do \
	  "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' \
	    2> /dev/null && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "outofcore needs Python 3.11 to 3.14, and none was found among $${PYTHON:-python3, python3.11 to python3.14}." >&2; \
	  echo "Get one (Debian: apt install python3 python3-venv; conda: see environment.yml)," >&2; \
	  echo "or name one: make venv PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi; \
	if [ ! -x $(BIN)/python ]; then \
	  echo "1/3 Making $(VENV) with $$("$$python" --version) ($$(command -v "$$python"))"; \
	  "$$python" -m venv $(VENV) || { \
	    rm -rf $(VENV); \
	    echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; \
	    exit 1; }; \
	else \
	  echo "1/3 Keeping $(VENV) ($$($(BIN)/python --version)); the lock or pyproject.toml has changed"; \
	fi
	@echo "2/3 Installing the $$(grep -c '^[a-z0-9].*==' requirements.lock) locked packages: about 500 MB to fetch, 1.8 GB on disk, 1 to 5 minutes the first time"
	@set -o pipefail; $(PIP) install $(PIP_FLAGS) --require-hashes -r requirements.lock \
	  | { grep --line-buffered -vE '^(Requirement already satisfied|Ignoring|Looking in)' || true; }
	@echo "3/3 Installing outofcore itself, editable"
	@$(PIP) install $(PIP_FLAGS) --quiet --no-deps --editable .
	@touch $@

$(LAB_SETTINGS): tools/lab-settings.json $(STAMP)
	@mkdir -p $(@D) && cp $< $@

# Learners get no grading menus; `make lab INSTRUCTOR=1` has nbgrader's formgrader.
.PHONY: $(LAB_PAGES)
$(LAB_PAGES): tools/lab-pages.json $(STAMP)
	@mkdir -p $(@D) && if [ -n "$(INSTRUCTOR)" ]; then rm -f $@; else cp $< $@; fi

.PHONY: lab
lab: $(LAB_SETTINGS) $(LAB_PAGES)  ## JupyterLab on the course; LAB_ARGS="--no-browser --port 8899"
	@echo "Starting JupyterLab on the course. Stop it with Ctrl-C here."
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/jupyter lab \
	  --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/course/index.md \
	  $$([ "$$(id -u)" = 0 ] && echo --allow-root) $(LAB_ARGS)

.PHONY: test
test: $(LAB_SETTINGS) $(LAB_PAGES)  ## the whole test suite; TEST_ARGS="-k grid -x -n 0"
	@echo "Running the tests (many minutes; the browser tests need chromium: outofcore doctor)"
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TEST_ARGS)

.PHONY: lint
lint: $(STAMP)  ## ruff on code and notebooks, and the notebooks' hygiene
	@$(BIN)/ruff check $(wildcard $(CODE))
	@$(BIN)/ruff format --check $(wildcard $(CODE))
	@$(BIN)/python tools/strip_notebooks.py --check

.PHONY: format
format: $(STAMP)  ## let ruff order and format everything, and strip the notebooks
	@$(BIN)/ruff check --fix-only $(wildcard $(CODE))
	@$(BIN)/ruff format $(wildcard $(CODE))
	@$(BIN)/python tools/strip_notebooks.py

.PHONY: grade-demo
grade-demo: $(STAMP)  ## make a class of 24 honest, wrong and hostile hand-ins and grade it
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python tools/make_class.py $(GRADE_ARGS)

.PHONY: lectures
lectures: $(STAMP)  ## run every lecture on lecture-size data -> build/lectures/*.html
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python tools/run_lectures.py $(LECTURES)

.PHONY: exercises
exercises: $(STAMP)  ## derive exercises/ from solutions/
	@$(foreach topic,$(sort $(TOPICS)),echo "exercises/$(topic) from solutions/$(topic)" && \
	  $(BIN)/nbgrader generate_assignment --force --create --log-level=WARN $(topic) &&) true

.PHONY: viewer
viewer:  ## bundle the viewer's JavaScript (needs npm; the bundle is committed)
	@python3 tools/build_viewer.py

.PHONY: lock
lock:  ## renew requirements.lock from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	@[ -x build/uv/bin/uv ] || { python3 -m venv build/uv && build/uv/bin/pip install --quiet $(PIP_FLAGS) uv; }
	@cp requirements.lock build/previous.lock
	@grep -v '^#' build/previous.lock > build/requirements.lock
	@build/uv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --extra course --extra dev --no-header pyproject.toml -o build/requirements.lock $(LOCK_ARGS)
	@{ grep '^#' build/previous.lock; cat build/requirements.lock; } > requirements.lock
	@git --no-pager diff --stat -- .PHONY: clean
clean:  ## remove what can be made again: build/ and the caches (.venv, data/ and _grading/ stay)
	@rm -rf build dist .pytest_cache .ruff_cache .hypothesis
	@find . -path ./$(VENV) -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -print0 \
	  | xargs -0 rm -rf
