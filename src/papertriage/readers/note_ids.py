"""Identifiers in free text: the notes that reference managers keep with a paper."""

import re

_START = r"(?:^|[\n;,|<>])[^\S\n]*"
"""Where an identifier is on its own: a sentence may name that of another paper."""
_LABELLED = re.compile(
    rf"{_START}(?P<kind>PMID|PMCID|DOI)\s*:\s*(?P<id>[^\s;,|<>]+)", re.IGNORECASE
)
_ARXIV = re.compile(rf"{_START}arXiv:\s*(?P<id>[\w.-]+(?:/\d{{7}})?(?:v\d+)?)", re.IGNORECASE)
_LONGEST = 4000
"""Characters of a note in which identifiers are looked for."""


def ids_in(note: str) -> dict[str, str]:
    """Return the identifiers in a note: from lines like ``PMID: 123``, and ``arXiv:...``."""
    if ":" not in note:
        return {}
    note = note[:_LONGEST]
    found = {match["kind"].lower(): match["id"] for match in _LABELLED.finditer(note)}
    if match := _ARXIV.search(note):
        found["arxiv"] = match["id"]
    return found
