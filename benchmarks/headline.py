"""Measure how many words of a title its headline has, compared with the first sentence.

    python benchmarks/headline.py LABELLED [COUNT]

LABELLED is JSON Lines (plain or gzip) with title and abstract. Only words of three or more letters
count. Precision is the share of a headline's words that are in the title, recall the share of the
title's words that are in the headline; both are means over COUNT papers (3000), drawn with a fixed
seed.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from papertriage.ranking.headline import LIMIT, headline
from papertriage.text.sentences import sentences, shorten

_STOP = frozenset("the and for with from via that this are our".split())


def _first_sentence(abstract: str) -> str:
    return shorten(next(iter(sentences(abstract)), ""), LIMIT)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower())) - _STOP


def _score(papers: list[dict[str, Any]], line_of: Callable[[str], str | None]) -> tuple[float, ...]:
    pairs = [(_words(one["title"]), _words(line_of(one["abstract"]) or "")) for one in papers]
    precision = sum(len(title & line) / max(1, len(line)) for title, line in pairs)
    recall = sum(len(title & line) / max(1, len(title)) for title, line in pairs)
    return precision / len(pairs), recall / len(pairs)


def main() -> None:
    """Print the table."""
    path, count = Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 3000
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        papers = [one for line in file if (one := json.loads(line)).get("abstract")]
    papers = random.Random(11).sample(papers, min(count, len(papers)))
    print("| line | precision | recall |\n|---|---|---|")
    for line_of in (_first_sentence, headline):
        precision, recall = _score(papers, line_of)
        name = line_of.__name__.strip("_").replace("_", " ")
        print(f"| {name} | {precision:.3f} | {recall:.3f} |")


if __name__ == "__main__":
    main()
