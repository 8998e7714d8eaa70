"""runs.jsonl: what each run read, one line a source."""

from datetime import date, datetime

import msgspec


class Batch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a feed of arXiv's held that it had not held before.

    Attributes:
        day: the day whose feed it is.
        size: how many announcements it holds.
        mark: a digest of them, to know the batch again by.
        days: of a feed of several categories: the day of the last new batch of each.
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
        name: the source of a configuration that it belongs to, where that has another name: files
            of a pattern, days that were filled in.
        form: the form it was read as; absent where none was found.
        problem: the last thing that went wrong, in words.
        failed: it could not be read, or not to its end.
        batch: the new announcements of a feed of arXiv's.
        missed: days of announcements of which it was now clear that nothing was read.
        filled: such days, filled in by this run.
        validators: what the source is handed with the next reading: ``etag`` and ``modified`` of
            what is stored, ``token`` and ``reached`` of a list that was not read to its end.
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
        """The source that this is a reading of, as the user calls it."""
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
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors, bad UTF-8, no moment
        return None
    return run if is_sound else None
