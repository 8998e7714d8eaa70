"""Invent papers for the benchmarks, from a seed, with word frequencies like real abstracts.

Every twentieth paper is about a built-in topic, in the words of the default taxonomy, so that
taggers and rankers have something to find. Paper `number` is the same in every corpus.
"""

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path

from papertriage.paper import Author, Paper, Source, encode
from papertriage.text import similarity
from papertriage.topics.taxonomy import load

ON_TOPIC_EVERY = 20
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split()
_WORD = 181
"""Words an abstract has, as many as arXiv's have on average."""


@cache
def _words() -> tuple[list[str], list[float]]:
    """Return words and their cumulative weights (Zipf's law, adjusted to English prose)."""
    words = similarity.common_words()
    return words, list(accumulate((rank + 20) ** -1.4 for rank in range(len(words))))


@cache
def phrases() -> list[str]:
    """Return plain phrases of the default taxonomy, without acronyms and patterns."""
    keywords = [
        " ".join(word.text for word in phrase)
        for topic in load(None).topics.values()
        for keyword in topic.keywords
        for phrase in keyword.phrases
        if len(phrase) > 1 and all(word.kind == "whole" for word in phrase)
    ]
    return sorted({phrase for phrase in keywords if re.fullmatch("[a-z ]+", phrase)})


def record(number: int) -> dict[str, object]:
    """Return the paper of a number in the shape of arXiv's snapshot on Kaggle."""
    chance = random.Random(number)
    known, weights = _words()
    words = chance.choices(known, cum_weights=weights, k=_WORD)
    if number % ON_TOPIC_EVERY == 0:
        phrase = chance.choice(phrases())
        words[3:3] = phrase.split()
        words[60:60] = chance.choice(phrases()).split()
    method = "".join(chance.choices(_SYLLABLES, k=3)).title()
    month, serial = divmod(number, 99_999)
    day = f"20{15 + month // 12:02}-{month % 12 + 1:02}-{number % 28 + 1:02}"
    people = [["".join(chance.choices(_SYLLABLES, k=3)).title(), f"{a}."] for a in "ABC"]
    lines = [" ".join(words[at : at + 12]) for at in range(8, len(words), 12)]
    return {
        "id": f"{15 + month // 12:02}{month % 12 + 1:02}.{serial + 1:05}",
        "submitter": f"{people[0][1]} {people[0][0]}",
        "authors": ", ".join(f"{given} {family}" for family, given in people),
        "title": f"{method}: {' '.join(words[:8])}",
        "comments": "12 pages, 3 figures",
        "journal-ref": None,
        "doi": f"10.5555/bench.{number}",
        "report-no": None,
        "categories": chance.choice(("cs.CV", "cs.CV cs.LG", "cs.LG stat.ML", "math.CO")),
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": "  " + "\n".join(lines).capitalize() + ".\n",
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2018 19:18:42 GMT"}],
        "update_date": day,
        "authors_parsed": [[family, given, ""] for family, given in people],
    }


def paper(number: int) -> Paper:
    """Return the paper of a number as papertriage stores it."""
    raw = record(number)
    name, day = str(raw["id"]), str(raw["update_date"])
    return Paper(
        id=f"arxiv:{name}",
        ids={"arxiv": name, "doi": str(raw["doi"])},
        title=str(raw["title"]),
        abstract=" ".join(str(raw["abstract"]).split()),
        authors=[Author(name=each) for each in str(raw["authors"]).split(", ")],
        published=day,
        categories=str(raw["categories"]).split(),
        sources=[Source(form="arxiv-snapshot", name="bench.jsonl", raw_id=name)],
    )


def write_snapshot(path: Path, numbers: range) -> None:
    """Write papers as a snapshot of arXiv: JSON Lines, about 2 kB a paper."""
    _write(path, (json.dumps(record(number)).encode() for number in numbers))


def write_papers(path: Path, numbers: range) -> None:
    """Write papers as papertriage's own JSON Lines."""
    _write(path, (encode(paper(number)) for number in numbers))


def _write(path: Path, lines: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        for line in lines:
            file.write(line + b"\n")
