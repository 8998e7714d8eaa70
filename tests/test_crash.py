"""The crash suite: killed, cut off and out of room, a library keeps what it reported as stored.

The short form runs with all tests; `make crash` tries everything. Each kind of trial is shown to
be able to fail: a library with a fault switched in does not pass it.
"""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cli_help import COMMAND
from crash_help import (
    BATCH,
    FULL,
    Child,
    Report,
    assert_converges,
    assert_sound,
    content,
    figure,
    scaled,
    scenario,
    undisturbed,
)
from library_help import invent, store
from papertriage.errors import PapertriageError
from papertriage.library import files, lock
from papertriage.library.log import Log
from papertriage.paper import encode
from power_help import Disk

pytestmark = pytest.mark.slow

Fault = Callable[[], None]


def no_fault() -> None:
    """Leave the library as it is."""


def soundly(folder: Path, reported: dict[str, int]) -> None:
    """Check a library against what was reported, then that it converges."""
    try:
        assert_sound(folder, reported)
        assert_converges(folder)
    except PapertriageError as error:
        raise AssertionError(f"it needs help: {error}") from error


# --- killed -------------------------------------------------------------------------------------


def killed_at(folder: Path, seed: int) -> bool:
    """Kill the scenario at a random moment; return whether it had reported a batch by then."""
    chance = random.Random(seed)
    child = Child(partial(scenario, folder))
    for _ in range(chance.choice([0, *range(1, 14)])):
        child.listen()
    time.sleep(chance.random() * 0.02)
    has_reported = bool(child.reported)
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    soundly(folder, child.wait().reported)
    return has_reported


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """A SIGKILL at a random moment, mostly after some batch was reported, loses nothing."""
    seeds = scaled(40, 500)
    reported = sum(killed_at(tmp_path / str(seed), seed) for seed in seeds)
    figure(f"{len(seeds)} kills at random moments, {reported} after a batch was reported")
    assert reported * 2 >= len(seeds)


def changes_of_a_run(tmp_path: Path) -> int:
    """Count the calls of one undisturbed scenario that change something on disk."""

    def work(report: Report) -> None:
        disk = Disk(tmp_path / "counted")
        disk.install(-1)
        scenario(tmp_path / "counted" / "library", lambda _: None)
        report(f"calls {-1 - disk.left}")

    (tmp_path / "counted").mkdir()
    calls = Child(work).wait().reported["calls"]
    assert calls > 50
    return calls


def cut_at(
    top: Path, calls: int, fault: Fault = no_fault, *, power: bool = True, ahead: int = 0
) -> None:
    """Kill the scenario before its n-th change, with or without cutting the power, and look.

    Args:
        top: a folder of this trial alone.
        calls: the number of the change.
        fault: what to switch in.
        power: whether what no fsync covered is lost.
        ahead: records that are reported before they are stored: a fault, too.
    """
    top.mkdir(exist_ok=True)

    def work(report: Report) -> None:
        def hasty(line: str) -> None:
            kind, _, number = line.partition(" ")
            report(f"{kind} {int(number) + ahead}" if kind == "stored" else line)

        fault()
        disk = Disk.of(top)
        disk.install(calls)
        scenario(top / "library", hasty)
        disk.save()

    child = Child(work).wait()
    assert child.code in {0, -signal.SIGKILL}, child.talk
    if power:
        Disk.of(top).cut()
    if child.reported or (top / "library").exists():
        soundly(top / "library", child.reported)


def test_a_kill_before_each_change_loses_nothing(tmp_path: Path) -> None:
    """A SIGKILL before any write, fsync, rename, truncate, removal or new folder loses nothing."""
    changes = range(1, changes_of_a_run(tmp_path) + 1, 1 if FULL else 9)
    for calls in changes:
        cut_at(tmp_path / str(calls), calls, power=False)
    figure(f"{len(changes)} kills, each before a change of the disk")


def test_a_power_cut_before_each_change_loses_nothing(tmp_path: Path) -> None:
    """Losing what no fsync covered, before any change of the disk, loses nothing reported."""
    changes = range(1, changes_of_a_run(tmp_path) + 2, 1 if FULL else 9)
    for calls in changes:
        cut_at(tmp_path / str(calls), calls)
    figure(f"{len(changes)} power cuts, each before a change of the disk")


def test_a_power_cut_after_a_kill_loses_nothing(tmp_path: Path) -> None:
    """A killed writer leaves lines unsynced; the next one reports them, then the power is cut."""
    total, seeds = changes_of_a_run(tmp_path), scaled(12, 150)
    for seed in seeds:
        chance = random.Random(seed)
        top = tmp_path / str(seed)
        top.mkdir()
        killed_twice(top, chance.randint(1, total), chance.randint(1, total))
    figure(f"{len(seeds)} power cuts, each after two kills")


def killed_twice(top: Path, first: int, second: int, fault: Fault = no_fault) -> None:
    """Kill one run and then the next, cut the power, and check what both have reported."""
    reported: dict[str, int] = {}
    for calls in (first, second):
        reported |= interrupted(top, calls, fault)
    Disk.of(top).cut()
    if reported:
        soundly(top / "library", reported)


def interrupted(top: Path, calls: int, fault: Fault) -> dict[str, int]:
    def work(report: Report) -> None:
        fault()
        disk = Disk.of(top)
        disk.install(calls)
        scenario(top / "library", report)
        disk.save()

    return Child(work).wait().reported


# --- no room ------------------------------------------------------------------------------------


def test_no_room_is_reported_and_loses_nothing(tmp_path: Path) -> None:
    """When files cannot grow any more, at any byte, the writer stops with 74 and loses nothing."""
    largest, failed = len(undisturbed().papers) * 8, 0
    for seed in scaled(12, 100):
        size = random.Random(seed).randrange(largest)
        folder = tmp_path / str(seed)

        def work(report: Report, size: int = size, folder: Path = folder) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            scenario(folder, report)

        child = Child(work).wait()
        assert child.code in {0, 74}, child.talk
        assert child.talk.count("\n") == bool(child.code)
        soundly(folder, child.reported)
        failed += child.code == 74
    assert failed
    figure(f"{len(scaled(12, 100))} limits at random bytes, {failed} runs ended in 74")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    made: list[Path] = []

    def make(size: int) -> Path:
        folder = tmp_path / f"disk{size}"
        folder.mkdir()
        command = [
            shutil.which("mount") or "mount",
            "-t",
            "tmpfs",
            "-o",
            f"size={size}k",
            "tmpfs",
            str(folder),
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("may not mount a small disk here")
        made.append(folder)
        return folder

    yield make
    for folder in made:
        subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)


def test_a_full_disk_is_reported_and_loses_nothing(
    small_disk: Callable[[int], Path], tmp_path: Path
) -> None:
    """On a full disk everything that was reported is stored, and the rest works elsewhere."""
    for size in (4, 12, 32, 64, 100, 160):
        folder = small_disk(size) / "library"
        child = Child(partial(scenario, folder)).wait()
        assert child.code in {0, 74}, child.talk
        assert_sound(folder, child.reported)
        if folder.exists():
            shutil.copytree(folder, tmp_path / f"roomy{size}")
        soundly(tmp_path / f"roomy{size}", child.reported)


# --- the installed command ----------------------------------------------------------------------


def test_a_killed_ingest_converges(tmp_path: Path) -> None:
    """The installed command, killed at random moments and run again, exports the same bytes."""
    source = tmp_path / "source.jsonl"
    source.write_bytes(b"".join(encode(invent(n)) + b"\n" for n in range(3000)))

    def command(folder: Path, *words: str) -> list[str]:
        return [COMMAND, "-q", *words, "--library", str(folder)]

    subprocess.run(command(tmp_path / "whole", "ingest", str(source)), check=True)
    expected = subprocess.check_output(command(tmp_path / "whole", "export"))
    for seed in scaled(3, 40):
        folder = tmp_path / str(seed)
        process = subprocess.Popen(command(folder, "ingest", str(source)))
        time.sleep(random.Random(seed).random() * 1.5)
        process.kill()
        process.wait()
        subprocess.run(command(folder, "ingest", str(source)), check=True)
        assert subprocess.check_output(command(folder, "export")) == expected


# --- the suite can fail -------------------------------------------------------------------------


# A fault is switched on within the forked process only.


def no_fsync() -> None:
    pytest.MonkeyPatch().setattr(files, "sync", lambda _: None)


def no_folder_fsync_after_a_rename() -> None:
    replace = files.replace

    def careless(*arguments: Any, **named: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "sync_folder", lambda _: None)
            replace(*arguments, **named)

    pytest.MonkeyPatch().setattr(files, "replace", careless)


@pytest.mark.parametrize(
    ("fault", "power", "ahead"),
    [
        (no_fsync, True, 0),
        (no_folder_fsync_after_a_rename, True, 0),
        (no_fault, False, BATCH),
    ],
)
def test_a_fault_is_caught(tmp_path: Path, fault: Fault, power: bool, ahead: int) -> None:
    """A library that syncs nothing, or no folder, or reports too soon, fails the test."""

    def all_trials() -> None:
        last = changes_of_a_run(tmp_path)
        for calls in range(last // 2 if ahead else last, 0, -1):
            cut_at(tmp_path / str(calls), calls, fault, power=power, ahead=ahead)

    with pytest.raises(AssertionError):
        all_trials()


def no_sync_of_what_was_found() -> None:
    recover = Log._recover

    def trusting(log: Log, descriptor: int, notice: Callable[[str], None]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "sync", lambda _: None)
            recover(log, descriptor, notice)

    pytest.MonkeyPatch().setattr(Log, "_recover", trusting)


def test_trust_in_what_a_killed_writer_left_is_caught(tmp_path: Path) -> None:
    """A library that reports lines without syncing them fails the test."""

    def all_trials() -> None:
        for first in range(20, 60):
            for second in range(4, 24, 2):
                top = tmp_path / f"{first}.{second}"
                top.mkdir()
                killed_twice(top, first, second, no_sync_of_what_was_found)

    with pytest.raises(AssertionError):
        all_trials()


def torn_and_gone_on(folder: Path) -> None:
    """Store something after half a line, and look."""
    store(folder, invent(1))
    with (folder / "records.jsonl").open("ab") as file:
        file.write(b'{"record":"0123","ti')
    store(folder, invent(2))
    assert_sound(folder, {})


def test_a_line_glued_to_a_torn_one_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that appends after half a line fails the test."""

    def glue(log: Log, descriptor: int, _: object) -> None:
        log.size = os.fstat(descriptor).st_size

    torn_and_gone_on(tmp_path / "sound")
    monkeypatch.setattr(Log, "_mend", glue)
    with pytest.raises(AssertionError):
        torn_and_gone_on(tmp_path / "glued")


def test_no_lock_is_caught(tmp_path: Path) -> None:
    """Writers that do not wait for one another write lines twice, or fail."""

    def work(report: Report) -> None:
        pytest.MonkeyPatch().setattr(lock, "hold", lambda *_, **__: contextlib.nullcontext())
        scenario(tmp_path / "library", report)

    def crowd() -> None:
        children = [Child(work) for _ in range(8)]
        codes = [child.wait().code for child in children]
        assert codes == [0] * 8
        assert content(tmp_path / "library") == undisturbed()

    with pytest.raises(AssertionError):
        crowd()
