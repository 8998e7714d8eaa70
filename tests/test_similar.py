"""Likeness: papers ranked by the words that they share with a query or with other papers."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from papertriage.errors import UsageError
from papertriage.flows.lists.similar import rank_similar, wanted
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.ranking.select import Criteria
from papertriage.topics.keywords import Text
from papertriage.topics.likeness import Wanted
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


def ids(library: Library, like: list[str], query: str | None, least: float = 0.05) -> list[str]:
    target = wanted(library, like, query)
    report = rank_similar(library, None, target, Criteria(min_score=least), TODAY)
    return [entry.paper.id for entry in report.lists[0].entries]


def test_a_query_ranks_by_the_words_it_shares(library: Library) -> None:
    """The paper with more of the words comes first, one without any is not listed."""
    assert ids(library, [], "sparse attention over tokens") == ["acl:1", "acl:3"]


def test_papers_are_like_a_paper_but_it_is_not_listed_itself(library: Library) -> None:
    """The example is known already."""
    assert ids(library, ["acl:1"], None) == ["acl:3"]


def test_a_file_is_an_example_too(library: Library, tmp_path: Path) -> None:
    """Plain text or papertriage JSON Lines."""
    text = tmp_path / "idea.txt"
    text.write_text("Recognizing faces of people")
    lines = tmp_path / "papers.jsonl"
    lines.write_text(json.dumps({"id": "x", "title": "Faces", "abstract": "Face recognition"}))

    assert ids(library, [str(text)], None)[0] == "acl:2"
    assert ids(library, [str(lines)], None)[0] == "acl:2"


def test_what_cannot_be_searched_for_is_refused(library: Library) -> None:
    """Only small words, or a name of no paper."""
    with pytest.raises(UsageError, match="no word in it"):
        wanted(library, [], "the of and")
    with pytest.raises(UsageError, match='no paper "arxiv:2611'):
        wanted(library, ["arxiv:2611.99999"], None)


def test_a_pasted_text_is_no_name(library: Library) -> None:
    """Who gives a whole abstract as a name is told where words go."""
    with pytest.raises(UsageError, match="no paper and no file") as refused:
        wanted(library, ["attention " * 500], None)

    assert refused.value.hint == "--query takes words"
    assert len(refused.value.message) < 120


def test_the_evidence_of_likeness_adds_up_and_is_handed_on(library: Library) -> None:
    """Base and words give the score, and JSON Lines carry all of them."""
    report = rank_similar(
        library, None, wanted(library, [], "sparse attention"), Criteria(min_score=0.05), TODAY
    )
    first = json.loads(next(write(report, Look())))
    (tag,) = first["tags"]
    total = tag["base"] + sum(part["share"] for part in tag["evidence"])

    assert first["topic"] == '"sparse attention"'
    assert math.isclose(1 / (1 + math.exp(-total)), first["score"], abs_tol=1e-9)
    assert {part["text"] for part in tag["evidence"]} == {"sparse", "attention"}


def test_a_short_text_gains_nothing_by_being_short() -> None:
    """A title that holds one word of the query is behind an abstract that speaks of it."""
    query = Wanted("q", [Text.of(None, "sparse attention of transformers")])
    title = query.tag(Paper(id="a", title="Sparse", abstract=None))
    whole = query.tag(
        Paper(id="b", title="On memory", abstract="Sparse attention makes transformers cheap. " * 3)
    )

    assert whole
    assert whole.score > (title.score if title else 0.0)
