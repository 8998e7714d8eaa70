"""The lock: one holder, no stale locks, and waiting that ends."""

import errno
import fcntl
import os
import signal
import time
from pathlib import Path
from threading import Timer

import pytest

from library_help import child
from papertriage.errors import CannotCreateError, LockedError
from papertriage.library import lock

_HOLD = """
import sys, time
from pathlib import Path
from papertriage.library import lock
with lock.hold(Path(sys.argv[1]), timeout=0, notice=print):
    print("held", flush=True)
    time.sleep(60)
"""


def silent(_: str) -> None:
    pass


def test_a_second_process_waits_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the lock, the next one waits, and reports that once."""
    monkeypatch.setattr(lock, "_PATIENCE", 0.0)
    holder = child(_HOLD, tmp_path / ".lock")
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    heard: list[str] = []

    def notice(message: str) -> None:
        heard.append(message)
        Timer(0.3, holder.kill).start()

    with lock.hold(tmp_path / ".lock", timeout=20, notice=notice):
        pass
    holder.communicate()
    assert len(heard) == 1
    assert f"waiting for process {holder.pid}" in heard[0]


@pytest.mark.parametrize("stopped", [False, True])
def test_waiting_ends_and_names_the_holder(tmp_path: Path, stopped: bool) -> None:
    """After the timeout the error names the process, even if that is stopped."""
    holder = child(_HOLD, tmp_path / ".lock")
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    if stopped:
        holder.send_signal(signal.SIGSTOP)
    with (
        pytest.raises(LockedError, match=f"held by process {holder.pid} ") as caught,
        lock.hold(tmp_path / ".lock", timeout=0.1, notice=silent),
    ):
        pass
    assert caught.value.exit_code == 75
    assert "--lock-timeout" in str(caught.value.hint)
    holder.kill()
    holder.communicate()


def test_a_killed_holder_delays_nobody(tmp_path: Path) -> None:
    """The lock of a process that was killed is free at once."""
    holder = child(_HOLD, tmp_path / ".lock")
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    with lock.hold(tmp_path / ".lock", timeout=0, notice=silent):
        pass


def test_a_child_that_was_forked_meanwhile_does_not_keep_the_lock(tmp_path: Path) -> None:
    """Worker processes that outlive the block do not keep the lock."""
    with lock.hold(tmp_path / ".lock", timeout=0, notice=silent):
        pid = os.fork()
        if not pid:
            time.sleep(60)
            os._exit(0)
    try:
        with lock.hold(tmp_path / ".lock", timeout=0, notice=silent):
            pass
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_a_link_as_lock_is_refused(tmp_path: Path) -> None:
    """A planted link is neither followed nor emptied."""
    (tmp_path / "target").write_text("precious")
    (tmp_path / ".lock").symlink_to(tmp_path / "target")
    with (
        pytest.raises(CannotCreateError, match="symbolic link"),
        lock.hold(tmp_path / ".lock", timeout=0, notice=silent),
    ):
        pass
    assert (tmp_path / "target").read_text() == "precious"


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The error names the file and says what to do."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with (
        pytest.raises(CannotCreateError, match=os.strerror(number)) as caught,
        lock.hold(tmp_path / ".lock", timeout=0, notice=silent),
    ):
        pass
    assert caught.value.message.startswith(f"{tmp_path / '.lock'}: cannot lock")
    assert "--library" in str(caught.value.hint)
