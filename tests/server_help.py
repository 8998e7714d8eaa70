"""A local server that answers as configured, well or badly, and a clock for clients."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import msgspec


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the server saw it: path, query, headers by lower-case names, and when."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    when: float


Behaviour = Callable[["Handler"], None]
"""Answers one request."""


class Server:
    """The requests that came, and the answers to give.

    Attributes:
        url: its address, without a slash at the end.
        seen: the requests, in order.
        most_at_once: how many it had to answer at the same time, at most.
        answers: behaviours by path; of a list each serves once, and the last from then on.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.seen: list[Seen] = []
        self.most_at_once = 0
        self.answers: dict[str, Behaviour | list[Behaviour]] = {}
        self._lock = threading.Lock()
        self._at_once = 0

    @property
    def gaps(self) -> list[float]:
        """Seconds from each request to the next."""
        times = [seen.when for seen in self.seen]
        return [later - earlier for earlier, later in pairwise(times)]

    def behaviour(self, seen: Seen) -> Behaviour:
        """Record a request and return what answers it."""
        with self._lock:
            self.seen.append(seen)
            answer = self.answers.get(seen.path, reply(404))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            return answer

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the requests that are answered at once."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the server's behaviour."""

    protocol_version = "HTTP/1.1"
    papers: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        headers = {key.lower(): value for key, value in self.headers.items()}
        seen = Seen(path=parts.path, query=query, headers=headers, when=time.monotonic())
        # The client may hang up, as it does in some tests.
        with self.papers.counted(), suppress(OSError):
            self.papers.behaviour(seen)(self)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server while the block runs."""
    handler = type("Bound", (Handler,), {})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    server = Server(http.server_address[1])
    handler.papers = server  # type: ignore[attr-defined]  # each server has its own class
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def reply(
    status: int = 200, body: bytes | str = b"", headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer with a status, headers and a body of its true length."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if not headers or "Content-Length" not in headers:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def raw(*pieces: bytes, pause: float = 0.0) -> Behaviour:
    """Answer with exactly these bytes, one piece after the other, and hang up."""

    def answer(handler: Handler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def trickle(head: bytes, pause: float = 0.02) -> Behaviour:
    """Answer with a head, then a byte now and then, for as long as anyone listens."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(pause)

    return answer


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
