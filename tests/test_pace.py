"""Which hosts may be requested, which redirects are followed, and the pace of all processes."""

import errno
import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli_help import COMMAND
from papertriage.errors import CannotCreateError, ConfigError, UsageError
from papertriage.sources.address import arxiv, checked, next_hop, shown, shown_target
from papertriage.sources.pace import INTERVAL, Pace
from server_help import Clock, Server, raw


@pytest.mark.parametrize(
    ("url", "location", "hop"),
    [
        ("http://a.example/x", "/y", "http://a.example/y"),
        ("http://a.example/x", "https://a.example/y", "https://a.example/y"),
        ("http://export.arxiv.org/x", "https://arxiv.org/y", "https://arxiv.org/y"),
        ("https://arxiv.org/x", "https://rss.arxiv.org/y", "https://rss.arxiv.org/y"),
        ("https://a.example/x", "http://a.example/y", None),
        ("http://a.example/x", "http://b.example/y", None),
        ("http://a.example/x", "http://a.example:8080/y", None),
        ("https://arxiv.org/x", "https://arxiv.org.evil.example/y", None),
        ("https://arxiv.org/x", "https://evilarxiv.org/y", None),
        ("https://arxiv.org/x", "http://127.0.0.1/y", None),
        ("http://a.example/x", "file:///etc/hosts", None),
        ("http://a.example/x", "ftp://a.example/y", None),
        ("http://a.example/x", "data:text/plain,y", None),
        ("http://a.example/x", "http://ada@a.example/y", None),
        ("http://a.example/x", "http://a.example@b.example/y", None),
        ("http://a.example/x", "http://[half/y", None),
    ],
)
def test_redirects_lead_no_further_than_they_may(url: str, location: str, hop: str | None) -> None:
    """Redirects stay on one host or among arXiv's, and lead to https but to no other scheme."""
    if hop:
        assert next_hop(url, location) == hop
    else:
        with pytest.raises(ValueError, match=r"\w"):
            next_hop(url, location)


@pytest.mark.parametrize(
    "url",
    ["http://", "http://ada:pearl@a.example/", "http://a.example:x/", "http://a b/", "http://[a/"],
)
def test_forbidden_addresses_are_not_requested(url: str) -> None:
    """An address without a host or with a password is refused, and the password is not shown."""
    with pytest.raises(UsageError) as refused:
        checked(url)

    assert "pearl" not in refused.value.message


def test_secrets_of_an_address_are_not_shown() -> None:
    """The value of a key or a token is in no message, and not in the library."""
    assert shown("https://a.example/f?api_key=pearl&q=b") == "https://a.example/f?api_key=...&q=b"


@pytest.mark.parametrize(
    ("location", "reported"),
    [
        ("https://b.example/login?token=pearl", "https://b.example/login"),
        ("https://b.example/login#token=pearl", "https://b.example/login"),
        ("//ada:pearl@b.example/login", "//b.example/login"),
        ("http://ada@pearl@[half/login?pearl", "http://[half/login"),
        ("?token=pearl", "nowhere"),
        ("", "nowhere"),
    ],
)
def test_a_redirect_is_reported_without_its_secrets(location: str, reported: str) -> None:
    """A message does not contain the query, fragment or login of a redirect's address."""
    assert shown_target(location) == reported


def test_a_stand_in_for_arxiv_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of arXiv can be changed for tests, and only to this machine."""
    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://127.0.0.1:8080/")
    assert arxiv("api", "api/query", start=0) == "http://127.0.0.1:8080/api/query?start=0"

    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://lamps.example")
    with pytest.raises(ConfigError):
        arxiv("api", "api/query")


def test_arxiv_is_one_host_and_others_have_their_own_turns(tmp_path: Path, clock: Clock) -> None:
    """All hosts of arXiv share their turns; another host does not wait for them."""
    pace = Pace(tmp_path, clocks=(clock, clock), sleep=clock.sleep)
    for host in ("rss.arxiv.org", "export.arxiv.org", "lamps.example"):
        with pace.turn(host):
            pass

    assert clock.slept == pytest.approx([INTERVAL])


def test_the_wait_begins_when_the_answer_has_come(tmp_path: Path, clock: Clock) -> None:
    """However long a request takes to be sent and answered, three seconds follow."""
    pace = Pace(tmp_path, clocks=(clock, clock), sleep=clock.sleep)
    for _ in range(2):
        with pace.turn("lamps.example"):
            clock.now += 2

    assert clock.slept == pytest.approx([INTERVAL])


def test_a_process_that_is_killed_while_it_asks(tmp_path: Path, clock: Clock) -> None:
    """As nobody knows when its request was sent, the next process waits three seconds."""
    file = tmp_path / "lamps.example"
    pace = Pace(tmp_path, clocks=(clock, clock), sleep=clock.sleep)
    with pace.turn("lamps.example"):
        left = file.read_bytes()
    file.write_bytes(left)
    clock.now += 3600
    with pace.turn("lamps.example"):
        pass

    assert clock.slept == pytest.approx([INTERVAL])


@pytest.mark.parametrize(("wall", "steady"), [(-86400, 1), (86400, 1), (1, -900_000)])
def test_a_clock_that_was_set(tmp_path: Path, wall: float, steady: float) -> None:
    """A clock set back or forward, or a reboot, neither skips nor lengthens a wait."""
    clocks = Clock(), Clock()
    pace = Pace(tmp_path, clocks=clocks, sleep=clocks[0].sleep)
    with pace.turn("lamps.example"):
        pass
    clocks[0].now += wall
    clocks[1].now += steady
    with pace.turn("lamps.example"):
        pass

    assert INTERVAL - 1 <= sum(clocks[0].slept) <= INTERVAL


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the file, and what to do."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(CannotCreateError) as refused, Pace(tmp_path).turn("lamps.example"):
        pass

    assert refused.value.message.startswith(f"{tmp_path / 'lamps.example'}: ")
    assert "No locks available" in refused.value.message
    assert "XDG_STATE_HOME" in (refused.value.hint or "")


@pytest.mark.parametrize(
    "held", [b"", b"soon", b"99999999999999", b"nan nan nan", b"inf inf inf", b"-1 0 0", b"9e9 1 1"]
)
def test_a_damaged_file_of_the_pace_does_no_harm(tmp_path: Path, clock: Clock, held: bytes) -> None:
    """Whatever the file contains, the wait is at most two minutes."""
    (tmp_path / "lamps.example").write_bytes(held)

    with Pace(tmp_path, clocks=(clock, clock), sleep=clock.sleep).turn("lamps.example"):
        pass

    assert sum(clock.slept) <= 120


def test_a_shorter_interval_is_for_this_machine_only(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment shortens the interval for loopback addresses and for no others."""
    monkeypatch.setenv("PAPERTRIAGE_PACE", "0.5")
    pace = Pace(tmp_path, clocks=(clock, clock), sleep=clock.sleep)
    for host in ("127.0.0.1", "127.0.0.1", "arxiv.org", "arxiv.org"):
        with pace.turn(host):
            pass

    assert clock.slept == pytest.approx([0.5, INTERVAL])


@pytest.mark.slow
def test_two_processes_share_one_pace_and_one_connection(server: Server) -> None:
    """Two processes at once send requests three seconds apart, one connection at a time."""
    paper = '{"title": "Harbour lamps in a mild fog", "abstract": "We count lamps at sea."}\n'
    server.answers["/p"] = raw(b"HTTP/1.1 200 OK\r\n\r\n", paper.encode(), pause=0.2)
    environment = {key: value for key, value in os.environ.items() if key != "PAPERTRIAGE_PACE"}

    running = [
        subprocess.Popen(
            [COMMAND, "ingest", f"{server.url}/p", "-o", "-"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    reported = [process.communicate(timeout=60) for process in running]

    assert [process.returncode for process in running] == [0, 0], reported
    assert all(b"Harbour lamps" in out for out, _ in reported)
    assert len(server.seen) == 2
    assert server.gaps[0] >= INTERVAL
    assert server.most_at_once == 1


def test_asking_loads_requests_and_not_asking_does_not(tmp_path: Path) -> None:
    """A file is read without the HTTP library."""
    (tmp_path / "a.jsonl").write_text('{"title": "Harbour lamps in a mild fog"}\n')
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "papertriage", "ingest", "a.jsonl", "-o", "-"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
        stdin=subprocess.DEVNULL,
    )

    assert not re.search(rb"\|\s+(requests|urllib3|http\.client|ssl)$", done.stderr, re.MULTILINE)
