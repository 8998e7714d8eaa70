"""Measure a search in its own process, compared with a tantivy script, SQLite and bm25s.

    python benchmarks/search.py [PAPERS ...] [--rounds N] [--keep FOLDER]  (default: 10000 100000)

For each size it prints the time and memory to build each index, and its size. Then new processes
answer the same queries, interleaved: two common words, two rare words, one common word. All list
the 20 best papers that contain all words, with id and title; bm25s cannot require all words.
"typer" is the tantivy script as a Typer command, the minimum for any command line of this kind. All
papers are invented (`corpus`).
"""

import argparse
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from corpus import _words, write_papers
from runner import interleaved, run_once, table

_WORDS, _ = _words()
QUERIES = {
    "two common words": f"{_WORDS[60]} {_WORDS[140]}",
    "two rare words": f"{_WORDS[3000]} {_WORDS[2000]}",
    "one common word": _WORDS[60],
}

_READ = """
import sys, msgspec
class Row(msgspec.Struct):
    id: str
    title: str
    abstract: str
decode = msgspec.json.Decoder(Row).decode
rows = (decode(line) for line in open(sys.argv[1], "rb"))
"""
_SCHEMA = """
import tantivy
def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("abstract", tokenizer_name="en_stem")
    return builder.build()
"""
_TABLE = """
import sqlite3
db = sqlite3.connect(sys.argv[2])
db.execute("create virtual table p using fts5(title, abstract, id unindexed, tokenize='porter')")
db.executemany("insert into p values (?, ?, ?)", ((r.title, r.abstract, r.id) for r in rows))
db.commit()
"""
_MAKE = {
    "tantivy": _READ + _SCHEMA + """
import os
os.mkdir(sys.argv[2])
index = tantivy.Index(schema(), sys.argv[2])
writer = index.writer(160_000_000, 1)
for row in rows:
    writer.add_document(tantivy.Document(id=row.id, title=row.title, abstract=row.abstract))
writer.commit()
writer.wait_merging_threads()
""",
    "sqlite": _READ + _TABLE,
    "bm25s": _READ + """
import bm25s, json
rows = list(rows)
tokens = bm25s.tokenize([r.title + " " + r.abstract for r in rows], show_progress=False)
found = bm25s.BM25()
found.index(tokens, show_progress=False)
found.save(sys.argv[2])
json.dump([(r.id, r.title) for r in rows], open(sys.argv[2] + "/rows.json", "w"))
""",
}  # fmt: skip
_TANTIVY = """
    index = tantivy.Index.open(folder)
    searcher = index.searcher()
    query = index.parse_query(words, ["title", "abstract"], conjunction_by_default=True)
    for score, address in searcher.search(query, 20).hits:
        found = searcher.doc(address)
        print(found["id"][0], round(score, 3), found["title"][0], sep="\\t")
"""
_ASK = {
    "tantivy": f"""
import sys, tantivy
def main(folder, words): {_TANTIVY}
main(*sys.argv[1:])
""",
    "typer": f"""
import tantivy, typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def main(folder: str, words: str) -> None: {_TANTIVY}
app()
""",
    "sqlite": """
import sys, sqlite3
db = sqlite3.connect(sys.argv[1])
found = "select id, rank, title from p where p match ? order by rank limit 20"
for row in db.execute(found, (sys.argv[2],)):
    print(*row, sep="\\t")
""",
    "bm25s": """
import sys, json, bm25s
found = bm25s.BM25.load(sys.argv[1], mmap=True)
rows = json.load(open(sys.argv[1] + "/rows.json"))
tokens = bm25s.tokenize([sys.argv[2]], show_progress=False)
numbers, scores = found.retrieve(tokens, k=20, show_progress=False)
for number, score in zip(numbers[0], scores[0]):
    print(*rows[number], score, sep="\\t")
""",
}


def prepare(folder: Path, count: int) -> Path:
    """Write a library of this size, unless it exists."""
    papers = folder / "library" / "papers.jsonl"
    if not papers.exists():
        papers.parent.mkdir(parents=True)
        beside = papers.with_suffix(".tmp")
        write_papers(beside, range(count))
        (papers.parent / "library.json").write_text('{"format":1}\n')
        beside.rename(papers)
    return papers


def measure(folder: Path, count: int, rounds: int) -> None:
    """Build all indexes of one library and query them."""
    papers = prepare(folder, count)
    print(f"\n## {count:,} papers, {papers.stat().st_size / 1e6:.0f} MB\n\nIndexes:\n", flush=True)
    peers = [name for name in _MAKE if name != "bm25s" or (find_spec("bm25s") and count <= 100_000)]
    ours = [str(Path(sys.executable).with_name("papertriage")), "-q", "--library"]
    ours += [str(papers.parent), "search"]
    print("| | wall s | cpu s | peak MiB | MB |\n|---|---|---|---|---|")
    for name in ("papertriage", *peers):
        place = papers.parent / ".cache" / "search" if name == "papertriage" else folder / name
        if not place.exists():
            script = [sys.executable, "-c", _MAKE.get(name, ""), str(papers), str(place)]
            made = run_once([*ours, "nothing"] if name == "papertriage" else script)
            size = sum(path.stat().st_size for path in [place, *place.rglob("*")]) / 1e6
            print(f"| {name} | {made.wall:.1f} | {made.cpu:.1f} | {made.peak:.0f} | {size:.0f} |",
                  flush=True)  # fmt: skip
    for title, words in QUERIES.items():
        commands = {
            name: [sys.executable, "-c", _ASK[name], str(folder / name), words] for name in peers
        }
        commands["typer"] = [sys.executable, "-c", _ASK["typer"], str(folder / "tantivy"), words]
        commands["papertriage"] = [*ours, words]
        measured = table(interleaved(commands, rounds), "tantivy", by="cpu")
        print(f"\nCold, {title}:\n\n{measured}", end="", flush=True)


def main() -> None:
    """Measure each size in its own folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="leave libraries and indexes here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for count in options.papers:
            measure((options.keep or Path(name)) / str(count), count, options.rounds)


if __name__ == "__main__":
    main()
