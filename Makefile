# Needs GNU make and a Python from 3.11 to 3.13; everything else goes into .venv. `make help` lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# a Python to use instead of the first suitable one on the PATH
PYTHON_BIN ?=
# dbt variables as YAML: make build VARS='{reporting_timezone: UTC}'
VARS ?=
# which real logs `make build-real` brings to the contract
CASE ?= bank
# how many builds `make faults` and `make test-slow` kill
KILLS ?= 50
# the days that `make run` fills in: FROM=2026-03-01 TO=2026-03-31
FROM ?=
TO ?=
# what BigQuery takes for a TiB that is read, for `make cost`
DOLLARS ?= 6.25
# how large the desk of `make bench` is: default, medium or large
SIZE ?= default
# what `make soak` plays: made-up histories from a seed on, days of sample logs, in how many processes; or one seed
HISTORIES ?= 300
FIRST ?= 1
DAYS ?= 90
PROCESSES ?= 2
SEED ?=
SHRINK ?=

PYTHON := .venv/bin/python
STAMP := .venv/installed-from
SAMPLE := data/raw

export VARS
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := False
# packages from outside .venv would be used in place of the locked ones
unexport PYTHONPATH PYTHONHOME

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: build
build: environment ## build, test and publish the marts, show a summary; VARS='{reporting_timezone: UTC}' sets dbt variables
	@$(PYTHON) -m cs_productivity build --vars "$$VARS"

.PHONY: publish
publish: environment ## publish the marts of the last build, if it ended well
	@$(PYTHON) -m cs_productivity publish

.PHONY: freshness
freshness: environment ## say how old the newest row of each raw table is
	@$(PYTHON) -m cs_productivity freshness

.PHONY: run
run: environment ## the nightly job: collect, freshness, build, publish, notify; FROM=2026-03-01 TO=2026-03-31 fills in days
	@$(PYTHON) -m cs_productivity run --vars "$$VARS" $(if $(FROM),--from "$(FROM)") $(if $(TO),--to "$(TO)")

.PHONY: test
test: environment ## run every test but those that take minutes
	@# files in the order of tests/python/conftest.py: the longest come first
	@$(PYTHON) -m pytest -m "not slow" --numprocesses=2 --dist=loadfile --no-loadscope-reorder --durations=40 --durations-min=5

.PHONY: test-slow
test-slow: environment ## run the others: builds that are killed, large and odd logs, real logs month by month; KILLS=50
	@CS_KILLS="$(KILLS)" $(PYTHON) -m pytest -m "slow and not nightly" --durations=30 --durations-min=20

.PHONY: lint
lint: environment ## check the style of Python, SQL, YAML, workflows and of the dbt project
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@.venv/bin/yamllint --strict .
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@# dbt-bouncer reads the manifest; the dbt templater of sqlfluff opens a warehouse, and not the real one
	@mkdir -p target/lint && export DBT_TARGET_PATH=target/lint CS_DUCKDB_PATH="$(CURDIR)/target/lint.duckdb" && \
		.venv/bin/dbt parse --quiet && .venv/bin/dbt-bouncer run && .venv/bin/sqlfluff lint .

# what a pull request runs beside `make lint` and `make test`: docs/pull_requests.md
EMPTY := target/empty
ON_EMPTY := export DBT_TARGET_PATH=$(EMPTY) CS_DUCKDB_PATH="$(CURDIR)/$(EMPTY)/empty.duckdb";

.PHONY: parse
parse: environment ## read the whole dbt project, without a warehouse
	@$(ON_EMPTY) .venv/bin/dbt --quiet parse

.PHONY: build-empty
build-empty: environment ## build every model without a row: what names, types and contracts tell; wants a landing zone
	@rm -f $(EMPTY)/empty.duckdb*
	@$(ON_EMPTY) .venv/bin/dbt --quiet build --empty --exclude-resource-type unit_test

.PHONY: unit-test
unit-test: environment ## run dbt's unit tests on what `make build-empty` made
	@$(ON_EMPTY) .venv/bin/dbt --quiet test --select test_type:unit

.PHONY: state
state: environment ## keep a copy of the last build in data/state, which changes are held against
	@$(PYTHON) -m cs_productivity state

.PHONY: build-changed
build-changed: environment ## build what is not as in that state, and all that stands on it, beside the warehouse
	@$(PYTHON) -m cs_productivity build-changed

.PHONY: compare
compare: environment ## say as Markdown what that does to rows, columns, AHT and heads
	@$(PYTHON) -m cs_productivity compare

.PHONY: check-bigquery
check-bigquery: environment ## compile and type every model for BigQuery, without BigQuery
	@$(PYTHON) tests/bigquery/check.py

.PHONY: test-bigquery
test-bigquery: environment ## build the project twice on a stand-in for BigQuery, and hold it against DuckDB; installs 1 GB
	@$(PYTHON) -m pytest tests/bigquery

.PHONY: cost
cost: environment ## estimate what increments read on BigQuery, and what that costs; DOLLARS=6.25 is the price of a TiB
	@$(PYTHON) tests/bigquery/cost.py --price "$(DOLLARS)"

.PHONY: faults
faults: environment ## kill builds, fill the disk, damage and drown the landing zone; KILLS=50 builds are killed
	@CS_KILLS="$(KILLS)" $(PYTHON) -m pytest tests/faults

.PHONY: fault-matrix
fault-matrix: environment ## bring about faults of collecting on PostgreSQL and MariaDB; writes the table of docs/collection.md
	@$(PYTHON) tests/python/collection/fault_matrix.py

.PHONY: demo
demo: environment ## a PostgreSQL with made-up logs, collected, built and shown; needs Debian's package postgresql
	@$(PYTHON) -m cs_productivity.demo

.PHONY: build-real
build-real: environment ## build on public real logs; CASE=bank, helpdesk, rabobank or ui_log says which
	@$(PYTHON) tests/python/real_logs/build.py "$(CASE)"

.PHONY: bench
bench: environment ## what builds cost as history grows, by model and beside the machine's limits; SIZE=large
	@$(PYTHON) tests/bench/run.py --size "$(SIZE)"

.PHONY: bench-collect
bench-collect: environment ## collect a million log rows from PostgreSQL, beside copying them out alone
	@$(PYTHON) tests/bench/collecting.py

.PHONY: accuracy
accuracy: environment ## hold the handling time against the truth of simulated logs; writes docs/accuracy.md
	@$(PYTHON) tests/accuracy/run.py

.PHONY: notebook
notebook: environment ## open JupyterLab on the published marts; the first time it is installed
	@.venv/bin/jupyter lab --version > /dev/null 2>&1 || \
		$(PYTHON) -m pip install --quiet --no-compile --no-deps --require-hashes --only-binary :all: --requirement notebooks.lock
	@.venv/bin/jupyter lab --config=analyses/jupyter_lab_config.json --notebook-dir=analyses

.PHONY: docs
docs: environment ## write dbt's documentation as one page that opens from the disk: data/docs/index.html
	@$(PYTHON) -m cs_productivity docs

.PHONY: screenshots
screenshots: environment ## take the README's pictures of the published report, in headless Chromium
	@$(PYTHON) tests/python/screenshots.py

.PHONY: soak
soak: environment ## prove increments on HISTORIES=300 made-up histories and DAYS=90; SEED=7 SHRINK=1 looks into one
	@$(PYTHON) tests/python/increments/soak.py --first "$(FIRST)" --histories "$(HISTORIES)" --days "$(DAYS)" \
		--processes "$(PROCESSES)" $(if $(SEED),--seed "$(SEED)") $(if $(SHRINK),--shrink)

# The stamps hold what .venv was made from, and are written last: an install that was cut short is made again.
define LOCKED_FROM
$$(pwd) $$(cksum < requirements.lock)
endef
define PACKAGE_FROM
$$(cksum < pyproject.toml)
endef

.PHONY: environment
environment:
	@if [ "$$(cat $(STAMP) 2>/dev/null)" != "$(LOCKED_FROM)" ] || ! $(PYTHON) -c '' 2>/dev/null; then \
		$(MAKE) -f $(firstword $(MAKEFILE_LIST)) install; \
	elif [ "$$(cat $(STAMP)-package 2>/dev/null)" != "$(PACKAGE_FROM)" ]; then \
		$(MAKE) -f $(firstword $(MAKEFILE_LIST)) install-package; \
	fi

.PHONY: install-package
install-package:
	@$(PYTHON) -m pip install --quiet --no-deps --no-build-isolation -e .
	@echo "$(PACKAGE_FROM)" > $(STAMP)-package

.PHONY: install
install:
	@rm -f $(STAMP)
	@suitable='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	for candidate in $(if $(PYTHON_BIN),"$(PYTHON_BIN)",python3.13 python3.12 python3.11 python3 python); do \
		if "$$candidate" -c "$$suitable" 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "$(if $(PYTHON_BIN),PYTHON_BIN=$(PYTHON_BIN) is no,There is no) Python from 3.11 to 3.13 on this machine: install one, or name it with make PYTHON_BIN=/path/to/python3.13." >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$found has no venv module: install it (on Debian and Ubuntu the package python3-venv)." >&2; exit 1; \
	fi; \
	echo "Setting up .venv with $$("$$found" --version); this takes a minute or two, once."; \
	"$$found" -m venv --clear .venv
	@# what is imported is compiled then: compiling all takes as long as installing
	@$(PYTHON) -m pip install --quiet --no-compile --no-deps --require-hashes --only-binary :all: -r requirements.lock
	@$(MAKE) -f $(firstword $(MAKEFILE_LIST)) install-package
	@echo "$(LOCKED_FROM)" > $(STAMP)

.PHONY: clean
clean: ## remove what builds made: target, logs, sample logs, warehouse, published marts, docs; never a salt or logs of yours
	@rm -rf target logs data/docs data/published data/.published.generations data/.raw.unfinished-* data/demo
	@rm -f data/warehouse.duckdb data/warehouse.duckdb.wal data/run.json data/run.json.lock
	@if [ -f $(SAMPLE)/_sample.json ]; then \
		own=$$(find $(SAMPLE) -type f ! -path '$(SAMPLE)/_*' ! -path '$(SAMPLE)/*/loaded_date=*/part-0.parquet' | head -n 1); \
		if [ -z "$$own" ]; then rm -rf $(SAMPLE); \
		else echo "$(SAMPLE) stays: $$own is not of the sample logs."; fi; \
	fi
	@for path in "$$CS_DUCKDB_PATH" "$$CS_PUBLISH_PATH"; do \
		if [ -n "$$path" ]; then echo "$$path stays: remove it by hand."; fi; \
	done
