"""Which field of two records is the better? Every rule gives the same whatever came first.

So a paper that was put together from many records is the same in whatever order they came, but
for the key, which is the first one's by right, and a day whose year was deduced (see
`_published`). A property test holds this.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from papertriage import dates, identity
from papertriage.paper import Author, Paper

_T = TypeVar("_T")


def merge(stored: Paper, new: Paper) -> Paper:
    """Return one paper with the better of each field under the stored one's key.

    Nothing that either holds is lost but texts for which the other has a better one: ids and
    sources are united, a later version's text wins, and a missing value never erases one.
    """
    merged = msgspec.structs.replace(stored)
    changed = {
        name
        for name in Paper.__struct_fields__
        if name != "id" and getattr(stored, name) != getattr(new, name)
    }
    if not changed:  # nothing below may make a record that comes again another one
        return merged
    for name in changed:
        rule: Callable[..., Any] = _RULES.get(name, _longer)
        setattr(merged, name, rule(getattr(stored, name), getattr(new, name), stored, new))
    merged.abstract_truncated = _source_of(merged.abstract, stored, new).abstract_truncated
    merged.text_versions = _text_versions(merged, stored, new)
    merged.date_inferred = merged.published is not None and _is_inferred(merged, stored, new)
    if merged.authors and (merged.author_count or 0) <= len(merged.authors):
        merged.author_count = None
    if stored.ids != new.ids:
        merged.url = identity.page_url(merged.ids) or merged.url
    return merged


def _is_inferred(merged: Paper, stored: Paper, new: Paper) -> bool:
    """A date is inferred only if no record gives it outright."""
    givers = [paper for paper in (stored, new) if paper.published == merged.published]
    return bool(givers) and all(paper.date_inferred for paper in givers)


def _source_of(text: str | None, stored: Paper, new: Paper) -> Paper:
    """Return the record that a text was taken from; the untruncated one if both have it."""
    givers = [paper for paper in (stored, new) if paper.abstract == text]
    return min(givers, key=lambda paper: paper.abstract_truncated)


def _longer(ours: Any, theirs: Any, _stored: Paper, _new: Paper) -> Any:
    """Take the value that says more; of two that say as much, the later in the alphabet."""
    return max(ours, theirs, key=lambda value: (bool(value), len(str(value)), str(value)))


def _text(name: str, stored: Paper, new: Paper) -> str | None:
    """Take the whole before the cut, then the later version's, then the longer."""

    def quality(paper: Paper) -> tuple[object, ...]:
        text: str = getattr(paper, name) or ""
        cut = paper.abstract_truncated if name == "abstract" else bool(_CUT.search(text))
        return (bool(text), not cut, _version_of(name, paper), len(text), text)

    best: str | None = getattr(max(stored, new, key=quality), name)
    return best


def _title(_ours: str | None, _theirs: str | None, stored: Paper, new: Paper) -> str | None:
    return _text("title", stored, new)


def _abstract(_ours: str | None, _theirs: str | None, stored: Paper, new: Paper) -> str | None:
    return _text("abstract", stored, new)


def _version_of(name: str, paper: Paper) -> int:
    return paper.text_versions.get(name, paper.version or 0)


def _text_versions(merged: Paper, stored: Paper, new: Paper) -> dict[str, int]:
    """Note the versions that the paper's own does not tell: else the next merge would guess."""
    found = {}
    for name in ("title", "abstract"):
        text = getattr(merged, name)
        givers = [paper for paper in (stored, new) if getattr(paper, name) == text]
        version = max(_version_of(name, paper) for paper in givers)
        if text and version != (merged.version or 0):
            found[name] = version
    return found


_CUT = re.compile(r"(?:…|\.\.\.)$")


def _published(ours: str | None, theirs: str | None, stored: Paper, new: Paper) -> str | None:
    """Take the given before the inferred, the exact before the vague, else the earlier day.

    Only here may order tell: a day whose year was deduced is kept for the vaguer one that a
    source gives, and a third date finds but one of the two.
    """
    if ours and theirs and stored.date_inferred != new.date_inferred:
        vague = theirs if stored.date_inferred else ours
        exact = ours if stored.date_inferred else theirs
        return exact if exact.startswith(vague) else vague
    return _earliest(ours, theirs, stored, new)


def _earliest(ours: str | None, theirs: str | None, _stored: Paper, _new: Paper) -> str | None:
    if not (ours and theirs):
        return ours or theirs
    if ours.startswith(theirs) or theirs.startswith(ours):
        return max(ours, theirs, key=len)
    return min(ours, theirs, key=lambda day: (dates.earliest_day(day), day))


def _latest(ours: str | None, theirs: str | None, _stored: Paper, _new: Paper) -> str | None:
    if not (ours and theirs):
        return ours or theirs
    return max(ours, theirs, key=lambda day: (dates.latest_day(day), day))


def _people(ours: list[Author], theirs: list[Author], _stored: Paper, _new: Paper) -> list[Author]:
    """Take the longer list, of two as long the one with parted names."""

    def quality(authors: list[Author]) -> tuple[object, ...]:
        return (
            len(authors),
            sum(bool(author.family) for author in authors),
            msgspec.json.encode(authors),
        )

    return max(ours, theirs, key=quality)


def _greater(ours: int | None, theirs: int | None, _stored: Paper, _new: Paper) -> int | None:
    return max((value for value in (ours, theirs) if value is not None), default=None)


def _union(ours: list[_T], theirs: list[_T], _stored: Paper, _new: Paper) -> list[_T]:
    """Take all of both; sorted, as which came first is chance."""
    united = {msgspec.json.encode(item): item for item in [*ours, *theirs]}
    return [united[code] for code in sorted(united)]


def _ids(
    ours: dict[str, str], theirs: dict[str, str], _stored: Paper, _new: Paper
) -> dict[str, str]:
    """Unite the names; of two DOIs a publisher's counts more than arXiv's own."""
    out = {**theirs, **ours}
    # A "sha1" is as good as a key: which came first decides.
    for kind in (ours.keys() & theirs.keys()) - {"sha1"}:
        out[kind] = min(
            ours[kind], theirs[kind], key=lambda name: (name.startswith("10.48550/"), name)
        )
    return {kind: out[kind] for kind in sorted(out)}


def _metrics(
    ours: dict[str, int], theirs: dict[str, int], _stored: Paper, _new: Paper
) -> dict[str, int]:
    names = sorted({*ours, *theirs})
    return {name: max(ours.get(name, 0), theirs.get(name, 0)) for name in names}


def _ours(ours: _T, _theirs: _T, _stored: Paper, _new: Paper) -> _T:
    return ours


def _extra(
    ours: dict[str, Any], theirs: dict[str, Any], _stored: Paper, _new: Paper
) -> dict[str, Any]:
    """Unite the fields that papertriage does not know; of two values the one that says more."""
    out = {**theirs, **ours}
    for name in ours.keys() & theirs.keys():
        out[name] = max(ours[name], theirs[name], key=_size)
    return {name: out[name] for name in sorted(out)}


def _size(value: Any) -> tuple[int, bytes]:
    code = msgspec.json.encode(value)
    return len(code), code


def _first(ours: str | None, theirs: str | None, _stored: Paper, _new: Paper) -> str | None:
    """Take what is told at all, and of two the first in the alphabet: a choice, not a guess."""
    return min((value for value in (ours, theirs) if value), default=None)


_RULES: dict[str, Callable[..., Any]] = {
    "ids": _ids,
    "title": _title,
    "abstract": _abstract,
    "text_versions": _ours,
    "authors": _people,
    "author_count": _greater,
    "published": _published,
    "updated": _latest,
    "announced": _earliest,
    "categories": _union,
    "primary_category": _first,
    "version": _greater,
    "keywords": _union,
    "metrics": _metrics,
    "events": _union,
    "sources": _union,
    "tags": _ours,
    "extra": _extra,
}
"""The rule for each field that is not simply the longer value (bool fields are set after)."""
