"""Measure how fast papers are tagged, file to file, compared with scikit-learn's CountVectorizer.

    python benchmarks/tag_speed.py [PAPERS.jsonl] [--count 20000] [--rounds 3]

PAPERS.jsonl is papertriage JSON Lines (`papertriage ingest DUMP -o PAPERS.jsonl`), repeated or cut
to the count; without it the papers are invented (`corpus.py`). A fixed seed makes 4, 50 and 200
topics from the papers' words, each with two single words and 8 to 28 phrases that at most one paper
in 500 contains. CountVectorizer reads the same file, counts the same phrases (1 to 4 words, no
plurals, no levels, no scores) and writes each paper with the topics that it found. The built-in
topics, which have learned weights and match few papers, are measured as well. Each run is a new
process; rounds are interleaved; figures are medians. Ratios use processor time, except for `--jobs
2`, which uses wall time.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from itertools import chain, islice, repeat
from pathlib import Path

import corpus
import msgspec
from runner import interleaved, table

from papertriage.topics.keywords import Text
from papertriage.topics.ngrams import ngrams

TOPICS = (4, 50, 200)
_COMMON = 500
"""A phrase of a topic stands in at most one of so many papers ..."""
_SAMPLE = 3000
"""... of the first ones."""
_BATCH = 1000
"""Papers that the peer holds at once."""


class _Record(msgspec.Struct):
    title: str | None
    abstract: str | None


def phrases(lines: list[bytes]) -> tuple[list[str], list[str]]:
    """Return the words and the phrases that topics may search for, neither rare nor common."""
    sample = lines[:_SAMPLE]
    counts: Counter[str] = Counter()
    for line in sample:
        paper = msgspec.json.decode(line, type=_Record)
        counts.update(ngrams(Text.of(paper.title, paper.abstract)).values())
    most = len(sample) // _COMMON
    fit = sorted(text for text, count in counts.items() if 3 <= count <= most and len(text) > 4)
    return [text for text in fit if " " not in text], [text for text in fit if " " in text]


def taxonomy(words: list[str], phrases: list[str], count: int) -> str:
    """Write a file with a number of topics; the first ones are the same for every number."""
    chance = random.Random(7)
    topics = []
    for number in range(count):
        chosen = chance.sample(words, 2) + chance.sample(phrases, chance.randint(8, 28))
        keywords = "".join(f"    - {msgspec.json.encode(text).decode()}\n" for text in chosen)
        topics.append(f"topic{number}:\n  title: Topic {number}\n  keywords:\n{keywords}")
    return "".join(topics)


def count_phrases(papers: Path, topics: Path, out: Path) -> None:
    """Do what the peer does: count the phrases, and write each paper with the topics found."""
    import yaml
    from sklearn.feature_extraction.text import CountVectorizer

    owners: dict[str, list[str]] = {}
    for name, topic in yaml.safe_load(topics.read_text()).items():
        for keyword in topic["keywords"]:
            owners.setdefault(str(keyword).lower(), []).append(name)
    counter = CountVectorizer(vocabulary=list(owners), ngram_range=(1, 4))
    names = list(owners.values())
    with papers.open("rb") as lines, out.open("wb") as file:
        while batch := [msgspec.json.decode(line) for line in islice(lines, _BATCH)]:
            found = counter.transform(f"{one['title']}\n{one['abstract']}" for one in batch)
            for row, record in enumerate(batch):
                columns = found.indices[found.indptr[row] : found.indptr[row + 1]]
                record["tags"] = sorted({name for column in columns for name in names[column]})
                file.write(msgspec.json.encode(record) + b"\n")


def prepare(folder: Path, given: Path | None, count: int) -> Path:
    """Write the papers and the taxonomies into a folder; return the file of the papers."""
    papers = folder / "papers.jsonl"
    if given:
        lines = given.read_bytes().splitlines(keepends=True)
        papers.write_bytes(b"".join(islice(chain.from_iterable(repeat(lines)), count)))
    else:
        corpus.write_papers(papers, range(count))
    words, several = phrases(papers.read_bytes().splitlines())
    for number in TOPICS:
        (folder / f"{number}.yaml").write_text(taxonomy(words, several, number))
    return papers


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("papers", nargs="?", type=Path)
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peer", nargs=3, type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.peer:
        count_phrases(*given.peer)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = prepare(folder, given.papers, given.count)
        tag = [sys.executable, "-m", "papertriage", "-q", "tag", str(papers), "-o"]
        out = str(folder / "out.jsonl")
        peer = [sys.executable, __file__, "--peer", str(papers), str(folder / "50.yaml"), out]
        commands = {"CountVectorizer, 50 topics": peer}
        for number in TOPICS:
            topics = ["--topics", str(folder / f"{number}.yaml")]
            commands[f"tag, {number} topics"] = [*tag, out, *topics]
        commands["tag, built-in topics"] = [*tag, out]
        commands["tag, 50 topics, --jobs 2"] = [
            *commands["tag, 50 topics"], "--jobs", "2"
        ]  # fmt: skip
        measures = interleaved(commands, given.rounds)
    print(f"{given.count} papers\n")
    print(table(measures, "tag, 50 topics", by="cpu"))
    print(table(measures, "tag, 50 topics"))


if __name__ == "__main__":
    main()
