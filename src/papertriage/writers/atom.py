"""An Atom feed (RFC 4287) of a list or a library, for feed readers.

Ids are UUIDs of names (RFC 9562, version 5), so a paper keeps its id in every feed. A day is
midnight UTC, and a partial date means its first day. Undated papers are dated 1970, because the
time of writing would turn old papers into new entries.
"""

import uuid
from collections.abc import Iterator
from html import escape

from papertriage import dates
from papertriage.paper import Paper
from papertriage.text.clean import NOT_XML, safe
from papertriage.writers import phrases
from papertriage.writers.lasting import LastingNames
from papertriage.writers.listing import Item, Listing, paragraphs
from papertriage.writers.marks import short

_EPOCH = "1970-01-01"
_TOPICS = "urn:papertriage:topic"
_SUBJECTS = "http://arxiv.org/schemas/atom"


def records(listing: Listing) -> Iterator[str]:
    """Yield the feed; its date comes last, when it is known, as RFC 4287 allows."""
    name = _text(": ".join(filter(None, ("papertriage", listing.name))))
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <id>{_urn(f'feed {listing.name}')}</id>\n"
        f"  <title>{name}</title>\n"
        "  <author><name>papertriage</name></author>\n"
        "  <generator>papertriage</generator>\n"
    )
    newest, names = _EPOCH, LastingNames()
    for item in listing.items:
        day = _updated(item.paper)
        newest = max(newest, day)
        lines = "".join(f"    {line}\n" for line in _entry(item, day, names.of(item.paper)))
        yield f"  <entry>\n{lines}  </entry>\n"
    yield f"  <updated>{_time(newest)}</updated>\n</feed>\n"


def _entry(item: Item, day: str, name: str) -> Iterator[str]:
    paper = item.paper
    yield f"<id>{_urn(name)}</id>"
    yield f"<title>{_text(item.title or safe(paper.id))}</title>"
    yield f"<updated>{_time(day)}</updated>"
    if published := _day(paper.date):
        yield f"<published>{_time(published)}</published>"
    for author in paper.authors:
        if name := _text(author.name):
            yield f"<author><name>{name}</name></author>"
    if link := phrases.address(paper):
        yield f'<link rel="alternate" href="{escape(link)}"/>'
    if pdf := phrases.bare_web(paper.pdf_url):
        yield f'<link rel="related" type="application/pdf" title="pdf" href="{escape(pdf)}"/>'
    for topic, score in item.topics:
        label = _text(f"{topic} {short(score)}")
        yield f'<category term="{_text(topic)}" scheme="{_TOPICS}" label="{label}"/>'
    for category in filter(None, map(_text, paper.categories)):
        yield f'<category term="{category}" scheme="{_SUBJECTS}"/>'
    abstract = "\n\n".join(paragraphs(paper.abstract))
    if abstract:
        yield f"<summary>{_text(abstract, lines=True)}</summary>"
    # An entry without a link must have content. Its HTML is text, and so escaped once more.
    yield f'<content type="html">{_text(_content(item), lines=True)}</content>'


def _content(item: Item) -> str:
    """Return the entry as HTML for people."""
    known = (phrases.authors(item.paper), item.paper.date or "undated")
    decisions = (*(["starred"] if item.starred else []), *phrases.own_decisions(item.mark))
    about = ", ".join(filter(None, (*known, *decisions)))
    topics = ", ".join(f"{topic} {short(score)}" for topic, score in item.topics)
    why = "; ".join(item.why)
    parts = (about, f"{topics}: {why}" if why else topics, *paragraphs(item.paper.abstract))
    return "\n".join(f"<p>{escape(safe(part))}</p>" for part in parts if part)


def _text(text: str, *, lines: bool = False) -> str:
    """Escape text for XML, on one line unless `lines`; replace characters that XML forbids."""
    return escape(NOT_XML.sub("\ufffd", text if lines else safe(text)))


def _updated(paper: Paper) -> str:
    known = filter(None, map(_day, (paper.updated, paper.announced, paper.published)))
    return max(known, default=_EPOCH)


def _day(partial: str | None) -> str | None:
    if not partial or not dates.is_partial(partial):
        return None
    return dates.earliest_day(partial).isoformat()


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"papertriage:{name}").urn
