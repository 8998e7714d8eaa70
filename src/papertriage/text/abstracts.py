"""Removes what is not part of an abstract: publishers' notes at its end, and placeholders."""

import re

_YEAR = r"(?:19|20)\d\d"
_TAIL = re.compile(
    r"(?:\(?(?:PsycINFO|APA PsycInfo) .{0,80}|[\[(]ABSTRACT (?:FROM|TRUNCATED) .{0,40}"
    rf"|(?:(?:Crown )?Copyright\s*(?=©|\(c\)|\ufffd|by |{_YEAR})|©"
    rf"|(?:\(c\)|\ufffd) ?(?={_YEAR})).{{0,200}}|All rights reserved"
    r"|(?<=[.!?] )Published by (?-i:[A-Z]).{0,60})[.)\]\s]*$",
    re.IGNORECASE,
)
"""A copyright line, or a database's note, at the end of an abstract."""
_SIGNS = (
    *("©", "\ufffd", "(c)", "copyright", "rights reserved", "published by"),
    *("psycinfo", "abstract from", "abstract truncated"),
)
_LONGEST_TAIL = 250
_PROPERTY = " is the property of "
"""In EBSCO's long note at the end: "Copyright of Tea is the property of ..."."""
_NO_TEXT = re.compile(
    r"\W*(?:(?:no|an) abstract (?:is |was )?(?:not )?(?:available|provided|supplied|given)"
    r"|abstract (?:is )?(?:not (?:available|provided)|unavailable|withdrawn)|not available|n/?a"
    r"|(?:this|the) (?:paper|article|manuscript|submission|preprint) (?:has been|was|is)"
    r" (?:being |temporarily )?(?:withdrawn|removed|retracted)|withdrawn\b"
    r"|compilation and indexing terms|summary form only given|first page (?:of the article|preview)"
    r"|(?:please )?(?:click|see|refer to|download|view|read) (?:on )?(?:the|this) .{0,30}"
    r"(?:link|pdf|full text|article|attached)"
    r"|provides? an? (?:abstract|listing|schedule)|conference proceedings front matter"
    r"|presents? the (?:table of contents|front cover)|this (?:issue|volume|special issue) )",
    re.IGNORECASE,
)
_LONGEST_NOTE = 400


def without_tail(text: str) -> str:
    """Return an abstract without copyright lines and notes of databases at its end."""
    if (at := text.find(_PROPERTY)) >= 0:
        note = text.rfind("Copyright of ", max(at - _LONGEST_TAIL, 0), at)
        text = text[:note].rstrip() if note >= 0 else text
    end = len(text)
    while True:
        start = max(end - _LONGEST_TAIL, 0)
        tail = text[start:end]
        found = _TAIL.search(tail) if any(map(tail.lower().__contains__, _SIGNS)) else None
        if not found:
            return text[:end]
        end = start + len(tail[: found.start()].rstrip())


def says_nothing(text: str) -> bool:
    """Return whether an abstract only says that it is missing, or that the paper is withdrawn."""
    return len(text) <= _LONGEST_NOTE and _NO_TEXT.match(text) is not None
