"""One paper whole, for a terminal: all that is known, and why it has its tags."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from papertriage.paper import Paper
from papertriage.report import Mark
from papertriage.text.clean import safe
from papertriage.writers import cells, phrases
from papertriage.writers.explain import arithmetic
from papertriage.writers.look import Look
from papertriage.writers.marks import bar, short, shown

_LABEL = 10
_SHARE = 8  # where the words behind a share begin, indent and all
_AUTHORS = 20
_DAYS = 10
_NARROWEST = 40


def show(
    paper: Paper,
    look: Look,
    *,
    headline: str | None = None,
    marks: Sequence[Mark] = (),
    listed: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the lines of a paper, wrapped to the look's width.

    Args:
        paper: the paper, with its tags if it has any.
        look: width and ASCII; the text has no colour.
        headline: what stands for a missing title.
        marks: what users decided on it, the present user first.
        listed: the days on which it was listed, ISO, oldest first.
    """
    name = paper.title or f"≈ {headline or 'neither title nor abstract'}"
    lines = [*_wrap(name, look), *_wrap(paper.id, look), ""]
    for label, texts in [*_memory(marks, listed), *_facts(paper)]:
        lines += _block(label, texts, look)
    for paragraph in (paper.abstract or "").split("\n\n"):
        lines += ["", *_wrap(paragraph, look)] if paragraph.strip() else []
    if paper.abstract_truncated:
        lines.append("(the source cut the abstract here)")
    lines += _tags(paper, look)
    for line in lines:
        yield line.rstrip() + "\n"


def _wrap(text: str, look: Look, indent: int = 0) -> Iterator[str]:
    room = max(look.width, _NARROWEST) - indent
    return cells.wrap(shown(safe(text), unicode=look.unicode), room)


def _memory(marks: Sequence[Mark], listed: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what users decided on the paper, and when it was shown."""
    yield "mark", [f"{phrases.decision(mark)}, {phrases.when(mark)}" for mark in marks]
    yield "note", [safe(mark.note) for mark in marks if mark.note]
    days = [safe(day) for day in dict.fromkeys(listed)]
    yield "listed", [", ".join(days[-_DAYS:])] if days else []


def _facts(paper: Paper) -> Iterator[tuple[str, list[str]]]:
    """Yield labels with their texts, each text a paragraph of its own; empty ones stay out."""
    dates = [
        f"{name} {safe(day)}"
        for name in ("published", "announced", "updated")
        if (day := getattr(paper, name))
    ]
    if dates and paper.date_inferred:
        dates[0] += " (year deduced)"
    yield "status", [safe(paper.status)] if paper.status else []
    yield "authors", [_authors(paper)]
    yield "dates", [", ".join(dates)]
    yield "venue", [_joined(paper, "venue", "journal_ref", "volume", "issue", "page", "publisher")]
    yield "in", [", ".join(safe(one) for one in paper.categories)]
    yield "comment", [safe(paper.comment or "")]
    yield "ids", [f"{safe(kind)}:{safe(value)}" for kind, value in paper.ids.items()]
    links = (
        phrases.link(paper),
        *map(phrases.web, (paper.url, paper.pdf_url, paper.code_url, paper.project_url)),
        phrases.search(paper),
    )
    yield "links", [link for link in dict.fromkeys(links) if link]
    yield "keywords", [", ".join(safe(word) for word in paper.keywords)]
    yield "metrics", [", ".join(f"{safe(name)} {value}" for name, value in paper.metrics.items())]
    yield "events", [safe(f"{event.type} {event.date or ''}") for event in paper.events]
    yield "sources", [f"{safe(one.name)} ({safe(one.form)})" for one in paper.sources]
    yield "also", [f"{safe(name)}: {_plain(value)}" for name, value in paper.extra.items()]


def _authors(paper: Paper) -> str:
    total = max(paper.author_count or 0, len(paper.authors))
    if not paper.authors:
        return phrases.authors(paper)
    names = ", ".join(safe(author.name) for author in paper.authors[:_AUTHORS])
    more = total - min(len(paper.authors), _AUTHORS)
    return f"{names} and {more} more" if more else names


def _joined(paper: Paper, *fields: str) -> str:
    """Return what is known of some fields; those whose bare value says nothing are named."""
    bare = {"venue", "journal_ref", "publisher"}
    parts = ((name, safe(getattr(paper, name) or "")) for name in fields)
    return ", ".join(value if name in bare else f"{name} {value}" for name, value in parts if value)


def _plain(value: Any) -> str:
    return safe(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _block(label: str, texts: list[str], look: Look) -> Iterator[str]:
    """Yield a label with its texts beside it."""
    for text in texts:
        for line in _wrap(text, look, _LABEL):
            yield f"{label:<{_LABEL}}{line}"
            label = ""


def _tags(paper: Paper, look: Look) -> Iterator[str]:
    if paper.tags is None:
        yield from ("", "not tagged yet")
        return
    for tag in sorted(paper.tags, key=lambda tag: (-tag.score, tag.topic)):
        drawn = bar(tag.score, 6, unicode=look.unicode)
        yield from ("", *_wrap(f"{tag.topic} {short(tag.score)} {drawn}", look))
        for part in arithmetic(tag):
            for number, line in enumerate(_wrap(part, look, _SHARE)):
                yield " " * (_SHARE if number else 2) + line
