"""Places: journals, volumes and pages as databases write them."""

import pytest

from papertriage.grouping.places import Places, is_one_venue, place, relation, venue_words
from papertriage.paper import Paper
from papertriage.text.pages import page_range, volume_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("35", 35), ("35 Suppl 1", 35), ("Vol. 3", 3), ("1)", 0), ("Ph.D.", 0), ("abs/2401.1", 0)],
)
def test_a_volume_is_a_number(text: str, number: int) -> None:
    """Text around the number is removed; other text is not a volume."""
    assert volume_number(text) == number


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("221-228", (221, 228, "")),
        ("221-8", (221, 228, "")),
        ("S69–S70", (69, 70, "s")),
        ("e1804", (1804, 1804, "e")),
        ("102A-103A", (102, 103, "")),
        ("Suppl-29", (0, 0, "")),
        ("", (0, 0, "")),
    ],
)
def test_pages_are_numbers(text: str, pages: tuple[int, int, str]) -> None:
    """The last page may be abbreviated, and letters may come before and after."""
    assert page_range(text) == pages


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Journal of Kettle Research", "J Kettle Res", True),
        ("Journal of Kettle Research", "J. Kettle Res. (Online)", True),
        ("Journal of Kettle Research : official journal", "The Journal of Kettle Research", True),
        ("Kettles & Lids of the North", "Kettles and lids of the North", True),
        ("National Kettle Letters", "Natl Kettle Lett", True),
        ("Kettle and Lid Association Journal", "KLAJ", True),
        ("Zhongguo zhen jiu", "Zhongguo Zhenjiu", True),
        ("Rev Mal Kettle", "Revue des Maladies de Kettle", True),
        ("Kettles. Conference: 15th Kettle Day", "Kettles", True),
        ("Kettle", "Kettle Care", False),
        ("Kettle Care", "Kettle Care Survey", False),
        ("American Journal of Kettles", "Journal of Kettles", False),
        ("Journal of Kettles", "Journal of Lids", False),
    ],
)
def test_a_journal_has_many_names(one: str, other: str, *, same: bool) -> None:
    """In full, abbreviated, by initials or truncated; an additional word may be another journal."""
    first, second = venue_words(one), venue_words(other)
    assert is_one_venue(first, second) is is_one_venue(second, first) is same


def at(venue: str, volume: str = "", page: str = "", day: str | None = None) -> Paper:
    """Make a record that says where it was published."""
    return Paper(
        id="x", title=None, abstract=None, venue=venue, volume=volume, page=page, published=day
    )


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (at("Kettles", "9", "3-8"), at("Chaudrons", "9", "3"), Places.SAME),
        (at("Kettles", "", "3-8"), at("Kettles", "9", "3"), Places.SAME),
        (at("Kettles", "9", "3-8"), at("Kettles", "9", "9-12"), Places.OTHER),
        (at("Kettles", "9", "3-8"), at("Kettles", "9", "5-6"), Places.VENUE),
        (at("Kettles", "9", "3-8"), at("Kettles", "9", "e1804"), Places.VENUE),
        (at("Kettles", "9"), at("Kettles", "10"), Places.OTHER),
        (at("Kettles", "2020", day="2020"), at("Kettles", "10"), Places.VENUE),
        (at("Kettles", "9", "1-6"), at("Kettles", "9", "4012-4017"), Places.VENUE),
        (at("Kettles"), at("Lanterns"), Places.OTHER_VENUE),
        (at("Kettles"), at("Proceedings of the Kettle Day"), Places.OTHER_VENUE),
        (at("KD Conference 9"), at("Proceedings of the Kettle Day"), Places.UNKNOWN),
        (at("", "9", "3-8"), at("Lanterns", "9"), Places.UNKNOWN),
    ],
)
def test_two_places_are_one_or_two(one: Paper, other: Paper, wanted: Places) -> None:
    """Volume and page are a place; an article number is not a page, a year is not a volume."""
    assert relation(place(one), place(other)) is relation(place(other), place(one)) is wanted
