"""Tables in Markdown: which column holds what, and a row as fields."""

import re
from typing import Any

from papertriage.readers.lines.titles import bare_title
from papertriage.readers.markdown import entries
from papertriage.readers.markdown.inline import links, plain, tidy
from papertriage.readers.markdown.labels import field_of, names_in
from papertriage.readers.pages.bylines import is_button

_RULE = frozenset("|:- \t")
_BETWEEN = re.compile(r"(?<!\\)\|")
_NAMES = {
    **dict.fromkeys(("paper", "papers", "论文"), "paper"),
    **dict.fromkeys(("name", "article", "resource", "work", "reference"), "name"),
}
"""Columns that may hold titles."""
_LINKS = frozenset({"code_url", "project_url"})
_UNSURE = frozenset({"paper", "name"})
"""Columns whose cells are titles if they have some words."""
_TITLES = frozenset({"title", "paper"})
_OF_PAPERS = frozenset({"authors", "venue", "abstract", "summary"})
"""Columns that only tables of papers have, so that rows need no links."""
_REMARK = re.compile(r"[(\uff08].*")
_LEAST_WORDS = 3
_LEAST_COLUMNS = 2
"""Columns with known names; a table with only a "Title" may be of anything."""


def is_rule(text: str) -> bool:
    """Return whether a line separates a table's header from its rows."""
    return "-" in text and _RULE.issuperset(text)


def cells_of(text: str) -> list[str]:
    """Return the cells of a row."""
    return [
        cell.strip() for cell in _BETWEEN.split(text.strip().removeprefix("|").removesuffix("|"))
    ]


def _column(header: str) -> str | None:
    """Return the field of a column."""
    name = _REMARK.sub("", plain(header)).strip().lower()
    return _NAMES.get(name, field_of(name))


class Table:
    """A table by its header."""

    def __init__(self, header: list[str]) -> None:
        self._columns = list(map(_column, header))
        known = sum(1 for name in self._columns if name is not None)
        self._has_titles = known >= _LEAST_COLUMNS and not _TITLES.isdisjoint(self._columns)
        self._is_of_papers = not _OF_PAPERS.isdisjoint(self._columns)

    def row(self, cells: list[str]) -> dict[str, Any] | None:
        """Return a row's fields; None if it links no paper and no column holds titles."""
        tidied = [tidy(cell) for cell in self._joined(cells)]
        whole = " ".join(tidied)
        fields = entries.linked(links(whole))
        for name, cell in zip(self._columns, tidied, strict=False):
            if name and name not in _UNSURE | _LINKS and (text := plain(cell)):
                fields.setdefault(name, text)
            if name in {"", "venue"} and not fields["names"]:
                fields["names"] += names_in(plain(cell))
        if summary := fields.pop("summary", ""):
            fields.setdefault("abstract", summary)
        if "title" not in fields and (title := self._title(tidied)):
            fields["title"] = title
        cited = {} if "authors" in fields else entries.cited_in(fields.get("title", ""))
        if cited:
            fields = {**cited, **fields, "title": cited["title"]}
        is_known = self._has_titles and "title" in fields and (self._is_of_papers or "://" in whole)
        entries.date_by_venue(fields)
        return entries.checked(fields) if is_known or entries.names_paper(fields) else None

    def _joined(self, cells: list[str]) -> list[str]:
        """Return the cells, joining those into which a bar split the title."""
        surplus = len(cells) - len(self._columns)
        if surplus <= 0 or "title" not in self._columns:
            return cells
        at = self._columns.index("title")
        return [*cells[:at], " | ".join(cells[at : at + surplus + 1]), *cells[at + surplus + 1 :]]

    def _title(self, cells: list[str]) -> str:
        """Return the title if no column has that name: from "Paper", or the longest link."""
        is_sure = "paper" in self._columns and self._is_of_papers
        named = [cell for name, cell in zip(self._columns, cells, strict=False) if name in _UNSURE]
        linked = [link.text for cell in named or cells for link in links(cell) if link.ids]
        words = [plain(cell) for cell in named] or linked
        long = [text for text in words if is_sure or len(text.split()) >= _LEAST_WORDS]
        short = [text for text in linked if named and not is_button(text)]
        return bare_title(max(long or short, key=len, default=""))
