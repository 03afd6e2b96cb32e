# Every target works from nothing on a machine with Python 3.11: it installs first, and skips at once what is there.
#
#   make run      the product with a demo at http://127.0.0.1:$(PORT), until Ctrl-C
#   make test     every test there is
#   make lint     every static check
#   make tour     one lead the whole way over HTTP, against the running instance or one of its own
#   make bench    the figures; BENCH=name for one
#   make olist    8,000 real leads through the public API of the running instance; DATA=folder
#   make olist-model  a model of those leads, judged on later ones, and the naive leak refused; DATA=folder
#   make seed     the demo workspaces into the servers of STATE
#   make facts    who hears what
#   make servers  PostgreSQL and Valkey of STATE, detached; prints their addresses
#   make soak     the long runs: kills, memory, arbitrary input, segments, ledgers, merges undone; EVENTS=, SECONDS=, FUZZ=, HISTORIES= say how long, PART= which
#   make clean    stop the servers of STATE and remove what was built (not the data)
#
# PORT and STATE choose the port and the folder of the data, so that two instances can run side by side.

# The first that is recent enough; else python3, which then says what is missing. Unless one is named, `.venv` is made of the quickest of
# its version: a Python compiled without optimisations makes everything half as slow again.
ifndef PYTHON
ANY := --quickest
PYTHON := $(shell for each in python3 python3.11 python3.12; do \
  if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$each; exit; fi; done; echo python3)
endif
PORT ?= 8000
STATE ?= .run
BENCH ?=
EVENTS ?=
SECONDS ?=
FUZZ ?=
PART ?=
DATA ?=
TESTS ?=
export PORT STATE EVENTS SECONDS FUZZ PART
OURS := .venv/bin/python

.PHONY: run test lint tour bench olist olist-model seed facts servers soak clean install lock
.DEFAULT_GOAL := run

install:
	@$(PYTHON) -m launch install $(ANY)

run: install
	@$(OURS) -m launch run --with-parent

test:
	@$(PYTHON) -m launch install --browser $(ANY)
	@$(OURS) -m pytest -n 2 $(TESTS)

lint: install
	@$(OURS) -m launch lint

tour: install
	@$(OURS) -m tour

bench: install
	@$(OURS) -m bench $(BENCH)

olist: install
	@$(OURS) -m examples.olist $(DATA)

olist-model: install
	@test -n "$(DATA)" || { echo "Name the folder with the two Olist files: make olist-model DATA=folder"; exit 2; }
	@OLIST="$(abspath $(DATA))" $(OURS) -m pytest -q -s -n0 -p no:cacheprovider tests/scoring/actions/test_predicting_olist.py

seed: install
	@$(OURS) -m launch seed

facts: install
	@$(OURS) -m launch manage facts

servers: install
	@$(OURS) -m launch servers start

soak: install
	@$(OURS) -m bench soak

lock: install
	@$(OURS) -m launch lock

clean:
	@if [ -x $(OURS) ]; then $(OURS) -m launch servers stop; fi
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
