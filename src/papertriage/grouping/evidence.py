"""Evidence for: from which two records are one paper, the surest first."""

from collections.abc import Iterator

from papertriage.grouping.authors import People
from papertriage.grouping.kinds import IN_MANY, STANDING
from papertriage.grouping.pair import Abstracts, Pair
from papertriage.grouping.places import Places
from papertriage.grouping.titles import Titles
from papertriage.text import similarity

_TELLS = 30.0
"""Bits from which a title is rare enough to be one paper's by itself."""
_YEARS = 1
"""Years between a preprint and its article; people who wrote both may take three."""
_YEARS_OF_ONE_PERSON = 3
_NEAR = 90.0
"""Percent from which two titles are worth a look, whoever wrote under them."""

Found = tuple[int, str]


def evidence(pair: Pair) -> Found | None:
    """Return the strength of the surest evidence and its words; None if there is not enough."""
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
        return pair.titles is Titles.EQUAL and not (_is_short(pair) or _is_standing(pair))
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
    if said := _SAID.get(pair.titles):
        yield said
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
        yield "unlike abstracts"
    elif pair.abstracts is not Abstracts.UNKNOWN:
        yield f"abstracts {pair.likeness:.0f} % alike"


_SAID = {
    Titles.EQUAL: "equal titles",
    Titles.MISSPELT: "titles equal but for spelling",
    Titles.EXTENDED: "one title has a subtitle more",
    Titles.ALIKE: "similar titles",
    Titles.OTHER: "other titles",
}


def _of_abstracts(pair: Pair) -> int:
    """One abstract under titles that do not speak against it.

    Reviews of one series begin alike: where titles are only similar, all of the text counts.
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
    """One volume and page, with a title that fits; or the same pages by the same people.

    Two short texts may share a page, but no two texts begin and end on the same two pages: so
    a title may even be a translation.
    """
    if pair.places is not Places.SAME or pair.abstracts is Abstracts.OTHER:
        return 0
    if pair.titles >= Titles.ALIKE or pair.titles is Titles.UNKNOWN:
        return 85
    pages = pair.one.place.pages
    is_one_range = pages == pair.other.place.pages and pages.end > pages.start
    return 70 if is_one_range and pair.people.people is People.MOST else 0


def _of_equal_titles(pair: Pair) -> int:
    """Equal titles by the same people; how many must be, the title and the texts decide."""
    if pair.titles is not Titles.EQUAL or pair.one.kind in IN_MANY:
        return 0
    if pair.people.people is People.UNKNOWN:
        return _of_titles_alone(pair)
    if _is_common(pair):
        fits = pair.people.people is People.MOST and _is_near(pair, _YEARS)
        return 55 if fits and not _are_rivals(pair) else 0
    if not _is_near(pair, _YEARS_OF_ONE_PERSON):
        return 0
    if pair.abstracts is Abstracts.OTHER:  # rewritten: most of the people must be the same
        return 50 if pair.people.people is People.MOST else 0
    return 75


def _are_rivals(pair: Pair) -> bool:
    """Return whether two texts under a common title stand in two publications of their own."""
    if pair.abstracts >= Abstracts.VERSIONS:
        return False
    if pair.abstracts is Abstracts.OTHER:
        return True
    is_preprint = pair.one.is_preprint or pair.other.is_preprint
    return not is_preprint and (pair.have_two_dois or pair.places is Places.OTHER_VENUE)


def _of_titles_alone(pair: Pair) -> int:
    """Equal titles of which one has no authors."""
    if _is_standing(pair) or _are_rivals(pair) or not _is_near(pair, _YEARS):
        return 0
    if _is_short(pair):
        return 45 if pair.years == 0 and len(pair.one.title.words) > 1 else 0
    return 65 if _weight(pair) >= _TELLS else 45


def _of_like_titles(pair: Pair) -> int:
    """Titles that differ in spelling or by a subtitle."""
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
    """Return whether a title may be that of many papers: short, usual, or a standing one."""
    return _is_short(pair) or _is_standing(pair) or _weight(pair) < _TELLS


def _is_short(pair: Pair) -> bool:
    return min(len(pair.one.title.words), len(pair.other.title.words)) < similarity.LEAST_WORDS


def _is_standing(pair: Pair) -> bool:
    return not STANDING.isdisjoint((pair.one.kind, pair.other.kind))


def _weight(pair: Pair) -> float:
    return min(similarity.weight(one.title.words) for one in (pair.one, pair.other))
