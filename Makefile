# Needs make and Python 3.11 or later; everything else goes into .venv, at the versions of requirements*.txt.
# PYTHON=… chooses another Python; ARGS=… is handed on (make test ARGS="tests/core -x").

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
# The build tool was installed, by its hash, just before: nothing is fetched here.
INSTALL_SELF := $(INSTALL) --no-deps --no-build-isolation --editable .

.PHONY: help .venv demo test lint format bench soak lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[.a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: .venv/.runtime ## open the fictional school
	@$(BIN)/firstday demo $(ARGS)

test: .venv/.dev ## run the tests
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(ARGS)

lint: .venv/.dev ## check style and types
	@failed=0; \
	$(BIN)/ruff check --quiet . || failed=1; \
	$(BIN)/ruff format --quiet --check . || { echo 'Some files are not formatted: run "make format".'; failed=1; }; \
	$(BIN)/mypy || failed=1; \
	exit $$failed

format: .venv/.dev ## tidy the source
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: .venv/.dev ## measure speed and bytes
	@$(BIN)/python -m tests.bench $(ARGS)

soak: .venv/.dev ## many processes on one record, killed and starved
	@$(BIN)/python -m tests.soak $(ARGS)

lock: .venv/.dev ## choose versions anew (ARGS=--upgrade for the newest)
	@export CUSTOM_COMPILE_COMMAND="make lock"; \
	flags="--quiet --generate-hashes --allow-unsafe --build-deps-for=editable --strip-extras --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options"; \
	$(BIN)/pip-compile $$flags $(ARGS) --output-file=requirements.txt pyproject.toml && \
	$(BIN)/pip-compile $$flags $(ARGS) --extra=dev --constraint=requirements.txt \
		--output-file=requirements-dev.txt pyproject.toml && \
	$(BIN)/pip-compile $$flags $(ARGS) --extra=sealed --constraint=requirements.txt \
		--output-file=requirements-sealed.txt pyproject.toml

clean: ## remove .venv and everything made
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv: .venv/.dev ## set up .venv with the tools for tests

# Two stamps in one .venv: running the program does not fetch the tools of those who change it.
.venv/.runtime: requirements.txt pyproject.toml
	@$(MAKE) venv-for-us
	@echo 'Installing what Firstday needs into .venv …'
	@$(INSTALL) --require-hashes --requirement requirements.txt
	@$(INSTALL_SELF)
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt pyproject.toml
	@$(MAKE) venv-for-us
	@echo 'Installing what Firstday and its tests need into .venv …'
	@$(INSTALL) --require-hashes --requirement requirements-dev.txt
	@$(INSTALL_SELF)
	@touch .venv/.runtime $@

# A .venv whose Python has gone or is too old is made again; a sound one is kept.
.PHONY: venv-for-us
venv-for-us:
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null && exit 0; \
	python="$(PYTHON)"; \
	if [ -z "$$python" ] || ! "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
		echo "Firstday needs Python 3.11 or later$${python:+ ($$python is not)}: install it (Debian 12, Ubuntu 24.04 or later: apt install python3 python3-venv), or name it with PYTHON=…" >&2; exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$python cannot make a virtual environment: apt install python3-venv (for a Python beside the system's own: python3.NN-venv)" >&2; exit 1; fi; \
	"$$python" -m venv --clear .venv
