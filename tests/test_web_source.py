"""Web addresses as sources, through the installed command."""

import gzip
from pathlib import Path

import pytest

from arxiv_help import (
    API,
    FEED,
    HARVEST,
    OAI,
    SEARCH,
    ingest,
    last_run,
    oai,
    paper,
    stored,
)
from cli_help import run
from server_help import Server, reply


def test_an_address_is_read_as_a_file_and_not_again(server: Server, library: Path) -> None:
    """An address is read by its content; if unchanged, it is not downloaded again."""
    url = f"{server.url}/dump"
    whole = reply(200, paper(1) + paper(2), {"ETag": '"one"'})
    server.answers["/dump"] = [whole, reply(304)]

    first = ingest(library, url)
    again = ingest(library, url)

    assert "2 seen = 2 added" in first[0]
    assert last_run(library)["validators"] == {"etag": '"one"'}
    assert server.seen[1].headers["if-none-match"] == '"one"'
    assert again[0].endswith(f"{url}: nothing new: it has not changed since it was last read")
    assert stored(library)[0]["sources"] == [{"form": "jsonl", "name": url}]


def test_a_packed_file_at_an_address(server: Server, library: Path) -> None:
    """A .gz file at an address is decompressed, whatever type the server names."""
    server.answers["/dump.gz"] = reply(200, gzip.compress(paper(1).encode()))

    assert "1 seen = 1 added" in ingest(library, f"{server.url}/dump.gz")[0]


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (paper(1), ["--since", "2026-11-01"]),
        (paper(1) + paper(2), ["--limit", "1"]),
        (paper(1) + paper(2)[:50] + "\n", []),
    ],
)
def test_validators_are_kept_only_if_all_is_stored(
    server: Server, library: Path, body: str, options: list[str]
) -> None:
    """A paper that was skipped, not reached or rejected is read again the next time."""
    server.answers["/dump"] = reply(200, body, {"ETag": '"one"'})
    ingest(library, f"{server.url}/dump", *options, code=None)

    ingest(library, f"{server.url}/dump", code=None)

    assert "if-none-match" not in server.seen[1].headers


def test_what_came_before_a_cut_is_kept(server: Server, library: Path) -> None:
    """A transfer that breaks off leaves its whole records, one line of error, and exit code 69."""
    body = paper(1) + paper(2) + paper(3)
    server.answers["/dump"] = reply(
        200, body[:-20], {"Content-Length": str(len(body)), "ETag": '"one"'}
    )

    reported = ingest(library, f"{server.url}/dump", code=69)

    assert len(stored(library)) == 2
    assert len(server.seen) == 5
    assert "3 seen = 2 added" in reported[0]
    assert reported[-2].endswith("the connection broke off (5 tries); kept the 2 papers before it")
    assert "validators" not in last_run(library)


def test_a_cut_before_any_record_is_a_failure_of_the_network(server: Server, library: Path) -> None:
    """If nothing of what came can be read, the error is still that of the network."""
    server.answers["/dump"] = reply(200, "{", {"Content-Length": "400"})

    assert "broke off" in ingest(library, f"{server.url}/dump", code=69)[-1]


def test_a_failure_beside_a_good_source_is_partial(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """One source that fails does not stop the others; the exit code is 3."""
    (tmp_path / "good.jsonl").write_text(paper(1))

    reported = ingest(library, f"{server.url}/nowhere", tmp_path / "good.jsonl", code=3)

    assert any(line.endswith("/nowhere: HTTP 404 (Not Found)") for line in reported)
    assert len(stored(library)) == 1


def test_a_page_of_words_is_not_a_list_of_papers(server: Server, library: Path) -> None:
    """A web page without papers is reported like a file without papers."""
    server.answers["/dump"] = reply(200, "<html><body>Welcome to the quay</body></html>")

    assert "no papers found" in ingest(library, f"{server.url}/dump", code=65)[0]


def test_offline_refuses_in_one_line(
    server: Server, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PAPERTRIAGE_OFFLINE refuses every network source."""
    monkeypatch.setenv("PAPERTRIAGE_OFFLINE", "1")

    for spec in (f"{server.url}/dump", "arxiv:cs.CV", SEARCH, HARVEST, "arxiv:2611.00001"):
        reported = ingest(library, spec, code=69)
        assert len(reported) == 1
        assert reported[0].endswith("not fetched, as PAPERTRIAGE_OFFLINE is set")
    assert server.seen == []


def test_no_escape_byte_of_a_server_reaches_a_stream(server: Server, library: Path) -> None:
    """Headers, errors, tokens and papers of a server send no escape characters to the terminal."""
    evil = "\x1b]0;owned\x07\x1b[31m"
    server.answers["/dump"] = reply(404, evil, {"ETag": evil})
    server.answers[FEED] = reply(200, evil)
    server.answers[API] = reply(400, f"<feed><summary>{evil}</summary></feed>")
    server.answers[OAI] = oai(f'<error code="badArgument">{evil}</error>')

    done = run(
        "--library", library, "ingest", f"{server.url}/dump", "arxiv:cs.CV", SEARCH, HARVEST, "-v",
        code=69,
    )  # fmt: skip

    assert not {0x1B, 0x07} & {*done.stderr, *done.stdout}


@pytest.mark.parametrize(
    "spec",
    [
        "arxiv:", "arxiv:Lamps on the Quay", "arxiv:search?", "arxiv:oai?colour=red",
        "arxiv:oai?from=someday", "arxiv:oai?set=a b", "arxiv:oai?metadataPrefix=marc",
        "http://ada:pearl@lamps.example/", "http:///dump",
    ],
)  # fmt: skip
def test_an_invalid_source_is_a_usage_error(server: Server, library: Path, spec: str) -> None:
    """A misspelt source is reported before anything is read or requested."""
    reported = ingest(library, "arxiv:cs.CV", spec, code=2)

    assert not any("pearl" in line for line in reported)
    assert server.seen == []


def test_only_this_machine_stands_in_for_arxiv(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment that sends requests for arXiv to another machine is refused."""
    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://lamps.example/")

    assert "not a local address" in ingest(library, "arxiv:cs.CV", code=78)[0]
