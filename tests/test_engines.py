"""All engines meet one contract, even if a worker dies during its work."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from engine_help import (
    Killing,
    KillsWhileSending,
    blocked_signals,
    divide,
    double,
    interrupt_parent,
)
from papertriage.errors import NetworkError, UsageError
from papertriage.flows.tag import batches
from papertriage.flows.tag.batches import Papers, Tagged, tagged
from papertriage.flows.tag.engines import Engine, Name, dask, engine_of
from papertriage.flows.tag.tag_files import parts_of, pending, tag_parts
from papertriage.paper import Paper, encode
from papertriage.topics.taxonomy import load

if TYPE_CHECKING:
    from distributed import Client

pytestmark = [
    pytest.mark.slow,
    # Dask leaves sockets of killed workers to the garbage collector; that is not a failure.
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
]

NAMES: tuple[Name, ...] = ("serial", "processes", "dask")
WORKERS: tuple[Name, ...] = ("processes", "dask")
TODAY = date(2026, 11, 20)


def papers(first: int, last: int) -> Iterator[Paper]:
    """Invent papers of which two of three are on a topic."""
    for number in range(first, last):
        title = f"Face alignment {number}" if number % 3 else f"On kettles, part {number}"
        key = f"10.5555/{number}"
        yield Paper(id=f"doi:{key}", ids={"doi": key}, title=title, abstract="We watch. " * number)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Write six files of papers, one of them empty."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(6):
        lines = [encode(paper) + b"\n" for paper in papers(4 * number, 4 * number + number)]
        (folder / f"p{number}.jsonl").write_bytes(b"".join(lines))
    return folder


def tag_all(sources: Path, folder: Path, engine: Engine) -> None:
    """Tag the parts that are not tagged yet."""
    parts = parts_of([str(sources / "*")], folder)
    for _ in tag_parts(pending(parts, load(None)).parts, load(None), engine, TODAY):
        pass


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder with any temporary ones, but without the markers."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_every_piece_comes_back_in_order(name: Name) -> None:
    """Each piece is yielded with its result, in the order of the pieces."""
    assert list(engine_of(name, 2).map(double, range(20))) == [(n, 2 * n) for n in range(20)]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_work_raises_is_raised_here(name: Name) -> None:
    """An error of the work is raised after the results before it."""
    results = engine_of(name, 2).map(divide, [2, 1, 0, 1])

    assert [next(results), next(results)] == [(2, 0.5), (1, 1.0)]
    with pytest.raises(ZeroDivisionError):
        next(results)


@pytest.mark.parametrize("name", NAMES)
def test_a_kill_in_mid_job_changes_no_byte(name: Name, tmp_path: Path, sources: Path) -> None:
    """A killed worker, or a killed and repeated serial run, loses nothing."""
    tag_all(sources, tmp_path / "whole", engine_of("serial", 1))
    engine = Killing(engine_of(name, 2), "p3.jsonl", tmp_path / "killed")
    out = tmp_path / "out"
    if name == "serial":
        run = get_context("spawn").Process(target=tag_all, args=(sources, out, engine))
        run.start()
        run.join()
        assert run.exitcode == -9
        assert {"p0.jsonl", "p2.jsonl", ".p3.jsonl.0123456789ab.tmp"} <= contents(out).keys()
    tag_all(sources, out, engine)

    assert (tmp_path / "killed").exists()
    assert contents(out) == contents(tmp_path / "whole")
    assert len(contents(out)["p5.jsonl"].splitlines()) == 5


@pytest.mark.parametrize("name", WORKERS)
def test_a_stream_of_papers_survives_a_kill(
    name: Name, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Papers come back in order, with the same tags as from one process."""
    monkeypatch.setattr(batches, "WORTH_IT", 10)
    monkeypatch.setattr(batches, "BATCH", 7)
    serial = lines_of(tagged(papers(0, 40), load(None), engine_of("serial", 1)))
    third = str(Papers(list(papers(14, 21))))
    engine = Killing(engine_of(name, 2), third, tmp_path / "killed")

    assert lines_of(tagged(papers(0, 40), load(None), engine)) == serial
    assert (tmp_path / "killed").exists()
    assert sum(b'"tags":[{' in line for line in serial) > 20


def lines_of(batches: Iterable[Tagged]) -> list[bytes]:
    """Return the lines of batches."""
    return b"".join(batch.data for batch in batches).splitlines()


@pytest.mark.parametrize("name", WORKERS)
def test_workers_end_with_a_killed_run(name: Name, tmp_path: Path, sources: Path) -> None:
    """A SIGKILL to the command alone leaves no worker behind."""
    out = tmp_path / "out"
    engine = Killing(engine_of(name, 1), "p9.jsonl", tmp_path / "never")
    run = get_context("spawn").Process(target=tag_slowly, args=(sources, out, engine))
    run.start()
    while not (out / "p2.jsonl").exists():
        time.sleep(0.05)
    workers = children(run.pid or 0)
    run.kill()
    run.join()
    deadline = time.monotonic() + 30
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert workers
    assert not any(map(is_alive, workers))


def tag_slowly(sources: Path, folder: Path, engine: Engine) -> None:
    """Tag all parts, then wait to be killed while the workers still run."""
    parts = parts_of([str(sources / "*")], folder)
    for part, _ in tag_parts(parts, load(None), engine, TODAY):
        if part.output.endswith("p2.jsonl"):
            time.sleep(60)


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_workers_that_are_killed_again_and_again(tmp_path: Path) -> None:
    """After three killed workers the work is done in this process."""
    engine: Engine = engine_of("processes", 2)
    for fatal in ("1", "3", "5"):
        engine = Killing(engine, fatal, tmp_path / fatal)

    assert list(engine.map(double, range(8))) == [(n, 2 * n) for n in range(8)]
    assert {path.name for path in tmp_path.iterdir()} == {"1", "3", "5"}


def test_a_worker_that_is_killed_in_the_middle_of_a_result(tmp_path: Path) -> None:
    """A half-sent result is not waited for, and the piece is done again."""
    work = KillsWhileSending(3, str(tmp_path / "killed"))

    assert list(engine_of("processes", 2).map(work, range(8))) == [(n, 2 * n) for n in range(8)]
    assert (tmp_path / "killed").exists()


def test_an_interrupt_ends_the_workers_at_once() -> None:
    """Ctrl-C does not wait for a piece, and leaves no process."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    begin = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            list(engine_of("processes", 2).map(interrupt_parent, range(4)))
    finally:
        signal.signal(signal.SIGINT, before)

    assert time.monotonic() - begin < 30
    assert multiprocessing.active_children() == []


def test_what_a_terminal_sends_does_not_reach_the_workers() -> None:
    """Ctrl-C and a closed terminal are reported once, by the process that was started."""
    for _, blocked in engine_of("processes", 2).map(blocked_signals, range(4)):
        assert {signal.SIGINT, signal.SIGHUP} <= blocked


def test_a_cluster_of_our_own_listens_to_this_machine_only() -> None:
    """Scheduler and workers cannot be reached from other machines, and there is no dashboard."""
    results = engine_of("dask", 1).map(double, range(100))
    assert next(results) == (0, 0)
    listening = listeners({os.getpid(), *children(os.getpid())})
    assert list(results)[-1] == (99, 198)

    assert len(listening) >= 2
    assert {address for address, _ in listening} == {"127.0.0.1"}
    assert 8787 not in {port for _, port in listening}


def listeners(pids: set[int]) -> set[tuple[str, int]]:
    """Return address and port of every socket on which these processes listen."""
    return {
        (socket.laddr.ip, socket.laddr.port)
        for pid in pids
        for socket in psutil.Process(pid).net_connections("inet")
        if socket.status == psutil.CONN_LISTEN
    }


def children(pid: int) -> set[int]:
    """Return the processes below a process."""
    return {child.pid for child in psutil.Process(pid).children(recursive=True)}


def test_without_dask_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint names the extra, quoted for a shell."""

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    with pytest.raises(UsageError, match="needs Dask") as caught:
        engine_of("dask", 1)
    assert caught.value.hint == "pip install 'papertriage[dask]'"


@pytest.mark.parametrize(
    ("found", "has"),
    [("0.0.1", "has papertriage 0.0.1"), (metadata.PackageNotFoundError(), "has no papertriage")],
)
def test_workers_must_have_this_papertriage(found: Any, has: str) -> None:
    """A worker with another version, or with none, is reported in one line."""

    class Cluster:
        def wait_for_workers(self, *_: Any, **__: Any) -> None:
            """Return at once."""

        def run(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {"tcp://10.0.0.1:4000": found}

    client: Client = Cluster()  # type: ignore[assignment]  # it has all that is called
    with pytest.raises(UsageError, match=f"worker tcp://10.0.0.1:4000 {has}"):
        dask._check_versions(client)


def test_a_scheduler_that_is_not_there_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no scheduler answers, the error names the address."""
    monkeypatch.setattr(dask, "_PATIENCE", 1)
    with pytest.raises(NetworkError, match="9: no Dask scheduler answers"):
        list(engine_of("dask", 1, scheduler="tcp://127.0.0.1:9").map(double, [1]))
