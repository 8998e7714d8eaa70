"""Did you mean: the known name nearest to a mistyped one."""

from collections.abc import Iterable

_NEAR = 65.0
"""Least similarity of a suggestion, in percent (rapidfuzz `ratio`): "face" to "faces" is 89."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `word`, or None if none comes near."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR
    )
    return found[0] if found else None
