"""Headlines of real abstracts: does the line hold the method's name? Needs the real data."""

import gzip
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from papertriage.ranking.headline import LIMIT, headline
from papertriage.text import clean as text

pytestmark = pytest.mark.skipif(
    "PAPERTRIAGE_REAL_DATA" not in os.environ,
    reason="PAPERTRIAGE_REAL_DATA does not point to the folder of real abstracts",
)

_LINKED_CODE = re.compile(r"https?://\S+")


def _data() -> Path:
    return Path(os.environ["PAPERTRIAGE_REAL_DATA"])


def _untitled() -> dict[str, list[tuple[str, list[str]]]]:
    """Return the abstracts of the two untitled dumps with their links, by file."""
    listing = (_data() / "seeds/arxiv-listing.txt").read_text("utf-8")
    entries = [part.strip() for part in re.split(r"(?m)^arXiv:\d{4}\.\d{5}", listing)]
    lines = (_data() / "seeds/abstract-lines.txt").read_text("utf-8").splitlines()
    pasted = [line.removeprefix("Abstract:") for line in lines if line.startswith("Abstract:")]
    return {
        "arxiv-listing.txt": [
            (entry.split("\n")[0], _LINKED_CODE.findall(entry)) for entry in entries if entry
        ],
        "abstract-lines.txt": [(entry, []) for entry in pasted],
    }


def _gold() -> list[dict[str, Any]]:
    path = _data() / "eval/seed-gold.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_untitled_seeds_show_their_method() -> None:
    """At least 15 of the 17 untitled papers with a named method show the name."""
    abstracts = _untitled()
    asked = shown = 0
    for gold in _gold():
        if gold["file"] in abstracts and gold["method_name"]:
            abstract, links = abstracts[gold["file"]][gold["position"] - 1]
            asked += 1
            shown += gold["method_name"] in (headline(text.prose(abstract), links) or "")
    assert asked == 17
    assert shown >= 15


def test_names_of_titles_are_found_in_abstracts() -> None:
    """Titles of the form "NAME: ..." give names; most are in the headline of the abstract."""
    asked = shown = 0
    with gzip.open(_data() / "eval/abstracts-12k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title, abstract = (
                text.prose(record["title"] or ""),
                text.prose(record["abstract"] or ""),
            )
            name = title.partition(": ")[0]
            if not re.fullmatch(r"\S*[A-Z0-9]\S*[A-Z0-9]\S*|\S*[a-z][A-Z]\S*", name):
                continue
            # The points were set on the other half.
            odd = (
                int(hashlib.sha1(record["id"].encode(), usedforsecurity=False).hexdigest(), 16) & 1
            )
            if name == title or name not in abstract or not odd:
                continue
            found = headline(abstract) or ""
            assert len(found) <= LIMIT
            asked += 1
            shown += name in found
    assert asked > 800
    assert shown / asked >= 0.88
