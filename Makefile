PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: audit fuzz chaos scale run test check install fix contracts bench weights requirements reference clean
.DEFAULT_GOAL := run

run: install
	@$(BIN)/lodestone run

test: install
	@$(BIN)/python -m pytest -n auto

# Everything CI runs: form, types, import contracts, the stories of records on a PostgreSQL server of their own, then
# every test. The summary of the tests comes last.
check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --database postgresql $(RECORDS)
	@$(MAKE) --no-print-directory test

# Where it matters what a record lies in.
RECORDS := tests/storage tests/jobs tests/bot tests/scenarios tests/scale tests/test_logs.py

fix: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Examples that were never tried, and long games of news, channels, failures and restarts: no alert lost, repeated or out
# of order.
fuzz: install
	@$(BIN)/python -m pytest -n auto --fuzz -m hypothesis
	@$(BIN)/python -m pytest --fuzz tests/scenarios/test_told_once.py

# Kills it twenty times in front of a Slack that limits, fails and drops answers; about seven minutes.
chaos: install
	@$(BIN)/python -m tests.chaos

# Workers on a real PostgreSQL server, killed and frozen; about half an hour on two cores.
scale: install
	@$(BIN)/python -m tests.scale

bench: install
	@$(BIN)/python -m tests.bench

# Learns the reader's weights anew from the labelled reports; see tests/corpus/learn.py for what it needs.
weights: install
	@$(BIN)/python -m tests.corpus.learn

# Known advisories against the locked packages; 2 when they cannot be asked for.
audit: install
	@$(BIN)/python ops/audit.py

install: $(VENV)/.installed

# Byte code is compiled here because a start without it takes three times as long.
$(VENV)/.installed: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot jobs storage $(VENV)/lib || true
	@touch $@

# Needs uv on the path; the files carry hashes and no address of any registry. The second is what the image is made of:
# the same versions without what only developers need.
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
requirements:
	$(COMPILE) --extra dev pyproject.toml -o requirements.txt
	$(COMPILE) --extra build --constraint requirements.txt pyproject.toml -o ops/requirements.txt

# The pages that are made from the settings.
reference: install
	$(BIN)/lodestone doctor --settings > ops/settings.md
	$(BIN)/lodestone doctor --settings=env > .env.example

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
