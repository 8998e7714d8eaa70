"""Lists of references as papers and reference managers print them: numbered, APA, GB/T 7714, LaTeX.

A reference starts with its number, after an empty line, or on a line of its own. Its style shows
which words are authors, title, journal and year. If no style fits, only its identifiers are
taken; a reference without any is reported.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.markdown.inline import plain, tidy
from papertriage.readers.raw import Raw
from papertriage.readers.references.bibitems import bibitems, has_bibitems
from papertriage.readers.references.styles import fields_of
from papertriage.text.clean import snippet

FORM = "references"
_NUMBER = re.compile(
    r"\ufeff?\s{0,8}(?:\[[a-z]?(?P<sure>\d{1,6})[a-z]?\]|\(?(?P<bare>\d{1,6})[.)](?=\s))"
    r"(?:\s{0,8}(?=\S)|$)"
)
"""The number of a reference; without square brackets it may be a year or a page as well."""
_HEAD = re.compile(
    r"\W{0,8}(?:references?(?: list)?|citations?|bibliography|literature(?: cited)?|works cited"
    r"|参考文献|literatur(?:verzeichnis)?|références|bibliographie|referencias|(?:19|20)\d\d)\W{0,8}",
    re.IGNORECASE,
)
_AROUND = re.compile(r" {0,3}#{1,6}[ \t]|\s{0,8}(?:[-*_=]\s?){3,}$")
"""A heading or a rule in Markdown, between references."""
_BULLET = re.compile(r"[-*+\u2022]\s{1,9}(?=[^\W\d_a-z]|\[\d)")
_STARTS = ("\\bibitem", "\\begin{thebibliography}")
_MARKS = frozenset("*_<[`\\")
_LINK = re.compile(r"\S*://|(?:doi:)?10\.\d{4,9}/\S", re.IGNORECASE)
"""The last word of a reference that ends with its address or its DOI."""
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_LEAST = 0.6
"""Share of the entries that must read as references."""
_MOST_LEFT_OUT = 20
"""Numbers that a list may leave out."""
_LONGEST = 3000
"""Characters of one reference; the authors of a large collaboration may need more."""


def is_references(head: str, *, is_long: bool) -> bool:
    """Return whether a text is a list of references: most of its entries read as such."""
    lines = head.splitlines()
    cut = bibitems if has_bibitems(head) else _entries
    entries = [text for _, text in cut(enumerate(lines, 1))]
    if is_long:
        entries = entries[:-1]
    read = [fields for text in entries if _YEAR.search(text) and (fields := _fields(text))]
    known = sum(1 for fields in read if fields.keys() >= {"title", "authors"})
    has_head = any(_HEAD.fullmatch(line) for line in lines[:5])
    return known >= (1 if has_head else 2) and known >= _LEAST * len(entries)


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the references."""
    cut = bibitems if has_bibitems(document.head) else _entries
    if cut is bibitems and not document.head.lstrip().startswith(_STARTS):
        document.notes.append("only the bibliography of this document is read")
    for at, text in cut(document.lines()):
        if fields := _fields(text):
            yield Raw(form=FORM, line=at, fields=fields)
        else:
            reason = "no title or identifier found in this reference"
            yield Problem(source=document.name, line=at, reason=reason, snippet=snippet(text))


def _fields(text: str) -> dict[str, Any] | None:
    """Return the fields of a reference; below it EndNote's annotated style has the abstract."""
    reference, _, abstract = text.partition("\n")
    fields = fields_of(reference)
    if not abstract:
        return fields
    if fields and fields.keys() >= {"title", "venue"}:
        return fields | {"abstract": abstract}
    return fields_of(text)


def _entries(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield (line, text on one line) of each reference."""
    begin, parts = 0, list[str]()
    is_numbered = was_blank = False
    last = 0
    for at, marked in lines:
        if _AROUND.match(marked):
            was_blank = True
            continue
        text = marked if _MARKS.isdisjoint(marked) else plain(tidy(marked))
        line = text.strip("\ufeff \t\u00a0")
        if not line or _HEAD.fullmatch(line):
            was_blank = True
            continue
        if line[0] == line[-1] == '"' and len(line) > 2:  # a table of one column
            text = line = line[1:-1].replace('""', '"')
        if bullet := _BULLET.match(line):
            was_blank, line = True, line[bullet.end() :]
            text = line
        number = _number(text, last, parts)
        last = int(number["sure"] or number["bare"]) if number else last
        is_numbered = is_numbered or number is not None
        if number or not parts or (not is_numbered and _opens(text, parts, was_blank=was_blank)):
            if parts:
                yield begin, " ".join(parts)
            begin, parts = at, [text[number.end() :].strip() if number else line]
        elif sum(map(len, parts)) < _LONGEST:
            is_abstract = text[0] == "\t" and not is_numbered and _is_whole(parts)
            _join(parts, f"\n{line}" if is_abstract else line)
        was_blank = False
    if parts:
        yield begin, " ".join(parts)


def _number(text: str, last: int, parts: list[str]) -> re.Match[str] | None:
    """Return the number that opens a reference; a bare one must be the first or the next.

    After a complete reference some numbers may be left out, and Markdown may repeat the number 1.
    """
    found = _NUMBER.match(text)
    if not found or found["sure"] or not parts:
        return found
    number = int(found["bare"])
    is_near = last <= number <= last + _MOST_LEFT_OUT and _is_whole(parts)
    return found if number == last + 1 or is_near else None


def _opens(text: str, parts: list[str], *, was_blank: bool) -> bool:
    """Return whether a line without a number opens a reference: the one before is complete."""
    return was_blank or (not text[0].isspace() and _is_whole(parts))


def _is_whole(parts: list[str]) -> bool:
    """Return whether a reference may end here: it has a year, and nothing is open."""
    is_end = parts[-1].endswith((".", "/", ")")) or _LINK.match(parts[-1].rpartition(" ")[2])
    return bool(is_end) and _YEAR.search(" ".join(parts)) is not None


def _join(parts: list[str], line: str) -> None:
    """Add a further line; a word or an address that was broken across lines is joined."""
    last = parts[-1]
    if last.endswith("-") and last[-2:-1].isalpha() and line[:1].islower():
        parts[-1] = last[:-1] + line
    elif "://" in last.rpartition(" ")[2] and last.endswith(("/", "-", "_", "=")):
        parts[-1] = last + line
    else:
        parts.append(line)
