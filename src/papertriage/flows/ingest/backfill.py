"""Backfill: announcements that nobody read, asked for afterwards.

A feed holds one day. What was submitted for a missed batch is known by arXiv's deadlines, so its
API is searched for the papers of the category submitted in between. That brings new papers and
cross-lists, as they are today. Replacements of those days, and papers that moderators had held
back for longer, do not come: only ``arxiv:oai?set=...&from=DAY`` has them, among much else.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import date

from papertriage.config.subscription import Subscription
from papertriage.flows.ingest.source_name import categories_of, name_of
from papertriage.library import Run
from papertriage.sources import announcements
from papertriage.sources.address import is_web

_AT_ONCE = 5
"""Days of one search: a week of all computer science is some thousands of papers, of 30,000."""
_ARCHIVES = frozenset(
    {
        "astro-ph", "cond-mat", "cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin",
        "stat",
    }
)  # fmt: skip
"""Archives that are made of categories."""


def open_days(runs: Iterable[Run], name: str) -> list[date]:
    """Return the days of a source that were missed and not filled in, in order."""
    found: set[date] = set()
    for run in runs:
        if run.belongs_to == name:
            found |= set(run.missed)
            found -= set(run.filled)
    return sorted(found)


def portions(days: list[date]) -> Iterator[list[date]]:
    """Part days into runs of batches that follow one another, some at once."""
    portion: list[date] = []
    for day in days:
        follows = portion and announcements.next_due(portion[-1]) == day
        if portion and (not follows or len(portion) >= _AT_ONCE):
            yield portion
            portion = []
        portion.append(day)
    if portion:
        yield portion


def unfilled(wanted: Iterable[Subscription], filled: Container[str | None]) -> Iterator[str]:
    """Yield, of each source that stays as it is, a line that says why.

    Args:
        wanted: the sources that were to be filled in.
        filled: the names of those that something was asked for.
    """
    for one in wanted:
        name = name_of(one)
        if is_web(one.source):
            yield f"{name}: it keeps no past to fetch; only categories of arXiv's do"
        elif categories_of(one.source) and name not in filled:
            yield f"{name}: no announcements were missed"


def query(categories: str, days: list[date]) -> str:
    """Return the search, in arXiv's language, for the new papers of batches in a row."""
    begin, _ = announcements.submitted(days[0])
    _, end = announcements.submitted(days[-1])
    names = [
        f"cat:{name}.*" if name in _ARCHIVES else f"cat:{name}" for name in categories.split("+")
    ]
    wanted = names[0] if len(names) == 1 else f"({' OR '.join(names)})"
    return f"{wanted} AND submittedDate:[{begin:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
