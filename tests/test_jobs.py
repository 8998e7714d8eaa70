"""One process or several: the same tags in the same order, whatever becomes of a worker."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import process
from pathlib import Path

import pytest

from cli_help import PASTES, run
from papertriage.flows import jobs
from papertriage.paper import Paper, Tag
from papertriage.topics import taxonomy

COUNT = 60


def papers() -> Iterator[Paper]:
    """Invent papers of which every third is on a topic."""
    for number in range(COUNT):
        title = f"Face alignment {number}" if number % 3 else f"On kettles, part {number}"
        yield Paper(id=f"doi:10.5555/{number}", title=title, abstract="We watch. " * number)


def tags(count: int) -> list[tuple[str, list[Tag]]]:
    return [(p.id, found) for p, found in jobs.tagged(papers(), taxonomy.load(None), count)]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few papers worth sharing out."""
    monkeypatch.setattr(jobs, "WORTH_IT", 10)
    monkeypatch.setattr(jobs, "SHARE", 7)


@pytest.mark.usefixtures("_small")
def test_two_jobs_give_what_one_gives() -> None:
    """Nothing depends on who tagged a paper, and the order stays."""
    assert tags(2) == tags(1)


@pytest.mark.usefixtures("_small")
def test_killed_workers_cost_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """When all workers are killed in mid-job, the rest is tagged here."""
    submit = process.ProcessPoolExecutor.submit
    sent = 0

    def killing(pool: process.ProcessPoolExecutor, *args: object) -> object:
        nonlocal sent
        work: object = submit(pool, *args)  # type: ignore[arg-type]  # handed through as it came
        sent += 1
        if sent == 3:
            for worker in list(pool._processes.values()):
                os.kill(worker.pid or 0, signal.SIGKILL)
        return work

    monkeypatch.setattr(process.ProcessPoolExecutor, "submit", killing)
    assert tags(2) == tags(1)
    assert sent >= 3


def test_the_command_takes_jobs(tmp_path: Path) -> None:
    """A pipe and a library give the same bytes with two jobs as with one."""
    piped = run("ingest", *PASTES, "-o", "-").stdout
    run("ingest", *PASTES, "--library", tmp_path)
    run("tag", "--library", tmp_path)
    before = (tmp_path / "tags.jsonl").read_bytes()
    run("tag", "--all", "--jobs", "2", "--library", tmp_path)

    assert (tmp_path / "tags.jsonl").read_bytes() == before
    assert run("tag", "-", "--jobs", "2", stdin=piped).stdout == run("tag", "-", stdin=piped).stdout
