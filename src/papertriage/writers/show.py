"""Everything about one paper, for a terminal: what is known of it, and why it has its tags."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from papertriage.paper import HEADLINE_MARK, Field, Paper
from papertriage.report import ON_TOPIC, Mark
from papertriage.text.clean import safe
from papertriage.writers import cells, phrases
from papertriage.writers.explain import arithmetic, short_sum
from papertriage.writers.look import Look
from papertriage.writers.marks import bar, short, shown
from papertriage.writers.page.marked import Spot, keywords, spots
from papertriage.writers.paint import Line, linked, painter

Origins = Sequence[tuple[str, list[str]]]

_LABEL = 10
_SHARE = 8  # where the words behind a share begin, indent and all
_HANGING = 2
_AUTHORS = 20
_MOST_AUTHORS = 4
"""Authors that the line below the title names."""
_DAYS = 10
_NARROWEST = 40


def show(
    paper: Paper,
    look: Look,
    *,
    headline: str | None = None,
    marks: Sequence[Mark] = (),
    listed: Sequence[str] = (),
    records: Origins = (),
) -> Iterator[str]:
    """Yield the lines of a paper, wrapped to the look's width.

    Args:
        paper: the paper, with its tags if it has any.
        look: how it is drawn; with `explain` each score is added up part by part.
        headline: what is shown for a missing title.
        marks: what users decided on it, the current user first.
        listed: the days on which it was listed, ISO, oldest first.
        records: the source of each record, with the fields that come from it.
    """
    paint = painter(look)
    address = phrases.link(paper)
    name = paper.title or f"{HEADLINE_MARK}{headline or 'neither title nor abstract'}"
    style = linked("bold" if paper.title else "italic", address)
    lines = _marked(name, paper, "title", look, style)
    lines += [[(line, linked("dim", address))] for line in _wrap(_byline(paper), look)]
    for label, texts in _memory(marks, listed):
        lines += _block(label, texts, look, "yellow" if label == "mark" else "")
    for paragraph in (paper.abstract or "").split("\n\n"):
        if paragraph.strip():
            lines += [[], *_marked(paragraph, paper, "abstract", look)]
    if paper.abstract_truncated:
        lines.append([("(the source cut the abstract here)", "dim")])
    lines += [*_tags(paper, look), []]
    for label, texts in _facts(paper, records):
        lines += _block(label, texts, look)
    yield from map(paint, lines)


def _byline(paper: Paper) -> str:
    parts = (
        phrases.authors(paper, most=_MOST_AUTHORS),
        safe(paper.date or "undated"),
        phrases.place(paper),
        safe(paper.id),
    )
    return " · ".join(part for part in parts if part)


def _wrap(text: str, look: Look, indent: int = 0) -> Iterator[str]:
    room = max(look.width, _NARROWEST) - indent
    return cells.wrap(shown(safe(text), unicode=look.unicode), room)


def _marked(text: str, paper: Paper, field: Field, look: Look, style: str = "") -> list[Line]:
    """Wrap a text and underline the keywords of its topics."""
    whole = " ".join(shown(safe(text), unicode=look.unicode).split())
    on_topic = [tag for tag in paper.tags or () if tag.score >= ON_TOPIC]
    found = spots(whole, {k: v for tag in on_topic for k, v in keywords(tag, field).items()})
    word, _, address = style.partition(" ")
    lines = []
    start = 0
    for line in _wrap(text, look):
        start = whole.index(line, start)
        lines.append(
            [
                (piece, linked(f"{word}+underline".strip("+") if is_found else word, address))
                for piece, is_found in _pieces(whole, start, start + len(line), found)
            ]
        )
        start += len(line)
    return lines


def _pieces(text: str, start: int, end: int, found: Sequence[Spot]) -> Iterator[tuple[str, bool]]:
    """Yield a part of a text in pieces, each with whether it is evidence."""
    at = start
    for spot in found:
        first, last = max(spot.first, start), min(spot.last, end)
        if first < last:
            yield text[at:first], False
            yield text[first:last], True
            at = last
    yield text[at:end], False


def _memory(marks: Sequence[Mark], listed: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what users decided on the paper, and when it was shown."""
    yield "mark", [f"{phrases.decision(mark)}, {phrases.when(mark)}" for mark in marks]
    yield "note", [safe(mark.note) for mark in marks if mark.note]
    days = [safe(day) for day in dict.fromkeys(listed)]
    yield "listed", [", ".join(days[-_DAYS:])] if days else []


def _facts(paper: Paper, records: Origins) -> Iterator[tuple[str, list[str]]]:
    """Yield labels with their texts, each text a paragraph of its own; empty ones stay out."""
    dates = [
        f"{name} {safe(day)}"
        for name in ("published", "announced", "updated")
        if (day := getattr(paper, name))
    ]
    if dates and paper.date_inferred:
        dates[0] += " (year deduced)"
    yield "status", [safe(paper.status)] if paper.status else []
    yield "authors", [_authors(paper)] if paper.authors else []
    yield "dates", [", ".join(dates)]
    yield "venue", [_joined(paper, "venue", "journal_ref", "volume", "issue", "page", "publisher")]
    yield "in", [", ".join(safe(one) for one in paper.categories)]
    yield "comment", [safe(paper.comment or "")]
    yield "ids", [f"{safe(kind)}:{safe(value)}" for kind, value in paper.ids.items()]
    links = (
        phrases.link(paper),
        *map(phrases.web, (paper.url, paper.pdf_url, paper.code_url, paper.project_url)),
    )
    yield "links", [link for link in dict.fromkeys(links) if link]
    if phrases.search(paper):
        yield "page", [f"not known; papertriage open {safe(paper.id)} searches arXiv for the title"]
    yield "keywords", [", ".join(safe(word) for word in paper.keywords)]
    yield "metrics", [", ".join(f"{safe(name)} {value}" for name, value in paper.metrics.items())]
    yield "events", [safe(f"{event.type} {event.date or ''}") for event in paper.events]
    if len(records) > 1:
        yield "records", [*_records(paper, records)]
    else:
        yield "sources", [f"{safe(one.name)} ({safe(one.form)})" for one in paper.sources]
    yield "also", [f"{safe(name)}: {_plain(value)}" for name, value in paper.extra.items()]


def _records(paper: Paper, records: Origins) -> Iterator[str]:
    """Yield how many records the paper has, and what it has from each where they differ."""
    yield f"{len(records)} · papertriage duplicates {safe(paper.id)}"
    for source, fields in records:
        yield safe(source) + (f": {', '.join(fields)}" if fields else "")


def _authors(paper: Paper) -> str:
    names, more = phrases.first_authors(paper, _AUTHORS)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _joined(paper: Paper, *fields: str) -> str:
    """Return what is known of some fields; those whose bare value says nothing are named."""
    bare = {"venue", "journal_ref", "publisher"}
    parts = ((name, safe(getattr(paper, name) or "")) for name in fields)
    return ", ".join(value if name in bare else f"{name} {value}" for name, value in parts if value)


def _plain(value: Any) -> str:
    return safe(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _block(label: str, texts: Sequence[str], look: Look, style: str = "") -> Iterator[Line]:
    """Yield a label with its texts beside it; each line of a long address links to the whole."""
    for text in texts:
        address = phrases.web(text)
        for line in _wrap(text, look, _LABEL):
            yield [(f"{label:<{_LABEL}}", "dim"), (line, linked(style, address))]
            label = ""


def _tags(paper: Paper, look: Look) -> Iterator[Line]:
    """Yield why the paper is on each topic, or not."""
    if paper.tags is None:
        yield from ([], [("not tagged yet", "dim")])
        return
    for tag in sorted(paper.tags, key=lambda tag: (-tag.score, tag.topic)):
        yield []
        if not look.explain:
            first, *more = _wrap(short_sum(tag), look, _HANGING)
            end = len(shown(safe(tag.topic), unicode=look.unicode))
            yield [(first[:end], "cyan"), (first[end:], "")]
            yield from ([(" " * _HANGING + line, "")] for line in more)
            continue
        drawn = bar(tag.score, 6, unicode=look.unicode)
        yield from (
            [(line, "cyan")] for line in _wrap(f"{tag.topic} {short(tag.score)} {drawn}", look)
        )
        for part in arithmetic(tag):
            for number, line in enumerate(_wrap(part, look, _SHARE)):
                yield [(" " * (_SHARE if number else _HANGING) + line, "")]
