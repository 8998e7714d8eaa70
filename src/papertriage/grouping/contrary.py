"""Facts that show that two records are not one paper.

The cheap ones are checked first, as this runs for each pair of records in a group.
"""

from papertriage.grouping import titles
from papertriage.grouping.authors import People
from papertriage.grouping.facts import TEXTS
from papertriage.grouping.kinds import IN_MANY
from papertriage.grouping.pair import Abstracts, Pair
from papertriage.grouping.places import Places
from papertriage.grouping.titles import Titles

_ONE_EACH = {"arxiv": "arXiv ids", "pmid": "PubMed ids", "pmcid": "PMC ids", "acl": "ACL ids"}
"""Kinds of names of which a paper has only one."""
_OF_OTHERS = {
    "notice": "one is an erratum or a retraction",
    "reply": "one is a reply",
    "comment": "one is a comment",
    "supplement": "one is a supplement",
}
"""Kinds of texts that repeat the title of the text they are about."""
_YEARS = 1
"""The most years between a report's dates online and in print."""


def fact_against(pair: Pair) -> str | None:
    """Return, in words, a fact that shows that two records are not one paper, or None."""
    one, other = pair.one.ids, pair.other.ids
    for kind, words in _ONE_EACH.items():
        if one.get(kind, "") != other.get(kind, "") and kind in one and kind in other:
            return f"two {words}"
    if name := pair.shared_name():
        return _of_a_shared_name(pair, name)
    return (
        _of_kinds(pair)
        or _of_places(pair)
        or _of_people(pair)
        or _of_titles(pair)
        or _of_dois(pair)
        or (_of_reports(pair) if pair.is_report else None)
    )


def _of_a_shared_name(pair: Pair, name: str) -> str | None:
    """Return what shows that a shared name belongs to a container, or is a mistake.

    That takes three differences: titles, abstracts and authors. For a DOI two are enough, titles
    and one of abstracts, authors and pages: abstracts of one group may share a supplement's DOI.
    """
    if pair.abstracts >= Abstracts.VERSIONS:
        return None
    if pair.titles is not Titles.OTHER and not _of_titles(pair):
        return None
    is_doi = name.startswith("doi:")
    facts = {
        "abstracts": pair.abstracts is Abstracts.OTHER,
        "authors": _has_other_people(pair),
        "pages": is_doi and pair.places is Places.OTHER,
    }
    *most, last = ["titles", *(word for word, is_so in facts.items() if is_so)]
    enough = len(most) >= (1 if is_doi else 2)
    return f"different {', '.join(most)} and {last}" if enough else None


def _has_other_people(pair: Pair) -> bool:
    return pair.people.people is People.CONTRADICTING


def _of_kinds(pair: Pair) -> str | None:
    if pair.one.is_data != pair.other.is_data:
        return "one is a data set"
    types = {pair.one.paper.type, pair.other.paper.type}
    if "thesis" in types and not types.isdisjoint(TEXTS):
        return "one is a thesis"
    kinds = {pair.one.kind, pair.other.kind}
    for kind, words in _OF_OTHERS.items():
        if kind in kinds and len(kinds) > 1:
            return words
    if "protocol" in kinds and len(kinds) > 1 and not _is_one_text_or_place(pair):
        return "one is a protocol"
    if len(kinds) == 1 and kinds <= IN_MANY and pair.places is not Places.SAME:
        return _of_issues(pair)
    return None


def _is_one_text_or_place(pair: Pair) -> bool:
    """Return whether two records are one publication, even if one has lost part of its title."""
    return pair.begin_alike or pair.places is Places.SAME


def _of_issues(pair: Pair) -> str | None:
    """Return what shows that two texts under one recurring title are from two issues."""
    one, other = pair.one, pair.other
    if pair.years:
        return f"{pair.years} {'year' if pair.years == 1 else 'years'} apart"
    for name in ("volume", "issue"):
        first, second = getattr(one.place, name), getattr(other.place, name)
        if first and second and first != second:
            return f"different {name}s"
    return "two DOIs" if pair.have_two_dois else None


def _of_places(pair: Pair) -> str | None:
    if pair.places is Places.OTHER:
        return "different volumes or pages of one journal"
    return None


def _of_people(pair: Pair) -> str | None:
    """Return a fact if nobody wrote both, unless the titles match and the abstracts begin alike."""
    collaborations = pair.one.collaborations, pair.other.collaborations
    if all(collaborations) and collaborations[0].isdisjoint(collaborations[1]):
        return "two collaborations"
    if pair.share_no_name and pair.titles is Titles.OTHER:  # most pairs, and cheap to check
        return "no author in common"
    if pair.people.people is not People.CONTRADICTING:
        return None
    if pair.begin_alike and pair.titles >= Titles.MISSPELT:
        return None
    return "no author in common"


def _of_titles(pair: Pair) -> str | None:
    found = titles.opposition(pair.one.title, pair.other.title)
    return f"different titles: {found}" if found else None


def _of_dois(pair: Pair) -> str | None:
    """Return a fact if there are two DOIs, of two reports or of different texts."""
    if not pair.have_two_dois:
        return None
    if pair.is_report:
        return None if pair.places is Places.SAME else "two DOIs"
    return "two DOIs" if pair.titles is Titles.OTHER and not pair.begin_alike else None


def _of_reports(pair: Pair) -> str | None:
    """Return what shows that two records are two publications of one work."""
    if pair.places is Places.SAME:
        return None
    if pair.places is Places.OTHER_VENUE:
        return "different journals"
    if pair.one.is_preprint != pair.other.is_preprint and _is_published(pair):
        return "a preprint and its publication"
    if pair.years is not None and pair.years > _YEARS:
        return f"{pair.years} years apart"
    return None


def _is_published(pair: Pair) -> bool:
    """Return whether the one that is not a preprint says where it was published."""
    article = pair.other if pair.one.is_preprint else pair.one
    return bool("doi" in article.ids or article.place.venue or article.place.pages.start)
