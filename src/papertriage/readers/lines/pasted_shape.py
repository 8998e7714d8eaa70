"""The shape of a text: whether it is a title or an abstract, and whether it is cut."""

import re

from papertriage.readers.lines.pasted_lines import Kind, Line
from papertriage.text.identifiers import ARXIV_ID

LONG = 200
"""Characters from which a line must be an abstract: hardly any title is longer."""
_NAMES_PAPER = re.compile(
    rf"(?:arXiv:\s?|arxiv\.org/(?:abs|pdf)/){ARXIV_ID}|doi\.org/10\.|\bdoi:\s?10\.", re.IGNORECASE
)


def is_abstract(line: Line) -> bool:
    return line.kind is Kind.TEXT and (line.glued or len(line.text) >= LONG)


def is_sentence(text: str) -> bool:
    """Return whether a text is a short abstract: it ends like a sentence and is as long as one."""
    return len(text) >= 80 and text.endswith(".") and len(text.split()) >= 12


def is_title(text: str) -> bool:
    """Return whether a text is a title: it does not end like a sentence and has no address."""
    ends = text.endswith((".", ",", ";", ":"))
    return len(text) < LONG and not ends and "://" not in text and len(text.split()) > 1


def is_title_line(line: Line) -> bool:
    """Return whether a line can be the title of the abstract below it; "c 24" is a cut date."""
    letters = sum(map(str.isalpha, line.text))
    return line.kind is Kind.TEXT and not line.glued and len(line.text) < LONG and letters >= 4


def is_cut(text: str) -> bool:
    """Return whether a text stops in mid-sentence; a web address may end it without a full stop."""
    last = text.rstrip().rpartition(" ")[2]
    return "://" not in last and not last.endswith((".", "!", "?", ")", '"', "”", "'", "]"))


def continues(first: Line, line: Line) -> bool:
    """Return whether a line is the next paragraph or wrapped line of an abstract."""
    if line.gap or line.kind is not Kind.TEXT or line.glued:
        return False
    return first.kind is Kind.ABSTRACT or len(line.text) >= LONG


def may_lose_paper(text: str) -> bool:
    """Return whether text outside all records must be reported: it is long or names a paper."""
    return len(text) >= LONG or _NAMES_PAPER.search(text) is not None
