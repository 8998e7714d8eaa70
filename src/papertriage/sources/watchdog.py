"""A watchdog over one exchange: it cuts off a server that sends too slowly.

A timeout of the socket does not help, because each byte restarts it. So a thread compares the bytes
received with the time, and shuts the connection down when they are too few.
"""

import socket
import threading
import time
from contextlib import suppress
from typing import Self


class Watchdog:
    """Guards one exchange, as a context manager.

    The exchange may last `grace` seconds, and one more for every `slowest` bytes of its answer.

    Attributes:
        received: bytes of the body so far; the exchange counts them here.
        fired: whether the connection was cut.
        elapsed: seconds that the exchange lasted when it was.
    """

    def __init__(self, *, grace: float, slowest: int) -> None:
        self._grace = grace
        self._slowest = slowest
        self._start = time.monotonic()
        self._socket: socket.socket | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._guard, daemon=True)
        self.received = 0
        self.fired = False
        self.elapsed = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def watch(self, connection: socket.socket) -> socket.socket:
        """Keep a copy of the connection: TLS will wrap and detach the original."""
        if self._socket is not None:
            self._socket.close()
        self._socket = connection.dup()
        if self.fired:
            self._cut()
        return connection

    def _guard(self) -> None:
        while not self._done.wait(max(self._left(), 0.0)):
            if self._left() <= 0:
                self.fired = True
                self.elapsed = time.monotonic() - self._start
                self._cut()
                return

    def _left(self) -> float:
        allowed = self._grace + self.received / self._slowest
        return self._start + allowed - time.monotonic()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it ended by itself just now
                self._socket.shutdown(socket.SHUT_RDWR)
