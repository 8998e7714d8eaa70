"""arXiv's feeds, its API and papers by id as sources, through the installed command."""

import json
from pathlib import Path

import pytest

from arxiv_help import (
    API,
    FEED,
    HARVEST,
    OAI,
    SEARCH,
    atom,
    by_id,
    entry,
    ingest,
    last_run,
    number,
    page,
    records,
    rss,
    stored,
    title,
)
from cli_help import lines, run
from server_help import Behaviour, Server, reply


def test_the_feed_of_the_day(server: Server, library: Path) -> None:
    """A category reads today's announcements; unchanged, they are not sent again."""
    modified = "Fri, 20 Nov 2026 05:00:00 GMT"
    server.answers[FEED] = [reply(200, rss(3), {"Last-Modified": modified}), reply(304)]

    assert "3 seen = 3 added" in ingest(library, "arxiv:cs.CV")[0]
    assert "nothing new" in ingest(library, "arxiv:cs.CV")[0]
    assert server.seen[1].headers["if-modified-since"] == modified
    assert {paper["id"] for paper in stored(library)} == {f"arxiv:{number(at)}" for at in range(3)}


def test_a_feed_that_says_that_it_is_empty(
    server: Server, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On days without announcements the feed is empty: one line, exit code 0."""
    monkeypatch.setenv("PAPERTRIAGE_NOW", "2026-11-21T08:00+00:00")
    server.answers[FEED] = reply(200, rss(0))

    reported = ingest(library, "arxiv:cs.CV")

    assert any("empty as expected: no announcement on a Saturday" in line for line in reported)


@pytest.mark.parametrize(
    ("answer", "words", "ends"),
    [
        (
            reply(200, "<!DOCTYPE html><html>Sorry</html>"),
            "expected a feed, got a web page",
            (69, 1),
        ),
        (reply(200, ""), "an empty answer (5 tries)", (69, 5)),
        (reply(200, "Rate exceeded."), 'arXiv says "Rate exceeded" (5 tries)', (75, 5)),
        (reply(200, "lamps"), 'expected a feed, got "lamps"', (69, 1)),
        (reply(200, "<lamps/>"), "expected a feed, got <lamps>", (69, 1)),
        (reply(200, rss(1)[:-30]), "its answer ends early (5 tries)", (69, 5)),
        (reply(404), "HTTP 404 (Not Found)", (69, 1)),
    ],
)
def test_an_answer_that_is_not_a_feed(
    server: Server, library: Path, answer: Behaviour, words: str, ends: tuple[int, int]
) -> None:
    """An answer that is not a feed is reported as what it is."""
    server.answers[FEED] = answer
    code, tries = ends

    reported = ingest(library, "arxiv:cs.CV", code=code)

    assert words in "".join(reported)
    assert len(server.seen) == tries


def test_a_search_is_read_page_by_page(server: Server, library: Path) -> None:
    """A search requests page after page, until all papers that it declares were read."""
    server.answers[API] = [page(0, 200, 450), page(200, 400, 450), page(400, 450, 450)]

    reported = ingest(library, SEARCH)

    assert "450 seen = 450 added" in reported[0]
    assert not any("warning" in line for line in reported)
    assert [seen.query["start"] for seen in server.seen] == ["0", "200", "400"]
    assert server.seen[0].query["search_query"] == "cat:cs.CV AND abs:face"
    assert server.most_at_once == 1


def test_an_empty_page_in_mid_result_is_requested_again(server: Server, library: Path) -> None:
    """An empty page before the end of a result is requested again."""
    empty = page(0, 0, 220)
    server.answers[API] = [page(0, 200, 220), empty, empty, page(200, 220, 220)]

    assert "220 seen = 220 added" in ingest(library, SEARCH)[0]
    assert [seen.query["start"] for seen in server.seen] == ["0", "200", "200", "200"]


def test_a_page_that_stays_empty_ends_the_search(server: Server, library: Path) -> None:
    """After five tries the search gives up, and the pages before are kept."""
    server.answers[API] = [page(0, 200, 220), page(0, 0, 220)]

    reported = ingest(library, SEARCH, code=69)

    assert "200 seen = 200 added" in reported[0]
    assert reported[-2].endswith(
        "an empty page after 200 of 220 papers (5 tries); kept the 200 papers before it"
    )


def test_a_short_page_loses_nothing(server: Server, library: Path) -> None:
    """After a short page the search continues where that page ended."""
    server.answers[API] = [page(0, 150, 220), page(150, 220, 220)]

    reported = ingest(library, SEARCH)

    assert "220 seen = 220 added" in reported[0]
    assert [seen.query["start"] for seen in server.seen] == ["0", "150"]
    assert any("arXiv sent 150 of 200 papers in a page" in line for line in reported)


def test_a_search_that_finds_nothing(server: Server, library: Path) -> None:
    """No result is an answer: one line, exit code 0, and no second request."""
    server.answers[API] = page(0, 0, 0)

    assert any("it says that it is empty" in line for line in ingest(library, SEARCH))
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_entry_is_not_a_paper(server: Server, library: Path, status: int) -> None:
    """An entry called "Error" is a message of arXiv and is reported in its words."""
    error = (
        "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
        "<summary>malformed query</summary></entry>"
    )
    server.answers[API] = reply(status, atom([error], 1))

    assert "malformed query" in ingest(library, SEARCH, code=69)[-1]
    assert not library.exists()


def test_an_error_entry_at_an_address_of_the_api(server: Server, library: Path) -> None:
    """The same is true of a copied address: exit code of the network, and no paper."""
    error = (
        "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
        "<summary>incorrect id format for abc</summary></entry>"
    )
    server.answers[API] = reply(200, atom([error], 1))

    reported = ingest(library, f"{server.url}/api/query?id_list=abc", code=69)

    assert "arXiv says: incorrect id format for abc" in reported[-1]
    assert not library.exists()


@pytest.mark.parametrize("total", ["1000", "a thousand", ""])
def test_a_page_that_repeats_itself_ends_the_search(
    server: Server, library: Path, total: str
) -> None:
    """A repeated page ends the search with a warning and a partial result."""
    same = atom([entry(number(at), at) for at in range(200)], 0)
    server.answers[API] = reply(200, same.replace(">0</opensearch", f">{total}</opensearch"))

    reported = ingest(library, SEARCH, code=3)

    assert "200 seen = 200 added" in reported[0]
    of_all = " of 1000" if total == "1000" else ""
    again = f"arXiv sent the same papers again after 200{of_all}; the search ended there"
    assert any(again in line for line in reported)
    assert len(server.seen) == 2
    assert last_run(library)["failed"]


@pytest.mark.parametrize(
    ("old", "new"), [(">0<", ">many<"), ("opensearch:totalResults", "opensearch:itemsPerPage")]
)
def test_a_search_that_does_not_say_how_many_papers_there_are(
    server: Server, library: Path, old: str, new: str
) -> None:
    """Without a readable totalResults the search continues to an empty page, and says so."""
    pages = [(0, 200), (200, 210), (210, 210)]
    server.answers[API] = [
        reply(200, atom([entry(number(at), at) for at in range(*page)], 0).replace(old, new))
        for page in pages
    ]

    reported = ingest(library, SEARCH)

    assert "210 seen = 210 added" in reported[0]
    assert sum("arXiv does not say how many papers there are" in line for line in reported) == 1
    assert len(server.seen) == 3


def test_a_difference_to_the_declared_count_is_a_warning(server: Server, library: Path) -> None:
    """More or fewer papers than a source declares cause a warning; a limit of the user does not."""
    server.answers["/saved"] = page(0, 3, 8)
    server.answers[OAI] = records(1, 2, 3, size=8)

    for spec in (f"{server.url}/saved", HARVEST):
        reported = ingest(library, spec)
        assert f"warning: {spec}: it declares 8 papers and contains 3" in "\n".join(reported)
        assert not any("warning" in line for line in ingest(library, spec, "--limit", "2"))


def test_a_limit_ends_the_requests(server: Server, library: Path) -> None:
    """With --limit, only the pages that are needed are requested."""
    server.answers[API] = page(0, 200, 4_000)

    assert "5 seen" in ingest(library, SEARCH, "--limit", "5")[0]
    assert len(server.seen) == 1


def test_a_search_goes_on_into_a_pipe(server: Server, library: Path) -> None:
    """With -o the papers go to the pipe, and the library is neither read nor written."""
    server.answers[API] = page(0, 3, 3)

    done = run("--library", library, "ingest", SEARCH, "-o", "-")

    assert len(lines(done.stdout)) == 3
    assert not library.exists()


def test_ids_are_requested_together(server: Server, library: Path) -> None:
    """All ids of a command make one request, in any notation; unknown ids are reported."""
    server.answers[API] = by_id(lambda each: each != "2611.00003")

    reported = ingest(
        library, "arxiv:2611.00001", "arxiv:2611.00002v2,2611.00003",
        "https://arxiv.org/abs/2611.00004",
    )  # fmt: skip

    assert len(server.seen) == 1
    assert server.seen[0].query["id_list"] == "2611.00001,2611.00002v2,2611.00003,2611.00004"
    assert len(stored(library)) == 3
    assert any(line.endswith("arXiv does not know 2611.00003") for line in reported)


def test_an_id_that_arxiv_does_not_know(server: Server, library: Path) -> None:
    """If none of the ids is known there is no record: exit code 65."""
    server.answers[API] = by_id(lambda _: False)

    reported = ingest(library, "arxiv:2611.00001", code=65)

    assert len(reported) == 1
    assert reported[0].endswith("arxiv:2611.00001: arXiv does not know 2611.00001; nothing stored")


def test_ids_from_a_file_come_in_pages(server: Server, library: Path, tmp_path: Path) -> None:
    """Ids from a file are requested in hundreds; lines without an id are reported."""
    ids = tmp_path / "ids.txt"
    ids.write_text("# of the reading group\nlamps\n" + "\n".join(map(number, range(1, 151))))
    server.answers[API] = by_id()

    reported = ingest(library, f"arxiv:@{ids}")

    assert [seen.query["max_results"] for seen in server.seen] == ["100", "50"]
    assert "150 seen = 150 added" in reported[0]
    assert any('not an arXiv id: "lamps"' in line for line in reported)


@pytest.mark.parametrize("text", ["", "# ids\n", "lamps\n2611.1\n"])
def test_a_file_without_an_id(server: Server, library: Path, tmp_path: Path, text: str) -> None:
    """A list without an id is an error; nothing is requested or stored."""
    (tmp_path / "ids.txt").write_text(text)

    reported = ingest(library, f"arxiv:@{tmp_path / 'ids.txt'}", code=65)

    assert "contains no arXiv id" in reported[-1]
    assert ('"lamps", "2611.1"' in reported[-1]) == ("lamps" in text)
    assert server.seen == []
    assert not library.exists()


def test_papers_that_lack_something_are_completed(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """arxiv:missing requests the library's papers without title or abstract, and no others."""
    bare = {
        "id": "arxiv:2611.00007",
        "abstract": "We look at harbour number 7 and find fogs there.",
    }
    whole = {"id": "arxiv:2611.00008", "title": title(8), "abstract": "We look at harbour 8."}
    (tmp_path / "bare.jsonl").write_text(json.dumps(bare) + "\n" + json.dumps(whole) + "\n")
    ingest(library, tmp_path / "bare.jsonl")
    server.answers[API] = by_id()

    reported = ingest(library, "arxiv:missing")

    assert server.seen[0].query["id_list"] == "2611.00007"
    assert "1 seen = 0 added + 1 updated" in reported[0]
    assert "lacks its title" in ingest(library, "arxiv:missing")[0]
    assert len(server.seen) == 1


def titled(at: int, author: str = "Ada Quay") -> str:
    return json.dumps({"title": title(at), "authors": [{"name": author}]}) + "\n"


def test_papers_without_ids_are_searched_by_title(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """arxiv:missing takes papers with equal title and authors, and reports those not found."""
    known = titled(1) + titled(2, "Bo Lind") + titled(3)
    (tmp_path / "bare.jsonl").write_text(known)
    ingest(library, tmp_path / "bare.jsonl")
    server.answers[API] = page(1, 3, 2)

    reported = " ".join(ingest(library, "arxiv:missing"))

    assert f'ti:"{title(1)}"' in server.seen[0].query["search_query"]
    assert "1 seen = 0 added + 1 updated" in reported
    assert "has this title and these authors" in reported
    assert title(2) in reported
    assert title(3) in reported
    assert {paper["title"]: str(paper["id"]).startswith("arxiv:") for paper in stored(library)} == {
        title(1): True,
        title(2): False,
        title(3): False,
    }


def test_a_search_of_titles_resumes_where_it_failed(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """After a failure the same command searches for the titles that it did not reach."""
    (tmp_path / "bare.jsonl").write_text("".join(map(titled, range(7))))
    ingest(library, tmp_path / "bare.jsonl")
    server.answers[API] = [page(0, 7, 7), reply(404)]
    ingest(library, "arxiv:missing", code=None)
    first = server.seen[0].query["search_query"]

    server.answers[API] = page(0, 7, 7)
    ingest(library, "arxiv:missing")

    last = server.seen[-1].query["search_query"]
    assert first.count("ti:") == 5
    assert last.count("ti:") == 2
    assert all(str(paper["id"]).startswith("arxiv:") for paper in stored(library))


def test_what_is_missing_needs_a_library(library: Path) -> None:
    """Without a library, or with -o, there is nothing to complete."""
    assert "no library" in ingest(library, "arxiv:missing", code=66)[0]
    assert "cannot be combined with -o" in ingest(library, "arxiv:missing", "-o", "-", code=2)[0]
