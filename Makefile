# make demo    a reading list from invented papers; needs Python >= 3.11 and nothing else
# make test    ruff, mypy --strict and pytest        (PYTEST_ARGS="-k merge -x" narrows it down)
# make lint    the same without pytest
# make crash   the whole crash suite, of which make test runs a short form; some minutes
# make fuzz    mutated sources, other ones each time; three minutes  (FUZZ_ARGS="--seconds 600")
# make test-newest   all tests that are quick on the newest Python here, if it is newer
# make clean   removes everything that make made
#
# PYTHON=python3.12 chooses the Python that .venv is made with.

PYTHON ?= python3
VENV := .venv
NEWEST := .venv-newest
DEMO := .demo
BIN := $(VENV)/bin

# An environment is never half made: a failed recipe takes its stamp away.
.DELETE_ON_ERROR:
.PHONY: demo test lint pytest test-newest crash fuzz clean

# As variables, unlike -c, they also pin what builds the package; old pips read the first for that,
# new ones the second. Twice quiet: errors only.
PIP_INSTALL := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	PIP_DISABLE_PIP_VERSION_CHECK=1 \
	$(BIN)/python -m pip install --quiet --quiet

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) --version 2>&1) || found="not there"; \
		echo "papertriage needs Python 3.11 or later; $(PYTHON) is $$found." \
			"Try: make PYTHON=python3.12" >&2; exit 1; }
	@echo "making $(VENV)/ ..."
	@$(PYTHON) -m venv $(VENV)

# What is installed also knows its version, which is in __init__.py.
$(VENV)/installed: pyproject.toml constraints.txt src/papertriage/__init__.py | $(VENV)/pyvenv.cfg
	@echo "installing papertriage into $(VENV)/ ..."
	@$(PIP_INSTALL) --editable .
	@touch $@

# Older pips know no --group, so the list is read from pyproject.toml, its only home.
$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing what the tests need ..."
	@$(BIN)/python -c 'import tomllib; \
		print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
		> $@.txt
	@$(PIP_INSTALL) --requirement $@.txt
	@touch $@

# Shows a command as a user would type it, and runs it on the demo's own library.
TRIAGE := $(BIN)/papertriage --no-config --library $(DEMO)
# A list is drawn as a table, in a log as on a terminal.
list = @form=$$([ -t 1 ] || echo ' -f table'); \
	printf '\n$$ papertriage rank --topic %s --limit 5%s\n' '$(1)' "$$form"; \
	$(TRIAGE) rank --topic $(1) --limit 5$$form
step = @printf '\n$$ papertriage %s\n' '$(1)'; $(TRIAGE) $(1)

# The page's dates lack the year, and are read as of the file's own date, which git does not keep.
demo: $(VENV)/installed
	@rm -rf $(DEMO)
	@touch -t 202611201200 examples/page.txt
	@version=$$($(BIN)/papertriage --version) && echo "$$version in $(VENV)/ ·" \
		"demo library $(DEMO)/, made anew each time; your own is not touched"
	$(call step,ingest examples/*.txt)
	$(call step,tag)
	$(call list,faces)
	$(call list,vision-transformers)
	$(call list,distillation)
	$(call list,sparse-attention)
	@printf '\nNext: papertriage ingest YOUR-FILE · your own topics: papertriage topics new NAME\n'

test: lint pytest

# A process for each core; parted out test by test, neighbours in a file mostly stay together.
pytest: $(VENV)/installed-dev
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
