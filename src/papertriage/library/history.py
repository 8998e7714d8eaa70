"""history.jsonl: what the user saw and decided. No ingest ever touches it.

Papers are meant by every name they had at the time: whatever key they get, they are found again.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

import msgspec


class Forgot(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="forgot"):
    """The user took a paper out.

    Attributes:
        id: its key.
        names: every name it was known by.
        date: the day, ISO.
    """

    id: str
    names: list[str]
    date: str


class Apart(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="apart"):
    """The user said of two papers that they are two, however alike.

    Attributes:
        ids: their keys.
        names: every name of the one, and of the other: papers that bear one of each stay two,
            whatever their keys become.
        date: the day, ISO.
    """

    ids: tuple[str, str]
    names: tuple[list[str], list[str]]
    date: str


class Listed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="listed",
):
    """A reading list showed a paper to the user. One line a paper: ``grep`` finds it.

    Attributes:
        names: every name it was known by, its key first.
        topics: those it was on, the one under which it was listed first; none if it was under
            "Changed since listed".
        list_topics: of the list, where it has several.
        date: the day, ISO.
        rank: its place on the list.
        score: on the first of these topics.
        version: of the paper, as far as it was known.
        status: likewise.
        replaced: the day of its latest replacement, likewise.
    """

    names: list[str]
    topics: list[str] = []
    date: str
    list_topics: list[str] = []
    rank: int | None = None
    score: float | None = None
    version: int | None = None
    status: str | None = None
    replaced: str | None = None


class Marked(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="marked"
):
    """The user's verdict on a paper; the last one counts.

    Attributes:
        names: every name it was known by, its key first.
        verdict: ``clear`` takes back what was said before, the note too.
        note: the user's own words.
        date: the day, ISO.
    """

    names: list[str]
    verdict: Literal["read", "star", "skip", "clear"]
    note: str | None = None
    date: str


Event = Forgot | Apart | Listed | Marked
KINDS = (Forgot, Apart, Listed, Marked)
_Kind = TypeVar("_Kind", Forgot, Apart, Listed, Marked, Event)

_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def parse(line: bytes) -> Event | None:
    """Read one line; None if it is unreadable."""
    try:
        return _event.decode(line)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None


def events(lines: Iterable[tuple[object, bytes]], *kinds: type[_Kind]) -> Iterator[_Kind]:
    """Yield the events of some kinds that lines hold, each line given with its place."""
    words = [f'"{kind.__struct_config__.tag}"'.encode() for kind in kinds]
    for _, line in lines:
        # Most lines tell of other kinds, and need not be decoded to be passed over.
        if any(word in line for word in words):
            event = parse(line)
            if isinstance(event, kinds):
                yield event
