"""Merging: the fields of a paper that is made of several records."""

from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage import identity
from papertriage.grouping.fields import merge as merge_records
from papertriage.grouping.verdict import same
from papertriage.library.records import record_of
from papertriage.paper import Author, Paper, Source

TEXT = (
    "A kettle that is watched boils later than one that is not. We watch twelve kettles in four"
    " kitchens, measure the delay, and give a bound that is tight for copper. "
)


def paper(title: str | None = None, abstract: str | None = None, **fields: Any) -> Paper:
    """Make a paper as normalizing would."""
    found = Paper(id="", title=title, abstract=abstract, **fields)
    if not found.ids:
        found.ids = {"sha1": identity.surrogate(found).removeprefix("sha1:")}
    found.id = identity.key(found)
    return found


def merge(*papers: Paper) -> Paper:
    """Merge papers as if each were a record."""
    return merge_records(map(record_of, papers))


TITLE = "Why Watched Kettles Boil Later"
PAGE = paper(
    TITLE, TEXT, author_count=4, published="2026-03-12", sources=[Source(form="p", name="p")]
)
LISTING = paper(
    None,
    TEXT,
    ids={"arxiv": "2603.00417"},
    version=2,
    published="2026-03",
    venue="ECCV 2026",
    sources=[Source(form="l", name="l")],
)
CUT = paper(None, TEXT[:150] + " We", abstract_truncated=True)


def test_three_views_of_one_paper_are_the_same() -> None:
    """A page, a listing and an abstract list are merged by the start of the abstract."""
    bare = paper(None, TEXT)

    assert same(PAGE, LISTING)
    assert same(LISTING, bare)
    assert same(PAGE, bare)


def test_merging_takes_the_best_of_all() -> None:
    """The paper has the title of one, the id of another, the exact day, and the best key."""
    merged = merge(PAGE, LISTING)

    assert merged.id == "arxiv:2603.00417"
    assert merged.title == TITLE
    assert merged.published == "2026-03-12"
    assert merged.venue == "ECCV 2026"
    assert merged.author_count == 4
    assert merged.url == "https://arxiv.org/abs/2603.00417"
    assert {source.name for source in merged.sources} == {"l", "p"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (paper(TITLE, ids={"arxiv": "2603.00001"}), paper(TITLE, ids={"arxiv": "2603.00002"})),
        (paper(TITLE, TEXT, ids={"pmid": "1"}), paper(TITLE, TEXT, ids={"pmid": "2"})),
        (paper(TITLE, published="2020"), paper(TITLE, published="2026", ids={"doi": "10.5555/a"})),
        (
            paper(TITLE, authors=[Author(name="Ana Brandt")]),
            paper(TITLE, authors=[Author(name="Per Lindqvist")], ids={"doi": "10.5555/a"}),
        ),
        (paper("Editorial", TEXT), paper("Editorial", "Something else entirely. " * 9)),
        (
            paper(TITLE, TEXT),
            paper(TITLE, "Nothing of the kind is shown here. " * 9, ids={"doi": "10.5555/a"}),
        ),
        (paper("Part I: The Tea", TEXT), paper("A Reply to the Kettle Boundary", TEXT)),
    ],
)
def test_different_papers_stay_apart(one: Paper, other: Paper) -> None:
    """Two ids of a kind, distant years, other authors, weak titles, other abstracts prevent it."""
    assert not same(one, other)
    assert not same(other, one)


def test_a_cut_abstract_gives_way_to_the_whole() -> None:
    """A complete text wins over a longer truncated one, and a missing text erases nothing."""
    assert merge(CUT, LISTING).abstract == TEXT
    assert not merge(CUT, LISTING).abstract_truncated
    assert merge(LISTING, paper(TITLE)).abstract == TEXT


def test_a_later_version_s_text_wins() -> None:
    """The text of v2 replaces that of v1, in either order; without an abstract it erases none."""
    first = paper(TITLE, TEXT, ids={"arxiv": "2603.1"}, version=1)
    second = paper(TITLE + "?", TEXT[:90] + "Short.", ids={"arxiv": "2603.1"}, version=2)

    assert merge(first, second).title == merge(second, first).title == TITLE + "?"
    assert merge(first, msgspec.structs.replace(second, abstract=None)).abstract == TEXT


def test_an_inferred_year_gives_way_to_a_given_one() -> None:
    """A year that was deduced counts less than any that a source gives."""
    inferred = paper(TITLE, TEXT, published="2026-03-12", date_inferred=True)
    given_2025 = paper(TITLE, TEXT, published="2025-03-11")

    assert merge(inferred, given_2025).published == "2025-03-11"
    assert not merge(inferred, given_2025).date_inferred


def test_a_publisher_s_doi_counts_more_than_the_preprint_s() -> None:
    """A publisher's DOI becomes the paper's DOI, in either order."""
    preprint = paper(TITLE, ids={"doi": "10.48550/arxiv.2603.00417"})
    article = paper(TITLE, ids={"doi": "10.5555/kettle"})

    assert merge(preprint, article).ids["doi"] == "10.5555/kettle"
    assert merge(article, preprint).ids["doi"] == "10.5555/kettle"


DAYS = st.sampled_from([None, "2025", "2026", "2026-03", "2026-03-12", "2026-04-01"])
PAPERS = st.builds(
    paper,
    title=st.sampled_from([None, TITLE, TITLE + " Still", "Editorial"]),
    abstract=st.sampled_from([None, TEXT, TEXT + TEXT, TEXT[:120]]),
    abstract_truncated=st.booleans(),
    ids=st.sampled_from(
        [{}, {"arxiv": "2603.00417"}, {"doi": "10.5555/a"}, {"arxiv": "2603.00417", "pmid": "7"}]
    ),
    version=st.sampled_from([None, 1, 2]),
    published=DAYS,
    updated=DAYS,
    date_inferred=st.booleans(),
    author_count=st.sampled_from([None, 1, 4]),
    authors=st.lists(st.builds(Author, name=st.sampled_from(["Ana Brandt", "Per L"])), max_size=2),
    categories=st.lists(st.sampled_from(["cs.CV", "cs.LG"]), max_size=2, unique=True),
    comment=st.sampled_from([None, "12 pages", "12 pages, tea"]),
    metrics=st.dictionaries(st.sampled_from(["comments", "upvotes"]), st.integers(0, 9)),
    sources=st.lists(
        st.builds(Source, form=st.sampled_from(["arxiv-api", "ris"]), name=st.sampled_from("ab")),
        min_size=1,
        max_size=2,
    ),
)


@given(PAPERS, PAPERS)
def test_sameness_is_symmetric(one: Paper, other: Paper) -> None:
    """The verdict does not depend on the order of the two records."""
    assert same(one, other) == same(other, one)


@given(st.lists(PAPERS, min_size=3, max_size=3))
def test_a_paper_made_from_three_is_the_same_in_any_order(papers: list[Paper]) -> None:
    """No field depends on the order of the records, and neither does the key."""
    first, *others = (merge(*order) for order in permutations(papers))
    assert all(each == first for each in others)


@given(PAPERS, PAPERS)
def test_merging_loses_no_kind_of_id_and_no_source(one: Paper, other: Paper) -> None:
    """Ids and sources of both are there, and no text is erased by a missing one."""
    merged = merge(one, other)

    assert {*one.ids, *other.ids} <= set(merged.ids)
    assert all(source in merged.sources for source in [*one.sources, *other.sources])
    assert bool(merged.title) == bool(one.title or other.title)
    assert bool(merged.abstract) == bool(one.abstract or other.abstract)
