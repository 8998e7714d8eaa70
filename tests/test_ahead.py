"""Reading ahead in a second process: what comes out is what one process reads, come what may."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from conftest import DATA
from forms_help import ALL, AS_OF, IDS
from library_help import child, invent
from papertriage.flows.ingest import read_ahead as ahead
from papertriage.flows.ingest.read_ahead import read_ahead
from papertriage.flows.ingest.read_page import How, Item, Reading
from papertriage.paper import decode, encode
from papertriage.sources.files import open_source

PASTE = """arXiv:2401.00101
Lanterns for tidal caves
Ines Okafor, Bo Lindqvist
We hang lanterns in caves that the tide fills twice a day, and count who comes to see them.
Submitted 3 March

arXiv:2401.00102
Kettles that hum in tune
Ada Nkemelu
A kettle hums before it boils. We tune four of them to a chord and let a panel listen.
"""
RECORDS = b"".join(
    b'{"title": "Numbered kettles and their sounds, %d", "abstract": "We listen.", "published":'
    b' "%d"}\n' % (number, 2000 + number % 20)
    for number in range(300)
)
BROKEN = RECORDS[:9_000] + b'{"title": "cut off\n{"title": 5}\n{"stars": 3}\n' + RECORDS[9_000:]


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the smallest file be worth a process, also where there is one core only."""
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    monkeypatch.setattr(ahead, "_idle_cores", lambda: 2)


class Started(list["subprocess.Popen[bytes]"]):
    """The processes that were started; set `at_once` to what befalls each first."""

    at_once: Callable[["subprocess.Popen[bytes]"], None] = staticmethod(lambda _: None)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """Keep the processes that are started."""
    found = Started()
    popen = subprocess.Popen

    def start(*arguments: Any, **named: Any) -> "subprocess.Popen[bytes]":
        process = popen(*arguments, **named)
        found.append(process)
        found.at_once(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


class Read(NamedTuple):
    """What came of reading a file."""

    items: list[Item]
    days: list[Any]
    declared: int | None


def read(path: Path, *, plainly: bool = False, then: Callable[[int], object] = id) -> Read:
    """Read a file, in this process or ahead; `then` is called after each item with its number."""
    with open_source(str(path)) as page:
        reading = Reading(page.stream, How(name="f", base="f", as_of=AS_OF))
        items, days = [], []
        with closing(_plain(reading) if plainly else read_ahead(page, reading)) as found:
            for item in found:
                items.append(item)
                days.append(reading.context.inferred_from)
                then(len(items))
        return Read(items, days, reading.document.declared)


def _plain(reading: Reading) -> Any:
    yield from reading


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Write more papers than may wait anywhere between the two processes."""
    path = tmp_path / "large.jsonl"
    with path.open("wb") as file:
        for number in range(8_000):
            file.write(encode(invent(number, note="and on " * 300)) + b"\n")
    assert path.stat().st_size > 1.5 * ahead._CHUNK * ahead._CHUNKS
    return path


# --- the same ------------------------------------------------------------------------------------


def lines_of(data: bytes) -> Iterator[Any]:
    """Yield what a child would send of a document."""
    reading = Reading(BytesIO(data), How(name="f", base="f", as_of=AS_OF))
    for chunk in ahead._chunks(reading, BytesIO()):
        yield from (ahead._decoder.decode(line) for line in chunk.splitlines())


@pytest.mark.parametrize("path", [path for _, path in ALL], ids=IDS)
def test_every_form_comes_through_unchanged(path: Path) -> None:
    """A child's lines say of every fixture what reading it here says, the days included."""
    reading = Reading(BytesIO(path.read_bytes()), How(name="f", base="f", as_of=AS_OF))
    *sent, end = lines_of(path.read_bytes())

    for item, line in zip(reading, sent, strict=True):
        assert (line.paper or line.problem) == item
        assert line.inferred_from == reading.context.inferred_from
    assert end == ahead._End(reading.document.declared, reading.document.notes)


def test_a_paper_with_every_field_comes_through_unchanged() -> None:
    """No field of a paper is lost on the way, nor one that we do not know."""
    for line in (DATA / "rich_papers.jsonl").read_bytes().splitlines():
        paper = decode(line)
        sent = ahead._decoder.decode(msgspec.json.encode(ahead._Read(paper)))

        assert sent.paper == paper
        assert encode(sent.paper) == encode(paper)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("records.jsonl", RECORDS),
        ("broken.jsonl", BROKEN),
        ("paste.txt", PASTE.encode()),
        ("packed.jsonl.gz", gzip.compress(BROKEN)),
        ("declared.xml", (DATA / "arxiv-api.xml").read_bytes()),
    ],
)
def test_a_second_process_reads_the_same(
    name: str, data: bytes, tmp_path: Path, started: Started
) -> None:
    """Papers, problems and their order, days taken for dates, declared counts: all are the same."""
    path = tmp_path / name
    path.write_bytes(data)

    assert read(path) == read(path, plainly=True)
    assert len(started) == 1
    assert started[0].returncode is not None


COMMAND = """
import sys
from papertriage.flows.ingest import read_ahead as ahead
ahead.WORTH_IT, ahead._idle_cores = int(sys.argv.pop(1)), lambda: 2
from papertriage.cli import main
main()
"""
NEVER = 10**15


def ingest(
    folder: Path, at_least: int, source: Path, *options: str
) -> tuple[int, str, list[bytes]]:
    """Run the command on a new library; return its code, its words and what it stored."""
    library = folder / str(at_least)
    process = child(COMMAND, at_least, "ingest", source, "--library", library, *options)
    _, told = process.communicate(timeout=60)
    papers = library / "records.jsonl"
    runs = (library / "runs.jsonl").read_bytes().splitlines() if library.exists() else []
    runs = [line.partition(b'"when":')[0] + line.partition(b'Z",')[2] for line in runs]
    stored = papers.read_bytes() if papers.exists() else b""
    return process.returncode, told.replace(str(library), "LIBRARY"), [stored, *runs]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("-v",), 0),
        (("--strict",), 3),
        (("--limit", "117"), 0),
        (("--since", "2010"), 0),
        (("--from", "jsonl", "--as-of", "2020-01-01"), 0),
        (("--dry-run",), 0),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_command_says_and_stores_the_same(
    options: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    """Exit code, every word of it, records.jsonl and runs.jsonl are the same with every option."""
    source = tmp_path / "broken.jsonl"
    source.write_bytes(BROKEN)

    done = ingest(tmp_path, 0, source, *options)

    assert done[0] == code
    assert done == ingest(tmp_path, NEVER, source, *options)


@pytest.mark.parametrize("data", [b"", b"minutes\n" * 20, gzip.compress(RECORDS)[:-100]])
def test_the_command_fails_the_same(data: bytes, tmp_path: Path) -> None:
    """What is empty, of no form, or cut fails in the same words, and what came before is kept."""
    source = tmp_path / "source"
    source.write_bytes(data)

    done = ingest(tmp_path, 0, source)

    assert done[0] in (3, 65)
    assert done == ingest(tmp_path, NEVER, source)


# --- whatever happens ----------------------------------------------------------------------------


def test_a_child_that_is_killed_at_once_is_done_without(large: Path, started: Started) -> None:
    """What a killed child did not hand over is read here."""
    started.at_once = lambda process: process.kill()

    assert read(large) == read(large, plainly=True)


@pytest.mark.parametrize("after", [1, 700, 5_000])
def test_a_child_that_is_killed_later_costs_no_record(
    after: int, large: Path, started: Started
) -> None:
    """Reading goes on behind the last item that came whole; none comes twice."""

    def kill(count: int) -> None:
        if count == after:
            started[0].kill()

    assert read(large, then=kill) == read(large, plainly=True)


def test_a_process_that_cannot_be_started_is_done_without(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no process can be had, this one reads."""
    monkeypatch.setattr(sys, "executable", "/no/such/python")

    assert read(large) == read(large, plainly=True)


def test_a_reader_that_stops_early_leaves_no_child(large: Path, started: Started) -> None:
    """Who takes only the first items ends the child with that."""
    with open_source(str(large)) as page:
        reading = Reading(page.stream, How(name="f", base="f", as_of=AS_OF))
        with closing(read_ahead(page, reading)) as items:
            next(items)
            assert started[0].poll() is None

    assert started[0].returncode == -signal.SIGKILL


WAITING = """
import subprocess, sys, time
from datetime import date
from papertriage.flows.ingest import read_ahead as ahead
from papertriage.flows.ingest.read_page import How, Reading
from papertriage.sources.files import open_source
ahead.WORTH_IT, ahead._idle_cores = 0, lambda: 2
popen = subprocess.Popen
def start(*arguments, **named):
    process = popen(*arguments, **named)
    print(process.pid, flush=True)
    return process
subprocess.Popen = start
with open_source(sys.argv[1]) as page:
    reading = Reading(page.stream, How(name="f", base="f", as_of=date(2026, 11, 20)))
    for item in ahead.read_ahead(page, reading):
        print("one", flush=True)
        time.sleep(60)
"""


def ended(pid: int) -> bool:
    """Wait until a process that is not ours is gone, or only waits to be waited for."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        command = [shutil.which("ps") or "ps", "-o", "stat=", "-p", str(pid)]
        state = subprocess.run(command, capture_output=True, check=False).stdout.strip()
        if state[:1] in (b"", b"Z"):
            return True
        time.sleep(0.05)
    return False


def test_the_child_of_a_killed_process_ends(large: Path) -> None:
    """A child whose parent was killed notices the broken pipe."""
    with child(WAITING, large) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.stdout.readline()
        process.kill()

    assert ended(pid)


SMALL_BATCHES = "from papertriage.flows.ingest import pending; pending.BATCH = 200"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_to_both_ends_as_it_does_for_one(
    number: signal.Signals, code: int, large: Path, tmp_path: Path
) -> None:
    """Ctrl-C goes to both processes; one line is told, what was read is stored, no child stays."""
    library = tmp_path / "library"
    command = [sys.executable, "-c", SMALL_BATCHES + COMMAND, "0", "ingest", "-v", str(large)]
    with subprocess.Popen(
        [*command, "--library", str(library)],
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stderr is not None
        assert b"more papers on disk" in process.stderr.readline()
        os.killpg(process.pid, number)
        told = process.stderr.read().decode()

    assert process.returncode == code
    assert told.count("Traceback") == 0
    assert told.count("interrupted") == told.count("error") == (code == 130)
    assert (library / "records.jsonl").read_bytes().count(b"\n") >= 100
    assert no_process_of(process.pid)


def no_process_of(group: int) -> bool:
    """Wait until a process group has no member."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


# --- only where it pays --------------------------------------------------------------------------


def test_a_small_file_a_pipe_and_one_core_have_no_child(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is started for what one reads as fast."""
    path = tmp_path / "records.jsonl"
    path.write_bytes(RECORDS)
    monkeypatch.setattr(ahead, "WORTH_IT", len(RECORDS) + 1)
    read(path)
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    monkeypatch.setattr(ahead, "_idle_cores", lambda: 1)
    read(path)
    monkeypatch.setattr(ahead, "_idle_cores", lambda: 2)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", 'cat "$0" > "$1"', path, pipe]):
        read(pipe)

    assert len(started) == 1  # the cat
