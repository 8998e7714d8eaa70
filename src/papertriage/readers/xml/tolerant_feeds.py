"""Feeds in which no entry is well-formed XML: feedparser, which forgives what browsers forgive.

Our own stream keeps more of a sound feed (a journal's authors and DOI) and holds none of it in
memory, so it is asked first; feedparser reads what is left, if it is small enough to hold.
"""

import io
from typing import Any

from papertriage.readers.document import Document
from papertriage.readers.raw import Raw

# What feedparser lets out on hostile input, besides its own `bozo` flag.
_ENDS = ("</rss>", "</feed>", "</rdf:rdf>")
_LETS_OUT = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def tolerant_entries(document: Document) -> list[Raw]:
    """Return the entries that feedparser finds in a document no longer than its head.

    A feed that was cut has none: of half an entry feedparser would make a whole one.
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
    texts = [entry.get("summary"), *(part.get("value") for part in entry.get("content", ()))]
    authors = [author.get("name") for author in entry.get("authors", ()) if author.get("name")]
    return {
        "title": entry.get("title"),
        "abstract": max((text for text in texts if text), key=len, default=None),
        "authors": authors or entry.get("author"),
        "published": entry.get("published"),
        "updated": dict.get(entry, "updated"),  # its own get makes one up of `published`
        "url": entry.get("link"),
        "raw_id": entry.get("id"),
        "names": [name for name in (entry.get("id"), entry.get("link")) if name],
        "keywords": [tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")],
    }
