# Each command does all that it needs on a fresh machine; see README.md.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench lock clean

help:
	@echo "make run     the demo office on http://127.0.0.1:8000/ (PORT= for another)"
	@echo "make test    the whole suite on SQLite, or on DATABASE_URL (ARGS= for pytest)"
	@echo "make lint    format and lint checks; make format repairs"
	@echo "make bench   the benchmarks, as ratios against a floor"
	@echo "make setup   virtual environment, packages, system libraries, .env"
	@echo "make lock    requirements*.txt from pyproject.toml (UPGRADE=1 for newer versions)"
	@echo "make clean   removes environment and caches; keeps database, files and .env"

setup:
	@.make/setup

run:
	@.make/run

test:
	@.make/test

lint:
	@.make/lint

format:
	@.make/setup dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench:
	@.make/setup
	@.venv/bin/python manage.py bench

lock:
	@.make/lock

clean:
	@rm -rf .venv .venv-lock .pytest_cache .ruff_cache .mypy_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
