"""Names as reference managers want them: family and given name apart.

Sources often print names whole. They are parted by the rule of BibTeX ("BibTeXing", section 4):
the last word is the family name, with the words in lower case before it (van der Meer); names
that look like an organization's, or end in initials, stay whole.
"""

import re

from papertriage.paper import Author
from papertriage.text.clean import safe

_SUFFIX = re.compile(r" (?:(?:Jr|Sr)\.?|[IV]{2,4})")
_ORGANIZATION = re.compile(
    r"\b(?:the|and|of|for|collaborations?|consortium|group|team|project|university|institute|lab"
    r"|labs|laboratory|center|centre|committee|society|association|network|foundation|initiative"
    r"|company|inc|ltd|gmbh|research|ai)\b|[,;&\d]",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?P<given>\S+(?: \S+){0,3}?) (?P<family>(?:[a-z]\S* ){0,3}[^\W\d_][^\s.]+)")


def parted(author: Author) -> tuple[str, str] | None:
    """Return an author's family and given name; None where the name cannot be taken apart."""
    if author.family and author.given:
        return safe(author.family), safe(author.given)
    name = safe(author.name)
    found = _WHOLE.fullmatch(name)
    if author.family or not found or _ORGANIZATION.search(name):
        return None
    return found["family"], found["given"]


def suffix(author: Author) -> str:
    """Return what a name says behind its family and given name: ``Jr.``, else nothing."""
    if not (author.family and author.given):
        return ""
    rest = safe(author.name).removeprefix(safe(f"{author.given} {author.family}"))
    return rest.strip() if _SUFFIX.fullmatch(rest) else ""
