"""Keywords: the one-pass matcher agrees with a plain one, and the rules keep the right hits."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from papertriage.text import fold
from papertriage.topics import pattern
from papertriage.topics.finder import Finder
from papertriage.topics.keywords import Hit, Matcher, Text
from papertriage.topics.pattern import Phrase, Word
from papertriage.topics.taxonomy import load
from papertriage.topics.words import Words

VOCABULARY = ["sparse", "attention", "face", "faces", "faced", "ViT", "vit", "ViTs", "policy",
              "policies", "mypolicies", "transformer", "former", "formers", "formerformer",
              "distilled", "a", "é", "x2"]  # fmt: skip
GAPS = [" ", "-", "  ", ". ", ".", "! ", "\n\n", "$", " (", "_", ", "]
PATTERNS = ["face", "sparse attention", "sparse * attention", "distill*", "*former", "ViT", "ViT*",
            "*ViT", "policy", "face policy", "attention *", "* face", "sparse|face attention|vit",
            "former former", "a face", "attention-policy", "former*", "*policy"]  # fmt: skip
PHRASES = [phrase for text in PATTERNS for phrase in pattern.parse(text)]


def plainly(phrase: Phrase, words: Words) -> set[tuple[int, int]]:
    """Find a phrase the slow and obvious way, by comparing each word at every place."""
    found = set()
    for first in range(len(words.folded) - len(phrase) + 1):
        last = first + len(phrase)
        places = range(first, last)
        spans = [_span(words, place) for place in places]
        fits = all(_fits(word, words, place) for word, place in zip(phrase, places, strict=True))
        if fits and not any(_ends_sentence(words.text, *pair) for pair in pairwise(spans)):
            found.add((first, last))
    return found


def _span(words: Words, number: int) -> tuple[int, int]:
    start, end = words.span(number, number + 1)
    return start, end


def _fits(word: Word, words: Words, place: int) -> bool:
    if word.kind == "any":
        return True
    text = words.printed(place, place + 1) if word.cased else words.folded[place]
    wanted = word.text if word.cased else fold.plain(word.text)
    if word.kind == "prefix":
        return text.startswith(wanted)
    forms = (wanted, f"{wanted}s") if word.cased else (wanted,)
    return text.endswith(forms) if word.kind == "suffix" else text in forms


def _ends_sentence(text: str, before: tuple[int, int], behind: tuple[int, int]) -> bool:
    gap = text[before[1] : behind[0]]
    return (
        "\n\n" in gap
        or any(mark in gap for mark in "。！？")
        or (text[behind[0]].isupper() and any(mark in gap for mark in ".!?"))
    )


texts = st.lists(st.tuples(st.sampled_from(VOCABULARY), st.sampled_from(GAPS)), max_size=14).map(
    lambda pairs: "".join(
        (word.capitalize() if number % 3 == 0 and word.islower() else word) + gap
        for number, (word, gap) in enumerate(pairs)
    )
)


@settings(max_examples=400)
@given(texts)
def test_one_pass_finds_what_plain_search_finds(text: str) -> None:
    """For every phrase the automaton and a plain search find the same places."""
    words = Words(text)
    finder = Finder(PHRASES)
    found: dict[int, set[tuple[int, int]]] = {}
    for number, start, offset in finder.candidates(finder.seek(words)):
        if span := finder.confirm(number, start, offset, words):
            found.setdefault(number, set()).add(span)

    for number, phrase in enumerate(PHRASES):
        assert found.get(number, set()) == plainly(phrase, words), PATTERNS


@given(st.text("aZ9\u00c9\u00e9\u0130\u00df\u03b2\u2082\u4eba\u00ad\u0301's. -\\", max_size=40))
def test_words_and_their_places_belong_together(text: str) -> None:
    """A word as it is printed is folded to itself, for any text."""
    words = Words(text)

    printed = [words.printed(number, number + 1) for number in range(len(words.folded))]

    assert words.folded == words.joined.decode().split() == fold.words(text)
    if "\\" not in text and "'" not in text:  # TeX and possessives are read by what is around
        assert all(map(lambda word, text: word in fold.words(text), words.folded, printed))


@given(st.text("aab2  \u00ad\u2082'.", max_size=40), st.lists(st.integers(0, 12), max_size=20))
def test_positions_do_not_depend_on_earlier_calls(text: str, numbers: list[int]) -> None:
    """Each span and number is the one that a new object returns, in any order of calls."""
    words = Words(text)
    for number in numbers:
        if number < words.count:
            assert words.span(number, number + 1) == Words(text).span(number, number + 1)
        if number < len(words.joined):
            assert words.number_at(number) == words.joined[: number + 1].count(b" ") - 1


@given(st.text("aB .,\n\u00e9", min_size=1, max_size=90), st.integers(0, 40), st.integers(1, 3))
def test_words_around_a_span_are_found_by_growing_it(text: str, first: int, count: int) -> None:
    """A span grows by a word on both sides as long as it is not too wide."""
    spans = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    assume(spans)
    first %= len(spans)
    last = min(first + count, len(spans))
    low, high = first, last
    while True:
        grown = max(low - 1, 0), min(high + 1, len(spans))
        if grown == (low, high) or spans[grown[1] - 1][1] - spans[grown[0]][0] > 20:
            break
        low, high = grown
    expected = " ".join(text[spans[low][0] : spans[high - 1][1]].split())

    assert Words(text).around(first, last, 20) == expected


@given(st.text("aB .!?\n_", max_size=40))
def test_sentences_end_where_plain_rules_say(text: str) -> None:
    """A full stop before a capital, or an empty line, ends a sentence; nothing else does."""
    words = Words(text)
    spans = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    for word, ((_, end), (start, _)) in enumerate(pairwise(spans)):
        gap = text[end:start]
        ends = "\n\n" in gap or (text[start].isupper() and any(mark in gap for mark in ".!?"))
        assert (words.sentence(word) != words.sentence(word + 1)) == ends


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("C++", "cannot be searched for"),
        ("R", "one letter"),
        ("k a", "one letter"),
        ("*", "nothing to search for"),
        ("", "nothing to search for"),
        ("a*", "three letters"),
        ("*ab*", "one end only"),
        ("face||head", "empty alternative"),
        (" ".join(["aa|bb|cc|dd|ee"] * 4), "more than 400 phrases"),
    ],
)
def test_patterns_that_say_too_little_are_refused(text: str, why: str) -> None:
    """A pattern that would match nothing or everything is an error that says why."""
    with pytest.raises(pattern.PatternError, match=why):
        pattern.parse(text)


def hits(tmp_path: Path, topic: str, title: str | None, abstract: str | None) -> list[str]:
    """Describe the hits of a topic as "level field words", cancelled ones in brackets."""
    file = tmp_path / "topics.yaml"
    file.write_text(topic, encoding="utf-8")
    text = Text.of(title, abstract)
    found = Matcher(load(file).topics.values()).hits(text).get("tt", [])
    return [_described(hit, text) for hit in found]


def _described(hit: Hit, text: Text) -> str:
    words: Words = getattr(text, hit.field)
    reported = f"{hit.level} {hit.field} {words.phrase(*hit.span)}"
    return f"[{reported}]" if hit.voided_by else reported


def test_the_stronger_and_longer_of_overlapping_hits_stays(tmp_path: Path) -> None:
    """A phrase hides the single word in it."""
    topic = "tt: {keywords: {strong: [face recognition], normal: [face], weak: [recognition now]}}"

    assert hits(tmp_path, topic, "Face recognition now; a face", None) == [
        "strong title Face recognition",
        "normal title face",
    ]


def test_exclusions_cancel_what_they_overlap(tmp_path: Path) -> None:
    """An exclusion cancels normal keywords, but not strong ones that are as long."""
    topic = """
tt:
  keywords: {strong: [face problem], normal: [face]}
  exclude: [face problem, we face, face the odd]
"""
    assert hits(tmp_path, topic, "Face problems", "We face it. The face. They face the odd") == [
        "strong title Face problems",
        "[normal abstract face]",
        "normal abstract face",
        "[normal abstract face]",
    ]


CONTEXT = """
tt:
  keywords:
    - transformer (with 2 of imagery)
  contexts:
    imagery: [image*, vision, transformer*]
"""


@pytest.mark.parametrize(
    ("title", "abstract", "found"),
    [
        ("A transformer", "for images and vision", 1),
        ("A transformer", "for images and imagery", 0),  # one item of the context only
        ("A transformer", "for images, with transformers", 0),  # a keyword is not its own context
        ("A transformer", "transformerless images", 1),
        ("A transformer", None, 0),
    ],
)
def test_contexts_need_different_others(
    tmp_path: Path, title: str, abstract: str | None, found: int
) -> None:
    """A keyword with a context counts by different items of it, never by its own words."""
    assert len(hits(tmp_path, CONTEXT, title, abstract)) == found


def test_title_only_keywords_pass_over_abstracts(tmp_path: Path) -> None:
    """`title:` restricts a keyword to titles."""
    topic = "tt:\n  keywords:\n    - title: face\n    - facial\n"

    assert hits(tmp_path, topic, "A face", "a face, facial") == [
        "normal title face",
        "normal abstract facial",
    ]


def test_broader_topics_own_the_hits_of_narrower_ones(tmp_path: Path) -> None:
    """What is on the narrower topic, by its own exclusions, is on the broader one."""
    topic = """
tt: {title: All}
low: {broader: tt, keywords: [face], exclude: [we face]}
"""
    assert hits(tmp_path, topic, "Face", "we face") == [
        "normal title Face",
        "[normal abstract face]",
    ]


def test_acronyms_match_by_case(tmp_path: Path) -> None:
    """NO, nitric oxide, is not the word "no"; a plural -s is allowed."""
    topic = "tt: {keywords: [NO, GAN]}"

    assert hits(tmp_path, topic, "No GANs, no gan: NO", None) == [
        "strong title GANs",
        "strong title NO",
    ]
