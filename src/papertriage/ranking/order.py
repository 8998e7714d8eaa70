"""Who stands before whom, and how to keep only the first few of many.

A key sorts upwards: smaller is better. It ends in the paper's id, so no two papers are equal
and the same papers give the same list whatever order they came in.
"""

from datetime import date
from typing import Generic, Literal, TypeVar

from papertriage.dates import is_partial, latest_day
from papertriage.paper import Paper

Sort = Literal["score", "date"]
Key = tuple[float, float, str]

T = TypeVar("T")


def day_of(paper: Paper) -> date | None:
    """Return the latest day that the paper's date may mean; None without a (valid) date."""
    return latest_day(paper.date) if paper.date and is_partial(paper.date) else None


def order_key(
    paper: Paper, score: float, *, sort: Sort, half_life: float | None, today: date
) -> Key:
    """Return the sort key of a paper.

    By `score`, ties by date (later first, undated last), then id; by `date`, ties by score.
    With a `half_life` in days the score counts ``score * 0.5 ** (age / half_life)``; a paper
    from tomorrow is no younger than today's, and one of unknown age comes after all others.
    """
    day = day_of(paper)
    ordinal = float(day.toordinal()) if day else 0.0
    if sort == "date":
        return (-ordinal, -score, paper.id)
    if half_life is None:
        return (-score, -ordinal, paper.id)
    if day is None:
        return (1.0 - score, 0.0, paper.id)  # behind every decayed score, which is <= 0 here
    age = max((today - day).days, 0)
    return (-score * 0.5 ** (age / half_life), -ordinal, paper.id)


class Best(Generic[T]):
    """The `limit` items with the smallest keys among all that were added; all if None.

    Holds at most twice `limit` items: it sorts and cuts whenever it is that full, which costs
    less than a heap of reversed keys and reads better.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._items: list[tuple[Key, T]] = []

    def add(self, key: Key, item: T) -> None:
        self._items.append((key, item))
        if self._limit is not None and len(self._items) > 2 * self._limit:
            self._cut()

    def sorted(self) -> list[T]:
        """Return the best items, best first."""
        self._cut()
        return [item for _, item in self._items]

    def _cut(self) -> None:
        self._items.sort(key=lambda pair: pair[0])
        if self._limit is not None:
            del self._items[self._limit :]
