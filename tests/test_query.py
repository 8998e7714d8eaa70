"""The query language: what a user types becomes clauses or one error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papertriage.library.search import terms
from papertriage.library.search.parse_query import parse
from papertriage.library.search.query import Atom, Clause, Group, Query, QueryError, show
from papertriage.text import identifiers

PIECES = st.sampled_from([
    '"', "“", "-", "−", "(", ")", "*", ":", "OR", "AND", "NOT", "ANDNOT", "|", "+", " ", "\t",
    "ti:", "au:", "abs:", "cat:", "id:", "all:", "Title:", "jr:", "faces", "x", "β-VAE",
    "2611.04217", "doi:10.5555/x", "cs.CV", "cs.*", "distil*", "深度", "É", "++", ".", "\x00",
])  # fmt: skip
TYPED = st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join))


@given(TYPED)
@example("all:-faces all:OR all:ti:x")
@example('all:"OR" all:(a')
def test_whatever_is_typed_is_a_query_or_one_error(typed: str) -> None:
    """Only QueryError is raised, and the text that shows a query parses to the same query."""
    try:
        query = parse(typed)
    except QueryError:
        return
    assert query.clauses
    assert parse(show(query)) == query


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("sparse attention", [Clause((Atom("sparse"),)), Clause((Atom("attention"),))]),
        ("ti:faces", [Clause((Atom("faces", "ti"),))]),
        ("Author:Okafor", [Clause((Atom("Okafor", "au"),))]),
        ('"talking face"', [Clause((Atom("talking face", quoted=True),))]),
        ("“talking face”", [Clause((Atom("talking face", quoted=True),))]),
        ('-abs:"a b"', [Clause((Atom("a b", "abs", quoted=True),), negated=True)]),
        ("NOT survey", [Clause((Atom("survey"),), negated=True)]),
        ("NOT NOT survey", [Clause((Atom("survey"),))]),
        ("-survey", [Clause((Atom("survey"),), negated=True)]),
        ("video OR image", [Clause((Atom("video"), Atom("image")))]),
        ("video AND image", [Clause((Atom("video"),)), Clause((Atom("image"),))]),
        ("distil*", [Clause((Atom("distil", prefix=True),))]),
        ("cat:cs.*", [Clause((Atom("cs", "cat"),))]),
        ("2611.04217v2", [Clause((Atom("2611.04217v2", "id"),))]),
        ("doi:10.5555/x", [Clause((Atom("doi:10.5555/x", "id"),))]),
        ("BlinkGate: gates", [Clause((Atom("BlinkGate:"),)), Clause((Atom("gates"),))]),
        ("faces - ++ ...", [Clause((Atom("faces"),))]),
        (
            "(video OR image) faces",
            [
                Clause((Atom("video"), Atom("image"))),
                Clause((Atom("faces"),)),
            ],
        ),
        ("ti:(video OR image)", [Clause((Atom("video", "ti"), Atom("image", "ti")))]),
        ("-(a1x OR b1x)", [Clause((Atom("a1x"), Atom("b1x")), negated=True)]),
        (
            "sparse OR (talking faces)",
            [
                Clause(
                    (
                        Atom("sparse"),
                        Group(
                            Query(
                                (
                                    Clause((Atom("talking"),)),
                                    Clause((Atom("faces"),)),
                                )
                            )
                        ),
                    )
                )
            ],
        ),
        ("O(n)", [Clause((Atom("O(n)"),))]),
        (
            "year:2025 date:2026-11..",
            [
                Clause((Atom("2025", "date"),)),
                Clause((Atom("2026-11..", "date"),)),
            ],
        ),
        (
            "is:Starred note:seminar",
            [
                Clause((Atom("starred", "is"),)),
                Clause((Atom("seminar", "note"),)),
            ],
        ),
    ],
)
def test_the_language(typed: str, clauses: list[Clause]) -> None:
    """Words, fields, phrases, exclusions, alternatives, prefixes and names become clauses."""
    assert parse(typed) == Query(tuple(clauses))


@pytest.mark.parametrize(
    ("typed", "reported"),
    [
        ('"talking face', "a quote is not closed"),
        ("", "no word to search for"),
        ("... -", "no word to search for"),
        ("a*", "match too many words"),
        ("-video OR image", "OR cannot combine"),
        ("yaer:2025", 'no field "yaer:"; did you mean "year:"'),
        ("jr:nature", 'no field "jr:"'),
        ("is:stared", 'no state "is:stared"; did you mean "is:starred"'),
        ("(video OR image", "a parenthesis is not closed"),
        ("video) image", "without"),
        ("(" * 30 + "x" + ")" * 30, "too many parentheses"),
        (" OR ".join(["owl"] * 1001), "has 1,001 words"),
        ('"' + "self-attention " * 501 + '"', "has 1,002 words"),
    ],
)
def test_a_query_that_means_nothing_is_an_error_with_a_hint(typed: str, reported: str) -> None:
    """The error is one line that names the fault, with a hint."""
    with pytest.raises(QueryError, match=reported) as caught:
        parse(typed)
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Émigré self-attention", ["emigre", "self", "attention"]),
        ("β-VAE, naïve", ["beta", "vae", "naive"]),
        ("Straße Ørsted GPT-4", ["strasse", "orsted", "gpt", "4"]),
        ("深度 learning", ["深", "度", "learning"]),
        ("a_b x" + "y" * 99, ["a", "b", "x" + "y" * 63]),
        ("\u2003\x00", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    """Case, accents, ligatures and punctuation make no difference."""
    assert terms.words(text) == words


@given(st.text(alphabet="arxiv.doi/phpmd%-_λéA", max_size=20))
def test_a_name_has_a_digit_or_a_colon(text: str) -> None:
    """A word without either is not an arXiv id, a DOI or a key."""
    assert identifiers.parse_arxiv(text) is None
    assert identifiers.parse_doi(text) is None


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_folding_folded_words_changes_nothing(text: str) -> None:
    """A query finds the text it was copied from; no word is empty or has a blank in it."""
    words = terms.words(text)
    assert all(words)
    assert all(not set(word) & set(" \t\n") for word in words)
    assert terms.words(" ".join(words)) == words


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_stem_begins_as_its_word_does(word: str) -> None:
    """Scoring passes over words with other initials."""
    assert terms.stem(word)[0] == word[0]
