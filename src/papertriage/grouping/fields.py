"""Merges the fields of a paper's records, by fixed rules that ignore the order of the records.

Records are ranked by how reliable their kind of source is. Within a rank the newest version counts
most, then the latest update, then the longer text, then the smaller hash. Ids, categories,
keywords, counts, events and sources are combined.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from papertriage import dates, identity
from papertriage.paper import Author, Paper, Record

_RANKS = (
    "arxiv-api arxiv-snapshot arxiv-mail arxiv-feed arxiv-html arxiv-page oai",
    "crossref datacite openreview acl-xml",
    "pubmed-xml pubmed-csv medline europepmc",
    "openalex openalex-csv semantic-scholar dblp-xml dblp-json",
    "",  # exports of databases and reference managers: all forms that are not in this table
    "feed json-feed nep daily-json biorxiv",
    "arxiv-listing daily-page abstract-lines",
    "titles jsonl json csv",
    "retraction-watch",
)
_OTHER = 4
"""The rank of a form that is not in the table: that of database exports."""
_CUT = re.compile(r"(?:…|\.\.\.)$")
_PUBLICATION = ("venue", "volume", "issue", "page", "publisher", "issn", "type")
"""Fields that describe one publication: they are not mixed from records of different venues."""
_UNITED = ("categories", "keywords", "events", "sources")

Ranked = Sequence[Record]
"""Records of one paper, the best first."""


def merge(records: Iterable[Record]) -> Paper:
    """Return the paper that some records make, with the key that its names give it.

    Args:
        records: one or more, each with its sightings added.
    """
    ranked = _ranked(records)
    first = ranked[0].paper
    if len(ranked) == 1:
        merged = msgspec.structs.replace(first, metrics=_metrics("metrics", ranked))
        merged.sources, merged.events = _united("sources", ranked), _united("events", ranked)
    else:
        merged = Paper(id="", title=None, abstract=None)
        for name in Paper.__struct_fields__:
            setattr(merged, name, _RULES.get(name, _best)(name, ranked))
        _set_publication(merged, ranked)
        _set_published(merged, ranked)
        merged.abstract_truncated = bool(merged.abstract) and not any(
            record.paper.abstract == merged.abstract and not record.paper.abstract_truncated
            for record in ranked
        )
        if merged.authors and (merged.author_count or 0) <= len(merged.authors):
            merged.author_count = None
        merged.url = identity.page_url(merged.ids) or merged.url
    merged.tags = None
    merged.near_tags = []
    merged.id = identity.key(merged)
    return merged


def _ranked(records: Iterable[Record]) -> list[Record]:
    found = list(records)
    if len(found) > 1:
        is_arxiv = any("arxiv" in record.paper.ids for record in found)
        found.sort(key=lambda record: _rank(record, is_arxiv=is_arxiv))
    return found


def _rank(record: Record, *, is_arxiv: bool) -> tuple[Any, ...]:
    paper = record.paper
    rank = min(_rank_of_form(source.form) for source in paper.sources) if paper.sources else _OTHER
    if rank == 0 and not is_arxiv:
        rank = _OTHER
    return rank, -(paper.version or 0), _descending(paper.updated), record.hash


@cache
def _rank_of_form(form: str) -> int:
    table = {name: rank for rank, names in enumerate(_RANKS) for name in names.split()}
    return table.get(form, _OTHER)


def _descending(day: str | None) -> int:
    return -dates.ordinals(day)[1]


# --- rules ----------------------------------------------------------------------------------------


def _best(name: str, ranked: Ranked) -> Any:
    """Take the value of the first record that has one."""
    values = [getattr(record.paper, name) for record in ranked]
    return next((value for value in values if value), values[0])


def _text(name: str, ranked: Ranked) -> str | None:
    """Prefer a complete text to a cut one, then a better rank and version, then the longer one."""

    def quality(at: int) -> tuple[Any, ...]:
        record = ranked[at]
        text: str = getattr(record.paper, name) or ""
        cut = record.paper.abstract_truncated if name == "abstract" else bool(_CUT.search(text))
        return (not text, cut, *_rank(record, is_arxiv=is_arxiv)[:-1], -len(text), record.hash)

    is_arxiv = any("arxiv" in record.paper.ids for record in ranked)
    best: str | None = getattr(ranked[min(range(len(ranked)), key=quality)].paper, name)
    return best


def _authors(_name: str, ranked: Ranked) -> list[Author]:
    """Take the longest list, as sources cut lists; of several the best record's."""
    most = max(len(record.paper.authors) for record in ranked)
    return next(record.paper.authors for record in ranked if len(record.paper.authors) == most)


def _united(name: str, ranked: Ranked) -> list[Any]:
    """Combine all values; sources and events are sorted, as they have no natural order."""
    items = [item for record in ranked for item in getattr(record.paper, name)]
    if len(items) < 2:
        return items
    found = {msgspec.json.encode(item): item for item in items}
    if name in {"sources", "events"}:
        return [found[code] for code in sorted(found)]
    return list(found.values())


def _ids(_name: str, ranked: Ranked) -> dict[str, str]:
    """Combine the ids; of several of a kind take the smallest, arXiv's own DOI last."""
    found: dict[str, set[str]] = {}
    for record in ranked:
        for kind, value in record.paper.ids.items():
            found.setdefault(kind, set()).add(value)
    return {
        kind: min(found[kind], key=lambda value: (value.startswith("10.48550/"), value))
        for kind in sorted(found)
    }


def _metrics(_name: str, ranked: Ranked) -> dict[str, int]:
    names = sorted({name for record in ranked for name in record.paper.metrics})
    return {name: max(r.paper.metrics.get(name, 0) for r in ranked) for name in names}


def _extra(_name: str, ranked: Ranked) -> dict[str, Any]:
    """Combine the fields that papertriage does not know; of two values take the better record's."""
    found: dict[str, Any] = {}
    for record in ranked:
        for name, value in record.paper.extra.items():
            found.setdefault(name, value)
    return {name: found[name] for name in sorted(found)}


def _latest(name: str, ranked: Ranked) -> str | None:
    days = [day for record in ranked if (day := getattr(record.paper, name))]
    return max(days, key=lambda day: (dates.ordinals(day)[1], day), default=None)


def _greatest(name: str, ranked: Ranked) -> int | None:
    return max((n for record in ranked if (n := getattr(record.paper, name))), default=None)


def _earliest(name: str, ranked: Ranked) -> str | None:
    return _earliest_of(day for record in ranked if (day := getattr(record.paper, name)))


def _earliest_of(days: Iterable[str]) -> str | None:
    """Return the earliest day; a more exact date replaces a partial one that includes it."""
    every = set(days)
    exact = [day for day in every if not any(other.startswith(f"{day}-") for other in every)]
    return min(exact, key=lambda day: (dates.ordinals(day)[0], day), default=None)


def _status(name: str, ranked: Ranked) -> str | None:
    """Take a reinstatement, else a retraction, else a withdrawal: one source is enough."""
    return min((s for record in ranked if (s := getattr(record.paper, name))), default=None)


def _set_publication(merged: Paper, ranked: Ranked) -> None:
    """Take the publication of the best record with a venue; records that agree fill its gaps."""
    best = next((record.paper for record in ranked if record.paper.venue), None)
    if best is None:
        return
    venue = identity.fold(best.venue or "")
    fitting = [best]
    for record in ranked:
        other = record.paper.venue
        if record.paper is not best and (not other or identity.fold(other) == venue):
            fitting.append(record.paper)
    for name in _PUBLICATION:
        setattr(merged, name, next((v for paper in fitting if (v := getattr(paper, name))), None))


def _set_published(merged: Paper, ranked: Ranked) -> None:
    """Take a date that a source gives; one whose year was deduced may only make it more exact."""
    given = [r.paper.published for r in ranked if r.paper.published and not r.paper.date_inferred]
    inferred = [r.paper.published for r in ranked if r.paper.published and r.paper.date_inferred]
    published = _earliest_of(given)
    finer = [day for day in inferred if published is None or day.startswith(f"{published}-")]
    merged.date_inferred = bool(finer)
    merged.published = _earliest_of(finer) if finer else published


_RULES: dict[str, Callable[[str, Ranked], Any]] = {
    "ids": _ids,
    "title": _text,
    "abstract": _text,
    "authors": _authors,
    "author_count": _greatest,
    "updated": _latest,
    "announced": _earliest,
    "version": _greatest,
    "status": _status,
    "metrics": _metrics,
    "extra": _extra,
    **dict.fromkeys(_UNITED, _united),
}
"""The rule for each field that is not taken from the best record."""
