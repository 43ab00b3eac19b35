# Needs Python 3.11 or newer and make, nothing else; some tests need npm, too. `make` alone
# lists the commands.
# Each command is a line or two: what it runs can be run without make (README).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench messages lock clean requirements requirements-dev requirements-web

PIP_INSTALL := .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: requirements ## Serve the site and send its letters, at http://127.0.0.1:8000/
	@.venv/bin/python -m museumsite.serve

test: requirements-dev requirements-web ## Run all tests, on SQLite and on PostgreSQL
	@.venv/bin/python -m tests.run $(ARGS)

check: requirements-dev ## Check style, types, migrations, translations, production settings
	@.venv/bin/python -m tests.check

bench: requirements-dev ## Measure pages and sign-ups, on SQLite and on PostgreSQL
	@.venv/bin/python -m tests.bench

messages: requirements-dev ## Collect new strings for translation (needs GNU gettext)
	@SECRET_KEY=messages .venv/bin/python manage.py makemessages --locale ru \
		--no-wrap --no-location --no-obsolete --ignore .venv --ignore var --ignore tests
	@SECRET_KEY=messages .venv/bin/python manage.py compilemessages

lock: ## Choose new versions of the requirements, with hashes (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile --upgrade --universal --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --python-version 3.11 --quiet \
		pyproject.toml -o requirements.lock
	uv pip compile --upgrade --universal --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --python-version 3.11 --quiet \
		pyproject.toml --group dev -o requirements-dev.lock

clean: ## Remove what can be made again; var/ holds data and stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache tests/web/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

# Installed again only when the lock file's content differs from its copy in .venv. What is
# installed for development includes what is needed to run.
requirements: .venv/bin/python
	@cmp -s requirements.lock .venv/installed.lock || { \
		echo "Installing the requirements …" && \
		$(PIP_INSTALL) -r requirements.lock && \
		cp requirements.lock .venv/installed.lock; }

requirements-dev: .venv/bin/python
	@cmp -s requirements-dev.lock .venv/installed-dev.lock || { \
		echo "Installing the requirements for development …" && \
		$(PIP_INSTALL) -r requirements-dev.lock && \
		cp requirements-dev.lock .venv/installed-dev.lock && \
		cp requirements.lock .venv/installed.lock; }

# What judges our pages and calendars in the tests; without npm those tests are skipped.
requirements-web:
	@cmp -s tests/web/package-lock.json tests/web/node_modules/installed.lock || { \
		command -v npm >/dev/null || { \
			echo "There is no npm on this machine: the tests of HTML and calendars by other programs will be skipped"; \
			exit 0; }; \
		echo "Installing the requirements for tests of pages and calendars …" && \
		npm --prefix tests/web ci --loglevel=error && \
		cp tests/web/package-lock.json tests/web/node_modules/installed.lock; }

.venv/bin/python:
	@for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$name" -c 'import ensurepip, venv' 2>/dev/null || { \
				echo "museumsite: $$name cannot make a virtual environment; on Debian: apt install python3-venv"; \
				exit 1; }; \
			exec "$$name" -m venv --clear .venv; \
		fi; \
	done; \
	echo "museumsite needs Python 3.11 or newer; here there is $$(python3 --version 2>/dev/null || echo none)"; \
	exit 1
