"""history.jsonl: what users saw and decided. `ingest` never changes it.

    {"event", "at", "by", "paper": [hashes of records], "names", ...}

The order of the lines makes no difference: events are sorted by (`at`, `id`), and may refer to
records that come later. An event is about the paper that has its first record, else any paper with
one of its names. Lines of format 1 are events of no particular user at the start of their day.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, datetime
from typing import Any, Literal

import msgspec

from papertriage.grouping.decisions import Decisions, Partition
from papertriage.text.hashes import blake2b

Kind = Literal[
    "star", "later", "read", "skip", "clear", "note", "listed",
    "forget", "split", "join", "apart", "undo", "screening", "check",
]  # fmt: skip
VERDICTS = frozenset({"star", "later", "read", "skip", "clear"})
"""The verdicts on a paper; `clear` removes the verdict and the note."""
DECISIONS = frozenset({*VERDICTS, "note", "forget", "split", "join", "apart"})
"""What `undo` can take back."""
PARTITIONS = frozenset({"split", "join", "apart"})
NOT_JSON = "not a JSON object"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a user saw, said or decided.

    Attributes:
        event: what happened.
        at: when, UTC, ISO 8601 with microseconds and a final ``Z``; empty until it is stored.
        batch: the time of the first of several events that one command made.
        by: the user's name; empty in events of format 1, which are valid for all users.
        paper: the hashes of the records that the paper had.
        names: every name that it had, its key first.
        topic: for a verdict, the topic on whose list it was given.
        reason: why the paper was skipped.
        note: the user's own words.
        topics: for `listed`, the topics of the paper, that of the list first; empty if a change
            was shown.
        list_topics: the topics of the list, if it has several.
        score, rank, near: for `listed`, those on that list.
        version, status, replaced: for `listed`, those of the paper at that time; `replaced` is the
            day of its latest replacement.
        parts: for `split`, `join` and `apart`, the records that belong together, as hashes.
        of: for `undo`, the id of the event that is undone.
        screening: the name of the screening.
        query, recipe: for `screening`, its query and the version of the learner; its `parts` are
            the papers.
        recall: for `check`, a random check of unread papers, the recall that it is to certify; its
            `paper` has one record of each paper.
    """

    event: Kind
    at: str = ""
    batch: str | None = None
    by: str = ""
    paper: list[str] = []
    names: list[str] = []
    topic: str | None = None
    reason: str | None = None
    note: str | None = None
    topics: list[str] = []
    list_topics: list[str] = []
    score: float | None = None
    rank: int | None = None
    near: bool = False
    version: int | None = None
    status: str | None = None
    replaced: str | None = None
    parts: list[list[str]] = []
    of: str | None = None
    screening: str | None = None
    query: str | None = None
    recipe: str | None = None
    recall: float | None = None
    id: str = msgspec.field(default="", name="$id")

    @property
    def date(self) -> str:
        """The day, ISO."""
        return self.at[:10]

    def concerns(self, user: str) -> bool:
        """Return whether the event is valid for a user: it is the user's, or of format 1."""
        return self.by in {"", user}


_event = msgspec.json.Decoder(Event)
_encode = msgspec.json.Encoder().encode


def encode(event: Event) -> bytes:
    """Write an event as a line, without the newline."""
    event = msgspec.structs.replace(event, id="")
    try:
        return _encode(event)
    except UnicodeEncodeError:  # the user's words come from a command line, which takes any bytes
        return _encode(_storable(event))


def _storable(event: Event) -> Event:
    """Return an event with a question mark for each byte that is not UTF-8."""
    words = {name: getattr(event, name) for name in ("by", "reason", "note", "screening", "query")}
    fields = {name: word.encode(errors="replace").decode() for name, word in words.items() if word}
    return msgspec.structs.replace(event, **fields)


def id_of(line: bytes) -> str:
    """Return the id of the event in a line: 24 hex digits of its hash."""
    return blake2b(line, digest_size=12).hexdigest()


def stamp(moment: datetime) -> str:
    """Return a time in UTC in the format of events."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_TIME = re.compile(rb'"at":"([0-9T:.-]{26}Z)"')


def _moment(text: str) -> datetime:
    """Return the time of an event.

    Raises:
        ValueError: it is not a time, or so late that no event could be later.
    """
    moment = datetime.fromisoformat(text)
    if moment.year == MAXYEAR:
        raise ValueError(text)
    return moment


def time_of(line: bytes) -> datetime | None:
    """Return the time in a line, read quickly; None in lines of format 1."""
    found = _TIME.search(line)
    try:
        return _moment(found[1].decode()) if found else None
    except ValueError:
        return None


def parse(line: bytes, number: int = 0) -> Event | None:
    """Read one line; None if it is unreadable.

    Args:
        line: the line, without its newline.
        number: its position in the log, which orders lines of format 1: these have only a day.
    """
    try:
        if b'"at":' in line:
            event = _event.decode(line)
        else:
            event = _of_format_1(msgspec.json.decode(line, type=dict[str, Any]), number)
        _moment(event.at)
    except (ValueError, RecursionError, KeyError, TypeError):  # ValueError: msgspec's own errors
        return None
    return msgspec.structs.replace(event, id=id_of(line))


def defect(line: bytes) -> str | None:
    """Return what is wrong with a line; None if it is valid, or of a newer version."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, Any])
    except (ValueError, RecursionError):
        return NOT_JSON
    try:
        _moment(fields.get("at") or fields["date"])
    except (ValueError, KeyError, TypeError):
        return "no valid time"
    return None


_STATE = ("version", "status", "replaced")


def _of_format_1(fields: dict[str, Any], number: int) -> Event:
    moment = f"{fields['date']}T00:{number // 10**6 % 60:02}:00.{number % 10**6:06}Z"
    known = {"at": moment, "names": fields.get("names", [])}
    match fields["event"]:
        case "marked":
            known |= {"event": fields["verdict"], "note": fields.get("note")}
        case "forgot":
            known["event"] = "forget"
        case "apart":
            one, other = fields["names"]
            known |= {"event": "apart", "names": [*one, *other], "parts": [one, other]}
        case _:
            kept = ("event", "topics", "list_topics", "rank", "score", *_STATE)
            known |= {name: fields[name] for name in kept if name in fields}
    return msgspec.convert(known, Event)


def events(lines: Iterable[tuple[object, bytes]], kinds: Iterable[str] = ()) -> list[Event]:
    """Return the events of some kinds (all by default), oldest first.

    Repeated events are returned once, and events that were undone not at all.

    Args:
        lines: those of the log, each with its span.
        kinds: what to return; it need not include `undo`.
    """
    wanted = frozenset(kinds)
    words = [f'"{word}"'.encode() for word in _words(wanted)]
    found: dict[str, Event] = {}
    undone: set[str | None] = set()
    for number, (_, line) in enumerate(lines):
        # Most lines are of other kinds, and are not decoded.
        if words and not any(word in line for word in words):
            continue
        event = parse(line, number)
        if event is None:
            continue
        if event.event == "undo":
            undone.add(event.of)
        if not wanted or event.event in wanted:
            found[event.id] = event
    kept = (event for event in found.values() if event.id not in undone)
    return sorted(kept, key=lambda event: (event.at, event.id))


def _words(kinds: frozenset[str]) -> Iterator[str]:
    if kinds:
        yield from kinds
        yield "undo"
        if kinds & VERDICTS:
            yield "marked"
        if "forget" in kinds:
            yield "forgot"


def decisions_of(events: Iterable[Event]) -> Decisions:
    """Return the decisions on which records are one paper, from sorted events."""
    return Decisions(
        Partition(event.id, tuple(map(frozenset, event.parts)), tuple(event.names))
        for event in events
        if event.event in PARTITIONS
    )


class Forgotten:
    """The records that users removed: they are in no paper, even when they are read again."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = [event for event in events if event.event == "forget"]
        self._hashes = {each for event in self.events for each in event.paper}
        self._names = {name for event in self.events for name in event.names}

    def has(self, hash_: str, names: Iterable[str]) -> bool:
        """Return whether a record was forgotten, given its hash and its names."""
        if not self.events:
            return False
        return hash_ in self._hashes or not self._names.isdisjoint(names)
