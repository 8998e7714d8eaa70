"""The lines of a pasted text: what each one can be, judged from the line alone.

A copied page keeps its menus and buttons; a copied listing may run its lines together.
The grammar over these lines is in `papertriage.readers.lines.pasted`.
"""

import re
from enum import Enum, auto

import msgspec

from papertriage.dates import MONTH
from papertriage.text.identifiers import ARXIV_ID


class Kind(Enum):
    """What a line can be."""

    BLANK = auto()
    FURNITURE = auto()
    TEXT = auto()
    ABSTRACT = auto()  # "Abstract:" and text
    COUNT = auto()  # "• 4 authors"
    DOT = auto()  # "·" between the count and the date
    DATE = auto()  # "Mar 13, 2022", "Mar 11 3" with a count of comments
    ID = auto()  # "arXiv:2207.09019", glued to the next text


class Line(msgspec.Struct, kw_only=True):
    """One line; `text` is the rest after its mark.

    Attributes:
        gap: a blank line comes before it.
        glued: it followed an arXiv id on the same line, so an abstract starts here.
        name: the arXiv id, without version.
        number: author count or version.
        date: the day as written, with or without a year.
        comments: how many comments the page counts.
    """

    kind: Kind
    at: int
    text: str = ""
    gap: bool = False
    glued: bool = False
    name: str | None = None
    number: int | None = None
    date: str | None = None
    comments: int | None = None


FORM_OF = {Kind.COUNT: "daily-page", Kind.ID: "arxiv-listing", Kind.ABSTRACT: "abstract-lines"}
"""The mark by which each pasted form is recognised."""
PASTED = frozenset(FORM_OF.values())
"""The forms that do not mark where a record starts."""

_DAY = rf"({MONTH} \d{{1,2}})"
_ABSTRACT = re.compile(r"(?:Abstract|ABSTRACT)\s*[:.—–]\s*(.*)|(?:Abstract|ABSTRACT)$", re.DOTALL)
_COUNT = re.compile(rf"[•·*‣-]?\s*(\d{{1,5}}) authors?(?:\s*·\s*({_DAY}.*))?", re.IGNORECASE)
_DATE = re.compile(
    rf"[·•]?\s*{_DAY}(?:,? (\d{{4}}))?(?: (\d{{1,4}}))?|[·•]?\s*{_DAY}, (\d{{4}})(?=[A-Z])(.+)",
    re.DOTALL,
)
# An id that a sentence mentions is followed by a blank; one that ends a record is glued to what
# follows, or followed by nothing, by a "[cs.CV]" or by a whole abstract.
_ID = re.compile(
    rf"(?:arXiv:\s?|https?://arxiv\.org/abs/){ARXIV_ID}(?:\s*\[[\w.-]+\])*(\s*)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_LEAST_TEXT = 200

_FURNITURE = re.compile(
    r"new|get trending papers in your email inbox!?|subscribe|daily papers|trending papers"
    r"|by\s*AK and the research community|hugging face|models|datasets|spaces|docs|enterprise"
    r"|pricing|log in|sign up|submitted by.{0,40}|upvote|view pdf|pdf|html|github|collections?"
    r"|previous|next|company|tos|privacy|about|careers|jobs|website|day|week|month|papers"
    r"|[←→<>▲△▽⬆+·•|-]+|#?\d{1,5}|\d+(?:\.\d+)?k|[▽△] (?:more|less)|(?:show|read) (?:more|less)",
    re.IGNORECASE,
)


def classify(text: str, at: int, *, only: str | None = None) -> Line:
    """Classify a line; `only` names the one form whose marks count.

    Spaces at both ends are removed, no-break spaces too.
    """
    text = text.strip().strip("\ufeff")
    if not text:
        return Line(kind=Kind.BLANK, at=at)
    line = _marked(text, at)
    if line and (only is None or FORM_OF.get(line.kind, "daily-page") == only):
        return line
    kind = Kind.FURNITURE if _FURNITURE.fullmatch(text) else Kind.TEXT
    return Line(kind=kind, at=at, text=text)


def _marked(text: str, at: int) -> Line | None:
    if found := _ID.fullmatch(text):
        rest, is_separated = found[5], bool(found[4])
        if not is_separated or not rest or len(rest) >= _LEAST_TEXT:
            return Line(
                kind=Kind.ID,
                at=at,
                text=rest,
                name=found["new"] or found["old"],
                number=int(found["version"]) if found["version"] else None,
            )
    if found := _ABSTRACT.fullmatch(text):
        return Line(kind=Kind.ABSTRACT, at=at, text=found[1] or "")
    if found := _COUNT.fullmatch(text):
        return Line(kind=Kind.COUNT, at=at, number=int(found[1]), text=found[2] or "")
    if text in ("·", "•"):
        return Line(kind=Kind.DOT, at=at)
    if found := _DATE.fullmatch(text):
        day, year = found[1] or found[4], found[2] or found[5]
        return Line(
            kind=Kind.DATE,
            at=at,
            date=f"{day}, {year}" if year else day,
            comments=int(found[3]) if found[3] else None,
            text=found[6] or "",
        )
    return None


def form_of_line(text: str) -> str | None:
    """Return the pasted form that a line is a mark of, None for a line that could be any form's."""
    return FORM_OF.get(classify(text, 0).kind)
