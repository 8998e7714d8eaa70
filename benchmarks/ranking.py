"""Measure how well `rank --query` and `rank --like` order papers, compared with bm25s.

    python benchmarks/ranking.py FOLDER

FOLDER contains docs.jsonl (id, title, abstract), queries.jsonl (id, text) and qrels.tsv (query,
document, grade). The figure is nDCG@10, the mean over the queries with judgements. For `--like`,
the first relevant document of a query is given and the others are to be found. bm25s gets the same
text, with its English stop words and Snowball stems; k1 1.5, b .75.
"""

import argparse
import json
from collections import defaultdict
from datetime import date
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import Stemmer

from papertriage.flows.lists import similar
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.ranking.select import Criteria

_DEPTH = 10
_READ = 50
_Qrels = dict[str, dict[str, int]]


def ndcg(order: list[str], grades: dict[str, int]) -> float:
    """Return the normalized discounted cumulative gain of the first ten."""
    ideal = sorted(grades.values(), reverse=True)[:_DEPTH]
    gains = [grades.get(one, 0) for one in order[:_DEPTH]]
    best = sum(gain / log2(at + 2) for at, gain in enumerate(ideal))
    return sum(gain / log2(at + 2) for at, gain in enumerate(gains)) / best


class Papertriage:
    """papertriage on a library that contains the documents."""

    def __init__(self, docs: list[dict[str, str]], folder: Path, *, scored: int) -> None:
        """Store the documents; larger libraries than `scored` take candidates from the index."""
        similar.ALL = scored
        self._library = Library(folder)
        with self._library.write() as writer:
            writer.put(
                Paper(
                    id=f"openalex:W{doc['id']}",
                    ids={"openalex": f"W{doc['id']}"},
                    title=doc["title"],
                    abstract=doc["abstract"] or None,
                )
                for doc in docs
            )

    def query(self, text: str) -> list[str]:
        return self._ranked([], text)

    def like(self, one: str) -> list[str]:
        return self._ranked([f"openalex:W{one}"], None)

    def _ranked(self, like: list[str], query: str | None) -> list[str]:
        target = similar.wanted(self._library, like, query)
        criteria = Criteria(min_score=0.0, limit=_READ)
        found = similar.rank_similar(self._library, None, target, criteria, date(2026, 1, 1))
        return [entry.paper.ids["openalex"].removeprefix("W") for entry in found.lists[0].entries]


class Bm25s:
    """bm25s on the same text."""

    def __init__(self, docs: list[dict[str, str]]) -> None:
        self._texts = {doc["id"]: f"{doc['title']} {doc['abstract']}" for doc in docs}
        self._ids = list(self._texts)
        self._ranker = bm25s.BM25(k1=1.5, b=0.75)
        self._ranker.index(self._tokens(list(self._texts.values())), show_progress=False)

    def query(self, text: str) -> list[str]:
        found, _ = self._ranker.retrieve(self._tokens([text]), k=_READ, show_progress=False)
        return [self._ids[at] for at in found[0]]

    def like(self, one: str) -> list[str]:
        return [each for each in self.query(self._texts[one]) if each != one]

    def _tokens(self, texts: list[str]) -> object:
        stemmer = Stemmer.Stemmer("english")
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    docs = [json.loads(line) for line in (folder / "docs.jsonl").open()]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open()]
    qrels: _Qrels = defaultdict(dict)
    for line in (folder / "qrels.tsv").open():
        query, doc, grade = line.split()
        qrels[query][doc] = int(grade)
    with TemporaryDirectory() as scratch:
        systems: dict[str, Papertriage | Bm25s] = {
            "papertriage, all papers read": Papertriage(docs, Path(scratch) / "a", scored=10**9),
            "bm25s": Bm25s(docs),
        }
        _print(systems, queries, qrels)
        _print({"papertriage, candidates": Papertriage(docs, Path(scratch) / "b", scored=0)},
               queries, qrels)  # fmt: skip


def _print(
    systems: dict[str, Papertriage | Bm25s], queries: list[dict[str, str]], qrels: _Qrels
) -> None:
    for name, system in systems.items():
        asked = [ndcg(system.query(q["text"]), qrels[q["id"]]) for q in queries if qrels[q["id"]]]
        liked = []
        for grades in (qrels[q["id"]] for q in queries if len(qrels[q["id"]]) > 1):
            one, *others = sorted(grades)
            liked.append(ndcg(system.like(one), {each: grades[each] for each in others}))
        for kind, values in (("query", asked), ("like", liked)):
            mean = sum(values) / len(values)
            print(f"{name:<30} {kind:<6} nDCG@10 {mean:.3f} ({len(values)} queries)")


if __name__ == "__main__":
    main()
