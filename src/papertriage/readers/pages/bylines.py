"""The lines of a copied page: the authors below a title, buttons, and the title itself."""

import re
from typing import NamedTuple

from papertriage.readers.lines.titles import bare_title
from papertriage.text.people import (
    OTHERS,
    is_east_asian,
    is_initials,
    is_organization,
    is_particle,
)
from papertriage.text.spelling import word_set

_LABEL = re.compile(r"(?:authors?|by)\s*:\s*|by\s+(?=[A-Z])", re.IGNORECASE)
_AFFILIATION = re.compile(r" ?\([^()]{1,200}\)")
_MARK = re.compile(
    r"(?<=[^\W\d_])[.]?[ ]?\d{1,2}(?:, ?\d{1,2})*(?![^\W_])"
    r"|[*\u00b9\u00b2\u00b3\u2070-\u2079\u2217\u2020\u2021\u00a7\u00b6]"
)
"""The mark of a footnote after a name."""
MORE = re.compile(r",? ?\+\d{1,4} authors?")
"""How Semantic Scholar leaves authors out, before the last one."""
_BETWEEN = re.compile(r"[,;\u00b7\u2022|\u3001]| (?:and|&) ")
_AND = re.compile(r"^(?:and|&) ")
_PARTS = re.compile(r" [-\u2013\u2014\u2022|] ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LETTERS = re.compile(r"[^\W\d_][^\W\d_.'\u2019\u2010-]*(?:[.'\u2019\u2010-][^\W\d_]*)*")
_MOST_WORDS = 5
_MOST_BODY = 8
"""Words of a person's name, and of an organization's."""
_NO_NAME = word_set("no_names")
_BUTTONS = (
    r"pdf|html(?: \(experimental\))?|ps"
    r"|bib|bibtex|abs|abstract|supp|supplementary(?: material)?|arxiv|code|data|video"
    r"|poster|slides|project(?: page)?|openreview|doi|cite|save|share|alert|expand|copy|download"
    r"|export|view|free article|review|full text|add to library|show details|other|new|back"
    r"|cited by \d+|related articles|all \d+ versions|view as html|web of science: \d+|\d+"
    r"|citation|book|[bc]|(?:[\w-]{1,30}\.){1,3}(?:com|org|edu|net|gov|io)"
    r"|(?:[\w.-]{1,30} )?paper|paper link|github|page|home ?page|link|url|here|website|demo|dataset"
    r"|blog|model|official|pytorch|tensorflow|论文(?:原文|链接|地址)?|原文|代码|链接|主页"
)
_BUTTON = re.compile(
    rf"\W{{0,9}}(?:[\[(]?(?:{_BUTTONS})(?!\w)[\])]?[\s,|\u00b7\u2022/]*)++\W{{0,9}}",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"(?:\[(?:pdf|html|book|citation|b|c|[ x]|\d{4}\.\d{5}(?:v\d+)?)\] ?"
    r"|\*{1,8} (?:TODO |DONE )?"
    r"|\d\d?[:.]\d\d(?: ?[ap]m)?(?: ?[-\u2013\u2014] ?\d\d?[:.]\d\d(?: ?[ap]m)?)?:? +)+",
    re.IGNORECASE,
)
"""What a page of results, or a programme, writes before a title."""
_NO_TITLE = re.compile(
    r"https?://|@|view a pdf of|(?:abstract|e-?mail|doi|chair|session|posted|published)\b ?:?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:about|and|at|for|from|in|is|of|on|our|paper|read|see|the|to|with)$")
_STOP = re.compile(r"(?<!\bvs)(?<!\b[A-Z])\. (?=\S)")
"""The end of a sentence, not that of "vs." or of an initial as in "E. coli"."""
_LONGEST = 300
_LONGEST_LINE = 4000
_LEAST_LETTERS = 8


class Byline(NamedTuple):
    """The authors that a line names.

    Attributes:
        authors: their names as the line has them, without footnotes and affiliations.
        rest: what follows them on the line: journal, date, site.
        is_sure: the line names several people, or says that it does.
    """

    authors: str
    rest: str
    is_sure: bool


def byline(text: str) -> Byline | None:
    """Return the authors that a line names; None if it is not a list of names."""
    if not text or len(text) > _LONGEST_LINE or is_button(text):
        return None
    label = _LABEL.match(text)
    text = MORE.sub(",", text[label.end() :] if label else text)
    if count := _people(bare := _without_marks(text)):
        return Byline(bare, "", count > 1 or label is not None)
    first, *rest = _PARTS.split(text, maxsplit=1)
    if rest and _YEAR.search(rest[0]) and _people(bare := _without_marks(first)):
        return Byline(bare, rest[0], is_sure=True)
    return None


def _without_marks(text: str) -> str:
    text = _MARK.sub("", _AFFILIATION.sub("", text)).strip(" .,;")
    return OTHERS.sub("", text).strip(" ,;")


def _people(text: str) -> int:
    """Return how many people a text names; 0 if any part is not a name."""
    parts = (_AND.sub("", part.strip()) for part in _BETWEEN.split(text))
    words = [words for part in parts if (words := part.split())]
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if pairs and all(all(map(is_initials, given)) for _, given in pairs):
        if all(all(map(is_initials, family)) for family, _ in pairs):
            return 0  # "CMU & PKU"
        words = [[*family, *given] for family, given in pairs]
    people = [part for part in words if _is_name(part)]
    bodies = [part for part in words if part not in people and _is_body(part)]
    return len(words) if people and len(people) + len(bodies) == len(words) else 0


def _is_name(words: list[str]) -> bool:
    """Return whether words are a person's name: capitalised, but for particles."""
    if len(words) == 1 and is_east_asian(words[0]):
        return 2 <= len(words[0]) <= _MOST_WORDS
    return (
        1 < len(words) <= _MOST_WORDS
        and all(map(_LETTERS.fullmatch, words))
        and all(word[0].isupper() or is_particle(word.capitalize()) for word in words)
        and any(word[0].isupper() and len(word) > 1 for word in words)
        and _NO_NAME.isdisjoint([*words, *map(str.lower, words)])
        and not is_organization(" ".join(words))
    )


def _is_body(words: list[str]) -> bool:
    return (
        len(words) <= _MOST_BODY
        and all(map(_LETTERS.fullmatch, words))
        and is_organization(" ".join(words))
    )


def is_button(text: str) -> bool:
    """Return whether a line consists of a page's buttons: ``[pdf] [supp]``, ``Cite``."""
    return len(text) < _LONGEST and _BUTTON.fullmatch(text) is not None


def goes_on(text: str) -> bool:
    """Return whether text is a remark about the link or the address after it."""
    return _GOES_ON.search(text) is not None


def title_of(text: str) -> str:
    """Return the title that a line may be, without number and badge; else an empty text."""
    title = bare_title(text).strip()
    badge = _BADGE.match(title)
    title = title[badge.end() :] if badge else title
    letters = sum(map(str.isalpha, title))
    is_title = letters >= _LEAST_LETTERS and len(title) <= _LONGEST and not _STOP.search(title)
    is_cut = title.endswith(("\u2026", "..."))
    is_other = (
        is_cut or is_button(title) or _NO_TITLE.match(title) or title[:1] == "[" or " > " in title
    )
    return title if is_title and not is_other else ""
