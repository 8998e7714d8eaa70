# make demo    shows reading lists of invented papers; needs only Python 3.11 or later
# make test    runs ruff, mypy --strict and pytest   (PYTEST_ARGS="-k merge -x" selects tests)
# make lint    runs ruff and mypy only
# make crash   runs the full form of the tests that make test shortens; takes some minutes
# make fuzz    reads mutated sources, new ones each time; three minutes (FUZZ_ARGS="--seconds 600")
# make test-newest   runs the quick tests on the newest Python here, if it is newer than .venv
# make clean   removes everything that make created
#
# PYTHON=python3.12 chooses the Python for .venv.

PYTHON ?= python3
VENV := .venv
NEWEST := .venv-newest
DEMO := .demo
BIN := $(VENV)/bin

# If a recipe fails, its target is deleted, so that an environment is never half installed.
.DELETE_ON_ERROR:
.PHONY: demo test lint pytest test-newest crash fuzz clean

# Unlike -c, these variables also pin the build requirements: old versions of pip read the first,
# new ones the second. --quiet twice shows errors only.
PIP_INSTALL := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	PIP_DISABLE_PIP_VERSION_CHECK=1 \
	$(BIN)/python -m pip install --quiet --quiet

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) --version 2>&1) || found="not found"; \
		echo "papertriage needs Python 3.11 or later; $(PYTHON) is $$found." \
			"Try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "making $(VENV)/ ..."
	@$(PYTHON) -m venv $(VENV)

# An installation records its version, which is in __init__.py.
$(VENV)/installed: pyproject.toml constraints.txt src/papertriage/__init__.py | $(VENV)/pyvenv.cfg
	@echo "installing papertriage into $(VENV)/ ..."
	@$(PIP_INSTALL) --editable .
	@touch $@

# Older versions of pip lack --group, so the list is read from pyproject.toml.
$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing what the tests need ..."
	@$(BIN)/python -c 'import tomllib; \
		print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
		> $@.txt
	@$(PIP_INSTALL) --requirement $@.txt
	@touch $@

# Shows a command as a user would type it, and runs it with the demo's library.
TRIAGE := $(BIN)/papertriage --no-config --library $(DEMO)
# Lists are tables, also when the output is not a terminal.
list = @form=$$([ -t 1 ] || echo ' -f table'); \
	printf '\n$$ papertriage rank --topic %s --limit 5%s\n' '$(1)' "$$form"; \
	$(TRIAGE) rank --topic $(1) --limit 5$$form
step = @printf '\n$$ papertriage %s\n' '$(1)'; $(TRIAGE) $(1)

# Dates without a year are read as of the file's date, which git does not store.
demo: $(VENV)/installed
	@rm -rf $(DEMO)
	@touch -t 202611201200 examples/page.txt
	@version=$$($(BIN)/papertriage --version) && echo "$$version in $(VENV)/ ·" \
		"demo library $(DEMO)/, created again each time; your own is not touched"
	$(call step,ingest examples/*.txt)
	$(call step,tag)
	$(call list,faces)
	$(call list,vision-transformers)
	$(call list,distillation)
	$(call list,sparse-attention)
	@printf '\nNext: pipx install . (or type $(BIN)/papertriage), then: papertriage ingest YOUR-FILE\n'

test: lint pytest

# One process for each core. With worksteal, tests of one file mostly stay in one process. The tests
# start the command very often, so it is compiled first, even where Python may not do that itself.
pytest: $(VENV)/installed-dev
	@$(BIN)/python -m compileall -q src
	@$(BIN)/pytest --numprocesses logical --dist worksteal $(QUICK) $(PYTEST_ARGS)

test-newest: $(VENV)/pyvenv.cfg
	@newest=$$($(BIN)/python scripts/newest_python.py); \
	if [ -n "$$newest" ]; then \
		echo "testing with $$newest ..."; \
		$(MAKE) --no-print-directory pytest VENV=$(NEWEST) PYTHON="$$newest" \
			QUICK='-m "not slow" --ignore tests/test_no_slow_pattern.py'; \
	else \
		echo "no Python here is newer than that of $(VENV)/"; \
	fi

lint: $(VENV)/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

crash: $(VENV)/installed-dev
	@PAPERTRIAGE_CRASH=full $(BIN)/pytest \
		$$(grep -l '^from crash_help import' tests/test_*.py) -rP --timeout 3600 $(PYTEST_ARGS)

fuzz: $(VENV)/installed-dev
	@$(BIN)/python tests/fuzz.py $(FUZZ_ARGS)

clean:
	rm -rf $(VENV) $(NEWEST) $(DEMO) .fuzz dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests scripts benchmarks -name __pycache__ -type d -exec rm -rf {} +
