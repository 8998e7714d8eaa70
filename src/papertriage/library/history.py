"""history.jsonl: what the user decided. No ingest ever touches it."""

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


Event = Forgot | Apart

_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def parse(line: bytes) -> Event | None:
    """Read one line; None if it is unreadable."""
    try:
        return _event.decode(line)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
