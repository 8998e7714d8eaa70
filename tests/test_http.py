"""HTTP as a source uses it, against a server that misbehaves in every way."""

import gzip
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
import pytest

from papertriage.errors import NetworkError, TryLaterError
from papertriage.sources.exchange import Limits
from papertriage.sources.http import Client, Got, Request
from papertriage.sources.pace import INTERVAL, Pace
from server_help import Behaviour, Clock, Server, raw, reply, serving, trickle

OK = b"HTTP/1.1 200 OK\r\n"
TEXT = b"Lamplight on a quay, told ten times over. " * 200
PACKED = gzip.compress(TEXT)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
# Long limits, as this machine may be busy; short ones only where waiting is tested.
PATIENT = Limits(grace=20.0, slowest=2**20, packed=2**20, unpacked=2**21)
HASTY = msgspec.structs.replace(PATIENT, grace=0.4)


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server, with the pause between requests that users have."""
    with serving() as running:
        yield running


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Client:
    """Return a client with the test's clock, whose waits are the mean ones."""
    return client_within(PATIENT, tmp_path, clock)


def client_within(limits: Limits, folder: Path, clock: Clock) -> Client:
    pace = Pace(folder / "pace", clocks=(clock, clock), sleep=clock.sleep)
    return Client(pace, clock=lambda: NOW, jitter=lambda low, high: (low + high) / 2, limits=limits)


def ask(client: Client, server: Server, *answers: Behaviour, **options: Any) -> Got:
    """Request a path that answers in this way."""
    server.answers["/p"] = list(answers)
    return client.get(Request(name="quay", url=f"{server.url}/p", **options))


def body(got: Got) -> bytes:
    assert got.body is not None
    with got.body:
        return got.body.read()


def packed(data: bytes, encoding: str = "gzip") -> Behaviour:
    return reply(200, data, {"Content-Encoding": encoding})


def test_an_answer_comes_whole(client: Client, server: Server) -> None:
    """A body comes as it was sent, packed or not, with what to show the next time."""
    headers = {"ETag": '"a1"', "Last-Modified": "Thu, 19 Nov 2026 07:00:00 GMT"}

    got = ask(client, server, reply(200, TEXT, headers))

    assert body(got) == TEXT
    assert got.validators == {"etag": '"a1"', "modified": headers["Last-Modified"]}
    assert got.day is not None
    assert got.day.isoformat() == "2026-11-19"
    assert body(ask(client, server, packed(PACKED))) == TEXT
    assert body(ask(client, server, packed(PACKED + PACKED))) == TEXT * 2


def test_a_request_says_who_asks_and_nothing_private(
    client: Client, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user agent names the tool, and a password in ~/.netrc is not sent."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password pearl\n")
    monkeypatch.setenv("NETRC", str(netrc))

    body(ask(client, server, reply(200, b"x")))

    assert server.seen[0].headers["user-agent"].startswith("papertriage/")
    assert "authorization" not in server.seen[0].headers


def test_validators_are_shown_and_not_modified_is_not_a_body(
    client: Client, server: Server
) -> None:
    """The validators of the last answer are sent again; 304 means that nothing has changed."""
    known = {"etag": '"a1"', "modified": "Thu, 19 Nov 2026 07:00:00 GMT"}

    got = ask(client, server, reply(304), validators=known)

    assert got.body is None
    assert server.seen[0].headers["if-none-match"] == '"a1"'
    assert server.seen[0].headers["if-modified-since"] == known["modified"]


def test_validators_with_line_ends_are_not_shown(client: Client, server: Server) -> None:
    """A validator from a damaged library cannot add a header."""
    body(ask(client, server, reply(200, b"x"), validators={"etag": '"a"\r\nX-Evil: 1'}))

    assert "if-none-match" not in server.seen[0].headers
    assert "x-evil" not in server.seen[0].headers


FAILURES = {
    "no such page": (reply(404), "HTTP 404 (Not Found)", 1),
    "gone": (reply(410), "HTTP 410 (Gone)", 1),
    "says why": (reply(400, "bad lamp\nmore"), "HTTP 400 (Bad Request): bad lamp", 1),
    "page of words": (reply(403, "<html>no"), "HTTP 403 (Forbidden)", 1),
    "unknown status": (reply(799), "HTTP 799", 1),
    "server error": (reply(500), "HTTP 500 (Internal Server Error) (5 tries)", 5),
    "bad gateway": (reply(502), "HTTP 502 (Bad Gateway) (5 tries)", 5),
    "down": (reply(503), "HTTP 503 (Service Unavailable) (5 tries)", 5),
    "hangs up": (raw(b""), "the connection broke off (5 tries)", 5),
    "cut body": (
        raw(OK + b"Content-Length: 9\r\n\r\nabc"),
        "the connection broke off (5 tries)",
        5,
    ),
    "cut chunks": (
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        "the connection broke off (5 tries)",
        5,
    ),
    "cut gzip": (packed(PACKED[:-9]), "its gzip body ends early (5 tries)", 5),
    "empty gzip": (packed(b""), "its gzip body ends early (5 tries)", 5),
    "damaged gzip": (packed(b"lamps"), "its gzip body is damaged (5 tries)", 5),
    "brotli": (packed(b"x", "br"), "its body has an unexpected content encoding", 1),
    "no HTTP": (raw(b"220 mail ready\r\n"), "the server does not speak HTTP", 1),
    "header bomb": (
        raw(OK + b"".join(b"X-%d: 1\r\n" % at for at in range(200)) + b"\r\n"),
        "the server does not speak HTTP",
        1,
    ),
    "large": (reply(200, b"x" * (2**20 + 1)), "its body is over 1 MiB; refused", 1),
    "unpacks large": (
        packed(gzip.compress(b"x" * (2**21 + 1))),
        "its body unpacks to over 2 MiB; refused",
        1,
    ),
    "slow header": (trickle(OK + b"X-Slow: "), "no answer within 0 s; cut off", 1),
    "slow status": (trickle(b""), "no answer within 0 s; cut off", 1),
    "slow body": (trickle(OK + b"\r\n"), "bytes within 0 s; cut off", 1),
    "slow chunks": (trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n"), "within 0 s; cut off", 1),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_distinguished(
    server: Server, tmp_path: Path, clock: Clock, name: str
) -> None:
    """Every failure has its own message, and only those that may pass are tried again."""
    answer, words, tries = FAILURES[name]
    client = client_within(HASTY if name.startswith("slow") else PATIENT, tmp_path, clock)
    begin = monotonic()

    with pytest.raises(NetworkError, match=r"^quay: ") as failed:
        ask(client, server, answer)

    assert words in failed.value.message
    assert failed.value.exit_code == 69
    assert len(server.seen) == tries
    assert monotonic() - begin < 15


def test_a_gzip_bomb_is_refused_by_its_ratio(server: Server) -> None:
    """A small body that unpacks to hundreds of times its size is refused, even below the cap."""
    bomb = gzip.compress(bytes(110 * 2**20))
    wide = Limits(packed=2**30, unpacked=2**30)

    with pytest.raises(NetworkError, match="unpacks to over 100 MiB"):
        Client(Pace(), limits=wide).get(
            Request(name="quay", url=_answering(server, packed(bomb)), limits=wide)
        )


def _answering(server: Server, answer: Behaviour) -> str:
    server.answers["/p"] = answer
    return f"{server.url}/p"


def test_refused_dns_and_tls_are_distinguished(
    client: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused connection, an unknown host and failed TLS have different messages."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(NetworkError, match="connection refused"):
            client.get(Request(name="quay", url=f"http://127.0.0.1:{port}/"))
    with pytest.raises(NetworkError, match="TLS failed"):
        client.get(Request(name="quay", url=server.url.replace("http", "https")))

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NetworkError, match="no such host, or no network"):
        client.get(Request(name="quay", url="http://lamps.invalid/"))


def test_waits_grow_between_five_tries(client: Client, server: Server, clock: Clock) -> None:
    """There are at most five tries, the waits double, and a success ends them."""
    with pytest.raises(NetworkError):
        ask(client, server, reply(503))
    assert clock.slept == pytest.approx([6.3, 12.6, 25.2, 50.4])

    got = ask(client, server, reply(503), reply(502), reply(200, b"lamp"))
    assert body(got) == b"lamp"


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("7", 7.0),
        (format_datetime(NOW.replace(second=50), usegmt=True), 50.0),
        (format_datetime(NOW.replace(hour=7), usegmt=True), 0.0),
    ],
)
def test_retry_after_is_obeyed(
    client: Client, server: Server, clock: Clock, text: str, waits: float
) -> None:
    """A time that the server names is waited for, given in seconds or as a date."""
    got = ask(client, server, reply(429, headers={"Retry-After": text}), reply(200, b"lamp"))

    assert body(got) == b"lamp"
    assert clock.slept[0] == pytest.approx(max(waits + 0.75, INTERVAL))


@pytest.mark.parametrize("text", ["soon", "-4", "\u0663", "Fri, 99 Nov 2026 99:00:00 GMT", ""])
def test_a_damaged_retry_after_is_none(
    client: Client, server: Server, clock: Clock, text: str
) -> None:
    """A value that is neither a number nor a date is ignored; our own waits apply."""
    sent = text.encode()
    answer = raw(b"HTTP/1.1 503 Lamp\r\nRetry-After: " + sent + b"\r\nContent-Length: 0\r\n\r\n")

    body(ask(client, server, answer, reply(200, b"lamp")))

    assert clock.slept == pytest.approx([6.3])


@pytest.mark.parametrize("answer", [reply(429), reply(503, headers={"Retry-After": "900"})])
def test_a_server_that_says_later_has_its_own_code(
    client: Client, server: Server, answer: Behaviour
) -> None:
    """Too many requests, or a wait longer than we have, is "try again later", exit code 75."""
    with pytest.raises(TryLaterError) as failed:
        ask(client, server, answer)

    assert failed.value.exit_code == 75


def test_a_long_wait_is_not_waited(client: Client, server: Server, clock: Clock) -> None:
    """A server that asks for more than two minutes gets no further request in this run."""
    with pytest.raises(TryLaterError, match="asks to wait 9999 s"):
        ask(client, server, reply(503, headers={"Retry-After": "9999"}))

    assert clock.slept == []


def test_escape_bytes_of_a_server_reach_no_message(client: Client, server: Server) -> None:
    """A reason phrase, a header or an error page cannot send control characters to the terminal."""
    answer = raw(
        b"HTTP/1.1 404 \x1b]0;owned\x07\r\nX-A: \x1b[31m\r\nContent-Length: 8\r\n\r\n\x1b[31mred"
    )
    away = raw(b"HTTP/1.1 302 Found\r\nLocation: http://\x1b[31m.example/\r\n\r\n")

    for each in (answer, away):
        with pytest.raises(NetworkError) as failed:
            ask(client, server, each)
        assert failed.value.message.isprintable()


def test_redirects_on_the_same_host_are_followed_at_the_pace(
    client: Client, server: Server, clock: Clock
) -> None:
    """A redirect is a request of its own, and waits for its turn."""
    server.answers["/q"] = reply(200, b"lamp")

    got = ask(client, server, reply(302, headers={"Location": "/q"}))

    assert body(got) == b"lamp"
    assert clock.slept == pytest.approx([INTERVAL])


def test_the_body_of_a_redirect_is_not_read(client: Client, server: Server) -> None:
    """A redirect is followed even if its own body never ends."""
    server.answers["/q"] = reply(200, b"lamp")

    got = ask(client, server, trickle(b"HTTP/1.1 302 Found\r\nLocation: /q\r\n\r\n"))

    assert body(got) == b"lamp"


def test_a_redirect_that_is_not_followed_is_reported_without_its_query(
    client: Client, server: Server
) -> None:
    """A token in the address of a login page is in no message, and so in no log."""
    with pytest.raises(NetworkError) as failed:
        ask(client, server, reply(302, headers={"Location": "https://b.example/in?token=pearl"}))

    assert "redirects to https://b.example/in, which" in failed.value.message


def test_redirects_in_a_circle_end(client: Client, server: Server) -> None:
    """Redirects are followed five times at most."""
    with pytest.raises(NetworkError, match="more than 5 redirects"):
        ask(client, server, reply(302, headers={"Location": "/p"}))
