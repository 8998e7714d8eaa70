"""Which column of a table holds what: found once, from the header."""

import re
from collections.abc import Sequence

import msgspec

from papertriage.paper import FIELDS, OUTPUT_ONLY
from papertriage.readers.table.aliases import COLUMNS
from papertriage.readers.table.dialects import Dialect
from papertriage.text.clean import listed, snippet

_FIELDS = (*COLUMNS, "mentions")
_FIELD_WORDS = {
    "arxiv": "arxiv", "doi": "doi", "title": "title", "abstract": "abstract",
    "authors": "authors", "year": "year",
}  # fmt: skip
"""The word in a longer column name of a generic table that shows a field ("arXiv link")."""
_WORDS = frozenset(_FIELD_WORDS.values())
_SAYS_OTHER = re.compile(
    r"\b(?:count|num|numbers?|affiliations?|ids?|of|language|keywords|first|corresponding|short"
    r"|running|original|translated|abbreviated|journal|book|series|source|publication|conference"
    r"|proceedings|secondary|job|has|is|no|length|words?|status|decision|screen(?:ing|ed)?|score"
    r"|label|match(?:es)?|reason|design|stage"
    r"|review(?:ers?|ed)?|comments?|notes?)\b"
)
"""Words in a column name which show that the column holds something else."""
_MOST_SHOWN = 10
"""Columns that a note names."""
_OURS = FIELDS | OUTPUT_ONLY
_PRIVATE = re.compile(r"e[ -]?mail|submitter|correspond")


class Columns(msgspec.Struct, frozen=True):
    """Which column of a table holds what.

    Attributes:
        fields: our fields and the indexes of their columns, the best column of a field first.
        kept: names and indexes of the columns that are kept unchanged.
        note: which column was taken for which field, if the table has no known dialect.
        doubt: a warning if several columns may hold the title.
    """

    fields: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    note: str = ""
    doubt: str = ""


def columns_of(header: Sequence[str], names: Sequence[str], dialect: Dialect) -> Columns:
    """Find the columns of our fields.

    Args:
        header: the columns' names as the table writes them.
        names: the same in their normal form; an empty one is ignored.
        dialect: the table's.
    """
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if name and not name.startswith("unnamed:"):  # the row numbers of a data frame
            places.setdefault(name, []).append(at)
    fields = [
        (field, at)
        for field in _FIELDS
        for name in dialect.columns_of(field)
        for at in places.get(name, ())
    ]
    if not dialect.is_generic:
        kept = [(name, places[name][0]) for name in dialect.kept_columns if name in places]
        return Columns(tuple(fields), _free(kept))
    known = {field for field, _ in fields}
    shown = _shown(places)
    titles = [at for field, at in (*fields, *shown) if field == "title"]
    fields = [(field, at) for field, at in fields if field != "title" or at == titles[0]]
    fields += [(field, at) for field, at in shown if field not in known]
    taken = {at for _, at in fields}
    kept = [(name, at[0]) for name, at in places.items() if at[0] not in taken]
    return Columns(
        tuple(fields), _free(kept), _note(fields, kept, header), _doubt(titles, names, header)
    )


def _shown(places: dict[str, list[int]]) -> list[tuple[str, int]]:
    """Return the fields that a word in a column's name shows, with the columns."""
    return [
        (field, at)
        for field, word in _FIELD_WORDS.items()
        for name, found in places.items()
        if word in (words := re.findall(r"[a-z]+", name)) and not _SAYS_OTHER.search(name)
        if len(words) < 3 or len(_WORDS.intersection(words)) < 2  # "title abstract reviewer"
        for at in found
    ]


def _free(kept: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return names that differ from all fields, without columns of personal addresses."""
    named = [(name.replace(" ", "_"), at) for name, at in kept if not _PRIVATE.search(name)]
    return tuple((f"{name}_" if name in _OURS else name, at) for name, at in named)


def _note(fields: list[tuple[str, int]], kept: list[tuple[str, int]], header: Sequence[str]) -> str:
    """Say which column was taken for which field."""
    columns = {field: _shown_name(header[at]) for field, at in reversed(fields)}
    took = ", ".join(f"{field} = {columns[field]}" for field in reversed(columns))
    left = listed([_shown_name(header[at]) for _, at in kept], _MOST_SHOWN)
    return f"columns: {took}" + (f"; kept as they are: {left}" if left else "")


def _shown_name(name: str) -> str:
    return snippet(name.strip(), 40)


def _doubt(titles: list[int], names: Sequence[str], header: Sequence[str]) -> str:
    """Say which column was taken for the title, if several may hold it.

    "Title - Chinese" is beside "Title" for the papers that have another title too.
    """
    rivals = [at for at in titles if at == titles[0] or not names[at].startswith(names[titles[0]])]
    took, *others = dict.fromkeys(f'"{_shown_name(header[at])}"' for at in rivals) or ("",)
    if not others:
        return ""
    return f"more than one column may hold the title: took {took}, not {', '.join(others)}"
