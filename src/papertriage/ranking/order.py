"""Orders papers, and keeps only the first few of many.

A key sorts upwards: smaller is better. It ends in the paper's id, so no two papers are equal
and the same papers give the same list whatever order they came in.
"""

from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar

Sort = Literal["score", "date"]
Key = tuple[float, float, str]

T = TypeVar("T")


class Order(NamedTuple):
    """What a list is ordered by.

    By `score`, ties by date (later first, undated last), then id; by `date`, ties by score.
    With a `half_life` in days the score counts ``score * 0.5 ** (age / half_life)``; a paper
    from tomorrow is as old as one from today, and one of unknown age comes after all others.
    """

    sort: Sort
    half_life: float | None
    today: date

    @property
    def is_by_score(self) -> bool:
        """Whether only the score comes before the date."""
        return self.sort == "score" and self.half_life is None

    def key(self, name: str, score: float, latest: int) -> Key:
        """Return the sort key of a paper.

        Args:
            name: its id.
            score: its score.
            latest: the latest day that its date may mean, as an ordinal; 0 without a date.
        """
        if self.sort == "date":
            return (-latest, -score, name)
        if self.half_life is None:
            return (-score, -latest, name)
        if not latest:
            return (1.0 - score, 0.0, name)  # after every decayed score, which is <= 0 here
        age = max(self.today.toordinal() - latest, 0)
        return (-score * 0.5 ** (age / self.half_life), -latest, name)


class Best(Generic[T]):
    """The `limit` items with the smallest keys among all that were added; all if None.

    Keeps at most twice `limit` items: it sorts and cuts whenever it is that full, which is
    cheaper and simpler than a heap of reversed keys.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._items: list[tuple[Key, T]] = []
        self._worst: Key | None = None

    def has_room(self, key: Key) -> bool:
        """Return whether an item might be among the best; with an empty id, whatever its id."""
        return self._worst is None or key < self._worst

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
        if self._limit is None:
            return
        del self._items[self._limit :]
        if self._items and len(self._items) == self._limit:
            self._worst = self._items[-1][0]
