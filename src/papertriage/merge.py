"""Merging: are two records one paper, and which field of each is the better?

Both questions are answered from the two records alone, and neither answer depends on which of
them came first, but for what came first by right: the key.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from papertriage import dates, identity
from papertriage.paper import Author, Paper

_T = TypeVar("_T")

_ALIKE = 60.0
"""Percent at which two abstracts under one title are versions of one text."""


# --- the same paper? ----------------------------------------------------------------------------


def same(one: Paper, other: Paper) -> bool:
    """Tell whether two records are one paper (DESIGN section 4).

    A shared id decides; else an equal folded title with compatible authors and years; else an
    equal start of the abstract. Two different arXiv ids or PMIDs are two papers, whatever else.
    """
    for kind in ("arxiv", "pmid"):
        ids = one.ids.get(kind), other.ids.get(kind)
        if None not in ids and ids[0] != ids[1]:
            return False
    if set(identity.names(one)) & set(identity.names(other)):
        return True
    shared = set(identity.marks(one)) & set(identity.marks(other))
    if not shared or not _compatible(one, other):
        return False
    if any(mark.startswith("a:") for mark in shared):
        return one.title is None or other.title is None or _titles_agree(one.title, other.title)
    return _title_suffices(one, other)


def _compatible(one: Paper, other: Paper) -> bool:
    years = one.date, other.date
    if None not in years and abs(int(str(years[0])[:4]) - int(str(years[1])[:4])) > 1:
        return False
    return not (one.authors and other.authors) or _share_author(one, other)


def _share_author(one: Paper, other: Paper) -> bool:
    return bool(_families(one) & _families(other))


def _families(paper: Paper) -> set[str]:
    return {identity.fold(author.family or author.name.split()[-1]) for author in paper.authors}


def _titles_agree(one: str, other: str) -> bool:
    """Tell whether two titles of one abstract are forms of one: one may be cut or extended."""
    first, second = sorted((identity.fold(one), identity.fold(other)), key=len)
    return second.startswith(first) or _ratio(first, second) >= _ALIKE


def _title_suffices(one: Paper, other: Paper) -> bool:
    """Tell whether an equal title makes one paper, when the abstracts do not begin alike."""
    if one.abstract and other.abstract:
        if _ratio(identity.fold(one.abstract), identity.fold(other.abstract)) >= _ALIKE:
            return True
        # A rewritten abstract is still the same paper by the same people.
        return not _weak(one) and bool(one.authors and other.authors)
    return not _weak(one) or bool(one.authors and other.authors)


def _weak(paper: Paper) -> bool:
    return paper.title is None or identity.is_weak_title(paper.title)


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(one[:2000], other[:2000])


# --- which field? -------------------------------------------------------------------------------


def merge(stored: Paper, new: Paper) -> Paper:
    """Return one paper with the better of each field under the stored one's key.

    Nothing that either holds is lost but texts for which the other has a better one: ids and
    sources are united, a later version's text wins, and a missing value never erases one.
    """
    merged = msgspec.structs.replace(stored)
    for name in Paper.__struct_fields__:
        ours, theirs = getattr(stored, name), getattr(new, name)
        if ours != theirs:
            rule: Callable[..., Any] = _RULES.get(name, _longer)
            setattr(merged, name, rule(ours, theirs, stored, new))
    merged.abstract_truncated = _source_of(merged.abstract, stored, new).abstract_truncated
    merged.date_inferred = merged.published is not None and _is_inferred(merged, stored, new)
    if merged.authors and (merged.author_count or 0) <= len(merged.authors):
        merged.author_count = None
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


def _text(ours: str | None, theirs: str | None, stored: Paper, new: Paper) -> str | None:
    """Take the text of the later version, else the whole before the cut, else the longer."""
    versions = stored.version or 0, new.version or 0
    later = versions[0] != versions[1] and 0 not in versions

    def quality(text: str | None, paper: Paper) -> tuple[object, ...]:
        cut = paper.abstract_truncated if text == paper.abstract else bool(_CUT.search(text or ""))
        version = paper.version if later else 0
        return (bool(text), version, not cut, len(text or ""), text or "")

    return ours if quality(ours, stored) >= quality(theirs, new) else theirs


_CUT = re.compile(r"(?:…|\.\.\.)$")


def _published(ours: str | None, theirs: str | None, stored: Paper, new: Paper) -> str | None:
    """Take the given before the inferred, the exact before the vague, else the earlier day."""
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
        names = [author.name for author in authors]
        return (len(authors), sum(bool(author.family) for author in authors), names)

    return max(ours, theirs, key=quality)


def _greater(ours: int | None, theirs: int | None, _stored: Paper, _new: Paper) -> int | None:
    return max((value for value in (ours, theirs) if value is not None), default=None)


def _union(ours: list[_T], theirs: list[_T], _stored: Paper, _new: Paper) -> list[_T]:
    return _distinct([*ours, *theirs])


def _distinct(items: Iterable[_T]) -> list[_T]:
    out: list[_T] = []
    for item in items:
        if item not in out:
            out.append(item)
    return out


def _ids(
    ours: dict[str, str], theirs: dict[str, str], _stored: Paper, _new: Paper
) -> dict[str, str]:
    """Unite the names; of two DOIs a publisher's counts more than arXiv's own."""
    out = {**theirs, **ours}
    if "doi" in ours and "doi" in theirs:
        out["doi"] = min(
            ours["doi"], theirs["doi"], key=lambda doi: (doi.startswith("10.48550/"), doi)
        )
    return out


def _metrics(
    ours: dict[str, int], theirs: dict[str, int], _stored: Paper, _new: Paper
) -> dict[str, int]:
    return {name: max(ours.get(name, 0), theirs.get(name, 0)) for name in {**ours, **theirs}}


def _ours(ours: _T, _theirs: _T, _stored: Paper, _new: Paper) -> _T:
    return ours


def _extra(
    ours: dict[str, Any], theirs: dict[str, Any], _stored: Paper, _new: Paper
) -> dict[str, Any]:
    return {**theirs, **ours}


def _primary(ours: str | None, theirs: str | None, _stored: Paper, _new: Paper) -> str | None:
    """Keep the first category that was told: a cross-list must not change it."""
    return ours or theirs


_RULES: dict[str, Callable[..., Any]] = {
    "id": _ours,
    "ids": _ids,
    "title": _text,
    "abstract": _text,
    "authors": _people,
    "author_count": _greater,
    "published": _published,
    "updated": _latest,
    "announced": _earliest,
    "categories": _union,
    "primary_category": _primary,
    "version": _greater,
    "keywords": _union,
    "metrics": _metrics,
    "events": _union,
    "sources": _union,
    "tags": _ours,
    "extra": _extra,
}
"""The rule for each field that is not simply the longer value (bool fields are set after)."""
