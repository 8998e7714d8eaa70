"""JSON of arXiv and of those who list its papers: the metadata snapshot, daily papers."""

from typing import Any

from papertriage.readers.json_value import at, counts, items, text, texts


def snapshot(record: dict[str, Any]) -> dict[str, Any]:
    """Map a line of arXiv's metadata snapshot: every version with its day, names in parts."""
    versions = items(record, "versions")
    days = [text(version, "created") for version in versions]
    number = (text(versions[-1], "version") or "").removeprefix("v") if versions else ""
    parted = [_name(parts) for parts in items(record, "authors_parsed")]
    return {
        "raw_id": text(record, "id"),
        "arxiv": text(record, "id"),
        "title": at(record, "title"),
        "abstract": at(record, "abstract"),
        "authors": [name for name in parted if name] or at(record, "authors"),
        "published": days[0] if days else None,
        "updated": days[-1] if days else text(record, "update_date"),
        "version": int(number) if number.isdecimal() and len(number) < 4 else None,
        "events": [
            {"type": "replace" if index else "new", "date": day} for index, day in enumerate(days)
        ],
        "categories": (text(record, "categories") or "").split(),
        "comment": text(record, "comments"),
        "journal_ref": text(record, "journal-ref"),
        "doi": text(record, "doi"),
        "extra": {
            name.replace("-", "_"): value
            for name in ("report-no", "license")
            if (value := text(record, name))
        },
    }


def _name(parts: Any) -> dict[str, str | None] | None:
    """Map ``[family, given, suffix, affiliation...]``."""
    known = [text(part) for part in parts] if isinstance(parts, list) else []
    family, given, suffix = (*known, None, None, None)[:3]
    # The snapshot parts "C.-P." into "C. -P.".
    given = given.replace(". -", ".-") if given else None
    return {"family": family, "given": given, "suffix": suffix} if family or given else None


def daily(record: dict[str, Any]) -> dict[str, Any]:
    """Map an entry of a daily page: a paper, and what its readers made of it.

    The entry's own ``publishedAt`` lies hours before the paper's, often on the day before.
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
