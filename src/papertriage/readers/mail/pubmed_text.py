"""PubMed as text: the exports "Abstract (text)" and "Summary (text)", and My NCBI's alert mails.

    1. Ann Pauses. 2021 May 3;7(1):1-9. doi: 10.5555/pause.1. Epub 2021 Apr 2.

    A title.

    Quillwater T(1), Brazdovec I(2).

A summary has all of it in one line, the people first; a mail has a line each for people,
title and journal. A record ends where the next number follows an empty line after a PMID.
"""

import re
from collections.abc import Iterator
from itertools import groupby, takewhile
from typing import Any

from papertriage.dates import MONTH
from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet

FORM = "pubmed-text"
_NUMBER = re.compile(r"\ufeff?(?P<number>\d{1,6})[.:] +(?=\S)")
_PMID = re.compile(r"\bPMID: ?(?P<pmid>[1-9]\d{0,8})\b")
_PMCID = re.compile(r"\bPMCID: ?(?P<pmcid>PMC\d{1,9})\b")
_DOI = re.compile(r"\bdoi: ?(?P<doi>10\.\S+)", re.IGNORECASE)
_SEASON = r"(?:Winter|Spring|Summer|Autumn|Fall)"
_DAY = rf"(?:1[89]|20)\d\d(?: (?:{MONTH}(?:-{MONTH})?(?: \d{{1,2}})?(?:-\d{{1,2}})?|{_SEASON}))?"
_CITATION = re.compile(
    rf"(?:(?<=[.?!\]] )|^)(?P<venue>[^.?!]{{2,150}})\. (?P<published>{_DAY})"
    r"(?:;(?P<volume>[\w -]{0,30})(?:\((?P<issue>[^()]{1,40})\))?(?::(?P<page>[\w, -]{1,40}))?)?"
    r"[.;:]"
)
_PERSON = re.compile(
    r"[^\W\d][\w'\u2019-]*(?: [\w'\u2019-]+){0,4} [A-Z]{1,4}(?: (?:Jr|Sr|\d(?:nd|rd|th)|I{2,3}))?"
    r"(?:\(\d[\d)(#]{0,40}\))?"
)
"""A name as PubMed writes it, followed by the institutions' numbers."""
_PLACE = re.compile(r"\((\d{1,3})\)")
_OTHERS = re.compile(
    r"(?:Author information|Collaborators|Comment (?:in|on)|Erratum (?:in|for)|Update (?:in|of)"
    r"|Republished|Summary for patients|Conflict of interest|Copyright|©|DOI: |PMID: |PMCID: "
    r"|Retraction (?:in|of)|Dataset|Free PMC|Publisher: )"
)
_LANGUAGE = re.compile(r" ?\[Article in (?P<language>[A-Za-z]+)[^][]{0,60}\]$")


def is_pubmed(head: str) -> bool:
    """Return whether a text holds PubMed's numbered records, each with a PMID.

    In a list of references some have a PMID, and a number may open any line.
    """
    first = next((block for _, block in _blocks(enumerate(head.splitlines(), 1))), [])
    text = " ".join(first)
    lines = takewhile(bool, first)
    numbers = [int(found["number"]) for line in lines if (found := _NUMBER.match(line))]
    is_record = _PMID.search(text) and _CITATION.search(_without_number(text))
    return is_record is not None and numbers[0] + 1 not in numbers


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the numbered records."""
    for at, block in _blocks(document.lines()):
        fields = _fields(block)
        if "title" in fields:
            yield Raw(form=FORM, line=at, fields=fields)
        else:
            reason = "no title or journal found in it"
            yield Problem(
                source=document.name, line=at, reason=reason, snippet=snippet(" ".join(block))
            )


def _blocks(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, lines) of each record."""
    begin, block = 0, list[str]()
    was_blank, is_whole = True, True
    for at, text in lines:
        found = _NUMBER.match(text) if was_blank and is_whole else None
        if found:
            if block:
                yield begin, block
            begin, block, is_whole = at, [], False
        if begin:
            block.append(text.strip())
            is_whole = is_whole or _PMID.search(text) is not None
        was_blank = not text.strip()
    if block:
        yield begin, block


def _without_number(text: str) -> str:
    found = _NUMBER.match(text)
    return text[found.end() :] if found else text


def _fields(block: list[str]) -> dict[str, Any]:
    block = [_without_number(block[0]), *block[1:]]
    parts = [list(lines) for filled, lines in groupby(block, key=bool) if filled]
    whole = " ".join(filter(None, block))
    numbers = {
        **{name: value for kind in (_PMID, _PMCID) for name, value in _named(kind, whole)},
        **dict(_named(_DOI, " ".join(parts[0]) + " " + whole)),
    }
    if "doi" in numbers:
        numbers["doi"] = numbers["doi"].rstrip(".;,")
    is_short = len(parts) == 1 or not _CITATION.match(" ".join(parts[0]))
    fields = _short(parts[0]) if is_short else _long([" ".join(lines) for lines in parts])
    return {name: value for name, value in {**fields, **numbers}.items() if value}


def _named(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    found = pattern.search(text)
    return list(found.groupdict().items()) if found else []


def _short(lines: list[str]) -> dict[str, Any]:
    """Read a summary: people, title and journal in one line, or in three lines of a mail."""
    text = " ".join(lines)
    found = list(_CITATION.finditer(_PMID.split(text)[0]))
    if not found:
        return {}
    before = text[: found[-1].start()].strip()
    fields: dict[str, Any] = found[-1].groupdict()
    first, _, rest = before.partition(". ")
    if rest and _are_people(first):
        return {**fields, **_title(rest.strip()), **_people(first, {})}
    return {**fields, **_title(before)}


def _long(parts: list[str]) -> dict[str, Any]:
    """Read an abstract's paragraphs: journal, title, people, where they work, abstract."""
    citation = _CITATION.match(parts[0])
    fields: dict[str, Any] = citation.groupdict() if citation else {}
    _, title, *rest = [*parts, ""] if len(parts) == 1 else parts
    if rest and _LANGUAGE.fullmatch(rest[0]):
        title, rest = f"{title} {rest[0]}", rest[1:]
    fields |= _title(title)
    if rest and _are_people(rest[0]):
        places = next((part for part in rest if part.startswith("Author information")), "")
        fields |= _people(rest[0], _affiliations(places))
        rest = rest[1:]
    fields["abstract"] = "\n\n".join(part for part in rest if not _OTHERS.match(part))
    return fields


def _title(text: str) -> dict[str, str]:
    language = _LANGUAGE.search(text)
    title = text[: language.start()] if language else text
    return {"title": title, **(language.groupdict() if language else {})}


def _affiliations(text: str) -> dict[str, str]:
    """Return the institutions of "Author information:" by their numbers."""
    _, *parts = _PLACE.split(text)
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=False))


def _are_people(text: str) -> bool:
    """Return whether a text is a list of names; groups among them have names of any kind."""
    names = re.split(r"[,;] ", text.rstrip(". "))
    known = [name for name in names if _PERSON.fullmatch(name)]
    return len(known) * 2 > len(names) or text.startswith("[No authors listed]")


def _people(text: str, places: dict[str, str]) -> dict[str, Any]:
    """Read "Quillwater T(1), Brazdovec I(1)(2)."."""
    authors = []
    for part in re.split(r"[,;] ", text.rstrip(". ")):
        if part.startswith("[") or part == "et al":
            continue
        name, mark, numbers = part.partition("(")
        given = [places[n] for n in _PLACE.findall(mark + numbers) if n in places]
        authors.append({"name": name.rstrip("#*"), "affiliation": given})
    return {"authors": authors, "family_first": True}
