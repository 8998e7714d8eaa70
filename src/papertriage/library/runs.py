"""runs.jsonl: what each run read, one line a source."""

import msgspec


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source in one run: ``seen = added + updated + unchanged + skipped + rejected``.

    Attributes:
        when: start of the run, UTC, ISO 8601 with a final ``Z``.
        source: the source's name as the user gave it.
        form: the form it was read as; absent where none was found.
        problem: the last thing that went wrong, in words.
        validators: what the source is handed with the next reading: ``etag`` and ``modified`` of
            what is stored, ``token`` and ``reached`` of a list that was not read to its end.
    """

    when: str
    source: str
    form: str | None = None
    seen: int
    added: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int
    problem: str | None = None
    validators: dict[str, str] = {}


_run = msgspec.json.Decoder(Run)


def parse(line: bytes) -> Run | None:
    """Read one line; None if it is unreadable."""
    try:
        return _run.decode(line)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
