"""Make the table of common words that is used to look up near-duplicates.

    python scripts/build_common_words.py ABSTRACTS.jsonl.gz > common_words.txt.gz

ABSTRACTS.jsonl.gz contains objects with "title" and "abstract" and does not ship. The table in
src/papertriage/data does; it contains single words only, the most common first. Do not rebuild it
without a reason: another table changes the match keys, and so every index must be rebuilt.
"""

import gzip
import sys
from collections import Counter
from collections.abc import Iterable

import msgspec

from papertriage.text.similarity import words

LEAST = 4
"""Abstracts that must contain a word; this excludes names of people and methods."""
LONGEST = 20


class _Text(msgspec.Struct):
    title: str | None = None
    abstract: str | None = None


def common_words(lines: Iterable[bytes]) -> list[str]:
    """Return the words of many abstracts, the most common first, then in alphabetical order."""
    counts: Counter[str] = Counter()
    for line in lines:
        text = msgspec.json.decode(line, type=_Text)
        counts.update(set(words(f"{text.title or ''} {text.abstract or ''}")))
    kept = [
        word
        for word, count in counts.items()
        if count >= LEAST and word.isascii() and word.isalpha() and 2 < len(word) <= LONGEST
    ]
    return sorted(kept, key=lambda word: (-counts[word], word))


if __name__ == "__main__":
    with gzip.open(sys.argv[1]) as abstracts:
        table = "\n".join(common_words(abstracts)) + "\n"
    sys.stdout.buffer.write(gzip.compress(table.encode(), mtime=0))
