"""Rank papers by what they speak of: like other papers, or like a few words of the user's."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from papertriage.errors import MissingInputError, NoRecordsError, Problem, UsageError
from papertriage.flows.lists.seen import recall
from papertriage.flows.tag.json_lines import read_papers
from papertriage.flows.upkeep.upkeep import find_papers
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.ranking.select import Criteria, report
from papertriage.report import Report
from papertriage.text.clean import prose, safe, snippet
from papertriage.topics.keywords import Text
from papertriage.topics.likeness import Wanted

ALL = 5_000
"""Papers of a library that are all scored, without a search for candidates."""
_LONGEST_NAME = 200
"""Characters that a name of a paper or a file may have: longer is a text."""
_MOST = 2_000
"""Candidates that are scored of a larger one."""
_WORDS = 100
"""Stems of the target, the weightiest, that choose them: all of an abstract, as a rule. With 30
half of the best 20 papers were missed."""


class Target(NamedTuple):
    """What to look for, and the papers that are it themselves and so are not listed."""

    wanted: Wanted
    own: frozenset[str]


def wanted(library: Library, like: Sequence[str], query: str | None) -> Target:
    """Make a target of papers, files and words; several count alike.

    Args:
        library: where papers are looked up by name.
        like: names of papers, or files: papertriage JSON Lines, else plain text.
        query: words.

    Raises:
        UsageError: a name means no paper and no file, or nothing said can be searched for.
        MissingInputError: there is no library to look a name up, or a file cannot be read.
        NoRecordsError: a file holds nothing.
    """
    texts = [Text.of(None, query)] if query else []
    papers: list[Paper] = []
    for name in like:
        if _is_file(name):
            texts += _texts(name)
        elif len(name) > _LONGEST_NAME:
            text = snippet(name)
            raise UsageError(f'--like "{text}": no paper and no file', hint="--query takes words")
        else:
            papers += find_papers(library, [name])
    texts += [Text.of(paper.title, paper.abstract) for paper in papers]
    said = [*([f'"{safe(query)}"'] if query else []), *(f"like {safe(name)}" for name in like)]
    found = Wanted(" + ".join(said), texts)
    if not found:
        raise UsageError(f"{' + '.join(said)}: no word in it that abstracts use")
    return Target(found, frozenset(paper.id for paper in papers))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # no file can have such a name
        return False


def rank_similar(
    library: Library,
    papers: Iterable[Paper] | None,
    target: Target,
    criteria: Criteria,
    today: date,
) -> Report:
    """Rank papers, or all of the library for None, by their likeness to the target.

    The library's memory counts where its own papers are ranked.

    Raises:
        MissingInputError: there is no library.
    """
    criteria = msgspec.structs.replace(criteria, topics=(target.wanted.name,))
    if papers is not None:
        return report(_scored(papers, target), criteria, today=today)
    with library.read() as view:
        recalled = recall(view, criteria)
        criteria = msgspec.structs.replace(criteria, limit=recalled.limit(criteria.limit))
        everything = len(view)
        papers = view.papers() if everything <= ALL else _candidates(library, target, criteria)
        scored = _scored(papers, target)
        found = report(scored, criteria, today=today, remembered=recalled.remembered)
    found.papers = everything
    found.changed = recalled.changed
    return found


def _candidates(library: Library, target: Target, criteria: Criteria) -> list[Paper]:
    """Return the papers that share most with the target, of those that may be listed."""
    from papertriage.library.search import Limits

    limits = Limits(
        since=criteria.since,
        until=criteria.until,
        undated=criteria.undated,
        categories=criteria.categories,
    )
    with library.search() as searcher:
        return searcher.like(target.wanted.weightiest(_WORDS), limit=_MOST, limits=limits)


def _scored(papers: Iterable[Paper], target: Target) -> Iterator[Paper]:
    for paper in papers:
        tag = None if paper.id in target.own else target.wanted.tag(paper)
        paper.tags = [tag] if tag else []
        yield paper


def _texts(name: str) -> list[Text]:
    """Read a file of papers; what is no JSON Lines is one text."""
    try:
        text = Path(name).read_text("utf-8", errors="replace")
    except OSError as error:
        raise MissingInputError(f"{safe(name)}: {error.strerror}") from None
    if not text.lstrip().startswith("{"):
        return [Text.of(None, prose(text))]
    papers = [paper for paper in read_papers([name]) if not isinstance(paper, Problem)]
    if not papers:
        raise NoRecordsError(f"{safe(name)}: no paper in it")
    return [Text.of(paper.title, paper.abstract) for paper in papers]
