"""Papers for the scripts here: title and abstract from JSON Lines, each paper once."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Source(NamedTuple):
    """The fields of a paper that the scripts need."""

    id: str
    title: str | None
    abstract: str


def is_kept_back(paper_id: str) -> bool:
    """Return whether a paper is in the half (odd SHA-1 of its id) that is kept for reports."""
    return int(hashlib.sha1(paper_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def read(paths: Iterable[Path], *, keep_back: Path | None) -> Iterator[Source]:
    """Read the papers of all files, without the kept-back half of the labelled file."""
    hidden = {row["id"] for row in rows(keep_back) if is_kept_back(row["id"])} if keep_back else ()
    seen = set(hidden)
    for path in paths:
        for row in rows(path):
            if row["id"] not in seen and row.get("abstract"):
                seen.add(row["id"])
                yield Source(row["id"], row.get("title"), row["abstract"])


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Read the objects of a file of JSON Lines, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
