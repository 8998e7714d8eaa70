"""A command starts fast: it loads no slow library unless it needs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from index_help import fill
from library_help import invent
from papertriage import __version__

HEAVY = frozenset({"numpy", "scipy", "sklearn", "requests", "feedparser"})

# A line of -X importtime: "import time:   self us | cumulative us |   package.module"
_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$", re.MULTILINE)


def run(*arguments: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run papertriage in a fresh process; return its result and the names of all it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "papertriage", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done, set(_IMPORTED.findall(done.stderr))


def roots(imported: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in imported}


@pytest.mark.parametrize("asked", ["--version", "--help", "rank --help"])
def test_loads_no_heavy_library(asked: str) -> None:
    """The version and help load none of the slow libraries, nor the one that reads JSON."""
    done, imported = run(*asked.split())

    assert done.returncode == 0
    assert "papertriage.cli" in imported, "the import log was not read"
    assert roots(imported) & (HEAVY | {"msgspec"}) == set()


def test_version_says_name_and_number() -> None:
    """--version prints the name and the version on standard output."""
    done, _ = run("--version")

    assert done.stdout == f"papertriage {__version__}\n"


def test_import_log_would_show_a_heavy_library() -> None:
    """The log that these tests read does name a slow library that is loaded."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import numpy"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )

    assert "numpy" in roots(set(_IMPORTED.findall(done.stderr)))


def _at_exit(arguments: list[str], statement: str) -> list[str]:
    """Run a command and return its lines, with what a statement prints when it ends."""
    code = (
        f"import sys, atexit, gc; sys.argv = ['papertriage', *{arguments}];"
        f"atexit.register(lambda: {statement});"
        "from papertriage.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def test_loads_only_the_command_that_is_called() -> None:
    """A command does not pay for the modules and options of the others."""
    loaded = set(_at_exit(["show", "--help"], "print(*sys.modules, sep='\\n')"))

    assert {name for name in loaded if name.startswith("papertriage.cli.commands.")} == {
        "papertriage.cli.commands.show"
    }


def test_looks_for_no_cycles_on_its_way_out() -> None:
    """At the end of a command Python has almost no objects left to search for cycles."""
    reported = _at_exit(["--version"], "print(len(gc.get_objects()), gc.get_freeze_count())")
    left, frozen = map(int, reported[-1].split())

    assert left * 10 < frozen


def test_reading_a_library_does_not_load_the_rules(tmp_path: Path) -> None:
    """Lists and papers are shown without the rules that decide which records are one paper."""
    fill(tmp_path)

    for command in (["rank"], ["status"], ["show", invent(1).id], ["search", "paper"]):
        done, imported = run("--library", str(tmp_path), "--no-config", *command)
        assert done.returncode == 0, done.stdout
        assert "papertriage.library.index" in imported
        assert not imported & {"papertriage.grouping.verdict", "papertriage.library.nodes"}
