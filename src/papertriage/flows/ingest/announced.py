"""What a feed of arXiv announced: enough to recognise an old batch, whole or of one category.

A feed may serve yesterday's papers under today's date. An announcement that the library already
has keeps its day.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from papertriage.library import Batch
from papertriage.paper import Paper
from papertriage.sources import announcements

if TYPE_CHECKING:
    from papertriage.library.view import View

_WHOLE = len("2026-11-20")
_OLDEST, _NEWEST = timedelta(days=30), timedelta(days=1)
"""How far the day that a feed announces may lie from that on which it is read."""


class Announced:
    """The announcements of a feed.

    Args:
        categories: those that the feed is for.
    """

    def __init__(self, categories: Sequence[str]) -> None:
        self._wanted = categories
        self._in: dict[str, frozenset[str]] = {}  # an announcement's key -> categories of the feed
        self._again: set[str] = set()
        self._days: set[date] = set()

    def take(self, paper: Paper, stored: "View | None") -> None:
        """Add an announcement; one that is stored gets its earlier day back."""
        kinds = ",".join(event.type for event in paper.events)
        key = f"{paper.id}v{paper.version} {kinds}"
        self._in[key] = frozenset(name for name in self._wanted if _is_in(paper, name))
        if paper.announced and len(paper.announced) == _WHOLE:
            self._days.add(date.fromisoformat(paper.announced))
        known = stored.get(paper.id) if stored else None
        if known and _is_again(paper, known):
            self._again.add(key)
            paper.announced, paper.events = known.announced, []

    @property
    def has_news(self) -> bool:
        """Whether anything was announced that the library did not have."""
        return len(self._again) < len(self._in)

    def batch(self, feed_day: date) -> Batch | None:
        """Return the batch; its day is the latest announced one.

        If no announced day can be that of the feed, it is the day that was due.
        """
        if not self._in:
            return None
        days = [day for day in self._days if -_OLDEST <= day - feed_day <= _NEWEST]
        text = "\n".join(sorted(self._in))
        return Batch(
            day=max(days, default=announcements.last_due(feed_day)),
            size=len(self._in),
            mark=hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16],
        )

    def known(self, category: str) -> tuple[int, int]:
        """Return how many announcements of a category were known, and how many there are."""
        keys = self._keys(category)
        return len(keys & self._again), len(keys)

    def old(self) -> set[str]:
        """Return the categories that announce nothing but what was announced before.

        A feed contains a paper of several categories only once. So a new paper may be here only
        because of another category, one that has new papers of its own.
        """
        new = {name: self._keys(name) - self._again for name in self._wanted}
        fresh = {
            name
            for name in self._wanted
            if not self._keys(name) & self._again
            or any(self._in[key] == {name} for key in new[name])
        }
        return {
            name
            for name in self._wanted
            if name not in fresh and all(self._in[key] & fresh for key in new[name])
        }

    def _keys(self, category: str) -> set[str]:
        return {key for key, names in self._in.items() if category in names}


def _is_in(paper: Paper, category: str) -> bool:
    """Return whether a paper is in a category, or in any category of an archive."""
    return any(own == category or own.startswith(f"{category}.") for own in paper.categories)


def _is_again(paper: Paper, known: Paper) -> bool:
    """Return whether a paper was announced in the same way and version on an earlier day."""
    day, before = paper.announced or "", known.announced or ""
    if not (len(day) == len(before) == _WHOLE and before < day):
        return False
    kinds, known_kinds = ({event.type for event in one.events} for one in (paper, known))
    if not (kinds <= known_kinds and set(paper.categories) <= set(known.categories)):
        return False
    if paper.version is None or known.version is None:
        return not any(kind.startswith("replace") for kind in kinds)
    return paper.version <= known.version
