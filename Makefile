# One way to do each chore. `make help` lists them; CI runs the same.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
export UV_NO_PROGRESS := 1
# Compiled modules are kept, whatever the machine's habit is: Steward has some 1,500, and compiling them anew doubles every start.
unexport PYTHONDONTWRITEBYTECODE
# Tests wait for processes as much as they work: one more of them than there are cores.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench soak looks docs screenshots lock audit clean

help: ## list the chores
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.uv-$(UV_VERSION):
	@$(PYTHON) -c 'import sys; sys.exit("Steward needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# The locked dependencies, then Steward itself; installing it builds the web app.
$(VENV)/.installed: $(VENV)/.uv-$(UV_VERSION) requirements-dev.lock pyproject.toml dashboards/build_web_app.py dashboards/package-lock.json dashboards/openapi.json $(shell find dashboards/src -type f 2>/dev/null)
	@echo "Installing Steward into $(VENV) and building the web app ..."
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.installed ## start a living example site at http://127.0.0.1:8080
	@$(BIN)/steward demo $(DEMO)

test: $(VENV)/.installed ## run every test, on real parts where they are found
	@$(BIN)/python -m tests.second_look -n $(WORKERS) --dist loadfile $(TESTS)

check: $(VENV)/.installed ## formatting, lint, types, for Python and for the web app
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python dashboards/build_web_app.py check

fix: $(VENV)/.installed ## format and mend what can be mended by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.installed ## measure the way of a reading, beside its peers
	@$(BIN)/python -m benchmarks $(BENCH)

soak: $(VENV)/.installed ## hours of faults in random order (HOURS=1)
	@$(BIN)/python -m tests.faults.soak --hours $(or $(HOURS),1) $(SOAK)

looks: $(VENV)/.installed ## the pages in every pair of size and language, and of size and theme (`make test` takes half of them)
	@STEWARD_EVERY_LOOK=1 $(BIN)/pytest -n $(WORKERS) --dist loadfile tests/e2e/*_in_a_browser.py

docs: $(VENV)/.installed ## write the pages that come from the code (devices, rules, API)
	@$(BIN)/steward docs docs/reference

screenshots: $(VENV)/.installed ## pictures of every page in both sizes and languages, to be looked at
	@$(BIN)/python -m tests.e2e.screenshots screenshots

lock: $(VENV)/.uv-$(UV_VERSION) ## resolve the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet --upgrade --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet --upgrade --output-file requirements-dev.lock

audit: $(VENV)/.installed ## known weaknesses in the locked dependencies
	@$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.lock

clean: ## remove what was installed and built (never the demo's data)
	@rm -rf $(VENV) dashboards/node_modules dashboards/dist build dist
