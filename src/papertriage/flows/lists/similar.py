"""Ranks papers by the words that they share with other papers, or with a query."""

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from papertriage import clock
from papertriage.errors import NoRecordsError, Problem, UsageError
from papertriage.flows.ingest.read_page import read_file
from papertriage.flows.lists.decisions import decided
from papertriage.flows.lists.in_memory import report
from papertriage.flows.lists.seen import recall
from papertriage.flows.upkeep.upkeep import find_papers
from papertriage.library import Library
from papertriage.library.search.likeness import Content, Ranker, Statistics, Wanted, text_of
from papertriage.paper import Paper
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import LONGEST_NAME, Report
from papertriage.text.clean import prose, safe, snippet

ALL = 5_000
"""Up to this many papers of a library are all scored, without a search for candidates."""
STARRED = "is:starred"
"""What ``--like`` takes for the papers that the user starred."""
_LONGEST_NAME = 200
"""Most characters of a paper's name or a file's; longer input is text."""
_MOST = 2_000
"""How many candidates of a larger library are scored, unless more are to be listed."""
_BEST = 100
"""How many candidates are sure to include the best paper of the whole library."""


class Target(NamedTuple):
    """What to look for, and the papers that it was made from, which are not listed."""

    wanted: Wanted
    own: list[Paper]


def wanted(library: Library, like: Sequence[str], query: str | None) -> Target:
    """Make a target from papers, files and words, all with the same weight.

    Args:
        library: where papers are looked up by name.
        like: names of papers; files, of any form that `ingest` reads or of plain text; `STARRED`.
        query: words.

    Raises:
        UsageError: a name matches neither a paper nor a file, or there is no word to search for.
        MissingInputError: there is no library to look a name up in, or a file cannot be read.
        NoRecordsError: a file has no paper in it.
    """
    texts = [] if query is None else [query]
    papers: list[Paper] = []
    for name in like:
        if name == STARRED:
            papers += _starred(library)
        elif _is_file(name):
            found, text = _read(name)
            papers += found
            texts += [text] if text else []
        elif len(name) > _LONGEST_NAME:
            text = snippet(name)
            raise UsageError(
                f'--like "{text}": neither a paper nor a file', hint="for a text, use --query"
            )
        else:
            papers += find_papers(library, [name])
    names = [] if query is None else [f'"{snippet(query, LONGEST_NAME)}"']
    names += [f"like {safe(name)}" for name in like]
    target = Wanted(" + ".join(names), chain(texts, map(text_of, papers)))
    if not target:
        raise UsageError(f"{' + '.join(names)}: no word to search for")
    return Target(target, papers)


def _starred(library: Library) -> list[Paper]:
    with library.read() as view:
        keys = sorted(decided(view).marked({"star"}))
        found = [paper for key in keys if (paper := view.get(key))]
    if not found:
        raise UsageError(
            f"--like {STARRED}: no papers are starred", hint="to star one: papertriage mark ID star"
        )
    return found


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # no file can have such a name
        return False


def _read(name: str) -> tuple[list[Paper], str]:
    """Return the papers of a file and no text, or no papers and the text of a plain file."""
    try:
        items = read_file(name, clock.today())
        papers = [item for item in items if not isinstance(item, Problem)]
    except NoRecordsError:
        return [], prose(Path(name).read_text("utf-8", errors="replace"))
    if not papers:
        raise NoRecordsError(f"{safe(name)}: contains no papers")
    return papers, ""


def rank_similar(
    library: Library,
    papers: Iterable[Paper] | None,
    target: Target,
    criteria: Criteria,
    today: date,
) -> Report:
    """Rank papers by their similarity to a target; only those with a word of it are held.

    Args:
        library: where the papers are.
        papers: the papers to rank; None for those of the library, by their past listings and
            decisions as well.
        target: what to look for.
        criteria: what to list.
        today: the day from which ages are counted.

    Raises:
        MissingInputError: there is no library.
    """
    criteria = msgspec.structs.replace(criteria, topics=(target.wanted.name,))
    own = {paper.id for paper in target.own}
    if papers is not None:
        return _report(_all(papers, target.wanted, own), criteria, today, Remembered())
    with library.read() as view:
        own |= {view.key(number) for paper in target.own for number in view.same(paper)}
        recalled = recall(view, criteria)
        criteria = msgspec.structs.replace(criteria, limit=recalled.limit(criteria.limit))
        if len(view) <= ALL:
            scored = _all(view.papers(), target.wanted, own)
        else:
            scored = _candidates(library, target.wanted, own, criteria)
        found = _report(scored, criteria, today, recalled.remembered)
    found.changed = recalled.changed
    return found


class _Scored(NamedTuple):
    """Papers that share a word with the target.

    Attributes:
        ranker: what scores them.
        papers: those that may be listed, each with its words of the target.
        best: the sum of the best paper.
        beyond: how many more there are, which share less.
        seen: how many papers there are in all.
    """

    ranker: Ranker
    papers: list[tuple[Paper, Content]]
    best: float
    beyond: int
    seen: int


def _all(papers: Iterable[Paper], wanted: Wanted, own: Container[str]) -> _Scored:
    """Read all papers; of papers with the same id the last one counts."""
    statistics = Statistics()
    last: dict[str, tuple[Paper, Content]] = {}
    for paper in papers:
        content = wanted.read(paper)
        statistics.papers += 1
        statistics.words += content.length
        statistics.holding.update(content.counts.keys())
        if content.counts and paper.id not in own:
            last[paper.id] = (paper, content)
    ranker = Ranker(wanted, statistics)
    kept = [(paper, content) for paper, content in last.values() if ranker.sum(content)]
    best = max((ranker.sum(content) for _, content in kept), default=0.0)
    return _Scored(ranker, kept, best, 0, statistics.papers)


def _candidates(
    library: Library, wanted: Wanted, own: Collection[str], criteria: Criteria
) -> _Scored:
    """Read the papers that share most with the target, among those that may be listed."""
    from papertriage.library.search import Limits

    limits = Limits(
        since=criteria.since,
        until=criteria.until,
        undated=criteria.undated,
        categories=criteria.categories,
    )
    most = max(_MOST, 2 * (criteria.limit or 0)) + len(own)
    with library.search() as searcher:
        statistics = searcher.statistics(wanted.weights)
        ranker = Ranker(wanted, statistics)
        chosen, count = searcher.like(ranker.stems, limit=most, limits=limits)
        # Scores do not depend on limits of date: the best is that of all papers.
        leading, _ = searcher.like(ranker.stems, limit=_BEST + len(own), limits=Limits())
    kept = [(paper, wanted.read(paper)) for paper in chosen if paper.id not in own]
    others = (wanted.read(paper) for paper in leading if paper.id not in own)
    sums = (ranker.sum(content) for content in chain((each for _, each in kept), others))
    best = max(sums, default=0.0)
    return _Scored(ranker, kept, best, count - len(chosen), statistics.papers)


def _report(scored: _Scored, criteria: Criteria, today: date, remembered: Remembered) -> Report:
    found = report(_tagged(scored), criteria, today=today, remembered=remembered)
    counts = found.lists[0].counts
    counts.on_topic += scored.beyond
    counts.beyond_limit += scored.beyond
    found.papers, found.untagged, found.by_words = scored.seen, 0, True
    return found


def _tagged(scored: _Scored) -> Iterator[Paper]:
    for paper, content in scored.papers:
        paper.tags = [scored.ranker.tag(content, scored.best)]
        yield paper
