"""Names as reference managers want them: family and given name apart.

Sources often print names whole. They are parted by the rule of BibTeX ("BibTeXing", section 4):
the last word is the family name, with the words in lower case before it (van der Meer). Names of
organizations, and names that end in initials, stay whole.
"""

import re

from papertriage.paper import Author
from papertriage.text.clean import safe

_SUFFIX = re.compile(r" (?:(?:Jr|Sr)\.?|[IV]{2,4})")
_BODY = (
    "academy|agency|association|collaborations?|collaborators|commission|committee|company"
    "|consortium|council|department|federation|foundation|gmbh|groups?|inc|initiative|institute"
    "|institution|investigators|laboratory|ltd|ministry|network|organi[sz]ation|project|society"
    "|teams?|university"
)
"""What organizations are called, and hardly any person."""
_FAMILY_OF_BODY = re.compile(rf"(?:.* )?(?:{_BODY})\.?", re.IGNORECASE)
_ORGANIZATION = re.compile(
    rf"\b(?:{_BODY}|the|and|of|for|cent(?:er|re)|labs?|program(?:me)?|research|study|trial"
    r"|(?-i:AI))\b|[,;&\d]",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?P<given>\S+(?: \S+){0,3}?) (?P<family>(?:[a-z]\S* ){0,3}[^\W\d_][^\s.]+)")


def parted(author: Author) -> tuple[str, str] | None:
    """Return an author's family and given name; None where the name must stay whole.

    Some sources take the names of organizations apart: ``Team, Gemini`` is one name all the same.
    """
    if author.family and author.given:
        family = safe(author.family)
        return None if _FAMILY_OF_BODY.fullmatch(family) else (family, safe(author.given))
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
