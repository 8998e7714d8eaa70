"""Feeds in which no entry is well-formed XML, read by feedparser, which tolerates what browsers do.

Our own stream is tried first: it keeps more of a sound feed (a journal's authors and DOI), in
bounded memory. feedparser reads the rest, if it is small enough.
"""

import io
from typing import Any

from papertriage.readers.document import Document
from papertriage.readers.raw import Raw

_ENDS = ("</rss>", "</feed>", "</rdf:rdf>")
# What feedparser raises on hostile input, besides its own `bozo` flag.
_LETS_OUT = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def tolerant_entries(document: Document) -> list[Raw]:
    """Return the entries that feedparser finds in a document no longer than its head.

    A feed that was cut has none: feedparser would return half an entry as a whole one.
    """
    if document.is_long or not document.head.rstrip().lower().endswith(_ENDS):
        return []
    import feedparser

    try:
        # As bytes in a stream: a text could name a file, which feedparser would open.
        parsed = feedparser.parse(
            io.BytesIO(document.head.encode("utf-8", errors="replace")),
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _LETS_OUT:
        return []
    found = [_fields(entry) for entry in parsed.entries]
    return [
        Raw(form="feed", line=number, fields=fields)
        for number, fields in enumerate(found, 1)
        if fields["title"] or fields["abstract"]
    ]


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    texts = [entry.get("summary") or "", *_each(entry, "content", "value")]
    return {
        "title": entry.get("title"),
        "abstract": max(texts, key=len) or None,
        "authors": _each(entry, "authors", "name") or entry.get("author"),
        "published": entry.get("published"),
        "updated": dict.get(entry, "updated"),  # its own get falls back to `published`
        "url": entry.get("link"),
        "raw_id": entry.get("id"),
        "names": [name for name in (entry.get("id"), entry.get("link")) if name],
        "keywords": _each(entry, "tags", "term"),
    }


def _each(entry: dict[str, Any], name: str, key: str) -> list[str]:
    """Return one value of each part; an element that feedparser does not know is plain text."""
    parts = entry.get(name)
    return [part[key] for part in parts if part.get(key)] if isinstance(parts, list) else []
