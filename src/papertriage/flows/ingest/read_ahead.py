"""Reading ahead: a big file is read and normalized by a process of its own, while we store.

    child: file -> reader -> normalize -> marks | lines of JSON | ours: papers -> library

The child has the open file as its standard input and writes each paper or problem as a line to
its standard output. What it reads ahead is bounded; if we go away, however that happens, the pipe
breaks and it ends. If it goes away, or meets what only we can tell the user, the rest is read
here: whatever happens to it, what comes out is what one process would have read.

Started by a command of its own and not by multiprocessing, which would bring a third process and
load the whole command line anew.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import date
from io import FileIO
from queue import Queue
from threading import Thread
from typing import BinaryIO

import msgspec

from papertriage import identity
from papertriage.errors import Problem
from papertriage.flows.ingest.read_page import How, Item, Reading
from papertriage.paper import Paper
from papertriage.sources.page import Page
from papertriage.sources.unpack import finish, unpack

WORTH_IT = 50 << 20
"""Bytes of a file, packed as it may be, from which a second process pays: 18 MB gained nothing,
182 MB a quarter and more of the time by the clock."""
_TO_SPARE = 1.5
"""Cores that must be idle: with others at work on .8 of two cores nothing was gained, on more than
one it took longer."""
_CHUNK = 1 << 20
"""Bytes that the child hands over at once."""
_CHUNKS = 8
"""Such pieces that wait in the child: more than it reads while we store a batch."""


class _Read(msgspec.Struct, tag=0, array_like=True, omit_defaults=True):
    """One item, and what a `Reading` knows with it."""

    paper: Paper | None = None
    marks: list[str] | None = None
    inferred_from: tuple[date, str] | None = None
    problem: Problem | None = None


class _End(msgspec.Struct, tag=1, array_like=True):
    """The page was read to its end; so many records it declares, and what is noted of it."""

    declared: int | None
    notes: list[str]


_decoder = msgspec.json.Decoder(_Read | _End)


def read_ahead(page: Page, reading: Reading) -> Generator[Item, None, None]:
    """Yield what `reading` gives, read by a second process where that pays.

    Args:
        page: what is read.
        reading: begun on it, and of a known form; document and context tell the same as if it
            were read here.

    Raises:
        NoRecordsError: the page is damaged; what came before was yielded.
    """
    if page.file is None or not _pays(page.file):
        yield from reading
        return
    descriptor = page.file.fileno()
    passed = 0
    with closing(_read_by_child(descriptor, reading.how)) as messages:
        for message in messages:
            if isinstance(message, _End):
                reading.document.declared = message.declared
                reading.document.notes = message.notes
                return
            passed += 1
            reading.context.inferred_from = message.inferred_from
            reading.marks = message.marks
            if item := message.paper or message.problem:
                yield item
    os.lseek(descriptor, 0, os.SEEK_SET)
    stream = unpack(page.name, FileIO(descriptor, closefd=False))
    reading.begin_again(stream, passed)
    yield from reading
    finish(stream)


def _pays(file: BinaryIO) -> bool:
    is_big = os.fstat(file.fileno()).st_size >= WORTH_IT
    return is_big and _idle_cores() >= _TO_SPARE


def _idle_cores() -> float:
    """Return how many of the cores that this process may use had nothing to do of late."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return cores - os.getloadavg()[0]


def _read_by_child(descriptor: int, how: How) -> Generator[_Read | _End, None, None]:
    """Yield what a child reads, `_End` last; without it something was in its way."""
    import subprocess

    # -P: no module from the current folder. JSON in ASCII: the locale may know nothing else.
    request = json.dumps(msgspec.to_builtins(how))
    command = [sys.executable, "-P", "-m", "papertriage.flows.ingest.read_ahead", request]
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        child = subprocess.Popen(  # noqa: S603 - this very interpreter and module
            command,
            stdin=descriptor,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_CHUNK,
        )
    except OSError:
        return
    with child:
        try:
            for line in child.stdout or ():
                yield _decoder.decode(line)
        except (ValueError, RecursionError):  # a line that was cut, msgspec's own errors
            return
        finally:
            child.kill()


# --- the child ----------------------------------------------------------------------------------


def main() -> None:
    """Read standard input as the first argument tells, onto standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both of us; one will do
    how = msgspec.json.decode(sys.argv[1], type=How)
    chunks: Queue[bytes] = Queue(_CHUNKS)
    sender = Thread(target=_send, args=(chunks,), daemon=True)
    sender.start()
    stream = unpack(how.name, sys.stdin.buffer)
    for chunk in _chunks(Reading(stream, how), stream, chunks.qsize):
        chunks.put(chunk)
    chunks.put(b"")
    sender.join()


def _chunks(reading: Reading, stream: BinaryIO, is_ahead: Callable[[], object]) -> Iterator[bytes]:
    """Yield the items as lines, in pieces of about `_CHUNK` bytes.

    A paper's marks, which either side can make, are made here while something waits to be taken:
    so both have about as much to do, be it a small library or a large one.
    """
    encode = msgspec.json.Encoder().encode
    waiting = bytearray()
    for item in reading:
        read = _Read(inferred_from=reading.context.inferred_from)
        if isinstance(item, Problem):
            read.problem = item
        else:
            read.paper, read.marks = item, identity.marks(item) if is_ahead() else None
        waiting += encode(read)
        waiting += b"\n"
        if len(waiting) >= _CHUNK:
            yield bytes(waiting)
            waiting.clear()
    finish(stream)
    yield bytes(waiting) + encode(_End(reading.document.declared, reading.document.notes))


def _send(chunks: "Queue[bytes]") -> None:
    """Hand pieces over: in a thread, as the pipe takes little while the other side is at work.

    Each by one call, for which the thread that reads need not stop.
    """
    try:
        while chunk := memoryview(chunks.get()):
            while chunk:
                chunk = chunk[os.write(1, chunk) :]
    except OSError:
        os._exit(1)  # nobody is there any more


if __name__ == "__main__":
    main()
