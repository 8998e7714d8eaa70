"""runs.jsonl: what each run read, with a line for each source."""

from datetime import date, datetime

import msgspec


class Batch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The new announcements of an arXiv feed.

    Attributes:
        day: the day of the feed.
        size: the number of announcements.
        mark: a digest of them, which identifies the batch.
        days: for a feed of several categories, the day of the last new batch of each.
    """

    day: date
    size: int
    mark: str
    days: dict[str, date] = {}


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source in one run: ``seen = added + updated + unchanged + skipped + rejected``.

    Attributes:
        when: start of the run, UTC, ISO 8601 with a final ``Z``.
        source: the source's name as the user gave it.
        name: the configured source that it belongs to, if that has another name: files of a
            pattern, days that were filled in.
        form: the form it was read as; absent if none was recognised.
        problem: the last problem, in words.
        failed: whether it could not be read, or not to its end.
        batch: the new announcements of an arXiv feed.
        missed: days of announcements that were found not to have been read.
        filled: such days that this run filled in.
        validators: what the next request sends: ``etag`` and ``modified`` of what is stored,
            ``token`` and ``reached`` of a list that was not read to its end.
    """

    when: str
    source: str
    name: str | None = None
    form: str | None = None
    seen: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int
    problem: str | None = None
    failed: bool = False
    batch: Batch | None = None
    missed: list[date] = []
    filled: list[date] = []
    validators: dict[str, str] = {}

    @property
    def belongs_to(self) -> str:
        """The name that the user has for the source."""
        return self.name or self.source

    @property
    def moment(self) -> datetime:
        """The start of the run."""
        return datetime.fromisoformat(self.when)


_run = msgspec.json.Decoder(Run)


def parse(line: bytes) -> Run | None:
    """Read one line; None if it is unreadable."""
    try:
        run = _run.decode(line)
        is_sound = run.moment.tzinfo is not None
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors, bad UTF-8, not a time
        return None
    return run if is_sound else None
