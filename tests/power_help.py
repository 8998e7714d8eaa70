"""A shim between Python and the disk: counts what changes it, and can cut the power.

It keeps what is durable by the letter of POSIX: of a file what its last fsync covered, of a folder
the names that its last fsync covered. `cut` leaves only that. SQLite writes around it, so the
index stays as it was at the moment: newer than the logs, which is the worst that it can be.
"""

import os
import pickle
import shutil
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHANGES = ("write", "pwrite", "fsync", "rename", "ftruncate", "unlink", "mkdir")
"""The calls that change something on disk."""


class Disk:
    """What is durable below a durable folder."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.names: dict[str, dict[str, int]] = {str(top): {}}
        self.contents: dict[int, bytes] = {}
        self.left = 0
        self._state = top.with_name(top.name + ".state")

    @classmethod
    def of(cls, top: Path) -> "Disk":
        """Return the disk as the previous process left it."""
        disk = cls(top)
        if disk._state.exists():
            disk.names, disk.contents = pickle.loads(disk._state.read_bytes())  # noqa: S301 - our own
        return disk

    def install(self, calls: int) -> None:
        """Replace the calls; before the last of so many the process is killed."""
        self.left = calls
        for name in CHANGES:
            setattr(os, name, self._counted(getattr(os, name)))
        os.open = self._open(os.open)
        os.fsync = self._synced(os.fsync)

    def save(self) -> None:
        """Keep what is durable for the next process."""
        data = pickle.dumps((self.names, self.contents))
        with self._state.open("wb") as file:  # buffered by C: the shim does not see it
            file.write(data)

    def cut(self) -> None:
        """Cut the power: whatever is not durable is removed from the folder."""
        crashed = self.top.with_name(self.top.name + ".crashed")
        self.top.rename(crashed)
        self._restore(self.top, crashed)
        shutil.rmtree(crashed)

    def _restore(self, folder: Path, crashed: Path) -> None:
        folder.mkdir()
        for name, inode in self.names.get(str(folder), {}).items():
            if str(folder / name) in self.names:
                self._restore(folder / name, crashed / name)
            elif name == ".cache":
                if (crashed / name).is_dir():
                    shutil.copytree(crashed / name, folder / name)
            else:
                (folder / name).write_bytes(self.contents.get(inode, b""))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if not self.left:
                self.save()
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return counted

    def _open(self, call: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
            is_new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
            descriptor = call(path, flags, *arguments, **named)
            if is_new:  # an inode's number may be that of a file that is gone
                self.contents[os.fstat(descriptor).st_ino] = b""
            return descriptor

        return opened

    def _synced(self, call: Callable[..., None]) -> Callable[..., None]:
        def synced(descriptor: int) -> None:
            call(descriptor)
            path = Path(f"/proc/self/fd/{descriptor}")
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                self._remember_names(path.readlink())
            else:
                self.contents[os.fstat(descriptor).st_ino] = path.read_bytes()

        return synced

    def _remember_names(self, folder: Path) -> None:
        if not folder.is_relative_to(self.top):  # other programs come and go there
            return
        self.names[str(folder)] = {each.name: each.lstat().st_ino for each in folder.iterdir()}
        for each in folder.iterdir():
            if each.is_dir() and each.name != ".cache":
                self.names.setdefault(str(each), {})
