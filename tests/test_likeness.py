"""Similarity of texts: words, rare words, numbers and misspellings."""

import hashlib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.grouping.match_keys import match_keys
from papertriage.paper import Paper
from papertriage.text import similarity

TITLE = "Relightable kettles from a broken whistle: steam, brass and patience"
TEXT = (
    "We boil water in kettles of brass and of steel, listen to the whistle with one microphone, and"
    " reconstruct the geometry of the spout from the spectrum alone. A convolutional decoder maps"
    " harmonics to curvature; an adversarial loss keeps the lid shut. On a benchmark of twelve"
    " kitchens the reconstruction error is halved, and the tea is no worse. Ablations show that"
    " patience matters more than temperature, which we attribute to conduction. The code brews. "
)


def test_the_table_is_frozen() -> None:
    """Another table would change the match keys, so that every index must be rebuilt."""
    packed = resources.files("papertriage").joinpath("data", "common_words.txt.gz").read_bytes()
    digest = hashlib.sha256(packed).hexdigest()
    assert digest == "a03618d0edf5261f50360d1788bed21b1ab33cf54a89d395041a0e43926c5ab3"


def test_words_ignore_case_accents_and_punctuation() -> None:
    """Case, accents, hyphens and punctuation make no difference."""
    assert similarity.words("Naïve Émigré-Graphs: R²!") == ["naive", "emigre", "graphs", "r2"]


@pytest.mark.parametrize(
    ("one", "other", "typo"),
    [
        ("relightable", "relightabel", True),
        ("kettles", "kettels", True),
        ("the", "tae", False),
        ("learned", "learner", False),
        ("absorption", "adsorption", False),
        ("sulfide", "sulfite", False),
        ("microporous", "macroporous", False),
        ("model", "modl", True),
        ("model", "modal", False),
        ("approach", "aqproach", True),
        ("algebra", "algebro", True),
    ],
)
def test_a_misspelling_is_not_another_word(one: str, other: str, *, typo: bool) -> None:
    """A wrong letter in a long word that is not a word makes no difference; another word does."""
    assert similarity.is_typo(one, other) is similarity.is_typo(other, one) is typo


def test_rare_words_weigh_more() -> None:
    """Papers may share a title of common words; rare words and numbers are better evidence."""

    def weight(title: str) -> float:
        return similarity.weight(similarity.words(title))

    assert weight("A survey on deep learning") < weight("Kettles of the pale samovar")
    assert weight("a of the model") < similarity.weight("北方窑炉")
    assert weight("kettles kettles kettles") == weight("kettles")


@given(st.integers(0, len(TITLE.split()) - 1), st.integers(4, len(TITLE.split())))
def test_one_changed_word_leaves_two_thirds(place: int, length: int) -> None:
    """A title of four words or more is still found with any one word changed."""
    words = TITLE.split()[:length]
    whole = similarity.thirds(words, [])
    words[place % length] = words[place % length][:-2] + "q"
    assert len(whole) == 3
    assert set(whole) & set(similarity.thirds(words, []))


def test_titles_of_a_series_share_no_key() -> None:
    """Titles that differ in a number share nothing to be looked up by."""
    first, second = (similarity.thirds("tea in many pots".split(), [n]) for n in "67")
    assert not set(first) & set(second)


@given(st.data())
def test_misspellings_do_not_displace_rare_words(data: st.DataObject) -> None:
    """With an eighth of its words misspelt an abstract shares its rarest words with itself."""
    words = TEXT.split()
    numbers = {int(n) for three in similarity.rare_words_of_abstract(TEXT) for n in three.split()}
    rare = {word for word, number in similarity._rare_words().items() if number in numbers}
    plain = [i for i, word in enumerate(words) if not rare & set(similarity.words(word))]
    for place in data.draw(st.lists(st.sampled_from(plain), max_size=len(words) // 8)):
        words[place] = words[place][::-1] + "q"
    spoilt = similarity.rare_words_of_abstract(" ".join(words))
    assert len(rare) == 9
    assert spoilt == similarity.rare_words_of_abstract(TEXT)


FOREIGN = (
    "Wir kochen Wasser in Kesseln aus Messing und lauschen dem Pfeifen mit einem Mikrofon; aus dem"
    " Klang allein berechnen wir die Form der Schnauze. Ein Faltungsdekoder bildet Oberschwingungen"
    " auf Kr\u00fcmmungen ab, ein zweiter Verlust h\u00e4lt den Deckel zu. In zw\u00f6lf"
    " K\u00fcchen wird der Fehler halbiert, und der Tee schmeckt so gut wie zuvor. "
)


@pytest.mark.parametrize("text", [TEXT, FOREIGN])
def test_one_other_word_leaves_a_set_of_rare_words(text: str) -> None:
    """An abstract with any one word replaced is still found, in any language."""
    words, whole = text.split(), set(similarity.rare_words_of_abstract(text))
    assert len(whole) == 3
    for place in range(len(words)):
        edited = " ".join([*words[:place], "samovar", *words[place + 1 :]])
        assert whole & set(similarity.rare_words_of_abstract(edited))


def test_a_longer_paper_costs_no_more() -> None:
    """Three thirds of the title and three sets of rare words, however long the texts are."""
    paper = Paper(id="doi:10.5555/x", title=TITLE * 3, abstract=TEXT * 20)
    near = [key for key in match_keys(paper) if key[:2] in {"p:", "w:"}]
    assert len(near) == 6
