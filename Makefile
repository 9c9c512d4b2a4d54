# Everything a person types. Each target makes what it needs: a private environment in .venv, its installer in .tools.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo page test test-bluez bench mutants kills fleet-kills lock wheel clean

PY := .venv/bin
# How many walks `make kills` kills, or services `make fleet-kills`.
N := 1000
fleet-kills: N := 200
PAGE := src/retrowalk/page/static/index.html
PURE := units ftms firmware protocol safety session coach controller
# The pure rooms' tests run once, measured; the rest run once, unmeasured, because measuring slows what is timed there.
# Those with a browser run by themselves: Playwright's loop and pytest-asyncio's do not go together in one process.
GUARD := watch effort beats
PURE_TESTS := $(foreach room,$(PURE),$(wildcard tests/$(room) tests/test_$(room).py)) $(GUARD:%=tests/guard/test_%.py)
PURE_SOURCES := $(foreach room,$(PURE),src/retrowalk/$(room).py,src/retrowalk/$(room)/*) $(GUARD:%=src/retrowalk/guard/%.py)
EVERY_SOURCE := --cov-config=pyproject.toml --cov-report=
NOTHING_UNHASHED := --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

help: ## list what can be typed
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: .venv/.run ## watch a complete first backward walk on a virtual treadmill (Ctrl-C or s stops the belt)
	@$(PY)/retrowalk walk P01 --simulate --speed-up 10 --report-dir artifacts

page: $(PAGE) ## build the web page into the package

test: .venv/.dev $(PAGE) ## install what is missing, then check format, lint, types, imports and run every test
	scripts/system_packages
	$(PY)/ruff format --check
	$(PY)/ruff check
	$(PY)/mypy
	$(PY)/lint-imports --no-cache --no-logo
	scripts/web check
	$(PY)/pytest -n 2 --cov $(EVERY_SOURCE) $(PURE_TESTS)
	$(PY)/coverage report --fail-under=100 --include='$(shell echo $(PURE_SOURCES) | tr ' ' ,)'
	$(PY)/pytest -n 2 --dist worksteal $(PURE_TESTS:%=--ignore=%) --ignore=tests/browser tests
	$(PY)/pytest -n 2 --dist loadfile tests/browser
	@echo "make test: everything passed"

test-bluez: .venv/.run ## take out services, guards and bluetoothd on the real Linux Bluetooth stack, without a radio (an hour; builds it first, as root)
	tests/bluez/bench/build
	tests/bluez/bench/run -t 14400 . python3 tests/bluez/trials.py $(TRIALS)

bench: .venv/.dev $(PAGE) ## measure: decoding, random frames, stop latency of many treadmills, the page, the core, a simulated half hour, some kills
	$(PY)/python benchmarks/run.py

mutants: .venv/.dev ## change the pure rooms behind the tests' back and count what they notice (about an hour)
	$(PY)/python scripts/mutants.py

kills: .venv/.dev ## kill N real walks and guards at random moments (N=1000 takes about an hour)
	$(PY)/python benchmarks/bench_kills.py $(N)

fleet-kills: .venv/.dev ## kill N services with eight walks each, and look at what the next one makes of it (N=200 takes an hour, on a busy computer two)
	$(PY)/python benchmarks/bench_fleet_kills.py $(N)

lock: .venv/.dev ## pin every package again, with hashes, to the newest that pyproject.toml allows
	.tools/bin/uv pip compile $(NOTHING_UNHASHED) --upgrade requirements/uv.in -o requirements/uv.txt
	.tools/bin/uv pip compile $(NOTHING_UNHASHED) --upgrade pyproject.toml --all-extras --group dev -o requirements/dev.txt
	.tools/bin/uv pip compile $(NOTHING_UNHASHED) --upgrade pyproject.toml --all-extras --group build -c requirements/dev.txt -o requirements/run.txt
	scripts/web lock

wheel: .venv/.dev $(PAGE) ## build dist/retrowalk-….whl
	$(PY)/hatchling build -t wheel

clean: ## remove everything that make made here
	rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage dist build artifacts
	rm -rf web/node_modules src/retrowalk/page/static

.venv/.run: requirements/run.txt requirements/uv.txt pyproject.toml scripts/bootstrap
	@scripts/bootstrap run
	@touch $@

.venv/.dev: requirements/dev.txt requirements/uv.txt pyproject.toml scripts/bootstrap
	@scripts/bootstrap dev
	@touch $@ .venv/.run

$(PAGE): .venv/.dev web/package-lock.json web/vite.config.ts web/index.html web/offline.html $(shell find web/src web/public)
	scripts/web build
