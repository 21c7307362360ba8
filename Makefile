# make grade   grade bot/bot.py and print the report (BOT=path/to/bot.py grades another one)
# make test    check formatting, lint and types, and run the tests
# make clean   remove what these two made
#
# Both make .venv first, with python3 or with the one that you name: make grade PYTHON=python3.12

PYTHON = python3
BOT = bot/bot.py
VENV = .venv
IN_VENV = $(VENV)/bin/python
INSTALL = $(IN_VENV) -m pip install --quiet --disable-pip-version-check --editable

.PHONY: grade test clean

grade: $(VENV)/installed
	$(IN_VENV) -m grader $(BOT)

test: $(VENV)/installed-for-tests
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m mypy bot grader model policies benchmarks tests
	$(IN_VENV) -m pytest

# Editable, so that an edit to bot/bot.py counts at once. The stamps make a second call quick.
$(VENV)/installed: pyproject.toml | $(IN_VENV)
	$(INSTALL) .
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml | $(IN_VENV)
	$(INSTALL) '.[test]'
	@touch $@ $(VENV)/installed

# Some systems give Python without what puts pip into a new environment: then their own pip puts it there.
$(IN_VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'This needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@echo 'Making $(VENV); this takes a minute, once.'
	@$(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
			&& $(PYTHON) -m pip --python $(IN_VENV) install --quiet pip; } >>$(VENV).log 2>&1 \
		|| { cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; exit 1; }
	@rm -f $(VENV).log

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
