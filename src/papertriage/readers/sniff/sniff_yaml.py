"""Sniffing YAML: a list of papers, whose first item has a title and other fields of a paper."""

import re

from papertriage.readers.registry import FORMS

_OPENS = re.compile(
    r"(?:(?:---)?[^\S\n]*(?:#[^\n]*)?\n)*(?:[\w-]+:(?:[^\S\n]*+\n)+)?(?P<indent> *)- +(?=[\w-]+:)"
)
"""Comments, and the name of the list, may come before the first item."""
_KEY = re.compile(r"^ *(?:- +)?([\w-]+):(?=\s)", re.MULTILINE)
_OF_PAPERS = frozenset({
    "author", "authors", "year", "doi", "journal", "venue", "booktitle", "conference", "arxiv",
    "pmid", "abstract", "issued",
})  # fmt: skip
"""Keys that the items of a menu do not have."""
_OF_CSL = frozenset({"type", "issued"})


def sniff_yaml(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a list of papers in YAML; None for anything else."""
    opens = _OPENS.match(head)
    if opens is None:
        return None
    first = head[opens.end() :].split(f"\n{opens['indent']}- ", 1)[0]
    keys = {key.lower() for key in _KEY.findall(first)}
    if "title" not in keys or keys.isdisjoint(_OF_PAPERS):
        return None
    is_csl = head.startswith("references:") or "\nreferences:" in head[: opens.end()]
    form = "csl-yaml" if is_csl or keys >= _OF_CSL else "yaml"
    return form, f"{form}: {FORMS[form].mark}"
