"""A source that is planned and not open yet."""

import io
from collections.abc import Callable, Generator, Mapping
from datetime import date

import msgspec

from papertriage.paper import Paper
from papertriage.sources.page import Page

Pages = Callable[[Mapping[str, str]], Generator[Page, None, None]]
"""Opens a source: takes the validators of its last reading, yields its pages."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A source that is not open yet.

    Attributes:
        name: what messages and runs.jsonl call it.
        open: opens it.
        is_network: it may have validators from its last reading.
        waits: reading it may take long, whatever its size; others are files on disk.
        base: what its papers say they came from; None: its pages know.
        belongs_to: the source of a configuration that it is a part of, where that is another.
        categories: those of a feed of announcements.
        filled: the days of announcements that it fills in.
        form: the form to read it as; None: sniff.
        since: leave out papers older than this day.
        is_subscribed: it is in a configuration.
        accepts: returns whether a paper was wanted; None: all were.
        is_found: it was found in a folder, and may hold no papers.
    """

    name: str
    open: Pages
    is_network: bool = True
    waits: bool = True
    base: str | None = None
    belongs_to: str | None = None
    categories: str = ""
    filled: list[date] = []
    form: str | None = None
    since: date | None = None
    is_subscribed: bool = False
    accepts: Callable[[Paper], bool] | None = None
    is_found: bool = False


def nothing(name: str, *, notes: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> Page:
    """Return a page that only holds messages to the user."""
    return Page(
        name=name, base=name, stream=io.BytesIO(), has_news=False, notes=notes, warnings=warnings
    )
