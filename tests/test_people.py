"""People: the grammar of names, and whether two names are one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.normalize.people import read_authors
from papertriage.paper import Author
from papertriage.text import people
from papertriage.text.person import Likeness, compare, person


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Okafor, Ada", "Okafor", "Ada"),
        ("Okafor A", "Okafor", "A"),
        ("Okafor A.", "Okafor", "A."),
        ("Okafor A.B.", "Okafor", "A.B."),
        ("Okafor J.-P.", "Okafor", "J.-P."),
        ("Okafor Yu.A.", "Okafor", "Yu.A."),
        ("OKAFOR A", "OKAFOR", "A"),
        ("van der Lind JA", "van der Lind", "JA"),
        ("van der Lind Jan", "van der Lind", "Jan"),
        ("LIND-RAO Ada", "LIND-RAO", "Ada"),
        ("Rao, M. D.", "Rao", "M. D."),
        ("Rao, MD", "Rao", "MD"),
        ("Rao, Ada, MD", "Rao", "Ada"),
        ("Rao, Jr., Ada", "Rao", "Ada"),
        ("Rao AB 2nd", "Rao", "AB"),
        ("Rao AB Jr", "Rao", "AB"),
        ("Rao, SR", "Rao", "SR"),
        ("Rao Lind JR", "Rao Lind", "JR"),
        ("Rao, A., V", "Rao", "A. V"),
        ("山田 太郎", "山田", "太郎"),
    ],
)
def test_a_name_may_show_that_the_family_is_first(text: str, family: str, given: str) -> None:
    """A comma, initials at the end, a particle or capitals in front show it."""
    name = people.split_if_clear(text)
    assert name is not None
    assert (name.family, name.given) == (family, given)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Ada Okafor", "Okafor"),
        ("Jan van der Lind", "van der Lind"),
        ("Ada F. Del Lind", "Del Lind"),
        ("A. B. D'Okafor", "D'Okafor"),
        ("ADA RAO", "RAO"),
        ("João Lind y Rao", "Lind y Rao"),
        ("Bo Lind Jr.", "Lind"),
        ("BO LIND JR", "LIND"),
        ("Bo Lind, PhD", "Lind"),
        ("Plato", "Plato"),
    ],
)
def test_other_names_end_with_the_family(text: str, family: str) -> None:
    """The last word with its particles is the family name."""
    name = people.split_name(text)
    assert name is not None
    assert name.family == family
    assert people.split_if_clear(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("Lamp Team", "The LAMP Collaboration", "World Lamp Organization", "Lamp AI"),
        *("Institute of Lamps", "Lamp Study Group 2019", "Universidad de Lamparas", "A & B"),
    ],
)
def test_an_organization_is_not_split(text: str) -> None:
    """Its words show it, in any order in which a source may put them."""
    assert people.split_name(text) is None
    assert [(one.name, one.family) for one in read_authors([text])] == [(text, None)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Okafor A., Lind B.", ["A. Okafor", "B. Lind"]),
        ("Okafor A.,Lind B.", ["A. Okafor", "B. Lind"]),
        ("Okafor, A., Lind, B.", ["A. Okafor", "B. Lind"]),
        ("Okafor, A., & Lind, B.", ["A. Okafor", "B. Lind"]),
        ("A. Okafor, Jr., B. Lind", ["A. Okafor Jr.", "B. Lind"]),
        ("Ada Okafor, et al.", ["Ada Okafor"]),
        ("Group, LAMP", ["LAMP Group"]),
        ("[Anonymous]", []),
        ("Ada Okafor*, Bo Lind\\*, Cy Rossi†", ["Ada Okafor", "Bo Lind", "Cy Rossi"]),
        (["Okafor*†, Ada", "Lind#, B."], ["Ada Okafor", "B. Lind"]),
        ("Okafor, A.a b , Lind, B.-C.c ", ["A. Okafor", "B.-C. Lind"]),
        (["Okafor, A.a", "Lind, B.b "], ["A. Okafor", "B. Lind"]),
        ("Okafor, A.; et al. (39 authors)", ["A. Okafor"]),
        (["Ada Okafor", "Bo Lind et al."], ["Ada Okafor", "Bo Lind"]),
        ("Ada Okafor (1,2), Bo Lind (2) ((1) Here, There, (2) Nowhere)", ["Ada Okafor", "Bo Lind"]),
        ("Ada Okafor (Here) Bo Lind (There, Nowhere)", ["Ada Okafor", "Bo Lind"]),
        ("Ada Okafor (Here) and Bo Lind", ["Ada Okafor", "Bo Lind"]),
        ("Benjamin (Bo) Lind", ["Benjamin Lind"]),
        ("Ada Okafor, for the LAMP Collaboration", ["Ada Okafor", "the LAMP Collaboration"]),
        ("LAMP Collaboration: A. Okafor et al.", ["LAMP Collaboration", "A. Okafor"]),
        ("Ada Okafor (Here, Bo Lind", ["Ada Okafor (Here", "Bo Lind"]),
    ],
)
def test_a_string_of_names_is_cut_where_they_end(text: str | list[str], names: list[str]) -> None:
    """Commas separate names or their parts; brackets contain affiliations."""
    assert [author.name for author in read_authors(text)] == names


def test_a_source_may_say_that_families_come_first() -> None:
    """Then the first word is the family, but an organization stays whole."""
    written = ["Lind Bo", "Van der Lind Bo", "LIND BO", "Lamp Study Group"]
    found = read_authors(written, family_first=True)
    assert [author.family for author in found] == ["Lind", "Van der Lind", "LIND", None]


NAMES = [
    ("He, Kaiming", "Kaiming He", "same"),
    ("He, Kai-Ming", "Kaiming He", "same"),
    ("He, Kaiming", "K He", "compatible"),
    ("He, Kaiming", "He K", "compatible"),
    ("He, Kaiming", "KM He", "compatible"),
    ("He, Kaiming", "Kai M. He", "compatible"),
    ("He, Kaiming", "Kai He", "contradicting"),
    ("Kai He", "He Kai", "compatible"),
    ("Wei Wang", "Fang Wang", "contradicting"),
    ("Wang WA", "Wang WB", "contradicting"),
    ("Lind", "B. Lind", "compatible"),
    ("van der Lind, J.", "Jan van der Lind", "compatible"),
    ("Vanderlind J", "van der Lind JA", "compatible"),
    ("Lind, Jan", "Jan van der Lind", "same"),
    ("Ana Lind Rao", "Lind-Rao, A.", "compatible"),
    ("Lind Rao, A", "Rao, A L", "compatible"),
    ("Müller, Jörg", "Mueller, Joerg", "same"),
    ("Müller, Jörg", "Muller J", "compatible"),
    ("Mueller J", "Muller J", "compatible"),
    ("Xue L", "Xu L", "contradicting"),
    ("O'Lind A", "OLind A", "compatible"),
    ("A. Bo Lind", "Bo Lind", "compatible"),
    ("Petrov Yu.A.", "Yuri Petrov", "compatible"),
    ("王小明", "王小明", "compatible"),
    ("王小明", "王小红", "contradicting"),
    ("The LAMP Collaboration", "LAMP Collaboration", "compatible"),
    ("KILN Collaboration", "LAMP Collaboration", "contradicting"),
]


def author(text: str) -> Author:
    """Make an author as normalizing would."""
    (one,) = read_authors([text])
    return one


@pytest.mark.parametrize(("one", "other", "wanted"), NAMES)
def test_two_names_are_the_same_compatible_or_contradicting(
    one: str, other: str, wanted: str
) -> None:
    """Initials match the names that they start; accents, particles and order make no difference."""
    first, second = person(author(one)), person(author(other))
    assert compare(first, second) is compare(second, first) is Likeness(wanted)


WORDS = st.sampled_from(
    [*"ABJ", "A.", "JA", "Kai", "Kaiming", "He", "van", "der", "Müller", "Lind-Rao"]
)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=4))
def test_comparing_names_is_symmetric_and_no_name_contradicts_itself(
    one: list[str], other: list[str]
) -> None:
    """The order of the two names makes no difference, however odd they are."""
    first, second = (person(Author(name=" ".join(words))) for words in (one, other))
    assert compare(first, second) is compare(second, first)
    assert compare(first, first) is not Likeness.CONTRADICTING


@pytest.mark.parametrize(
    ("item", "orcid", "affiliation"),
    [
        ({"name": "Ada Lind", "orcid": "https://orcid.org/0000-0001-9999-000x", "affiliation": []},
         "0000-0001-9999-000X", None),
        ({"given": "Ada", "family": "Lind", "ORCID": "0000000199990002",
          "affiliation": [{"name": "Harbour University"}, {"name": "Harbour University"}]},
         "0000-0001-9999-0002", "Harbour University"),
        ({"name": "Ada Lind", "affiliation": "Pond Lab, Odd Town. E-mail: ada@pond.org."},
         None, "Pond Lab, Odd Town."),
        ({"name": "Ada Lind", "affiliations": ["Pond Lab;", {"value": "Odd Town"}, 7]},
         None, "Pond Lab; Odd Town"),
        ({"name": "Ada Lind", "orcid": "none", "affiliation": None}, None, None),
    ],
)  # fmt: skip
def test_what_a_source_knows_of_an_author_is_kept(
    item: dict[str, object], orcid: str | None, affiliation: str | None
) -> None:
    """ORCID and institutions stay with the author, e-mail addresses do not."""
    (author,) = read_authors([item])

    assert (author.name, author.orcid, author.affiliation) == ("Ada Lind", orcid, affiliation)
