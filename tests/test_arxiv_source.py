"""Addresses and arXiv as sources, through the installed command, against a server of our own."""

import gzip
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from cli_help import COMMAND, lines, run
from server_help import Behaviour, Handler, Server, reply, serving

API, OAI, FEED = "/api/query", "/oai", "/rss/cs.CV"
SEARCH = "arxiv:search?cat:cs.CV AND abs:face"
HARVEST = "arxiv:oai?set=cs:cs:CV&from=2026-11-01"
TOPICS = ("lamps", "ropes", "buoys", "tides", "gulls", "cranes", "nets", "fogs", "keels", "oars")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server in the place of arXiv, asked as fast as it can."""
    with serving() as running:
        monkeypatch.setenv("PAPERTRIAGE_ARXIV", running.url)
        monkeypatch.setenv("PAPERTRIAGE_PACE", "0.01")
        yield running


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return the folder of a library that is not there yet."""
    return tmp_path / "library"


def ingest(library: Path, *args: str | Path, code: int | None = 0) -> list[str]:
    """Ingest into a library; return what was told."""
    return lines(run("--library", library, "ingest", *args, code=code).stderr)


def stored(library: Path) -> list[dict[str, object]]:
    text = (library / "papers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def last_run(library: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        (library / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    )
    return found


# --- invented payloads ----------------------------------------------------------------------------


def number(at: int) -> str:
    return f"2611.{at:05}"


def title(at: int) -> str:
    return f"On {TOPICS[at % 10]} and {TOPICS[at // 10 % 10]} of harbour {at}"


def entry(identifier: str, at: int) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{identifier}v1</id><title>{title(at)}</title>"
        f"<summary>We look at harbour number {at} and find {TOPICS[at % 10]} there.</summary>"
        "<published>2026-11-18T08:00:00Z</published><author><name>Ada Quay</name></author>"
        '<category term="cs.CV"/></entry>'
    )


def atom(entries: list[str], total: int) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        '<link href="http://arxiv.org/api/query?start=0" rel="self"/>'
        f"<opensearch:totalResults>{total}</opensearch:totalResults>{''.join(entries)}</feed>"
    )


def page(begin: int, end: int, total: int) -> Behaviour:
    """Answer with the entries from one number to before another, of so many in all."""
    return reply(200, atom([entry(number(at), at) for at in range(begin, end)], total))


def by_id(known: Callable[[str], bool] = lambda _: True) -> Behaviour:
    """Answer with the papers that were asked for, as far as they are known."""

    def answer(handler: Handler) -> None:
        ids = [each for each in handler.papers.seen[-1].query["id_list"].split(",") if known(each)]
        bare = [each.partition("v")[0] for each in ids]
        reply(200, atom([entry(each, int(each[-5:])) for each in bare], len(ids)))(handler)

    return answer


def rss(count: int) -> str:
    items = "".join(
        f"<item><title>{title(at)}</title><link>https://arxiv.org/abs/{number(at)}</link>"
        f"<description>arXiv:{number(at)}v1 Announce Type: new \nAbstract: We look at {at}."
        f"</description><guid>oai:arXiv.org:{number(at)}v1</guid></item>"
        for at in range(count)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>cs.CV updates on arXiv.org'
        f"</title><link>http://rss.arxiv.org/rss/cs.CV</link>{items}</channel></rss>"
    )


def oai(inner: str) -> Behaviour:
    return reply(
        200,
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-20T08:00:00Z</responseDate>{inner}</OAI-PMH>",
    )


def records(*numbers: int, then: str = "", size: int | None = None, day: int = 2) -> Behaviour:
    """Answer with records of consecutive days, and the token for what comes next."""
    text = "".join(
        f"<record><header><identifier>oai:arXiv.org:{number(at)}</identifier>"
        f"<datestamp>2026-11-{day + step:02}</datestamp></header><metadata>"
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{number(at)}</id><title>{title(at)}'
        f"</title><abstract>We look at harbour {at}.</abstract></arXiv></metadata></record>"
        for step, at in enumerate(numbers)
    )
    total = f' completeListSize="{size}"' if size else ""
    end = f"<resumptionToken{total}>{escape(then)}</resumptionToken>" if then or size else ""
    return oai(f"<ListRecords>{text}{end}</ListRecords>")


def oai_error(code: str) -> Behaviour:
    return oai(f'<error code="{code}">so it is</error>')


def paper(at: int) -> str:
    return json.dumps({"title": title(at), "abstract": f"We look at harbour {at}."}) + "\n"


# --- addresses ------------------------------------------------------------------------------------


def test_an_address_is_read_as_a_file_and_not_again(server: Server, library: Path) -> None:
    """What stands at an address is read by its content; unchanged, it is not sent again."""
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


def test_a_packed_file_behind_an_address(server: Server, library: Path) -> None:
    """A .gz file at an address is unpacked, whatever the server calls it."""
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

    told = ingest(library, f"{server.url}/dump", code=69)

    assert len(stored(library)) == 2
    assert len(server.seen) == 5
    assert "3 seen = 2 added" in told[0]
    assert told[-1].endswith("the connection broke off (5 tries); the 2 papers before it are kept")
    assert "validators" not in last_run(library)


def test_a_cut_that_leaves_nothing_is_a_failure_of_the_network(
    server: Server, library: Path
) -> None:
    """If nothing of what came can be read, the error is still that of the network."""
    server.answers["/dump"] = reply(200, "{", {"Content-Length": "400"})

    assert "broke off" in ingest(library, f"{server.url}/dump", code=69)[-1]


def test_a_failure_beside_a_good_source_is_partial(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """One source that fails does not stop the others; the exit code is 3."""
    (tmp_path / "good.jsonl").write_text(paper(1))

    told = ingest(library, f"{server.url}/nowhere", tmp_path / "good.jsonl", code=3)

    assert any(line.endswith("/nowhere: HTTP 404 (Not Found)") for line in told)
    assert len(stored(library)) == 1


def test_a_page_of_words_is_no_list_of_papers(server: Server, library: Path) -> None:
    """An address with a web page that lists no papers is told as a file would be."""
    server.answers["/dump"] = reply(200, "<html><body>Welcome to the quay</body></html>")

    assert "no papers found" in ingest(library, f"{server.url}/dump", code=65)[0]


def test_offline_refuses_in_one_line(
    server: Server, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PAPERTRIAGE_OFFLINE keeps every source of the network from being asked."""
    monkeypatch.setenv("PAPERTRIAGE_OFFLINE", "1")

    for spec in (f"{server.url}/dump", "arxiv:cs.CV", SEARCH, HARVEST, "arxiv:2611.00001"):
        told = ingest(library, spec, code=69)
        assert len(told) == 1
        assert told[0].endswith("not fetched, PAPERTRIAGE_OFFLINE is set")
    assert server.seen == []


def test_no_escape_byte_of_a_server_reaches_a_stream(server: Server, library: Path) -> None:
    """Headers, errors, tokens and papers of a server cannot talk to the terminal."""
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


# --- arXiv's feeds --------------------------------------------------------------------------------


def test_the_feed_of_the_day(server: Server, library: Path) -> None:
    """A category reads today's announcements; unchanged, they are not sent again."""
    modified = "Fri, 20 Nov 2026 05:00:00 GMT"
    server.answers[FEED] = [reply(200, rss(3), {"Last-Modified": modified}), reply(304)]

    assert "3 seen = 3 added" in ingest(library, "arxiv:cs.CV")[0]
    assert "nothing new" in ingest(library, "arxiv:cs.CV")[0]
    assert server.seen[1].headers["if-modified-since"] == modified
    assert {paper["id"] for paper in stored(library)} == {f"arxiv:{number(at)}" for at in range(3)}


def test_a_feed_that_is_empty_by_its_own_word(server: Server, library: Path) -> None:
    """On days without announcements the feed is empty: one line, exit code 0."""
    server.answers[FEED] = reply(200, rss(0))

    told = ingest(library, "arxiv:cs.CV")

    assert any("empty by its own word" in line for line in told)


@pytest.mark.parametrize(
    ("answer", "words", "ends"),
    [
        (reply(200, "<!DOCTYPE html><html>Sorry</html>"), "a web page came in place", (69, 1)),
        (reply(200, ""), "an empty answer (5 tries)", (69, 5)),
        (reply(200, "Rate exceeded."), 'arXiv says "Rate exceeded" (5 tries)', (75, 5)),
        (reply(200, "lamps"), 'no feed came, but "lamps"', (69, 1)),
        (reply(200, "<lamps/>"), "no feed came, but <lamps>", (69, 1)),
        (reply(200, rss(1)[:-30]), "its answer ends early (5 tries)", (69, 5)),
        (reply(404), "HTTP 404 (Not Found)", (69, 1)),
    ],
)
def test_what_comes_in_place_of_a_feed(
    server: Server, library: Path, answer: Behaviour, words: str, ends: tuple[int, int]
) -> None:
    """Whatever comes in place of a feed is told as what it is."""
    server.answers[FEED] = answer
    code, tries = ends

    told = ingest(library, "arxiv:cs.CV", code=code)

    assert words in "".join(told)
    assert len(server.seen) == tries


# --- arXiv's API ----------------------------------------------------------------------------------


def test_a_search_is_read_page_by_page(server: Server, library: Path) -> None:
    """A search asks for page after page, until all that it declares were read."""
    server.answers[API] = [page(0, 200, 450), page(200, 400, 450), page(400, 450, 450)]

    told = ingest(library, SEARCH)

    assert "450 seen = 450 added" in told[0]
    assert not any("warning" in line for line in told)
    assert [seen.query["start"] for seen in server.seen] == ["0", "200", "400"]
    assert server.seen[0].query["search_query"] == "cat:cs.CV AND abs:face"
    assert server.most_at_once == 1


def test_an_empty_page_in_mid_result_is_asked_again(server: Server, library: Path) -> None:
    """An empty page before the end of a result is a slip of the server's."""
    empty = page(0, 0, 220)
    server.answers[API] = [page(0, 200, 220), empty, empty, page(200, 220, 220)]

    assert "220 seen = 220 added" in ingest(library, SEARCH)[0]
    assert [seen.query["start"] for seen in server.seen] == ["0", "200", "200", "200"]


def test_a_page_that_stays_empty_ends_the_search(server: Server, library: Path) -> None:
    """After five tries the search gives up, and the pages before are kept."""
    server.answers[API] = [page(0, 200, 220), page(0, 0, 220)]

    told = ingest(library, SEARCH, code=69)

    assert "200 seen = 200 added" in told[0]
    assert told[-1].endswith(
        "an empty page after 200 of 220 papers (5 tries); the 200 papers before it are kept"
    )


def test_a_short_page_loses_nothing(server: Server, library: Path) -> None:
    """Behind a short page the search goes on where that page ended."""
    server.answers[API] = [page(0, 150, 220), page(150, 220, 220)]

    told = ingest(library, SEARCH)

    assert "220 seen = 220 added" in told[0]
    assert [seen.query["start"] for seen in server.seen] == ["0", "150"]
    assert any("a short page, 150 of 200" in line for line in told)


def test_a_search_that_finds_nothing(server: Server, library: Path) -> None:
    """No result is an answer: one line, exit code 0, and no second request."""
    server.answers[API] = page(0, 0, 0)

    assert any("empty by its own word" in line for line in ingest(library, SEARCH))
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_entry_is_no_paper(server: Server, library: Path, status: int) -> None:
    """An entry called "Error" is a message of arXiv's, and is told in its words."""
    error = (
        "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
        "<summary>malformed query</summary></entry>"
    )
    server.answers[API] = reply(status, atom([error], 1))

    assert "malformed query" in ingest(library, SEARCH, code=69)[-1]
    assert not library.exists()


def test_a_difference_to_the_declared_count_is_a_warning(server: Server, library: Path) -> None:
    """More or fewer papers than a source declares are a warning; a limit of the user's is not."""
    server.answers["/saved"] = page(0, 3, 8)
    server.answers[OAI] = records(1, 2, 3, size=8)

    for spec in (f"{server.url}/saved", HARVEST):
        told = ingest(library, spec)
        assert f"warning: {spec}: it declares 8 papers, and 3 were read" in "\n".join(told)
        assert not any("warning" in line for line in ingest(library, spec, "--limit", "2"))


def test_a_limit_ends_the_asking(server: Server, library: Path) -> None:
    """With --limit no page is asked for that is not needed."""
    server.answers[API] = page(0, 200, 4_000)

    assert "5 seen" in ingest(library, SEARCH, "--limit", "5")[0]
    assert len(server.seen) == 1


def test_a_search_goes_on_into_a_pipe(server: Server, library: Path) -> None:
    """With -o the papers go to the pipe, and the library is neither read nor written."""
    server.answers[API] = page(0, 3, 3)

    done = run("--library", library, "ingest", SEARCH, "-o", "-")

    assert len(lines(done.stdout)) == 3
    assert not library.exists()


# --- by id ----------------------------------------------------------------------------------------


def test_ids_are_asked_for_together(server: Server, library: Path) -> None:
    """All ids of a command make one request, in whatever dress; the unknown ones are told."""
    server.answers[API] = by_id(lambda each: each != "2611.00003")

    told = ingest(
        library, "arxiv:2611.00001", "arxiv:2611.00002v2,2611.00003",
        "https://arxiv.org/abs/2611.00004",
    )  # fmt: skip

    assert len(server.seen) == 1
    assert server.seen[0].query["id_list"] == "2611.00001,2611.00002v2,2611.00003,2611.00004"
    assert len(stored(library)) == 3
    assert any(line.endswith("arXiv does not know 2611.00003") for line in told)


def test_an_id_that_arxiv_does_not_know(server: Server, library: Path) -> None:
    """If none of the ids is known there is no record: exit code 65."""
    server.answers[API] = by_id(lambda _: False)

    told = ingest(library, "arxiv:2611.00001", code=65)

    assert len(told) == 1
    assert told[0].endswith("arxiv:2611.00001: arXiv does not know 2611.00001; nothing stored")


def test_ids_from_a_file_come_in_pages(server: Server, library: Path, tmp_path: Path) -> None:
    """A file of ids is asked for a hundred at a time; lines that are none are told."""
    ids = tmp_path / "ids.txt"
    ids.write_text("# of the reading group\nlamps\n" + "\n".join(map(number, range(1, 151))))
    server.answers[API] = by_id()

    told = ingest(library, f"arxiv:@{ids}")

    assert [seen.query["max_results"] for seen in server.seen] == ["100", "50"]
    assert "150 seen = 150 added" in told[0]
    assert any('no arXiv id: "lamps"' in line for line in told)


def test_papers_that_lack_something_are_completed(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """arxiv:missing asks for the papers of the library without title or abstract, and no others."""
    bare = {
        "id": "arxiv:2611.00007",
        "abstract": "We look at harbour number 7 and find fogs there.",
    }
    whole = {"id": "arxiv:2611.00008", "title": title(8), "abstract": "We look at harbour 8."}
    (tmp_path / "bare.jsonl").write_text(json.dumps(bare) + "\n" + json.dumps(whole) + "\n")
    ingest(library, tmp_path / "bare.jsonl")
    server.answers[API] = by_id()

    told = ingest(library, "arxiv:missing")

    assert server.seen[0].query["id_list"] == "2611.00007"
    assert "1 seen = 0 added + 1 updated" in told[0]
    assert "lacks its title" in ingest(library, "arxiv:missing")[0]
    assert len(server.seen) == 1


def test_what_is_missing_needs_a_library(library: Path) -> None:
    """Without a library, or past it, there is nothing to complete."""
    assert "no library here" in ingest(library, "arxiv:missing", code=66)[0]
    assert "-o leaves alone" in ingest(library, "arxiv:missing", "-o", "-", code=2)[0]


# --- the harvest ----------------------------------------------------------------------------------


def test_a_harvest_follows_its_tokens(server: Server, library: Path) -> None:
    """A harvest asks with its arguments first, then with each token alone."""
    server.answers[OAI] = [records(1, 2, then="a b|2"), records(3)]

    assert "3 seen = 3 added" in ingest(library, HARVEST)[0]
    assert server.seen[0].query == {
        "verb": "ListRecords",
        "metadataPrefix": "arXiv",
        "set": "cs:cs:CV",
        "from": "2026-11-01",
    }
    assert server.seen[1].query == {"verb": "ListRecords", "resumptionToken": "a b|2"}
    assert "validators" not in last_run(library)


def test_a_harvest_goes_on_after_a_failure(server: Server, library: Path) -> None:
    """What was read is kept with the token; the same command goes on from there."""
    server.answers[OAI] = [records(1, 2, then="two"), reply(500)]
    told = ingest(library, HARVEST, code=69)
    assert "2 seen = 2 added" in told[0]
    assert last_run(library)["validators"] == {"token": "two", "reached": "2026-11-03"}
    server.answers[OAI] = records(3, 4)
    asked = len(server.seen)

    told = ingest(library, HARVEST)

    assert "2 seen = 2 added" in told[0]
    assert server.seen[asked].query["resumptionToken"] == "two"
    assert len(server.seen) == asked + 1
    assert "validators" not in last_run(library)


def test_a_place_survives_a_second_failure(server: Server, library: Path) -> None:
    """A run that gets nothing leaves the place of the run before as it was."""
    server.answers[OAI] = [records(1, then="two"), reply(500)]
    ingest(library, HARVEST, code=69)
    place = last_run(library)["validators"]

    ingest(library, HARVEST, code=69)

    assert last_run(library)["validators"] == place


def test_a_token_that_expired_leads_back_to_the_day_reached(server: Server, library: Path) -> None:
    """ArXiv's tokens live for a day; then the harvest begins with the day that it had reached."""
    server.answers[OAI] = [records(1, 2, then="two", day=9), reply(500)]
    ingest(library, HARVEST, code=69)
    server.answers[OAI] = [oai_error("badResumptionToken"), records(2, 3)]
    asked = len(server.seen)

    told = ingest(library, HARVEST)

    assert server.seen[asked + 1].query["from"] == "2026-11-10"
    assert "2 seen = 1 added + 0 updated + 1 unchanged" in told[0]


def test_a_list_out_of_order_is_begun_anew(server: Server, library: Path) -> None:
    """A day that was reached means nothing where later records had earlier days."""
    server.answers[OAI] = [records(1, then="b", day=9), records(2, then="c", day=4), reply(500)]
    ingest(library, HARVEST, code=69)
    assert last_run(library)["validators"] == {"token": "c"}
    server.answers[OAI] = [oai_error("badResumptionToken"), records(1, 2, 3)]

    ingest(library, HARVEST)

    assert server.seen[-1].query["from"] == "2026-11-01"


def test_tokens_that_lead_nowhere_end_the_harvest(server: Server, library: Path) -> None:
    """A server that refuses its own tokens, or gives the same one again, is not asked for ever."""
    server.answers[OAI] = [
        records(1, then="a"), oai_error("badResumptionToken"),
        records(1, then="a"), oai_error("badResumptionToken"),
    ]  # fmt: skip
    assert "refuses its own tokens" in ingest(library, HARVEST, code=69)[-1]

    server.answers[OAI] = records(1, then="a")
    assert "the same token again" in ingest(library, HARVEST, code=69)[-1]


def test_nothing_to_harvest(server: Server, library: Path) -> None:
    """That no records match is an answer: one line, exit code 0."""
    server.answers[OAI] = oai_error("noRecordsMatch")

    assert any("empty by its own word" in line for line in ingest(library, HARVEST))


def test_a_refused_harvest_is_told_in_its_words(server: Server, library: Path) -> None:
    """Any other error of the protocol is a failure that another try does not mend."""
    server.answers[OAI] = oai_error("badArgument")

    assert "arXiv says badArgument: so it is" in ingest(library, HARVEST, code=69)[-1]
    assert len(server.seen) == 1


def test_an_interrupted_harvest_keeps_its_place(server: Server, library: Path) -> None:
    """Ctrl-C in the middle of a harvest keeps what was stored, and where to go on."""

    def wait(_handler: Handler) -> None:
        time.sleep(5)

    server.answers[OAI] = [records(1, 2, then="two"), wait]
    process = subprocess.Popen(
        [COMMAND, "--library", str(library), "ingest", HARVEST],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ,
    )
    while len(server.seen) < 2 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)

    assert process.returncode == 130, told
    assert len(stored(library)) == 2
    assert last_run(library)["validators"] == {"token": "two", "reached": "2026-11-03"}


# --- usage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spec",
    [
        "arxiv:", "arxiv:Lamps on the Quay", "arxiv:search?", "arxiv:oai?colour=red",
        "arxiv:oai?from=yesterday", "arxiv:oai?set=a b", "arxiv:oai?metadataPrefix=marc",
        "http://ada:pearl@lamps.example/", "http:///dump",
    ],
)  # fmt: skip
def test_a_source_that_is_none_is_a_usage_error(server: Server, library: Path, spec: str) -> None:
    """A misspelt source is told before anything is read or asked."""
    told = ingest(library, "arxiv:cs.CV", spec, code=2)

    assert not any("pearl" in line for line in told)
    assert server.seen == []


def test_only_this_machine_stands_in_for_arxiv(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment that sends arXiv's questions elsewhere is refused."""
    monkeypatch.setenv("PAPERTRIAGE_ARXIV", "http://lamps.example/")

    assert "not an address of this machine" in ingest(library, "arxiv:cs.CV", code=78)[0]
