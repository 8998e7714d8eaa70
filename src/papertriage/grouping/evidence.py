"""Evidence that two records are one paper, the strongest first."""

from collections.abc import Iterator

from papertriage.grouping.authors import People
from papertriage.grouping.kinds import IN_MANY, RECURRING
from papertriage.grouping.pair import Abstracts, Pair
from papertriage.grouping.places import Places
from papertriage.grouping.titles import Titles
from papertriage.text import similarity

_RARE = 30.0
"""Bits from which a title is rare enough to identify a paper by itself."""
_YEARS = 1
"""The most years between a preprint and its article; three if the same people wrote both."""
_YEARS_OF_ONE_PERSON = 3
_NEAR = 90.0
"""Percent from which two titles are worth a look, whoever the authors are."""

Found = tuple[int, str]


def evidence(pair: Pair) -> Found | None:
    """Return the strongest evidence, as its strength and a description; None if too weak."""
    if name := pair.shared_name():
        return 100, f"both are {name}"
    for rule in (_of_abstracts, _of_places, _of_equal_titles, _of_like_titles):
        if strength := rule(pair):
            return strength, describe(pair)
    return None


def is_near(pair: Pair) -> bool:
    """Return whether two records that are not the same are worth a look."""
    if pair.abstracts >= Abstracts.NEAR:
        return True
    if pair.abstracts is Abstracts.OTHER:
        return pair.titles is Titles.EQUAL and not (_is_short(pair) or _is_recurring(pair))
    if pair.titles <= Titles.OTHER:
        return False
    return (
        pair.titles > Titles.ALIKE
        or pair.people.people is People.MOST
        or pair.title_likeness >= _NEAR
    )


def describe(pair: Pair) -> str:
    """Return what two records have in common, in one line."""
    return ", ".join(_parts(pair)) or "nothing in common"


def _parts(pair: Pair) -> Iterator[str]:
    if phrase := _TITLES.get(pair.titles):
        yield phrase
    if pair.people.number:
        yield f"{pair.people.number} of {pair.people.of} authors in common"
    if pair.places is Places.SAME:
        yield (
            "same volume and page"
            if pair.one.place.volume == pair.other.place.volume
            else "same page of one journal"
        )
    if pair.years:
        yield " and ".join(sorted({str(pair.one.year), str(pair.other.year)}))
    if pair.begin_alike:
        yield "abstracts begin alike"
    elif pair.abstracts is Abstracts.OTHER:
        yield "different abstracts"
    elif pair.abstracts is not Abstracts.UNKNOWN:
        yield f"abstracts {pair.likeness:.0f} % alike"


_TITLES = {
    Titles.EQUAL: "equal titles",
    Titles.MISSPELT: "titles equal but for spelling",
    Titles.EXTENDED: "equal titles, one with a subtitle",
    Titles.ALIKE: "similar titles",
    Titles.OTHER: "different titles",
}


def _of_abstracts(pair: Pair) -> int:
    """Return the strength of equal abstracts under titles that do not contradict.

    Reviews of one series begin alike: where titles are only similar, the whole texts must be.
    """
    if pair.abstracts is not Abstracts.EQUAL:
        return 0
    if pair.titles in {Titles.UNKNOWN, Titles.EQUAL, Titles.MISSPELT, Titles.EXTENDED}:
        return 90
    if not pair.is_one_text:
        return 0
    if pair.titles is Titles.ALIKE:
        return 80
    return 70 if pair.places is Places.SAME else 0


def _of_places(pair: Pair) -> int:
    """Return the strength of one volume and page with similar titles, or of one range of pages.

    Two short texts may share a page, but two texts by the same people never begin and end on the
    same two pages: one title may be a translation of the other.
    """
    if pair.places is not Places.SAME or pair.abstracts is Abstracts.OTHER:
        return 0
    if pair.titles >= Titles.ALIKE or pair.titles is Titles.UNKNOWN:
        return 85
    pages = pair.one.place.pages
    is_one_range = pages == pair.other.place.pages and pages.end > pages.start
    return 70 if is_one_range and pair.people.people is People.MOST else 0


def _of_equal_titles(pair: Pair) -> int:
    """Return the strength of equal titles; how many authors they must share depends on the rest."""
    if pair.titles is not Titles.EQUAL or pair.one.kind in IN_MANY:
        return 0
    if pair.people.people is People.UNKNOWN:
        return _of_titles_alone(pair)
    if _is_common(pair):
        fits = pair.people.people is People.MOST and _is_near(pair, _YEARS)
        return 55 if fits and not _are_rivals(pair) else 0
    if not _is_near(pair, _YEARS_OF_ONE_PERSON):
        return 0
    if pair.abstracts is Abstracts.OTHER:  # rewritten: most of the authors must be the same
        return 50 if pair.people.people is People.MOST else 0
    return 75


def _are_rivals(pair: Pair) -> bool:
    """Return whether two texts under a common title are two publications."""
    if pair.abstracts >= Abstracts.VERSIONS:
        return False
    if pair.abstracts is Abstracts.OTHER:
        return True
    is_preprint = pair.one.is_preprint or pair.other.is_preprint
    return not is_preprint and (pair.have_two_dois or pair.places is Places.OTHER_VENUE)


def _of_titles_alone(pair: Pair) -> int:
    """Return the strength of equal titles of which one has no authors."""
    if _is_recurring(pair) or _are_rivals(pair) or not _is_near(pair, _YEARS):
        return 0
    if _is_short(pair):
        return 45 if pair.years == 0 and len(pair.one.title.words) > 1 else 0
    return 65 if _weight(pair) >= _RARE else 45


def _of_like_titles(pair: Pair) -> int:
    """Return the strength of titles that differ in spelling or by a subtitle."""
    if not _is_near(pair, _YEARS) or pair.abstracts is Abstracts.OTHER or _is_short(pair):
        return 0
    if pair.titles is Titles.MISSPELT:
        return 40
    one_issue = pair.places is Places.VENUE and pair.years == 0
    is_of_most = pair.people.people is People.MOST and pair.titles is Titles.EXTENDED
    return 35 if is_of_most and one_issue else 0


def _is_near(pair: Pair, years: int) -> bool:
    return pair.years is None or pair.years <= years


def _is_common(pair: Pair) -> bool:
    """Return whether many papers may have this title: it is short, usual or a recurring one."""
    return _is_short(pair) or _is_recurring(pair) or _weight(pair) < _RARE


def _is_short(pair: Pair) -> bool:
    return min(len(pair.one.title.words), len(pair.other.title.words)) < similarity.LEAST_WORDS


def _is_recurring(pair: Pair) -> bool:
    return not RECURRING.isdisjoint((pair.one.kind, pair.other.kind))


def _weight(pair: Pair) -> float:
    return min(similarity.weight(one.title.words) for one in (pair.one, pair.other))
