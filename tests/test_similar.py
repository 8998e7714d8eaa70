"""Likeness: papers ranked by the words that they share with a query or with other papers."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from papertriage.errors import UsageError
from papertriage.flows.lists import similar
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.lists.similar import STARRED, rank_similar, wanted
from papertriage.library import Library
from papertriage.paper import Paper, Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Report
from papertriage.writers.jsonl import write
from papertriage.writers.look import Look

PAPERS = [
    Paper(
        id="acl:1",
        ids={"acl": "1"},
        title="Sparse attention",
        abstract="Attention over sparse tokens.",
    ),
    Paper(
        id="acl:2",
        ids={"acl": "2"},
        title="Face recognition",
        abstract="Faces of many people, recognized.",
    ),
    Paper(
        id="acl:3",
        ids={"acl": "3"},
        title="Dense attention",
        abstract="Attention over all tokens of a text.",
    ),
]
TODAY = date(2026, 11, 20)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    with library.write() as writer:
        writer.put(PAPERS)
    return library


def ids(library: Library, like: list[str], query: str | None, least: float = 0.0) -> list[str]:
    target = wanted(library, like, query)
    report = rank_similar(library, None, target, Criteria(min_score=least), TODAY)
    return [entry.paper.id for entry in report.lists[0].entries]


def test_a_query_ranks_by_the_words_it_shares(library: Library) -> None:
    """The paper with more of the words comes first, one without any is not listed."""
    assert ids(library, [], "sparse attention over tokens") == ["acl:1", "acl:3"]


def test_papers_are_like_a_paper_but_it_is_not_listed_itself(library: Library) -> None:
    """The paper itself is not listed, as the user knows it."""
    assert ids(library, ["acl:1"], None) == ["acl:3"]


def test_a_file_is_an_example_too(library: Library, tmp_path: Path) -> None:
    """A file may be plain text, or any form that ingest reads."""
    text = tmp_path / "idea.txt"
    text.write_text("Recognizing faces of people")
    lines = tmp_path / "papers.jsonl"
    lines.write_text(json.dumps({"id": "x", "title": "Faces", "abstract": "Face recognition"}))

    bibtex = tmp_path / "library.bib"
    bibtex.write_text("@article{x, title = {Recognition of Faces}, year = {2026}}")

    assert ids(library, [str(text)], None)[0] == "acl:2"
    assert ids(library, [str(bibtex)], None) == ["acl:2"]
    assert ids(library, [str(lines)], None)[0] == "acl:2"


def test_papers_of_a_file_that_the_library_has_are_not_listed(
    library: Library, tmp_path: Path
) -> None:
    """Papers that are in the file are not listed."""
    bibtex = tmp_path / "library.bib"
    bibtex.write_text("@article{x, title = {Attention}, doi = {10.5555/owned}}")
    owned = Paper(
        id="doi:10.5555/owned", ids={"doi": "10.5555/owned"}, title="Attention", abstract=None
    )
    with library.write() as writer:
        writer.put([owned])

    assert ids(library, [str(bibtex)], None) == ["acl:1", "acl:3"]


def test_papers_like_those_that_are_starred(library: Library) -> None:
    """`is:starred` means all starred papers; without any, an error says so."""
    with pytest.raises(UsageError, match="no papers are starred"):
        wanted(library, [STARRED], None)
    decide(library, ["acl:1"], Decision(kind="star"))

    assert ids(library, [STARRED], None) == ["acl:3"]


def test_what_cannot_be_searched_for_is_refused(library: Library) -> None:
    """Punctuation only, or an unknown id, is an error."""
    for query in ("?!", ""):
        with pytest.raises(UsageError, match="no word to search for"):
            wanted(library, [], query)
    with pytest.raises(UsageError, match='no paper "arxiv:2611'):
        wanted(library, ["arxiv:2611.99999"], None)


def test_words_that_no_machine_learning_paper_uses_count(library: Library) -> None:
    """The weight of a word comes from the papers themselves, in any field."""
    drug = Paper(id="acl:4", ids={"acl": "4"}, title="Emicizumab in hemophilia A", abstract=None)
    with library.write() as writer:
        writer.put([drug])

    assert ids(library, [], "emicizumab of many tokens")[0] == "acl:4"
    assert ids(library, [], "all of") == ["acl:3", "acl:2"]


def test_a_pasted_text_is_not_a_name(library: Library) -> None:
    """A whole abstract given as an id causes an error that names --query."""
    with pytest.raises(UsageError, match="neither a paper nor a file") as refused:
        wanted(library, ["attention " * 500], None)

    assert refused.value.hint == "for a text, use --query"
    assert len(refused.value.message) < 120


def test_a_long_query_names_its_list_with_its_start(library: Library) -> None:
    """A query may be an abstract; it is not repeated in each line of the list."""
    name = wanted(library, [], "sparse tokens " * 5000).wanted.name

    assert name.startswith('"sparse tokens sparse')
    assert len(name) < 300


def test_the_best_paper_scores_1_and_the_shares_add_up(library: Library) -> None:
    """The words of each paper give its score, and JSON Lines carry all of them."""
    report = rank_similar(
        library, None, wanted(library, [], "sparse attention"), Criteria(min_score=0.0), TODAY
    )
    lines = [json.loads(line) for line in write(report, Look())]

    assert lines[0]["topic"] == '"sparse attention"'
    assert {part["text"] for part in lines[0]["tags"][0]["evidence"]} == {"sparse", "attention"}
    assert lines[0]["score"] == 1.0 > lines[1]["score"]
    for line in lines:
        assert sum(part["share"] for part in line["tags"][0]["evidence"]) == pytest.approx(
            line["score"]
        )


def test_the_score_is_bm25() -> None:
    """It is computed here by hand: k1 1.5, b .75, with df and mean length of the ranked papers."""
    papers = [
        Paper(id="acl:1", title="owls owls", abstract="barn"),
        Paper(id="acl:2", title="owls", abstract="pigeons rooks crows larks"),
        Paper(id="acl:3", title="rooks", abstract=None),
    ]
    found = rank_similar(
        Library(Path("none")), papers, wanted(Library(Path("none")), [], "owls rooks"),
        Criteria(min_score=0.0), TODAY,
    )  # fmt: skip
    idf = math.log(1 + 1.5 / 2.5)
    sums = {
        "acl:1": idf * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 3)),
        "acl:2": 2 * idf * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 5 / 3)),
        "acl:3": idf * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 1 / 3)),
    }
    scores = {entry.paper.id: entry.tag.score for entry in found.lists[0].entries}

    assert scores == pytest.approx(
        {key: each / max(sums.values()) for key, each in sums.items()}, abs=1e-5
    )


def test_a_large_library_and_a_stream_give_the_same_scores(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Candidates of the search index, and all papers read, have one BM25."""
    target = wanted(library, [], "sparse attention over many tokens")
    criteria = Criteria(min_score=0.0)
    every = rank_similar(library, None, target, criteria, TODAY)
    stream = rank_similar(library, PAPERS, target, criteria, TODAY)
    monkeypatch.setattr(similar, "ALL", 0)
    chosen = rank_similar(library, None, target, criteria, TODAY)

    def tags(report: Report) -> list[tuple[str, Tag]]:
        return [(entry.paper.id, entry.tag) for entry in report.lists[0].entries]

    assert len(tags(every)) == 3
    assert tags(every) == tags(stream) == tags(chosen)


def test_scores_do_not_depend_on_limits_of_date(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best paper is that of the whole library, listed or not."""
    dated = Paper(
        id="acl:5", ids={"acl": "5"}, title="Tokens", abstract="On attention.", published="2026"
    )
    with library.write() as writer:
        writer.put([dated])
    target = wanted(library, [], "sparse attention tokens")
    since = Criteria(min_score=0.0, since=date(2026, 1, 1))
    scores = []
    for most in (similar.ALL, 0):
        monkeypatch.setattr(similar, "ALL", most)
        (entry,) = rank_similar(library, None, target, since, TODAY).lists[0].entries
        scores.append(entry.tag.score)

    assert scores[0] == scores[1] < 1
