"""How a report should look: what the terminal can show, and what the user asked for."""

import msgspec


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The options of the writers for people; data formats (tsv, jsonl, json) ignore them.

    Attributes:
        width: cells of a line.
        color: write escape sequences for colour; the caller has honoured ``NO_COLOR``.
        links: on top of colour, link ids and titles to their pages (OSC 8).
        unicode: the terminal shows UTF-8; without it every mark and letter becomes ASCII.
        explain: add the arithmetic of each score.
        verbose: with `explain`, also the parts that hardly count.
        multi: there are several lists, so each names its topic.
        first: the number of the first row; rows are numbered through all lists.
    """

    width: int = 100
    color: bool = False
    links: bool = False
    unicode: bool = True
    explain: bool = False
    verbose: bool = False
    multi: bool = False
    first: int = 1
