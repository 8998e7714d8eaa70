"""Suggests the known name nearest to a mistyped one."""

from collections.abc import Iterable

from papertriage.text.clean import safe

_NEAR = 65.0
"""Minimum similarity of a suggestion, in percent (rapidfuzz `ratio`): "face" to "faces" is 89."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `word`; None if none is similar enough."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR
    )
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str], shown: str = "{}") -> str:
    """Return the end of a message about a mistyped name: `; did you mean "NAME"?`, or nothing.

    Args:
        word: the mistyped name.
        known: the names that exist.
        shown: how users type a name, with `{}` in its place.
    """
    near = nearest(word, known)
    return f'; did you mean "{shown.format(safe(near))}"?' if near else ""
