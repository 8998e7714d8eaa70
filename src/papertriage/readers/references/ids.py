"""A list of bare identifiers: arXiv ids, DOIs, PMIDs, addresses; one or several per line."""

import re
from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.text import identifiers
from papertriage.text.addresses import keys_of
from papertriage.text.clean import snippet

FORM = "ids"
_BULLET = re.compile(r"\ufeff?\s{0,20}(?:[-*•]|\d{1,4}[.)]|\[\d{1,4}\])\s{1,9}")
_BETWEEN = re.compile(r"[\s,;|]+")
_LABEL = re.compile(r"\b(arxiv|doi|pmid|pmcid):\s+", re.IGNORECASE)
_CLASS = re.compile(r" \[[a-z-]+(?:\.[A-Za-z-]+)?\]$")
"""arXiv's category after an identifier."""
_LABELLED = re.compile(r"(pmid|pmcid|s2|openalex|acl|openreview|dblp):(\S+)", re.IGNORECASE)
_PMID = re.compile(r"[1-9]\d{5,7}")
"""A bare number is a PMID if all lines are such numbers: PubMed exports such lists."""
_HEADING = re.compile(r"\W*(?:arxiv|dois?|pmids?|pmcids?|pubmed)(?:[ _-]?ids?)?\W*", re.IGNORECASE)
"""The name of a table's only column."""
_LEAST = 2
"""Numbers that make a list of PMIDs."""
_SHARE = 0.75
"""Share of the lines that must hold identifiers only; other lines are reported."""
_LONGEST = 2000


def is_id_list(head: str) -> bool:
    """Return whether the lines of a text are identifiers and nothing else."""
    lines = [line for line in head.splitlines() if line.strip("\ufeff \t") and not _says(line)]
    if len(head.splitlines()) > 1 and not head.endswith(("\n", "\r")):
        lines = lines[: max(len(lines) - 1, 1)]  # the head may end inside a line
    found = [_ids(line) for line in lines]
    if not found or sum(map(bool, found)) < _SHARE * len(found):
        return False
    numbers = [each for line in found for each in line or () if each.startswith("pmid:")]
    bare = [line for line in lines if _PMID.fullmatch(line.strip("\ufeff \t"))]
    return not bare or len(bare) == len(numbers) == sum(map(bool, found)) >= _LEAST


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the identifiers; a line that holds anything else is reported."""
    has_arxiv = False
    for at, line in document.lines():
        if not line.strip("\ufeff \t") or _says(line):
            continue
        for name in _ids(line) or ():
            has_arxiv = has_arxiv or identifiers.parse_arxiv(name) is not None
            yield Raw(form=FORM, line=at, fields={"names": [name]})
        if not _ids(line):
            reason = "not an identifier"
            yield Problem(source=document.name, line=at, reason=reason, snippet=snippet(line))
    if has_arxiv:
        document.notes.append("ids only; papertriage ingest arxiv:missing fetches the rest")


def _says(line: str) -> bool:
    """Return whether a line is a comment or a heading."""
    return line.lstrip("\ufeff \t").startswith("#") or _HEADING.fullmatch(line) is not None


def _ids(line: str) -> list[str] | None:
    """Return the identifiers of a line; None if it holds anything else."""
    if len(line) > _LONGEST:
        return None
    bullet = _BULLET.match(line)
    bare = line[bullet.end() if bullet else 0 :].strip("\ufeff \t,;")
    text = _LABEL.sub(r"\1:", _CLASS.sub("", bare))
    found = []
    for part in filter(None, _BETWEEN.split(text)):
        if (one := _one(part.strip("<>\"'[]()"))) is None:
            return None
        found.append(one)
    return found or None


def _one(text: str) -> str | None:
    if identifiers.parse_arxiv(text) or identifiers.parse_doi(text):
        return text
    if text.startswith("PMC"):
        text = f"pmcid:{text}"
    if named := _LABELLED.fullmatch(text):
        kind = named[1].lower()
        return f"{kind}:{named[2]}" if identifiers.parse(kind, named[2]) else None
    return f"pmid:{text}" if _PMID.fullmatch(text) else next(iter(keys_of(text)), None)
