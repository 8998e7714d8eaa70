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


_event = msgspec.json.Decoder(Forgot)


def parse(line: bytes) -> Forgot | None:
    """Read one line; None if it is unreadable."""
    try:
        return _event.decode(line)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
