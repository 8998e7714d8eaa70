"""Where a publication appeared: journal, volume, page; and whether two appeared in one place."""

import enum
import re
from functools import lru_cache
from typing import NamedTuple

from papertriage.paper import Paper
from papertriage.text import similarity
from papertriage.text.pages import Pages, page_range, volume_number

_SMALL = frozenset(
    {
        *("the", "of", "and", "in", "for", "on", "a", "an", "to", "de", "des", "du", "la", "le"),
        *("les", "et", "und", "der", "die", "das", "fur", "y", "e", "del", "el", "los", "di", "do"),
    }
)
_SPLIT = re.compile(r"(?: ?[:;=(\[/]|\. (?:Conference|Meeting)\b).*")
_MEETINGS = frozenset(
    {"proceedings", "proc", "conference", "conf", "symposium", "workshop", "congress"}
)
"""Words in the names of meetings, which each database writes its own way."""
_LONGEST_NAME = 300
_ENOUGH_WORDS = 3
"""Words that a name needs to be a cut form of another: "Diabetes" is not Diabetes Care."""
_SHORTEST_CONTRACTION = 3


class Place(NamedTuple):
    """Where a publication appeared; empty or 0 where that is unknown.

    Attributes:
        venue: the significant words of the journal's name.
        volume: its number.
        issue: as printed, folded.
        pages: the first and the last page.
    """

    venue: tuple[str, ...] = ()
    volume: int = 0
    issue: str = ""
    pages: Pages = Pages()


class Places(enum.IntEnum):
    """How two places are related."""

    OTHER = 0
    OTHER_VENUE = 1
    UNKNOWN = 2
    VENUE = 3
    SAME = 4


def place(paper: Paper) -> Place:
    """Return where a record says that it was published."""
    volume = volume_number(paper.volume or "")
    if volume and paper.date and paper.date.startswith(str(volume)):
        volume = 0  # some databases give the year as the volume
    issue = "".join(similarity.words(paper.issue or ""))
    return Place(venue_words(paper.venue or ""), volume, issue, page_range(paper.page or ""))


@lru_cache(maxsize=4096)
def venue_words(name: str) -> tuple[str, ...]:
    """Return the significant words of a venue's name, up to a colon."""
    name = name[:_LONGEST_NAME]
    bare = _SPLIT.sub("", name) or name
    return tuple(word for word in similarity.words(bare) if word not in _SMALL)


def is_one_venue(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names are of one venue: in full, abbreviated, by initials, or cut."""
    if one == other or "".join(one) == "".join(other):
        return True
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        return len(long) > 1 and short[0] == "".join(word[0] for word in long)  # JAMA
    if len(short) < len(long) and len(short) < _ENOUGH_WORDS:
        return False
    return all(_abbreviates(a, b) or _abbreviates(b, a) for a, b in zip(short, long, strict=False))


def _abbreviates(short: str, full: str) -> bool:
    """Return whether a word is another one cut or contracted: ``natl`` for national."""
    if not full.startswith(short[0]):
        return False
    letters = iter(full)
    return full.startswith(short) or (
        len(short) >= _SHORTEST_CONTRACTION and all(letter in letters for letter in short)
    )


def relation(one: Place, other: Place) -> Places:
    """Return how two places are related.

    The same volume and first page are one place, whatever the venue is called. In one venue,
    different volumes, or pages that do not overlap, are two places.
    """
    have_pages = bool(one.pages.start and other.pages.start)
    one_page = have_pages and one.pages.start == other.pages.start
    have_pages = have_pages and one.pages.prefix == other.pages.prefix
    have_volumes = bool(one.volume and other.volume)
    one_volume = have_volumes and one.volume == other.volume
    if one_page and one_volume:
        return Places.SAME
    if not (one.venue and other.venue):
        return Places.UNKNOWN
    if not is_one_venue(one.venue, other.venue):
        are_meetings = not (_MEETINGS.isdisjoint(one.venue) or _MEETINGS.isdisjoint(other.venue))
        return Places.UNKNOWN if are_meetings else Places.OTHER_VENUE
    if one_page and not have_volumes:
        return Places.SAME
    if have_volumes and not one_volume and not one_page:
        return Places.OTHER
    fit = not have_pages or one_page or _overlap(one.pages, other.pages)
    return Places.VENUE if fit else Places.OTHER


def _overlap(one: Pages, other: Pages) -> bool:
    """Return whether pages overlap, or one range counts the paper's own pages from 1."""
    if max(one.start, other.start) <= min(one.end, other.end):
        return True
    size = one.end - one.start
    return size > 0 and size == other.end - other.start and 1 in {one.start, other.start}
