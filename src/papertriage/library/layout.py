"""The names of a library's files, which users may rely on."""

from pathlib import Path

RECORDS = "records.jsonl"
TAGS = "tags.jsonl"
HISTORY = "history.jsonl"
RUNS = "runs.jsonl"
ABOUT = "library.json"
LOCK = ".lock"
CACHE = Path(".cache")
INDEX = CACHE / "index.sqlite"
SEARCH = CACHE / "search"

FORMAT = 2
"""The format of these files; library.json has it, and a newer one is not read."""
FORMER_PAPERS = "papers.jsonl"
"""The papers of a library of format 1, which had no records."""
