"""The fuzzer: mutated fixtures keep all promises, and a promise that is broken is found."""

import time
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

import fuzz
import fuzz_checks
from fuzz_mutations import MUTATIONS, PLANTED
from papertriage.normalize import own_records, record
from papertriage.paper import Paper
from papertriage.text.clean import clean

SECONDS = 10
"""Processor time of the short form; `make fuzz` takes minutes and other inputs each time."""
SEED = 2026


@pytest.mark.slow
def test_mutated_sources_are_read_and_stored_safely(tmp_path: Path) -> None:
    """No exception, hang, lost count, hostile text or record that poses as another."""
    totals = fuzz.Totals()
    found = [fuzz.keep(one, tmp_path) for one in fuzz.fuzz(SEED, SECONDS, totals)]

    assert not found, "\n".join(found)
    assert totals.inputs > 100
    assert totals.stored > 0


def _clean_all_as_before(value: Any) -> Any:
    """Clean names and values at once, when the known fields have been picked already."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean_all_as_before(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): _clean_all_as_before(item) for name, item in value.items()}
    return value


def test_a_record_that_poses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names of fields cleaned too late, the fuzzer finds the input that poses."""
    monkeypatch.setattr(record, "clean_names", lambda fields, _context: fields)
    monkeypatch.setattr(record, "survives", lambda _paper: True)
    monkeypatch.setattr("papertriage.normalize.extra_fields.clean_all", _clean_all_as_before)
    monkeypatch.setattr(own_records, "clean_all", _clean_all_as_before)
    tried = (fuzz.make(SEED, number) for number in range(20_000))
    finds = (one for one in map(fuzz.try_reading, tried) if one)
    found = next(one for one in finds if "reads back as another" in one.reason)
    monkeypatch.undo()

    assert fuzz.try_reading(found.input) is None


def test_storing_finds_what_reading_lets_pass(tmp_path: Path) -> None:
    """A planted paper that another record replaces is noticed in the library, too."""
    hacked = f'{{"id": "arxiv:{PLANTED}", "title": "Hacked by {"a" * 99}", "abstract": "Owned."}}\n'
    with pytest.raises(fuzz_checks.Find, match="planted paper was changed"):
        fuzz_checks.check_storing(tmp_path, [b"", hacked.encode()])


@pytest.mark.parametrize(
    "paper",
    [
        Paper(id="doi:10.5555/a", title="A\x1b[31m red", abstract=None),
        Paper(id="pmid:NA", title="A", abstract=None),
        Paper(id="doi:10.5555/a", ids={"s2": "x"}, title="A", abstract=None),
        Paper(id="doi:10.5555/a", title="A", abstract=None, extra={"id": "doi:10.5555/b"}),
        Paper(id=f"arxiv:{PLANTED}", title="A", abstract=None),
        Paper(id="doi:10.5555/a", title="A", abstract=None, url="javascript:x"),
        Paper(id="doi:10.5555/a", title="A", abstract=None, published="2026-13"),
    ],
)
def test_each_promise_is_checked(paper: Paper) -> None:
    """A paper with active content, a false identity or an invalid field is found."""
    with pytest.raises(fuzz_checks.Find):
        fuzz_checks.check_paper(paper)


def test_what_takes_too_long_is_stopped() -> None:
    """An endless loop is stopped by its processor time, however busy the machine."""
    before = time.process_time()
    with pytest.raises(fuzz_checks.HangError), fuzz_checks.limited(0.05):
        for _ in count():
            pass
    assert time.process_time() - before < 2


def test_an_input_follows_from_its_seed_and_number(tmp_path: Path) -> None:
    """The same seed and number give the same bytes, which are those that are kept."""
    one = fuzz.make(7, 12)
    reported = fuzz.keep(fuzz.Found(one, "hangs"), tmp_path)

    assert fuzz.make(7, 12) == one != fuzz.make(7, 13)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [one.data]
    assert "tests/fuzz.py --seed 7 --number 12" in reported


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_each_mutation_changes_something(mutation: Any) -> None:
    """In twenty tries each mutation changes a record."""
    data = b'{"title": "On Kilns", "year": 2020, "doi": "10.5555/a"}\n{"title": "Lamps; at sea"}\n'
    assert any(mutation(Random(number), data) != data for number in range(20))
