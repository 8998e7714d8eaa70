"""Alert mails and pages that link each paper: Semantic Scholar's, bioRxiv's, PubMed's, journals'.

No two services write the same HTML, but all of them link a title to an address that names the
paper. Below the title stand its people, where and when it appeared, and perhaps its abstract.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage import dates
from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import HtmlLine, lines_of, page_text
from papertriage.text.addresses import ids_of, target

FORM = "alert"
_LEAST_WORDS = 3
_BUTTON = re.compile(
    r"(?:view|read|see|show|open|download|full|get|go to|manage|save|share|cite|unsubscribe|browse"
    r"|create|edit|more)\b.{0,40}|.{0,40}\b(?:in your browser|full text|references|archive)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*\[?\d{1,3}[.):\]]\s*$")
_PARTS = re.compile(r" ?[·|•] ?")
_DAY = re.compile(
    rf"\b(?:\d{{1,2}} {dates.MONTH},? \d{{4}}|{dates.MONTH} \d{{1,2}}, \d{{4}}"
    rf"|\d{{4}}[-/]\d\d[-/]\d\d|{dates.MONTH} \d{{4}}|\d{{4}} {dates.MONTH}(?: \d{{1,2}})?"
    r"|(?:19|20)\d\d)\b"
)
_ID = re.compile(
    r"(?:\bdoi:?\s*|\barXiv:\s*|https?://(?:[\w-]{1,30}\.){0,3}doi\.org/)\S+|\bPMID:?\s*\d+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…][\"'”)]?$")
_BETWEEN = re.compile(r" ?[,;·•] ?| (?:and|&) ")
_ET_AL = re.compile(r"[ ,]{0,3}(?:\bet al\.?|…|\.\.\.|\+\d+ authors?|and \d+ (?:more|others))$")
_FOOT = re.compile(
    r"(?:unsubscribe|you (?:are|received|have|can)|manage|copyright|©|to stop"
    r"|this (?:e-?mail|message))\b",
    re.IGNORECASE,
)
_MOST_WORDS = 6
"""Words of a person's name."""
_FIELDS_OF_STUDY = frozenset({
    "Agricultural and Food Sciences", "Art", "Biology", "Business", "Chemistry",
    "Computer Science", "Economics", "Education", "Engineering", "Environmental Science",
    "Geography", "Geology", "History", "Law", "Linguistics", "Materials Science", "Mathematics",
    "Medicine", "Philosophy", "Physics", "Political Science", "Psychology", "Sociology",
})  # fmt: skip
"""What Semantic Scholar puts in the place of a journal."""
_LONG = 80
"""Characters from which a line below a title is its abstract."""


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers that a mail or a page links."""
    held: list[HtmlLine] = []
    last: dict[str, str] = {}
    for line in lines_of(page_text(document)):
        ids = title_ids(line)
        if ids and ids != last:
            yield from _record(held, last)
            held, last = [], ids
        if held or ids:
            held.append(line)
    yield from _record(held, last)


def links_papers(head: str) -> bool:
    """Tell whether a text of HTML links titles to papers."""
    return any(map(title_ids, lines_of(head)))


def title_ids(line: HtmlLine) -> dict[str, str]:
    """Return the identifier that a line links a title to; nothing if it is no such line."""
    for href in dict.fromkeys(span.href for span in line.spans if span.href):
        text = "".join(span.text for span in line.spans if span.href == href).strip()
        if len(text.split()) < _LEAST_WORDS or "://" in text or _BUTTON.fullmatch(text):
            continue
        if ids := ids_of(target(href)):
            return ids
    return {}


def _record(lines: list[HtmlLine], ids: dict[str, str]) -> Iterator[Raw]:
    if not lines:
        return
    title, *rest = lines
    href, text = _link(title, ids)
    fields: dict[str, Any] = {**ids, "title": text, "url": target(href)}
    below = title.text.partition(text)[2].strip(" .,-–—|·")
    for line in filter(None, [below, *(line.text for line in rest)]):
        if _ends(line):
            break
        _take(fields, line)
    yield Raw(form=FORM, line=title.at, fields=fields)


def _link(line: HtmlLine, ids: dict[str, str]) -> tuple[str, str]:
    """Return the address and the words of the link that names the paper."""
    href = next(span.href for span in line.spans if ids_of(target(span.href)) == ids)
    words = "".join(span.text for span in line.spans if span.href == href)
    return href, " ".join(words.split())


def _ends(line: str) -> bool:
    """Tell a mail's foot from what is said of its last paper."""
    return _FOOT.match(line) is not None


def _take(fields: dict[str, Any], line: str) -> None:
    """Take a line below a title for what it says: people, place and day, identifiers, abstract."""
    if _BUTTON.fullmatch(line) or _NUMBER.match(line):
        return
    names = _ID.findall(line)
    fields.setdefault("names", []).extend(name.rstrip(".,;") for name in names)
    day = _DAY.search(line)
    is_text = not names and _SENTENCE.search(line) and (len(line) >= _LONG or not day)
    if not fields.keys() & {"authors", "abstract", "published"} and is_people(line):
        fields["authors"] = line.rstrip(".")
    elif is_text:
        fields["abstract"] = f"{fields['abstract']}\n{line}" if "abstract" in fields else line
    elif names or day:
        fields.setdefault("published", day and day[0])
        if venue := _venue(line):
            fields.setdefault("venue", venue)


def is_people(text: str) -> bool:
    """Tell whether a line is a list of names: each of few words, all of them capital but "van"."""
    text = _ET_AL.sub("", text.rstrip(". "))
    parts = [part.split() for part in _BETWEEN.split(text) if part.strip()]
    return (
        bool(parts)
        and (len(parts) > 1 or len(parts[0]) > 1)
        and not any(map(str.isdigit, text))
        and all(
            len(words) <= _MOST_WORDS
            and any(word[0].isupper() or not word[0].isascii() for word in words)
            and all(word[0].isupper() or not word.isascii() or len(word) <= 3 for word in words)
            for words in parts
        )
    )


def _venue(line: str) -> str | None:
    """Return where a paper appeared: what stands before the day, but no field of study."""
    parts = _PARTS.split(line)
    at = next((index for index, part in enumerate(parts) if _DAY.search(part)), 0)
    text = parts[at - 1] if at else re.split(r"\d|doi:", parts[0], maxsplit=1)[0]
    text = re.sub(rf"\b{dates.MONTH}\s*$", "", text).strip(" .,;:([")
    return text if text and text not in _FIELDS_OF_STUDY and len(text.split()) <= 12 else None
