"""Compares the tags and lists of a view with a plain reading of all papers and lines of tags."""

from collections import Counter
from collections.abc import Mapping

from papertriage.dates import ordinals
from papertriage.library import TagLine, text_hash
from papertriage.library.answers import TopicEntry
from papertriage.library.view import View
from papertriage.paper import Paper

_WORTH = {"new": 1, "cross": 2, "replace": 4}
_Read = list[tuple[int, Paper, TagLine | None]]


def check_lists(view: View, tags: Mapping[str, TagLine]) -> None:
    """Compare everything that a view returns from its index with a plain count.

    Args:
        view: the view.
        tags: the lines of tags.jsonl, by the hash of the text.
    """
    papers = [(number, view.paper(number)) for number in view.numbers()]
    read = [(number, paper, tags.get(text_hash(paper).hex())) for number, paper in papers]
    assert list(view.untagged()) == [paper for _, paper, line in read if not line]
    for number, _, line in read:
        assert view.tagged(number).tags == (line.tags if line else None)
    for by in (None, "a", "b"):
        _check_counts(view, read, by)
    topics = {tag.topic for _, _, line in read if line for tag in line.tags}
    assert topics <= view.topics()
    for topic in {*topics, "nothing"}:
        for least in (0.0, 0.5, 0.50001, 1.0):
            _check_topic(view, read, topic, least)


def _check_counts(view: View, read: _Read, by: str | None) -> None:
    counts = view.tag_counts(0.5, by)
    lines = [line for _, _, line in read if line]
    asked = [line for line in lines if by in {None, line.by}]
    on_topic = [{tag.topic for tag in line.tags if tag.score >= 0.5} for line in lines]
    assert (counts.papers, counts.tagged) == (len(read), len(asked))
    assert counts.others == len(lines) - len(asked)
    assert counts.on_topic == Counter(topic for topics in on_topic for topic in topics)
    if by is None:
        assert counts.no_topic == sum(not topics for topics in on_topic)


def _check_topic(view: View, read: _Read, topic: str, least: float) -> None:
    found = list(view.entries(topic, least))
    expected = {
        number: entry
        for number, paper, line in read
        if line and (entry := _entry(number, paper, line, topic)) and entry.score >= least
    }
    assert {entry.paper: entry for entry in found} == expected
    assert [(-e.score, -e.latest, e.paper) for e in found] == sorted(
        (-e.score, -e.latest, e.paper) for e in found
    )
    assert all((topic, entry) in view.entries_of(entry.paper) for entry in found)
    count = view.count(topic, least)
    assert count.papers == len(expected)
    assert count.withdrawn == sum(entry.withdrawn for entry in expected.values())
    assert count.best == sum(entry.best for entry in expected.values())
    assert count.elsewhere == sum(not e.best and not e.withdrawn for e in expected.values())


def _entry(number: int, paper: Paper, line: TagLine, topic: str) -> TopicEntry | None:
    by_score = sorted(line.tags, key=lambda tag: -tag.score)
    tag = next((tag for tag in by_score if tag.topic == topic), None)
    if tag is None:
        return None
    earliest, latest = ordinals(paper.date)
    return TopicEntry(
        paper=number,
        score=tag.score,
        latest=latest,
        earliest=earliest,
        best=tag is by_score[0],
        withdrawn=paper.status in {"withdrawn", "retracted"},
        announced=sum({_WORTH[event.type] for event in paper.events if event.type in _WORTH}) or 1,
    )
