"""Whom a source may ask, where it may be led, and how often it asks over all processes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli_help import COMMAND
from papertriage.errors import ConfigError, UsageError
from papertriage.sources.address import arxiv, checked, next_hop, shown
from papertriage.sources.pace import INTERVAL, Pace
from server_help import Clock, Server, raw


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


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
    """On one host or among arXiv's, to https but not back, and never to another scheme."""
    if hop:
        assert next_hop(url, location) == hop
    else:
        with pytest.raises(ValueError, match=r"\w"):
            next_hop(url, location)


@pytest.mark.parametrize(
    "url",
    ["http://", "http://ada:pearl@a.example/", "http://a.example:x/", "http://a b/", "http://[a/"],
)
def test_addresses_that_may_not_be_asked(url: str) -> None:
    """An address without a host, or with a password, is refused, and the password not shown."""
    with pytest.raises(UsageError) as refused:
        checked(url)

    assert "pearl" not in refused.value.message


def test_secrets_of_an_address_are_not_shown() -> None:
    """The value of a key or a token stays out of messages and of the library."""
    assert shown("https://a.example/f?api_key=pearl&q=b") == "https://a.example/f?api_key=...&q=b"


def test_a_stand_in_for_arxiv_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of arXiv can be changed for tests, and to this machine alone."""
    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://127.0.0.1:8080/")
    assert arxiv("api", "api/query", start=0) == "http://127.0.0.1:8080/api/query?start=0"

    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://lamps.example")
    with pytest.raises(ConfigError):
        arxiv("api", "api/query")


def test_arxiv_is_one_host_and_others_have_their_own_turns(tmp_path: Path, clock: Clock) -> None:
    """All hosts of arXiv share their turns; another host does not wait for them."""
    pace = Pace(tmp_path, clock=clock, sleep=clock.sleep)
    for host in ("rss.arxiv.org", "export.arxiv.org", "lamps.example"):
        with pace.turn(host):
            pass

    assert clock.slept == pytest.approx([INTERVAL])


@pytest.mark.parametrize("held", [b"", b"soon", b"99999999999999", b"nan", b"inf"])
def test_a_damaged_file_of_the_pace_does_no_harm(tmp_path: Path, clock: Clock, held: bytes) -> None:
    """Whatever stands in the file, the wait is never longer than two minutes."""
    (tmp_path / "lamps.example").write_bytes(held)

    with Pace(tmp_path, clock=clock, sleep=clock.sleep).turn("lamps.example"):
        pass

    assert sum(clock.slept) <= 120


def test_a_shorter_interval_is_for_this_machine_only(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment shortens the interval for loopback addresses and for no others."""
    monkeypatch.setenv("PAPERTRIAGE_PACE", "0.5")
    pace = Pace(tmp_path, clock=clock, sleep=clock.sleep)
    for host in ("127.0.0.1", "127.0.0.1", "arxiv.org", "arxiv.org"):
        with pace.turn(host):
            pass

    assert clock.slept == pytest.approx([0.5, INTERVAL])


def test_two_processes_share_one_pace_and_one_connection(server: Server) -> None:
    """Two processes at once ask three seconds apart, one connection at a time."""
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
    told = [process.communicate(timeout=60) for process in running]

    assert [process.returncode for process in running] == [0, 0], told
    assert all(b"Harbour lamps" in out for out, _ in told)
    assert len(server.seen) == 2
    assert server.gaps[0] >= INTERVAL - 0.5  # a loaded machine accepts the first one late
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
