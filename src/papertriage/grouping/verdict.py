"""Are two records one paper? Answered from the two alone, the same from both sides.

Near-equality is a matter of the texts that the two have now: of a text that a merge replaced
only the mark of its fold is known, so a misspelt copy of that one may stay apart.

Some things forbid it (other ids, other authors, another number in the title), whatever speaks
for it; of what speaks for it the surest counts, and it gives the reason. Near misses are a
verdict of their own: they stay apart, and the user may look at them.
"""

import enum
from typing import NamedTuple

from papertriage import dates, identity
from papertriage.paper import Paper
from papertriage.text import similarity

_VERSIONS = 60.0
"""Percent from which two texts under one title, or two titles over one text, are versions."""
_EQUAL = 92.0
"""Percent from which two long abstracts are one (DESIGN section 4)."""
_NEAR = 80.0
"""Percent from which two abstracts are worth a look."""
_NEAR_TITLE = 90.0
"""Percent from which two titles are worth a look where an abstract is missing."""
_LONGEST = 3000
"""Folded characters that are compared: more say nothing new."""
_YEARS = 1
"""Years between a preprint and its article; people who wrote both may take three."""
_YEARS_OF_ONE_AUTHOR = 3


class Kind(enum.Enum):
    """What two records are to one another."""

    SAME = "same"
    NEAR = "near"
    CONTRARY = "contrary"
    NOTHING = "nothing"


class Verdict(NamedTuple):
    """What two records are to one another.

    Attributes:
        kind: the verdict.
        strength: larger is surer, 0 unless they are the same.
        why: the reason in one line that the user reads.
    """

    kind: Kind
    strength: int
    why: str


def same(one: Paper, other: Paper) -> bool:
    """Return whether two records are one paper."""
    return verdict(one, other).kind is Kind.SAME


def verdict(
    one: Paper, other: Paper, policy: str = "work", *, earlier: frozenset[str] = frozenset()
) -> Verdict:
    """Judge two records from the two alone; the same from both sides.

    Args:
        one: a record.
        other: another.
        policy: ``work`` or ``report``.
        earlier: exact marks of the other that an earlier text of the one had.
    """
    if why := contrary(one, other, policy):
        return Verdict(Kind.CONTRARY, 0, why)
    names = _names(one) & _names(other)
    if sure := _sure(names):
        return Verdict(Kind.SAME, 100, f"both are {sure[0]}")
    marks = set(identity.exact_marks(one)) & set(identity.exact_marks(other)) | earlier
    if any(mark.startswith("a:") for mark in marks):
        return _under_titles(one, other, Verdict(Kind.SAME, 80, "abstracts begin alike"))
    if marks or names or _have_one_title(one, other):
        return _of_one_title(one, other)
    return _nearly(one, other)


# --- what forbids it ----------------------------------------------------------------------------


def contrary(one: Paper, other: Paper, _policy: str = "work") -> str | None:
    """Return what forbids that two records are one paper, in words, or None."""
    for kind in ("arxiv", "pmid"):
        ids = one.ids.get(kind), other.ids.get(kind)
        if None not in ids and ids[0] != ids[1]:
            return f"two {kind} ids"
    if _sure(_names(one) & _names(other)):
        return None
    known = bool(one.authors and other.authors)
    shared = known and bool(_families(one) & _families(other))
    if known and not shared:
        return "no author in common"
    first, second = _year(one), _year(other)
    if first is not None and second is not None:
        apart = abs(first - second)
        if apart > (_YEARS_OF_ONE_AUTHOR if shared else _YEARS):
            return f"{apart} years apart"
    if one.title and other.title and _are_opposed(one.title, other.title):
        return "another number or negation in the title"
    return None


def _names(paper: Paper) -> set[str]:
    return set(identity.names(paper))


def _sure(names: set[str]) -> list[str]:
    """Return the names that decide alone: a "sha1:" is but a text, and two papers may share it."""
    return sorted(name for name in names if not name.startswith("sha1:"))


def _are_opposed(one: str, other: str) -> bool:
    if identity.fold(one) == identity.fold(other) or _is_cut(one, other):
        return False
    return similarity.are_opposed(one, other)


def _year(paper: Paper) -> int | None:
    return dates.earliest_day(paper.date).year if paper.date else None


def _families(paper: Paper) -> set[str]:
    return {identity.fold(author.family or author.name.split()[-1]) for author in paper.authors}


def _have_one_title(one: Paper, other: Paper) -> bool:
    """Tell whether the titles are equal, and enough: hyphens may leave one too few words."""
    if not (one.title and other.title) or identity.fold(one.title) != identity.fold(other.title):
        return False
    return not (_is_weak(one) and _is_weak(other))


def _is_cut(one: str, other: str) -> bool:
    """Tell whether one title is the other's beginning, and says so by an ellipsis."""
    for cut, whole in ((one, other), (other, one)):
        if cut.endswith(("…", "...")) and identity.fold(whole).startswith(identity.fold(cut)):
            return True
    return False


# --- what speaks for it -------------------------------------------------------------------------


def _under_titles(one: Paper, other: Paper, found: Verdict) -> Verdict:
    """Let a finding about abstracts stand if the titles do not speak against it."""
    if one.title is None or other.title is None:
        return found
    first, second = sorted((identity.fold(one.title), identity.fold(other.title)), key=len)
    if second.startswith(first) or _ratio(first, second) >= _VERSIONS:
        return found
    return Verdict(Kind.NEAR, 0, f"{found.why}, under other titles")


def _of_one_title(one: Paper, other: Paper) -> Verdict:
    """Judge two records with one title: where both have abstracts these have a say."""
    if one.abstract and other.abstract:
        alike = _ratio(identity.fold(one.abstract), identity.fold(other.abstract)) >= _VERSIONS
        # A rewritten abstract is still the same paper by the same people.
        if not alike and not (one.authors and other.authors):
            return Verdict(Kind.NEAR, 0, "equal titles over other abstracts")
    return Verdict(Kind.SAME, 60, "equal titles")


def _nearly(one: Paper, other: Paper) -> Verdict:
    """Judge two records that are equal in nothing."""
    if one.abstract and other.abstract:
        return _by_abstracts(one, other)
    if not (one.title and other.title) or _is_weak(one) or _is_weak(other):
        return Verdict(Kind.NOTHING, 0, "nothing in common")
    if similarity.differ_by_typos(one.title, other.title):
        return Verdict(Kind.SAME, 40, "titles equal but for a slip of the pen")
    alike = _ratio(identity.fold(one.title), identity.fold(other.title))
    if alike >= _NEAR_TITLE:
        return Verdict(Kind.NEAR, 0, f"titles {alike:.0f} % alike")
    return Verdict(Kind.NOTHING, 0, "other titles")


def _by_abstracts(one: Paper, other: Paper) -> Verdict:
    texts = [(identity.fold(p.abstract or ""), p.abstract_truncated) for p in (one, other)]
    (short, is_cut), (long, _) = sorted(texts, key=lambda text: len(text[0]))
    alike = _ratio(short, long[: len(short)] if is_cut else long)
    why = f"abstracts {alike:.0f} % alike"
    if len(short) < identity.NEAR_LENGTH:  # too short to speak without the titles
        typos = one.title and other.title and similarity.differ_by_typos(one.title, other.title)
        if typos and alike >= _VERSIONS:
            return Verdict(Kind.SAME, 40, f"titles equal but for a slip of the pen, {why}")
    elif alike >= _EQUAL:
        return _under_titles(one, other, Verdict(Kind.SAME, 50, why))
    elif alike >= _NEAR:
        return Verdict(Kind.NEAR, 0, why)
    return Verdict(Kind.NOTHING, 0, "other abstracts")


def _is_weak(paper: Paper) -> bool:
    return paper.title is None or identity.is_weak_title(paper.title)


def _ratio(one: str, other: str) -> float:
    """Return percent of likeness, 0 below `_VERSIONS`, which is quicker to tell."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one[:_LONGEST], other[:_LONGEST], score_cutoff=_VERSIONS)
