"""CSV with a header, for spreadsheets, pandas and screening tools.

UTF-8, one line per paper, lists joined by ``; ``. A cell that a spreadsheet would take for a
formula starts with an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.listing import Item, Listing
from papertriage.writers.tsv import guarded

_COLUMNS: dict[str, Callable[[Item], object]] = {
    "id": lambda item: item.paper.id,
    "rank": lambda item: item.rank,
    "score": lambda item: f"{item.topics[0][1]:.3f}" if item.topics else None,
    "topic": lambda item: item.topics[0][0] if item.topics else None,
    "starred": lambda item: "yes" if item.starred else None,
    "mark": lambda item: item.mark and _joined(phrases.verdicts(item.mark)),
    "reason": lambda item: item.mark and _joined(phrases.skip_reasons(item.mark)),
    "note": lambda item: item.mark and item.mark.note,
    "marked": lambda item: item.mark and item.mark.date,
    "others": lambda item: _joined(f"{mark.by}: {phrases.decision(mark)}" for mark in item.others),
    "also": lambda item: _joined(topic for topic, _ in item.topics[1:]),
    "title": lambda item: item.title,
    "authors": lambda item: _joined(author.name for author in item.paper.authors),
    "date": lambda item: item.paper.date,
    "abstract": lambda item: item.paper.abstract,
    "why": lambda item: _joined(item.why),
    "arxiv": lambda item: item.paper.ids.get("arxiv"),
    "doi": lambda item: item.paper.ids.get("doi"),
    "pmid": lambda item: item.paper.ids.get("pmid"),
    "categories": lambda item: _joined(item.paper.categories),
    "keywords": lambda item: _joined(item.paper.keywords),
    "venue": lambda item: item.paper.venue or item.paper.journal_ref,
    "volume": lambda item: item.paper.volume,
    "issue": lambda item: item.paper.issue,
    "page": lambda item: item.paper.page,
    "publisher": lambda item: item.paper.publisher,
    "issn": lambda item: item.paper.issn,
    "isbn": lambda item: item.paper.isbn,
    "language": lambda item: item.paper.language,
    "type": lambda item: item.paper.type,
    "comment": lambda item: item.paper.comment,
    "status": lambda item: item.paper.status,
    "updated": lambda item: item.paper.updated,
    "version": lambda item: item.paper.version,
    "url": lambda item: phrases.address(item.paper),
    "pdf_url": lambda item: phrases.bare_web(item.paper.pdf_url),
    "code_url": lambda item: phrases.bare_web(item.paper.code_url),
    "project_url": lambda item: phrases.bare_web(item.paper.project_url),
}


def records(listing: Listing) -> Iterator[str]:
    """Yield the header, then a line for each paper."""
    yield row(list(_COLUMNS))
    for item in listing.items:
        yield row([_text(cell(item)) for cell in _COLUMNS.values()])


def row(cells: Sequence[str]) -> str:
    """Return a line of CSV, whose cells spreadsheets do not take for formulas."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(guarded, cells))
    return out.getvalue()


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _joined(values: Iterable[str]) -> str:
    return "; ".join(text for value in values if (text := safe(value)))
