"""JSON of arXiv's metadata snapshot, and of pages that list daily papers."""

from typing import Any

from papertriage.readers.json.values import at, counts, items, text, texts

_EXTRA = (("report-no", "report_no"), ("license", "license"))


def snapshot(record: dict[str, Any]) -> dict[str, Any]:
    """Map a line of arXiv's metadata snapshot: every version with its day, names in parts."""
    get = record.get
    versions = items(record, "versions")
    days = [text(version, "created") for version in versions]
    number = (text(versions[-1], "version") or "").removeprefix("v") if versions else ""
    authors = [_name(parts) for parts in items(record, "authors_parsed")]
    name = text(get("id"))
    return {
        "raw_id": name,
        "arxiv": name,
        "title": get("title"),
        "abstract": get("abstract"),
        "authors": [name for name in authors if name] or get("authors"),
        "published": days[0] if days else None,
        "updated": days[-1] if days else text(get("update_date")),
        "version": int(number) if number.isdecimal() and len(number) < 4 else None,
        "events": [
            {"type": "replace" if index else "new", "date": day} for index, day in enumerate(days)
        ],
        "categories": (text(get("categories")) or "").split(),
        "comment": text(get("comments")),
        "journal_ref": text(get("journal-ref")),
        "doi": text(get("doi")),
        "extra": {ours: value for name, ours in _EXTRA if (value := text(record.get(name)))},
    }


def _name(parts: Any) -> dict[str, str | None] | None:
    """Map ``[family, given, suffix, affiliation...]``."""
    known = map(text, parts[:3]) if isinstance(parts, list) else ()
    family, given, suffix = (*known, None, None, None)[:3]
    if not (family or given):
        return None
    # The snapshot writes "C.-P." as "C. -P.".
    name = {"family": family, "given": given.replace(". -", ".-") if given else None}
    return {**name, "suffix": suffix} if suffix else name


def daily(record: dict[str, Any]) -> dict[str, Any]:
    """Map an entry of a daily page: a paper with its votes and comments.

    The entry's own ``publishedAt`` is hours before the paper's, often on the day before.
    """
    paper = at(record, "paper")
    paper = paper if isinstance(paper, dict) else record
    return {
        "raw_id": text(paper, "id"),
        "names": [text(paper, "id")],
        "title": at(paper, "title") or at(record, "title"),
        "abstract": at(paper, "summary") or at(record, "summary"),
        "authors": [{"name": name} for name in texts(paper, "authors")],
        "published": text(paper, "publishedAt"),
        "announced": text(paper, "submittedOnDailyAt"),
        "keywords": texts(paper, "ai_keywords"),
        "code_url": text(paper, "githubRepo"),
        "project_url": text(paper, "projectPage"),
        "metrics": {
            **counts(paper, upvotes="upvotes", stars="githubStars"),
            **counts(record, comments="numComments"),
        },
    }
