"""Titles in canonical words, and how two of them are related."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.grouping.kinds import kind_of
from papertriage.grouping.titles import Titles, opposition, relation
from papertriage.text.titles import read_title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kettles. [Review] [70 refs]", "kettles"),
        ("[Kettles of the north]. [Russian]", "kettles of the north"),
        ("Kettles <ORIGINAL> Kessel", "kettles"),
        ("[Kettles]", "kettles"),
        ("Kettles (Provisional abstract)", "kettles"),
        ("Kettles (extended version), part 2", "kettles 2"),
        ("RETRACTED ARTICLE: Kettles", "kettles"),
        ("Tumour-cell behaviour, part II", "tumor cell behavior 2"),
        ("Type I kettles of the sixth kind", "type 1 kettles of the 6 kind"),
        ("β-Kettles & H₂O", "beta kettles and h2o"),
        (r"$\\beta$-Kettles of \\mathrm{brass}", "beta kettles of brass"),
        ("Kettle's lids", "kettle lids"),
        ("北方 II", "北 方 2"),
        ("", ""),
    ],
)
def test_a_title_is_its_canonical_words(text: str, words: str) -> None:
    """Decorations are removed; spelling, numerals and Greek letters have one form."""
    assert " ".join(read_title(text).words) == words


def test_a_title_knows_where_its_subtitles_begin() -> None:
    """Colons, dashes and stops separate it; hyphens do not."""
    assert read_title("Kettles of steel: a review - with lids. And more").breaks == (3, 5, 7)
    assert read_title("Semi-closed kettles").breaks == ()


LONG = "Kettles of the northern harbour and their early brass lids in the long and wet winters of"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("Kettles of the north", "KETTLES of the North.", Titles.EQUAL),
        ("Intra-vascular kettles", "Intravascular kettles", Titles.EQUAL),
        ("Kettles of the nor…", "Kettles of the north in winter", Titles.EQUAL),
        (f"{LONG} {LONG[:60]}", f"{LONG} {LONG[:60]} the last ice age", Titles.EQUAL),
        ("Kettles of the north", "Kettles of the north: a field study", Titles.EXTENDED),
        ("Kettle lids of brass in harbours", "Kettle lids of brass in harbour", Titles.MISSPELT),
        ("Kettle lids of the brass age", "The kettle lids of a brass age", Titles.MISSPELT),
        ("Kettles of the wet north", "Kettles of the dry north", Titles.ALIKE),
        ("Kettles of the north", "Kettles of the north that boil for days on end", Titles.ALIKE),
        ("Kettles of the wet north", "Lanterns on twelve doors", Titles.OTHER),
        ("", "Lanterns on twelve doors", Titles.UNKNOWN),
    ],
)
def test_two_titles_are_more_or_less_alike(one: str, other: str, wanted: Titles) -> None:
    """Two titles are equal, similar to some degree, or different, in either order."""
    first, second = read_title(one), read_title(other)
    assert relation(first, second) is relation(second, first) is wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kettles of the north", "Kettles of the north: a 5-year study"),
        ("Kettles with IL-6 in the north", "Kettles with IL6 in the north"),
        ("HPV 16/18 in kettle makers", "HPV16/18 in kettle makers"),
        ("p16INK4a in kettle lung of makers", "p16(INK4a) in kettle lung of makers"),
        ("A review of kettles and lids", "An overview of kettles and lids"),
        ("Supervised tea tasting", "Supervised tea testing"),
        ("Kettles in 2019 and lids", "Lanterns of 2020 on twelve doors"),
    ],
)
def test_some_differences_oppose_nothing(one: str, other: str) -> None:
    """A further subtitle, different blanks, compounds, and titles with nothing in common."""
    assert opposition(read_title(one), read_title(other)) is None


TEXTS = st.lists(
    st.sampled_from(["kettle", "kettles", "the", "of", "north", "south", "2", "II", "part", ":"])
).map(" ".join)


@given(TEXTS, TEXTS)
def test_comparing_titles_is_symmetric(one: str, other: str) -> None:
    """The order makes no difference, and no title opposes itself."""
    first, second = read_title(one), read_title(other)
    assert relation(first, second) is relation(second, first)
    assert opposition(first, second) == opposition(second, first)
    assert opposition(first, first) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Erratum: kettles of the north", "notice"),
        ("Correction to: kettles of the north", "notice"),
        ("Correction of kettles by lids", ""),
        ("Kettles of the north - Erratum", "notice"),
        ("Kettles of the north (vol 12, pg 345, 2019)", "notice"),
        ("Kettles of the north: authors' reply", "reply"),
        ("Kettles of the north: comments", "comment"),
        ("Reply to the letter of Okafor", "reply"),
        ("Author's reply", "reply"),
        ("Response to treatment of kettles", ""),
        ("Editorial: kettles", "front"),
        ("Editor's comments", "front"),
        ("Message from the program chairs", "front"),
        ("Table of contents and masthead", "front"),
        ("News recommendation for kettles", ""),
        ("Index of refraction of kettles", ""),
        ("Annual report on kettles", "series"),
        ("Proceedings of the sixth workshop", "series"),
        ("An introduction to kettles", ""),
    ],
)
def test_a_title_may_name_a_kind(title: str, kind: str) -> None:
    """Notices, replies, front matter and series are recognised; similar words are not."""
    assert kind_of(read_title(title)) == kind
