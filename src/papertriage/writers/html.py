"""Reading lists as one self-contained page for a browser.

The text is plain HTML, readable without the script, which adds search, filters, keys and copying. A
content security policy allows only our own style and script, by their hashes, so that nothing in
a paper could run even if it got past the escaping.
"""

import base64
import hashlib
from collections.abc import Iterator
from importlib import resources

import msgspec
from markupsafe import Markup

from papertriage import __version__
from papertriage.report import Entry, ReadingList, Report
from papertriage.text.clean import safe
from papertriage.text.json_out import dumps
from papertriage.writers import phrases
from papertriage.writers.bibtex import entry as bibtex
from papertriage.writers.listing import item_of
from papertriage.writers.look import Look
from papertriage.writers.page.rows import Record, Row, record, row
from papertriage.writers.page.weeks import HEIGHT, Dated, plot
from papertriage.writers.summary import summary

_PIECES = 200
"""Pieces of the template per write, as single pieces are a few bytes long."""
_BATCH = 10
"""Papers that a browser lays out together, once they become visible."""
_ACTING = ("<", ">", "&")


class _Section(msgspec.Struct, frozen=True):
    """A list on the page, with a line above its papers and one below them."""

    name: str
    lead: str
    note: str
    rows: list[Row]


class _Data(msgspec.Struct, frozen=True):
    """The data for the script: a record for each article, in the order of the page."""

    papers: list[Record]
    newest: str | None
    topic: str | None


def write(report: Report, look: Look) -> Iterator[str]:
    """Yield the page; it has no date of its own, so the same report gives the same page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    template = environment.from_string(_asset("page.html.j2"))
    stream = template.stream(_content(report, look))
    stream.enable_buffering(_PIECES)
    yield from stream
    yield "\n"


def _content(report: Report, look: Look) -> dict[str, object]:
    """Return the variables of the template."""
    topics = _topics(report)
    sections, records = _sections(report, topics, look)
    days = [item.first for item in records if item.first]
    style, script = _asset("style.css"), _asset("page.js")
    return {
        "policy": _policy(style, script),
        "style": Markup(style),  # noqa: S704 - ours, from the package
        "script": Markup(script),  # noqa: S704 - ours, from the package
        "data": Markup(_data(_Data(records, max(days, default=None), _topic(report)))),  # noqa: S704 - escaped for a script
        "version": __version__,
        "name": safe(report.lists[0].name) if len(report.lists) == 1 else "Reading lists",
        "sections": sections,
        "changed_name": phrases.CHANGED,
        "changed": [
            (phrases.title(one), phrases.link(one.paper), phrases.change(one))
            for one in report.changed
        ],
        "star": phrases.STAR,
        "batch_size": _BATCH,
        "shown": len(records),
        "papers": report.papers,
        "topics": [safe(name) for name in topics],
        "plot": plot([Dated(_day(item), item.topics) for item in records], topics),
        "height": HEIGHT,
        "first": min(days, default=None),
        "newest": max(days, default=None),
        "least": int(report.min_score * 100),
    }


def _topic(report: Report) -> str | None:
    """Return the topic on whose list the page decides; None if there are several."""
    topics = report.lists[0].topics if len(report.lists) == 1 else []
    return topics[0] if len(topics) == 1 else None


def _topics(report: Report) -> dict[str, int]:
    """Number all topics on the page, those of the lists first."""
    names = [topic for one in report.lists for topic in one.topics]
    for one in report.lists:
        for entry in one.entries:
            names += [tag.topic for tag in (entry.tag, *entry.also)]
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _sections(
    report: Report, topics: dict[str, int], look: Look
) -> tuple[list[_Section], list[Record]]:
    sections: list[_Section] = []
    records: list[Record] = []
    for one, line in zip(report.lists, summary(report, legend=False), strict=True):
        name, near = safe(one.name), [entry for entry in one.entries if entry.near]
        for entries, heading, lead, note in (
            (
                [entry for entry in one.entries if not entry.near],
                name,
                "",
                _without_name(one, line),
            ),
            (near, f"{name}: near", phrases.near_heading(near).removeprefix("near, "), ""),
        ):
            rows = []
            for entry in entries:
                rows.append(row(entry, len(records), report, explain=look.explain))
                records.append(record(entry, topics, _bibtex(entry)))
            if rows:
                sections.append(_Section(heading, lead, note, rows))
    return sections, records


def _bibtex(entry: Entry) -> str:
    """Return the entry of ``-f bibtex`` without the abstract, which is on the page already."""
    brief = msgspec.structs.replace(entry.paper, abstract=None)
    return bibtex(item_of(msgspec.structs.replace(entry, paper=brief)))


def _without_name(one: ReadingList, line: str) -> str:
    """Return the line of counts without the list's name, which heads the section."""
    return line.removeprefix(f"{safe(one.name)}: ")


def _day(item: Record) -> str | None:
    return item.first if item.first == item.last else None


def _policy(style: str, script: str) -> str:
    """Return the content security policy (W3C CSP 3): nothing but these two texts."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(data: _Data) -> str:
    """Return JSON that cannot end its script element."""
    text = dumps(data)
    for char in _ACTING:
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _asset(name: str) -> str:
    folder = resources.files("papertriage") / "data" / "page"
    return (folder / name).read_text("utf-8")
