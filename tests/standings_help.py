"""What the index knows of tags against a plain reading of all papers and tag lines."""

from collections import Counter

from papertriage.dates import earliest_day, is_partial, latest_day
from papertriage.library import TagLine
from papertriage.library.standings import Standing
from papertriage.library.view import View
from papertriage.paper import Paper


def check_standings(view: View) -> None:
    """Ask a view all that it answers from its index, and count by hand."""
    read = list(view.tagged())
    topics = {tag.topic for _, line in read if line for tag in line.tags}
    assert view.topics() == topics
    assert list(view.untagged()) == [p for p, line in read if not (line and line.fits(p))]
    for by in (None, "a", "b"):
        check_counts(view, read, by)
    for topic in {*topics, "nothing"}:
        for least in (0.0, 0.5, 0.50001, 1.0):
            check_topic(view, read, topic, least)


def check_counts(view: View, read: list[tuple[Paper, TagLine | None]], by: str | None) -> None:
    counts = view.tag_counts(0.5, by)
    lines = [(paper, line) for paper, line in read if line]
    fitting = [line for paper, line in lines if line.fits(paper, by)]
    on_topic = [{tag.topic for tag in line.tags if tag.score >= 0.5} for line in fitting]
    assert (counts.papers, counts.tagged) == (len(read), len(fitting))
    assert counts.stale == sum(not line.fits(paper) for paper, line in lines)
    assert counts.others == (sum(line.by != by for _, line in lines) if by else 0)
    assert counts.without == len(read) - len(lines)
    assert counts.on_topic == Counter(topic for topics in on_topic for topic in topics)
    assert counts.no_topic == sum(not topics for topics in on_topic)


def check_topic(
    view: View, read: list[tuple[Paper, TagLine | None]], topic: str, least: float
) -> None:
    found = list(view.standings(topic, least))
    told = {view.paper(one).id: one._replace(row=0) for one in found}
    assert all(view.paper(one).id == view.key(one) for one in found)
    expected = {
        paper.id: standing
        for paper, line in read
        if line and (standing := standing_of(paper, line, topic)) and standing.score >= least
    }
    assert told == expected
    assert all((topic, one) in view.standings_of(view.key(one)) for one in found)
    order = [(-one.score, -one.latest) for one in found]
    assert order == sorted(order)
    total = view.sum(topic, least)
    assert total.papers == len(expected)
    assert total.withdrawn == sum(one.withdrawn for one in expected.values())
    assert total.best == sum(one.best for one in expected.values())
    assert total.elsewhere == sum(not one.best and not one.withdrawn for one in expected.values())


def standing_of(paper: Paper, line: TagLine, topic: str) -> Standing | None:
    by_score = sorted(line.tags, key=lambda tag: -tag.score)
    tag = next((tag for tag in by_score if tag.topic == topic), None)
    dated = paper.date if paper.date and is_partial(paper.date) else None
    if tag is None:
        return None
    return Standing(
        row=0,
        score=tag.score,
        latest=latest_day(dated).toordinal() if dated else 0,
        earliest=earliest_day(dated).toordinal() if dated else 0,
        best=tag is by_score[0],
        withdrawn=paper.status in {"withdrawn", "retracted"},
    )
