"""The names of a library's files: a promise to users."""

from pathlib import Path

PAPERS = "papers.jsonl"
TAGS = "tags.jsonl"
HISTORY = "history.jsonl"
RUNS = "runs.jsonl"
ABOUT = "library.json"
LOCK = ".lock"
CACHE = Path(".cache")
INDEX = CACHE / "index.sqlite"
SEARCH = CACHE / "search"

FORMAT = 1
"""The format of these files; it stands in library.json, and a newer one is refused unread."""
