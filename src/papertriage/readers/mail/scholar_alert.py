"""Google Scholar's alert mails, and pages of results in the same format.

A title is a link with a class of its own. The line below it has authors, journal and year; below
that comes a snippet of the abstract.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import HtmlLine, lines_of, whole_text
from papertriage.text.addresses import keys_of, target

FORM = "scholar-alert"
TITLE = "gse_alrt_title"
_SNIPPET = "gse_alrt_sni"
_PARTS = re.compile(r" [-\u2013\u2014] ")
_YEAR = re.compile(r"(?:^|, ?)((?:1[89]|20)\d\d)\b[^,]{0,40}$")
_MORE = re.compile(r"[ ,]{0,3}(?:…|\.\.\.) ?$")


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read an alert's papers."""
    held: list[HtmlLine] = []
    for line in lines_of(whole_text(document)):
        if line.has(TITLE):
            yield from _record(held)
            held = []
        if held or line.has(TITLE):
            held.append(line)
    yield from _record(held)


def _record(lines: list[HtmlLine]) -> Iterator[Raw]:
    if not lines:
        return
    title, *rest = lines
    snippet = " ".join(line.text for line in rest if line.has(_SNIPPET))
    byline = next((line.text for line in rest[:1] if not line.has(_SNIPPET)), "")
    href = next(span.href for span in title.spans if TITLE in span.classes)
    url = target(href)
    fields: dict[str, Any] = {
        "title": "".join(span.text for span in title.spans if TITLE in span.classes),
        **_byline(byline),
        "abstract": snippet,
        "abstract_truncated": bool(snippet),
        "url": url,
        "names": keys_of(url),
    }
    yield Raw(
        form=FORM, line=title.at, fields={name: value for name, value in fields.items() if value}
    )


def _byline(text: str) -> dict[str, Any]:
    """Split "A Okafor, B Lind… - Journal of Pauses, 2026 - Odd Press"."""
    authors, *rest = _PARTS.split(text)
    source = rest[0] if rest else ""
    fields: dict[str, Any] = {"authors": authors}
    if year := _YEAR.search(source):
        fields["published"] = year[1]
        source = source[: year.start()]
    if source and not source.lower().startswith("arxiv preprint"):
        fields["venue"] = _MORE.sub("", source)
    found = re.search(r"arXiv: ?([\w./-]+)", text)
    if found:
        fields["arxiv"] = found[1]
    return fields
