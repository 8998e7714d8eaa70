"""Feeds that no strict parser reads: no entry is lost, and none is invented."""

from forms_help import items, papers
from papertriage.errors import Problem

SOUP = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Kettles Weekly</title>
<item><title>On Watching Kettles <b>Boldly</title><link>https://example.org/k/1</link>
<description>We watch a kettle<br>for a week & write it down.</description>
<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>Milk First: <i>a Rebuttal</title><author>Ana Brandt</author>
<description>Milk goes in<br>second.</description></item>
</channel></rss>
"""


def test_a_feed_of_tag_soup_is_read_by_feedparser() -> None:
    """Entries that are not well-formed are found, and this is reported."""
    found = papers(SOUP)

    assert [paper.title for paper in found] == [
        "On Watching Kettles Boldly",
        "Milk First: a Rebuttal",
    ]
    assert found[0].abstract == "We watch a kettle for a week & write it down."
    assert found[0].published == "2026-11-02"
    assert found[0].updated is None
    assert [author.name for author in found[1].authors] == ["Ana Brandt"]
    (reported,) = (item for item in items(SOUP) if isinstance(item, Problem))
    assert "feedparser found 2 entries" in reported.reason
    assert not reported.rejected


def test_one_sound_entry_keeps_the_strict_reading() -> None:
    """Beside a sound entry a broken one is a rejected record with its line."""
    text = SOUP.replace(b"<b>Boldly", b"Boldly").replace(b"kettle<br>for", b"kettle for")
    reported = [item for item in items(text) if isinstance(item, Problem) and item.rejected]

    assert len(papers(text)) == 1
    assert [problem.line for problem in reported] == [6]


def test_a_cut_feed_gets_no_entry_that_is_half_there() -> None:
    """A feed that is truncated inside its first entry gives no paper."""
    assert papers(SOUP[:180]) == []


def test_hostile_soup_is_not_an_entry() -> None:
    """Input that makes feedparser fail is reported like any broken feed."""
    assert papers(SOUP.replace(b"Boldly", b"&#xD800; <x " + b"y='1' " * 500)) is not None


def test_elements_that_feedparser_does_not_know_are_passed_over() -> None:
    """A feed that names its elements like feedparser's own lists is read all the same."""
    own = b"<tags>tea</tags><authors>Ana Brandt</authors><content>Hot.</content></item>"
    found = papers(SOUP.replace(b"</item>", own))

    assert len(found) == 2
