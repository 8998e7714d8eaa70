"""Reading lists from the index equal those from reading all papers, for all options."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_help import invent, store
from papertriage.flows.lists.in_memory import report
from papertriage.flows.lists.reading_lists import look_up
from papertriage.flows.tag.tag import tag_library
from papertriage.library import Library, TagLine, records, text_hash
from papertriage.library.log import Snapshot, Span
from papertriage.library.view import View
from papertriage.paper import Event, Paper, Record, Tag
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import Mark, Out, Report
from papertriage.topics.taxonomy import load
from plain_lists import Listing, plain_lists

TODAY = date(2026, 11, 20)
TOPICS = ["owls", "barns", "bells", "kites"]
DAYS = [date(2024, 5, 17), date(2024, 6, 1), date(2026, 1, 1)]

PAPER = st.fixed_dictionaries(
    {
        "published": st.sampled_from([None, "2024", "2024-05", "2024-05-17", "2026-12-24", "?"]),
        "status": st.sampled_from([None, None, None, "withdrawn"]),
        "categories": st.lists(st.sampled_from(["cs.CV", "cs.LG", "math"]), max_size=2),
        "events": st.lists(
            st.sampled_from(["new", "cross", "replace", "replace-cross", "withdrawn"]), max_size=2
        ).map(lambda kinds: [Event(type=kind, date="2026-11-18") for kind in kinds]),
        "scores": st.none()
        | st.dictionaries(st.sampled_from(TOPICS), st.sampled_from([0.05, 0.5, 0.75, 0.9])),
        "near": st.dictionaries(st.sampled_from(TOPICS), st.sampled_from([0.02, 0.3, 0.6])),
    }
)
CRITERIA = st.builds(
    Criteria,
    topics=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
    taxonomy=st.just(("barns", "owls", "bells")),
    min_score=st.sampled_from([0.0, 0.5, 0.75]),
    since=st.none() | st.sampled_from(DAYS),
    until=st.none() | st.sampled_from(DAYS),
    undated=st.booleans(),
    categories=st.sampled_from([(), (), ("cs",), ("math", "cs.lg")]),
    announce=st.sampled_from([frozenset(), frozenset(), frozenset({"replace"})]),
    limit=st.sampled_from([None, 1, 2, 3]),
    sort=st.sampled_from(["score", "score", "date"]),
    half_life=st.sampled_from([None, None, 100.0]),
    new=st.booleans(),
    near=st.sampled_from([0, 1, 2, None]),
)
OUT = st.dictionaries(
    st.integers(0, 20), st.sampled_from(["listed_before", "read", "skipped", "known"]), max_size=5
)


def _tags(scores: dict[str, float]) -> list[Tag]:
    return [Tag(topic=topic, score=score, base=-3.0) for topic, score in scores.items()]


def made(folder: Path, drawn: list[dict[str, Any]]) -> None:
    """Store papers with what was drawn for them, the last one first."""
    papers: list[tuple[Paper, dict[str, float] | None, dict[str, float]]] = []
    for number, values in reversed(list(enumerate(drawn))):
        scores = values.pop("scores")
        near = values.pop("near", {})
        assert scores is None or isinstance(scores, dict)
        assert isinstance(near, dict)
        paper = invent(number)
        for name, value in values.items():
            setattr(paper, name, value)
        papers.append((paper, scores, near))
    with Library(folder).write() as writer:
        writer.put(paper for paper, _, _ in papers)
        writer.put_tags(
            TagLine(
                of=text_hash(paper).hex(),
                by="a",
                tags=_tags(scores),
                near=_tags({topic: near[topic] for topic in near if topic not in scores}),
            )
            for paper, scores, near in papers
            if scores is not None
        )


def tagged(view: View) -> list[Paper]:
    return [view.tagged(number) for number in view.numbers()]


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(
    drawn=st.lists(PAPER, max_size=16),
    asked=st.lists(CRITERIA, min_size=1, max_size=8),
    out=OUT,
    skipped=st.dictionaries(
        st.integers(0, 20), st.frozensets(st.sampled_from(TOPICS), min_size=1), max_size=5
    ),
    only=st.none() | st.none() | st.frozensets(st.integers(0, 20)),
)
def test_every_list_is_the_one_that_all_papers_give(
    drawn: list[dict[str, Any]],
    asked: list[Criteria],
    out: dict[int, Out],
    skipped: dict[int, frozenset[str]],
    only: frozenset[int] | None,
) -> None:
    """For a library and a pipe, entries and counts equal those of a plain reading of all papers."""
    remembered = Remembered(
        out={invent(number).id: why for number, why in out.items()},
        only=None if only is None else frozenset(invent(number).id for number in only),
        skipped={invent(number).id: topics for number, topics in skipped.items()},
        marks={invent(number).id: Mark(verdict="star", date="2026-11-01") for number in (0, 3)},
    )
    with TemporaryDirectory() as name:
        made(Path(name), drawn)
        with Library(Path(name)).read() as view:
            for criteria in asked:
                papers = tagged(view)
                found = look_up(view, criteria, TODAY, remembered)
                assert _shown(found) == plain_lists(papers, criteria, TODAY, remembered)
                assert report(papers, criteria, today=TODAY, remembered=remembered) == found
                read = look_up(view, criteria, TODAY, remembered, lazy=True).lists
                assert [list(one.entries) for one in read] == [one.entries for one in found.lists]


def _shown(found: Report) -> list[Listing]:
    return [
        Listing(
            one.topics,
            [(entry.paper.id, entry.tag, entry.near) for entry in one.entries],
            one.counts,
        )
        for one in found.lists
    ]


def test_the_last_of_many_equals_may_be_the_first(tmp_path: Path) -> None:
    """Where score and day are equal the id decides, however late its paper was stored."""
    made(tmp_path, [{"scores": {"owls": 0.9}} for _ in range(10)])
    with Library(tmp_path).read() as view:
        criteria = Criteria(topics=("owls",), taxonomy=("owls",), limit=2)
        found = look_up(view, criteria, TODAY, Remembered())
    assert [entry.paper.id for entry in found.lists[0].entries] == [invent(0).id, invent(1).id]


def test_a_list_with_a_limit_reads_few_papers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best three of 400 papers on a topic cost a few reads of the logs, not 400."""
    drawn: list[dict[str, Any]] = [
        {"scores": {"owls": 0.5 + number / 1000}} for number in range(400)
    ]
    made(tmp_path, drawn)
    read: list[Span] = []
    plain = Snapshot.read

    def spied(snapshot: Snapshot, span: Span) -> bytes:
        read.append(span)
        return plain(snapshot, span)

    with Library(tmp_path).read() as view:
        monkeypatch.setattr(Snapshot, "read", spied)
        criteria = Criteria(topics=("owls",), taxonomy=("owls",), limit=3)
        found = look_up(view, criteria, TODAY, Remembered())
    assert [entry.paper.id for entry in found.lists[0].entries] == [
        invent(number).id for number in (399, 398, 397)
    ]
    assert found.lists[0].counts.beyond_limit == 397
    assert len(read) < 30


def test_tagging_reads_what_must_be_tagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers whose tags hold are counted, not read: one new paper is one paper read."""
    taxonomy = load(None)
    store(tmp_path, *(invent(number) for number in range(30)))
    assert tag_library(Library(tmp_path), taxonomy).tagged == 30
    store(tmp_path, invent(30))
    read: list[Record] = []
    parse = records.parse

    def spied(line: bytes) -> object:
        said = parse(line)
        assert isinstance(said, Record)
        read.append(said)
        return said

    monkeypatch.setattr(records, "parse", spied)
    counts = tag_library(Library(tmp_path), taxonomy)
    assert (counts.papers, counts.tagged, counts.without) == (31, 1, 31)
    assert [one.paper.ids for one in read] == [invent(30).ids]
    read.clear()
    assert str(tag_library(Library(tmp_path), taxonomy)) == str(counts)
    assert read == []
