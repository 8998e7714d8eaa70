"""The crash suite: killed, cut off and out of room, a library keeps what it told.

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
    FULL,
    Child,
    Tell,
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
from papertriage.flows.ingest.store import store as flow
from papertriage.library import files, lock
from papertriage.library.log import Log
from papertriage.paper import encode
from power_help import Disk

pytestmark = pytest.mark.slow

Fault = Callable[[], None]


def no_fault() -> None:
    """Leave the library as it is."""


def soundly(folder: Path, told: dict[str, int]) -> None:
    """Hold a library to what was told, then to what it should become."""
    try:
        assert_sound(folder, told)
        assert_converges(folder)
    except PapertriageError as error:
        raise AssertionError(f"it needs a hand: {error}") from error


# --- killed -------------------------------------------------------------------------------------


def killed_at(folder: Path, seed: int) -> bool:
    """Kill the scenario at a random moment; return whether it had told of a batch by then."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    child = Child(partial(scenario, folder))
    for _ in range(chance.choice([0, *range(1, 14)])):
        child.listen()
    time.sleep(chance.random() * 0.02)
    told = bool(child.told)
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    soundly(folder, child.wait().told)
    return told


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL at a random moment, mostly after some batch was told to be stored."""
    seeds = scaled(40, 500)
    told = sum(killed_at(tmp_path / str(seed), seed) for seed in seeds)
    figure(f"{len(seeds)} kills at random moments, {told} after a batch was told")
    assert told * 2 >= len(seeds)


def changes_of_a_run(tmp_path: Path) -> int:
    """Count the calls of one undisturbed scenario that change something on disk."""

    def work(tell: Tell) -> None:
        disk = Disk(tmp_path / "counted")
        disk.install(-1)
        scenario(tmp_path / "counted" / "library", lambda _: None)
        tell(f"calls {-1 - disk._left}")

    (tmp_path / "counted").mkdir()
    calls = Child(work).wait().told["calls"]
    assert calls > 50
    return calls


def cut_at(top: Path, calls: int, fault: Fault = no_fault, *, power: bool = True) -> None:
    """Kill the scenario before its n-th change, with or without cutting the power, and look."""
    top.mkdir(exist_ok=True)

    def work(tell: Tell) -> None:
        fault()
        disk = Disk.of(top)
        disk.install(calls)
        scenario(top / "library", tell)
        disk.save()

    child = Child(work).wait()
    assert child.code in {0, -signal.SIGKILL}, child.talk
    if power:
        Disk.of(top).cut()
    if child.told or (top / "library").exists():
        soundly(top / "library", child.told)


def test_a_kill_before_each_change_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL before every write, fsync, rename, truncate, removal and new folder."""
    changes = range(1, changes_of_a_run(tmp_path) + 1, 1 if FULL else 9)
    for calls in changes:
        cut_at(tmp_path / str(calls), calls, power=False)
    figure(f"{len(changes)} kills, each before a change of the disk")


def test_a_power_cut_before_each_change_loses_nothing(tmp_path: Path) -> None:
    """Whatever no fsync covered is dropped, before every change of the disk."""
    changes = range(1, changes_of_a_run(tmp_path) + 2, 1 if FULL else 9)
    for calls in changes:
        cut_at(tmp_path / str(calls), calls)
    figure(f"{len(changes)} power cuts, each before a change of the disk")


def test_a_power_cut_after_a_kill_loses_nothing(tmp_path: Path) -> None:
    """A killed writer leaves lines unsynced; the next one tells of them, and then it is dark."""
    total = changes_of_a_run(tmp_path)
    for seed in scaled(12, 150):
        chance = random.Random(seed)  # noqa: S311 - a test's dice
        top = tmp_path / str(seed)
        top.mkdir()
        killed_twice(top, chance.randint(1, total), chance.randint(1, total))


def killed_twice(top: Path, first: int, second: int, fault: Fault = no_fault) -> None:
    """Kill one run and then the next, cut the power, and look for what both have told."""
    told: dict[str, int] = {}
    for calls in (first, second):
        told |= interrupted(top, calls, fault)
    Disk.of(top).cut()
    if told:
        soundly(top / "library", told)


def interrupted(top: Path, calls: int, fault: Fault) -> dict[str, int]:
    def work(tell: Tell) -> None:
        fault()
        disk = Disk.of(top)
        disk.install(calls)
        scenario(top / "library", tell)
        disk.save()

    return Child(work).wait().told


# --- no room ------------------------------------------------------------------------------------


def test_no_room_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """When files can grow no more, at any byte, the writer stops with 74 and keeps what it told."""
    largest, failed = sum(map(len, undisturbed().papers)) * 3, 0
    for seed in scaled(12, 100):
        size = random.Random(seed).randrange(largest)  # noqa: S311 - a test's dice
        folder = tmp_path / str(seed)

        def work(tell: Tell, size: int = size, folder: Path = folder) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            scenario(folder, tell)

        child = Child(work).wait()
        assert child.code in {0, 74}, child.talk
        assert child.talk.count("\n") == bool(child.code)
        soundly(folder, child.told)
        failed += child.code == 74
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


def test_a_full_disk_is_told_and_loses_nothing(
    small_disk: Callable[[int], Path], tmp_path: Path
) -> None:
    """On a disk that fills up what was told is there, and goes on elsewhere."""
    for size in (4, 12, 32, 64, 100, 160):
        folder = small_disk(size) / "library"
        child = Child(partial(scenario, folder)).wait()
        assert child.code in {0, 74}, child.talk
        assert_sound(folder, child.told)
        if folder.exists():
            shutil.copytree(folder, tmp_path / f"roomy{size}")
        soundly(tmp_path / f"roomy{size}", child.told)


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
        time.sleep(random.Random(seed).random() * 1.5)  # noqa: S311 - a test's dice
        process.kill()
        process.wait()
        subprocess.run(command(folder, "ingest", str(source)), check=True)
        assert subprocess.check_output(command(folder, "export")) == expected


# --- the suite can fail -------------------------------------------------------------------------


# A fault is switched in within the forked process, and goes with it.


def no_fsync() -> None:
    pytest.MonkeyPatch().setattr(files, "sync", lambda _: None)


def no_folder_fsync_after_a_rename() -> None:
    replace = files.replace

    def careless(*arguments: Any, **named: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "sync_folder", lambda _: None)
            replace(*arguments, **named)

    pytest.MonkeyPatch().setattr(files, "replace", careless)


def acknowledge_first() -> None:
    held: list[tuple[Any, ...]] = []

    def hasty(*arguments: Any) -> None:
        # The scenario tells when this returns, and each batch waits for the next one.
        held.append(arguments)
        if len(held) > 1:
            flow(*held.pop(0))

    pytest.MonkeyPatch().setattr("crash_help.store", hasty)


@pytest.mark.parametrize(
    ("fault", "power"),
    [(no_fsync, True), (no_folder_fsync_after_a_rename, True), (acknowledge_first, False)],
)
def test_a_fault_is_caught(tmp_path: Path, fault: Fault, power: bool) -> None:  # noqa: FBT001 - pytest's way
    """A library that syncs nothing, or no folder, or tells too soon, does not pass."""

    def all_trials() -> None:
        for calls in range(changes_of_a_run(tmp_path), 0, -1):
            cut_at(tmp_path / str(calls), calls, fault, power=power)

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
    """A library that tells of lines which nobody synced does not pass."""

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
    with (folder / "papers.jsonl").open("ab") as file:
        file.write(b'{"id":"doi:1","ti')
    store(folder, invent(2))
    assert_sound(folder, {})


def test_a_line_glued_to_a_torn_one_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that appends after half a line does not pass."""

    def glue(log: Log, descriptor: int, _: object) -> None:
        log.size = os.fstat(descriptor).st_size

    torn_and_gone_on(tmp_path / "sound")
    monkeypatch.setattr(Log, "_mend", glue)
    with pytest.raises(AssertionError):
        torn_and_gone_on(tmp_path / "glued")


def test_no_lock_is_caught(tmp_path: Path) -> None:
    """Writers that do not wait for one another double papers, or fail."""

    def work(tell: Tell) -> None:
        pytest.MonkeyPatch().setattr(lock, "hold", lambda *_, **__: contextlib.nullcontext())
        scenario(tmp_path / "library", tell)

    def crowd() -> None:
        children = [Child(work) for _ in range(8)]
        codes = [child.wait().code for child in children]
        assert codes == [0] * 8
        assert content(tmp_path / "library") == undisturbed()

    with pytest.raises(AssertionError):
        crowd()
