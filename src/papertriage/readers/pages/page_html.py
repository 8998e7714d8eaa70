"""A page saved as HTML as the lines of its text, each paper's address on a line of its own.

Pages of proceedings, OpenReview or PubMed link their papers by addresses without a host; where
the page was saved from says which one it is.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from papertriage.readers.pages.bylines import byline, title_of
from papertriage.readers.xml.html_lines import HtmlLine, lines_of
from papertriage.text.addresses import is_paper, target

_HTML = re.compile(
    r"\ufeff?\s{0,99}(?:<!--[^<>]{0,500}-->\s{0,99})?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 3
_SAVED_FROM = re.compile(
    r"saved from url=\(\d{1,5}\)(https?://[^\s<>]{4,2000})"
    r"|<link rel=\"canonical\" href=\"(https?://[^\"<>]+)\"",
    re.IGNORECASE,
)


def is_html(head: str) -> bool:
    """Return whether a text is a page of HTML."""
    return _HTML.match(head) is not None


def page_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of a page's visible lines; below each the papers that it links."""
    found = _SAVED_FROM.search(text)
    base = next(filter(None, found.groups()), "") if found else ""
    for line in lines_of(text):
        yield from ((line.at, part) for part in _parts(line))
        for href in dict.fromkeys(span.href for span in line.spans if span.href):
            url = _joined(base, href)
            if is_paper(url):
                yield line.at, url


def _joined(base: str, href: str) -> str:
    try:
        return target(urljoin(base, href))
    except ValueError:  # not a valid address
        return href


def _parts(line: HtmlLine) -> list[str]:
    """Split a line around a linked title, and after the authors in its first piece."""
    text = _text(line)
    for href in dict.fromkeys(span.href for span in line.spans if span.href):
        title = " ".join("".join(span.text for span in line.spans if span.href == href).split())
        if len(title.split()) >= _LEAST_WORDS and title_of(title):
            before, _, after = text.partition(title)
            return [part for part in (before.strip(), title, after.strip()) if part]
    first = " ".join(line.spans[0].text.split())
    if byline(first) and not byline(text):
        return [first, text.removeprefix(first).strip()]
    return [text]


def _text(line: HtmlLine) -> str:
    """Return a line's words; pieces of different classes are separate, as on the page."""
    parts: list[str] = []
    for before, span in zip([line.spans[0], *line.spans], line.spans, strict=False):
        parts += [" ", span.text] if before.classes != span.classes else [span.text]
    return " ".join("".join(parts).split())
