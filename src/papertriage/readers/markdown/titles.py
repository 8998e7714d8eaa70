"""The title of an entry in Markdown: which of its words it is, and what is not part of it."""

import re

from papertriage import dates
from papertriage.readers.lines.titles import bare_title
from papertriage.readers.markdown.inline import LINK, bold, links, plain, tidy, without_links
from papertriage.readers.pages.bylines import byline, goes_on, is_button
from papertriage.readers.pages.bylines import title_of as shown_title
from papertriage.text.people import ET_AL
from papertriage.text.stop_words import STOP_WORDS

VENUE = re.compile(
    rf"(?:^|[,.;:]? ?[\[(]?)(?P<venue>(?:[A-Z][\w/&+-]{{1,20}} ){{0,4}}(?!{dates.MONTH}\b)"
    r"(?:[A-Z][\w/&+-]{1,20}|arXiv)(?:[ '’,-]{1,2}(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d))"
    r"[\])]?[. ]{0,3}$"
)
_FAMILY = re.compile(
    r"(?!Nature|Science|Cell|Interspeech|Eurographics|Preprint|Neurocomputing|Findings|Sensors"
    r"|Bioinformatics)[A-Z][a-z]+ \d{4}$"
)
_ARXIV = re.compile(r"\s[\[(]arXiv(?:[: ]{1,2}\d{4}\.\d{4,5}(?:v\d)?)?[\])]$", re.IGNORECASE)
_CUT = re.compile(
    r"\[|\(https?:|\s[-–—|]\s|(?:,\s*|\s)(?<!\*)[*_](?![*_])|<br|\n|\s{2}"
    r"|\s\((?:[A-Z]|arXiv)[^()]{1,40}(?:19|20)\d\d\)(?=[,.;])"
)
_BEFORE = re.compile(
    r"(?:\W{0,4}(?:19|20)\d\d(?:[-./]\d{1,2}){0,2}\b[\])*_]{0,4}[:,\s]{0,4}"
    r"|[*_]{0,3}\[[^\[\]()]{1,40}\](?!\()[*_]{0,3}\s{0,2}|\([^()\[\]]{1,40}\)\s{1,2}){1,3}"
)
"""Dates and venues in brackets before a title."""
_HEADED = re.compile(
    r"[A-Z][\w'’-]{1,40}(?: et al\.?| (?:&|and) [A-Z][\w'’-]{1,40})?,? \(?(?:19|20)\d\d\)?"
    r" ?[:\u2013\u2014-] |\[[^][]{0,30}\b(?:19|20)\d\d\b[^][]{0,30}\]\s+(?=\w)"
)
"""People with a year, or a venue with its year, before the title in a heading."""
_QUOTED = re.compile(
    r"[\"“](?P<text>[^\"“”]{10,300})(?:(?<=[.,])[\"”]|[\"”](?=[\s,.]{0,4}(?:[\[(|;]|$)))"
)
_NICKNAME = re.compile(
    r"(?:\*\*|__)(?P<name>[^*_]{1,40})(?:\*\*|__)[:\uff1a]?\s{1,3}"
    r"(?P<title>[A-Z][^*_\[(<\n]{14,300})(?=[\[(<]|$)"
)
"""The name of a method in bold, and the title after it."""
_SHORT = re.compile(r"\*\*[^*\n]{4,100}\*\*(?=,|$)")
"""Bold words that a comma ends, as in daily lists, are a title even if they are one or two."""
_YEAR = re.compile(r"\W{0,3}\b(?:19|20)\d\d\W{0,3}$")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300})(?<=\S)\*(?![\w*])")
_MARKS = frozenset('*_<["“')
_AROUND = ' \t-–—:;,.|()+*•"“”'
_NO_NAMES = STOP_WORDS - {"and", "do"}
_OPEN = re.compile(r"\[[^\[\]]{1,300}$")
_GOES_ON_BELOW = re.compile(r"\s*(?:[a-z]|[(\[])[^\n]{0,300}\]\(")
"""A head whose link ends on the next line, and a line that goes on with a title."""
_REMARK = re.compile(
    r"(?:[Tt]his|[Tt]he) (?:is|repo|repository|code|paper|work|page|list|project)\b"
    r"|(?:[Oo]ur|[Rr]ead|[Ss]ee) (?:paper|work|code|more|our|the|also|here)\b"
    r"|(?:[Ww]e|[Pp]lease|[Cc]heck|[Aa]dd(?:ed)?|[Ff]or more|[Ii]f you|[Nn]ote that|[Hh]ere is)"
    r" (?=[a-z\[])|[Cc]ode (?:for|of|is)\b|[Oo]fficial [a-z]|[Ii]mplementation of\b"
)
"""How a remark about a link starts; a title does not."""
PICTURES = re.compile("^[\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff ]{1,8}")
_LONG = 8
"""Characters before a venue; with fewer, it is the title itself."""
LEAST_WORDS = 3
_MOST_NAME = 5
"""Words of a method's name, and of a first author with "et al."."""


def parted(line: str) -> list[str]:
    """Split a line of only a title and people: the title is bold, linked or in quotes.

    Any other line stays whole, without the signs of emphasis.
    """
    if _MARKS.isdisjoint(line):
        return [line]
    text = tidy(line)
    quoted = _QUOTED.search(text)
    linked = next((link.text for link in links(text)), "")
    title = bold(text) or linked or (quoted["text"] if quoted else "")
    words = plain(text)
    if not words:  # only tags
        return [words]
    if not shown_title(title) or (title.isascii() and len(title.split()) < LEAST_WORDS):
        return [_EMPHASIS.sub(r"\1", line)]
    before, _, behind = words.partition(title)
    around = [part for text in (before, behind) if (part := text.strip(_AROUND))]
    around = [part for part in around if not is_button(part)]
    return [title, *around] if all(map(byline, around)) else [_EMPHASIS.sub(r"\1", line)]


def titles_links(text: str) -> bool:
    """Return whether a line is a title and links of its paper, and nothing else."""
    text = tidy(text)
    first = LINK.search(text)
    if first is None:
        return False
    words = _bare(plain(text[: first.start()]).strip(" [(*"))
    rest = without_links(text[first.start() :])
    return _is_alone(words) and not any(map(str.isalpha, rest))


def _is_alone(words: str) -> bool:
    """Return whether words are a title, not a remark or people."""
    is_other = _REMARK.match(words) or goes_on(words) or ET_AL.search(words)
    is_whole = len(words.split()) > LEAST_WORDS and words[:1].isupper()
    return is_whole and not is_other and not _are_people(words)


def _are_people(words: str) -> bool:
    """Return whether words are names; titles such as "Kettles and Lids for Pots" are not."""
    return byline(words) is not None and _NO_NAMES.isdisjoint(words.split())


def completes(text: str) -> bool:
    """Return whether a line has only links, or people and links: its title is above it."""
    text = tidy(text)
    first = LINK.search(text)
    if first is None or any(map(str.isalpha, without_links(text[first.start() :]))):
        return False
    if any(len(link.text.split()) >= LEAST_WORDS for link in links(text)):
        return False
    words = plain(text[: first.start()]).strip(" .,[(*|")
    is_one = len(words.split()) <= _MOST_NAME and ET_AL.search(words) is not None
    return not any(map(str.isalpha, words)) or is_one or _are_people(words)


def is_title_line(text: str) -> bool:
    """Return whether a line of text is a title for the people and links below it."""
    return _is_alone(shown_title(_behind(_BEFORE, text).strip(" .")))


def _behind(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without what is before its title."""
    before = pattern.match(text)
    return text[before.end() if before else 0 :].strip()


def unwrapped(head: str, lines: list[str]) -> tuple[str, list[str]]:
    """Join a head that was wrapped, inside a link or before the links; return it and the rest."""
    while lines and (
        _OPEN.search(head) or (LINK.search(head) is None and _GOES_ON_BELOW.match(lines[0]))
    ):
        head, lines = f"{head.rstrip()} {lines[0].strip()}", lines[1:]
    return head, lines


def title_of(kind: str, head: str) -> str:
    """Return the title: a heading, bold words, a link's words, or the text before the links."""
    words = bold(head)
    if kind == "heading":
        words = bare_title(PICTURES.sub("", plain(head)))
        return "" if "://" in words else _bare(_behind(_HEADED, words))
    text = _behind(_BEFORE, head)
    if (named := _NICKNAME.match(text)) and _is_title_of(named):
        return _bare(plain(named["title"]))
    is_whole = len(words.split()) >= LEAST_WORDS or _SHORT.match(text) is not None
    if is_whole and not is_button(words):
        return _bare(words)
    is_remark = _REMARK.match(PICTURES.sub("", text)) is not None
    linked = _linked(head, text, is_remark=is_remark)
    return _before_links(text, is_remark=is_remark) if linked is None else linked


def _linked(head: str, text: str, *, is_remark: bool) -> str | None:
    """Return the words of a link that are a title, or those of a link that is all there is."""
    for link in links(head):
        is_title = len(link.text.split()) >= LEAST_WORDS and not link.is_code
        if is_title and not (is_remark and link.text[0].islower()):
            return link.text
    short = LINK.match(text)
    words = plain(short["text"]) if short else ""
    return ("" if is_button(words) else words) if short else None


def _before_links(text: str, *, is_remark: bool) -> str:
    """Return the words before the links, those in quotes if there are any."""
    if quoted := _QUOTED.search(text):
        return plain(quoted["text"]).rstrip(",.")
    words = plain(without_links(text[: _end(text)]))
    if ET_AL.search(_YEAR.sub("", words)):
        return next((link.text for link in links(text) if not is_button(link.text)), "")
    return "" if is_remark or is_button(words) else _bare(words)


def is_venue(text: str) -> bool:
    """Return whether a name and a year are a venue's, and not as in "(Okafor 2026)"."""
    return _FAMILY.match(text) is None


def _is_title_of(named: re.Match[str]) -> bool:
    """Return whether the text after bold words is the title of what they name."""
    title = named["title"].strip()
    is_long = len(title.split()) > LEAST_WORDS and len(named["name"].split()) <= _MOST_NAME
    return is_long and byline(title) is None and VENUE.search(title) is None


def _end(text: str) -> int:
    """Return where a title ends; a dash belongs to a short one that only names a method."""
    for cut in _CUT.finditer(text, 2):
        is_dash = cut[0].strip() in set("-–—")
        if not is_dash or len(text[: cut.start()].split()) >= LEAST_WORDS:
            return cut.start()
    return len(text)


def _bare(title: str) -> str:
    """Return a title without the venue and the punctuation after it."""
    title = _ARXIV.sub("", title)
    venue = VENUE.search(title)
    if venue and venue.start() > _LONG:
        title = title[: venue.start()]
    return bare_title(PICTURES.sub("", title).strip(" .,:;|-\u2013\u2014"))
