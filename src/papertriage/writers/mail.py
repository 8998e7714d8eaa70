"""Reading lists as HTML for mail programs: no script, no style sheet, nothing to load.

Mail programs drop scripts and most of CSS, so each element has its own styles. A paper is
a paragraph: title, authors, the first sentence of the abstract, and why it is on the list.
"""

from collections.abc import Iterator
from html import escape

from papertriage.paper import Paper
from papertriage.report import Change, Entry, Report
from papertriage.text.clean import counted, safe
from papertriage.text.sentences import sentences, shorten
from papertriage.writers import phrases
from papertriage.writers.look import Look
from papertriage.writers.marks import short

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Reading lists</title>
</head>
<body style="max-width: 44em; font: 16px/1.4 sans-serif">
"""
_TAIL = "</body>\n</html>\n"
_DIM = "color: #767676; font-size: 14px"
"""A grey that can be read on white and on black: mail programs have dark modes."""
_AUTHORS = 6
"""Names that a paper is shown with before the rest is counted."""
_SENTENCE = 300
"""Characters of a first sentence."""


def write(report: Report, _look: Look) -> Iterator[str]:
    """Yield the page; nothing if nothing is listed, so that no mail is sent."""
    shown = [one for one in report.lists if one.entries]
    if not shown and not report.changed:
        return
    yield _HEAD
    for one in shown:
        yield f"<h2>{_text(one.name)}: {phrases.length(one, report)}</h2>\n"
        for heading, entry in phrases.headed(one.entries):
            if heading:
                yield f"<h3>{heading}</h3>\n"
            yield _entry(entry)
    if report.changed:
        papers = counted(len(report.changed), "paper")
        yield f"<h2>{phrases.CHANGED}: {papers}</h2>\n"
        yield from map(_changed, report.changed)
    yield _TAIL


def _entry(entry: Entry) -> str:
    star = phrases.STAR if entry.is_starred else ""
    why = phrases.in_words(entry.why)
    lines = [
        f"{short(entry.tag.score)} {star}<b>{_linked(entry)}</b>",
        _dim(" · ".join(filter(None, (*_about(entry.paper), *phrases.decisions(entry))))),
        _text(_first_sentence(entry.paper)),
        _dim(f"Why: {why}" if why else ""),
    ]
    return _paragraph(lines)


def _changed(change: Change) -> str:
    return _paragraph([f"<b>{_linked(change)}</b>", _dim(phrases.change(change))])


def _paragraph(lines: list[str]) -> str:
    text = "<br>\n".join(filter(None, lines))
    return f'<p style="margin: 0 0 1em">{text}</p>\n'


def _linked(entry: Entry | Change) -> str:
    title, address = _text(phrases.title(entry)), phrases.link(entry.paper)
    return f'<a href="{escape(address)}">{title}</a>' if address else title


def _about(paper: Paper) -> Iterator[str]:
    """Yield the authors, the date, and the category or venue."""
    names, more = phrases.first_authors(paper, _AUTHORS)
    if names and more:
        names.append(f"and {more} more")
    yield ", ".join(names) or phrases.authors(paper)
    yield safe(paper.date or "undated")
    yield phrases.place(paper)


def _first_sentence(paper: Paper) -> str:
    found = sentences(paper.abstract or "")
    if not found or len(found[0]) <= _SENTENCE:
        return found[0] if found else ""
    return shorten(found[0], _SENTENCE)


def _dim(text: str) -> str:
    return f'<span style="{_DIM}">{_text(text)}</span>' if text else ""


def _text(text: str) -> str:
    return escape(safe(text))
