"""Backfill: fetch announcements that were missed.

A feed holds one day. arXiv's deadlines show when the papers of a missed batch were submitted, so
its API is searched for papers of the category from that time. That finds new papers and
cross-lists in their current state. It does not find replacements, or papers that moderators held
back for longer: only ``arxiv:oai?set=...&from=DAY`` has them, among many others.
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
    """Split days into runs of consecutive batches, each short enough for one search."""
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
    """Yield a line for each source that is not filled in, which says why.

    Args:
        wanted: the sources that were to be filled in.
        filled: the names of those for which something was fetched.
    """
    for one in wanted:
        name = name_of(one)
        if is_web(one.source):
            yield f"{name}: cannot be filled in; only arXiv categories can"
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
