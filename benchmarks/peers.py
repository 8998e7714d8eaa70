"""Compare papertriage with other tools: from a file of papers to a ranked list.

    python benchmarks/peers.py [PAPERS] [ROUNDS]           (default: 10000 3)

Each tool gets the same invented papers and builds what it needs on disk ("build"). Then a new
process lists the 50 best papers for the words of one topic ("answer"). Builds and answers are
interleaved, each in its own process. Tools that are not installed are skipped.

- fts5: SQLite's full-text index, contentless, BM25
- tantivy: the library alone, defaults, two threads
- bm25s: its index saved and loaded with mmap
- tfidf: scikit-learn's TfidfVectorizer, cosine on saved arrays
- sanity: the parameters of arxiv-sanity-lite: 1-2-grams, 20,000 features, and a linear SVM
  trained on 30 liked papers at each request
- floor: orjson reads and writes every record, nothing else
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WORDS = (
    "face facial faces portrait landmark recognition verification identity expression head"
    " talking avatar gaze eye lip"
)
BEST = 50
LIKED = 30
EVERY = 20
"""One invented paper in so many is on a topic; see `corpus`, which a peer need not load."""


def _texts(folder: Path) -> Iterator[str]:
    import orjson

    with (folder / "papers.jsonl").open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            yield f"{record['title']}\n{record['abstract']}"


def floor_build(folder: Path) -> None:
    import orjson

    with (folder / "papers.jsonl").open("rb") as file, (folder / "copy.jsonl").open("wb") as out:
        for line in file:
            out.write(orjson.dumps(orjson.loads(line)) + b"\n")


def fts5_build(folder: Path) -> None:
    import sqlite3

    path = folder / "fts5.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', detail=column)")
        rows = ((row, text) for row, text in enumerate(_texts(folder)))
        database.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", rows)
    database.close()


def fts5_answer(folder: Path) -> None:
    import sqlite3

    database = sqlite3.connect(folder / "fts5.db")
    query = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
    print(database.execute(query, (" OR ".join(WORDS.split()), BEST)).fetchall())


def tantivy_build(folder: Path) -> None:
    import shutil

    import tantivy

    shutil.rmtree(folder / "tantivy", ignore_errors=True)
    (folder / "tantivy").mkdir()
    schema = tantivy.SchemaBuilder().add_text_field("text").add_integer_field("row", stored=True)
    index = tantivy.Index(schema.build(), path=str(folder / "tantivy"))
    writer = index.writer(heap_size=256 << 20, num_threads=2)
    for row, text in enumerate(_texts(folder)):
        writer.add_document(tantivy.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()


def tantivy_answer(folder: Path) -> None:
    import tantivy

    index = tantivy.Index.open(str(folder / "tantivy"))
    searcher = index.searcher()
    hits = searcher.search(index.parse_query(WORDS, ["text"]), BEST).hits
    print([searcher.doc(address)["row"] for _, address in hits])


def bm25s_build(folder: Path) -> None:
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(_texts(folder)), show_progress=False), show_progress=False)
    index.save(str(folder / "bm25s"))


def bm25s_answer(folder: Path) -> None:
    import bm25s

    index = bm25s.BM25.load(str(folder / "bm25s"), mmap=True)
    words = bm25s.tokenize(WORDS, show_progress=False)
    print(index.retrieve(words, k=BEST, show_progress=False)[0])


def _vectors(folder: Path, name: str, **options: Any) -> None:
    import pickle

    from scipy.sparse import save_npz
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(**options)
    save_npz(folder / f"{name}.npz", vectorizer.fit_transform(_texts(folder)), compressed=False)
    (folder / f"{name}.pickle").write_bytes(pickle.dumps(vectorizer))


def _load(folder: Path, name: str) -> tuple[Any, Any]:
    import pickle

    from scipy.sparse import load_npz

    vectorizer = pickle.loads((folder / f"{name}.pickle").read_bytes())  # noqa: S301 - our own
    return vectorizer, load_npz(folder / f"{name}.npz")


def tfidf_build(folder: Path) -> None:
    _vectors(folder, "tfidf")


def tfidf_answer(folder: Path) -> None:
    vectorizer, vectors = _load(folder, "tfidf")
    scores = (vectors @ vectorizer.transform([WORDS]).T).toarray().ravel()
    print(scores.argsort()[::-1][:BEST])


def sanity_build(folder: Path) -> None:
    import numpy as np

    _vectors(
        folder, "sanity", input="content", encoding="utf-8", decode_error="replace",
        strip_accents="unicode", lowercase=True, analyzer="word", stop_words="english",
        token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",  # noqa: S106 - no password
        ngram_range=(1, 2), max_features=20_000, norm="l2", use_idf=True,
        smooth_idf=True, sublinear_tf=True, max_df=0.1, min_df=5, dtype=np.float32,
    )  # fmt: skip


def sanity_answer(folder: Path) -> None:
    import numpy as np
    from sklearn.svm import LinearSVC

    _, vectors = _load(folder, "sanity")
    liked = np.zeros(vectors.shape[0])
    liked[: LIKED * EVERY : EVERY] = 1
    model = LinearSVC(class_weight="balanced", max_iter=10_000, tol=1e-6, C=0.01)
    print(model.fit(vectors, liked).decision_function(vectors).argsort()[::-1][:BEST])


BUILDS: dict[str, Callable[[Path], None]] = {
    "floor": floor_build,
    "fts5": fts5_build,
    "tantivy": tantivy_build,
    "bm25s": bm25s_build,
    "tfidf": tfidf_build,
    "sanity": sanity_build,
}
ANSWERS: dict[str, Callable[[Path], None]] = {
    "fts5": fts5_answer,
    "tantivy": tantivy_answer,
    "bm25s": bm25s_answer,
    "tfidf": tfidf_answer,
    "sanity": sanity_answer,
}
_NEEDED = {"floor": "orjson", "bm25s": "bm25s"}


def _installed(name: str) -> bool:
    # All read the papers with orjson, so that no slower reader affects the result.
    return bool(find_spec("orjson") and find_spec(_NEEDED.get(name, "orjson")))


def main() -> None:
    """Write the papers, build, answer, and print two tables."""
    if sys.argv[1:2] in (["build"], ["answer"]):
        peers = BUILDS if sys.argv[1] == "build" else ANSWERS
        peers[sys.argv[2]](Path(sys.argv[3]))
        return
    import corpus  # here, so that its import is not part of what is measured

    count, rounds = (int(each) for each in (*sys.argv[1:], "10000", "3")[:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus.write_papers(folder / "papers.jsonl", range(count))
        _compare(folder, count, rounds)


def _compare(folder: Path, count: int, rounds: int) -> None:
    from runner import interleaved, table

    own = str(Path(sys.executable).with_name("papertriage"))
    library = ["--library", str(folder / "library"), "--no-config", "-q"]
    builds = {
        "ingest": [own, *library, "ingest", str(folder / "papers.jsonl")],
        "tag": [own, *library, "tag", "--all"],
    }
    peer = [sys.executable, __file__]
    builds |= {n: [*peer, "build", n, str(folder)] for n in BUILDS if _installed(n)}

    def fresh(name: str) -> None:
        import shutil

        if name == "ingest":
            shutil.rmtree(folder / "library", ignore_errors=True)

    print(f"## Build, {count:,} papers\n\n{table(interleaved(builds, rounds, fresh), 'ingest')}")
    answers = {
        "rank": [own, *library, "rank", "--topic", "faces", "--limit", str(BEST)],
        "search": [own, *library, "search", "--limit", str(BEST), *WORDS.split()[:2]],
    }
    answers |= {n: [*peer, "answer", n, str(folder)] for n in ANSWERS if _installed(n)}
    print(f"## Answer, {count:,} papers\n\n{table(interleaved(answers, rounds), 'rank')}", end="")


if __name__ == "__main__":
    main()
