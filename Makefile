# make lab     build the guide and the workbench, and open them in the browser (BOT=path/to/bot.py follows that file)
# make grade   grade bot/bot.py and print the report (BOT=path/to/bot.py grades another one)
# make check   check formatting, lint and types, and run the quick tests
# make test    the same with the slow tests (ALL=1 runs the longest too, every case and more examples, as CI does)
# make lock    bring what these install up to date, in requirements/
# make clean   remove what these made
#
# All make .venv first, with python3 or with the one that you name: make grade PYTHON=python3.12
# VENV=path/to/folder puts it elsewhere, so that several Pythons, or a folder that is read only, can have one.

PYTHON = python3
BOT = bot/bot.py
VENV = .venv
IN_VENV = $(VENV)/bin/python

# Only what the lock names, byte for byte, and only wheels: to build one would fetch what no lock names.
LOCKED = install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
PYTEST = $(IN_VENV) -m pytest --numprocesses auto --dist worksteal

.PHONY: lab grade check test lint site lock clean

lab: $(VENV)/installed-for-lab
	$(IN_VENV) -m lab $(if $(filter-out file,$(origin BOT)),--bot $(BOT))

grade: $(VENV)/installed
	$(IN_VENV) -m grader $(BOT)

check: lint site
	$(PYTEST) -m 'not slow'

test: lint site
	$(PYTEST) $(if $(ALL),--hypothesis-profile thorough,-m 'not thorough')

lint: $(VENV)/installed-for-tests
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m mypy bot grader lab model policies programs benchmarks tests

# Built only where its sources have changed; then npm and pip fetch what their locks name, and no test does.
site: $(VENV)/installed-for-lab
	$(IN_VENV) -m lab build

# Editable, so that an edit to bot/bot.py counts at once. The stamps make a second call quick.
$(VENV)/installed: pyproject.toml requirements/run.txt | $(IN_VENV)
	$(IN_VENV) -m pip $(LOCKED) --requirement requirements/run.txt
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-lab: requirements/lab.txt $(VENV)/installed
	$(IN_VENV) -m pip $(LOCKED) --requirement requirements/lab.txt
	@touch $@

$(VENV)/installed-for-tests: requirements/test.txt $(VENV)/installed-for-lab
	$(IN_VENV) -m pip $(LOCKED) --requirement requirements/test.txt
	@touch $@

# Some systems give Python without what puts pip into a new environment: then their own pip puts it there.
$(IN_VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'This needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@{ mkdir -p $(VENV) && { test -f $(VENV)/pyvenv.cfg || rmdir $(VENV); } && touch $(VENV).log; } 2>/dev/null || { \
		echo '$(VENV) cannot be made. Name a new folder: make $(MAKECMDGOALS) VENV=path/to/folder' >&2; exit 1; }
	@echo 'Making $(VENV); this takes a minute, once.'
	@$(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
			&& $(PYTHON) -m pip --python $(IN_VENV) $(LOCKED) --requirement requirements/run.txt; } >>$(VENV).log 2>&1 \
		|| { cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; exit 1; }
	@rm -f $(VENV).log

# uv decides once for all Pythons and systems. Each list holds what it needs beside those before it; uv itself is what a
# pack brings a Python with.
UV = $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-annotate --no-header
lock: | $(IN_VENV)
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check uv
	$(UV) pyproject.toml --group set-up --output-file requirements/run.txt
	echo uv | $(UV) - --output-file requirements/uv.txt
	$(UV) pyproject.toml --extra lab --constraint requirements/run.txt --output-file requirements/lab.txt \
		$$(sed -n 's/==.*//p' requirements/run.txt | sed 's/^/--no-emit-package /')
	$(UV) pyproject.toml --extra test --constraint requirements/run.txt --constraint requirements/lab.txt \
		--output-file requirements/test.txt \
		$$(sed -n 's/==.*//p' requirements/run.txt requirements/lab.txt | sed 's/^/--no-emit-package /')

clean:
	rm -rf $(VENV) lab/site/dist lab/site/made lab/site/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
