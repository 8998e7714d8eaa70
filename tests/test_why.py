"""Reasons: what raised a score, what spoke against it, and where else the paper belongs."""

from typing import Literal

from papertriage.paper import Evidence, Tag
from papertriage.ranking.why import reasons


def keyword(text: str, share: float, *, title: bool = False, count: int = 1) -> Evidence:
    field: Literal["title", "abstract"] = "title" if title else "abstract"
    return Evidence(kind="keyword", text=text, share=share, field=field, count=count)


def term(text: str, share: float) -> Evidence:
    return Evidence(kind="term", text=text, share=share)


def tag(*evidence: Evidence, topic: str = "owls", score: float = 0.9) -> Tag:
    return Tag(topic=topic, score=score, base=-2.0, evidence=list(evidence))


def reported(*evidence: Evidence) -> list[tuple[str, list[str]]]:
    return [(reason.kind, reason.words) for reason in reasons(tag(*evidence))]


def test_strongest_keyword_comes_first() -> None:
    """Keywords are ordered by their share, in whatever order the evidence is."""
    assert reported(keyword("owl", 0.5), keyword("barn owl", 2.0)) == [
        ("keyword", ["barn owl"]),
        ("keyword", ["owl"]),
    ]


def test_keyword_in_title_and_abstract_is_one_reason() -> None:
    """The same words in both fields are counted together and keep the title's mark."""
    (reason,) = reasons(
        tag(keyword("Barn owl", 1.0, title=True), keyword("barn owl", 0.7, count=2))
    )
    assert (reason.words, reason.in_title, reason.count) == (["Barn owl"], True, 3)


def test_words_come_after_the_keywords() -> None:
    """TF-IDF words form one reason, without those that a keyword says and without sums."""
    evidence = (
        term("owl", 0.9),
        term("feather", 0.2),
        term("dusk", 0.6),
        term("other words", 1.0),
        keyword("barn owl", 2.0),
    )
    assert reported(*evidence) == [("keyword", ["barn owl"]), ("words", ["dusk", "feather"])]


def test_what_speaks_against_is_reported_if_it_matters() -> None:
    """A strong loss is a reason; a small loss and a cancelled keyword are not."""
    void = Evidence(kind="void", text="owl hours")
    assert reported(term("pigeon", -0.8), term("roof", -0.1), void) == [
        ("against", ["pigeon"]),
    ]


def test_other_topics_are_named_with_their_score() -> None:
    """An "also" carries the other topic; a list of several topics names the paper's own first."""
    other = tag(topic="barns", score=0.7)
    first, last = reasons(tag(), [other], name_topic=True)
    assert (first.kind, first.words, first.score) == ("topic", ["owls"], 0.9)
    assert (last.kind, last.words, last.score) == ("also", ["barns"], 0.7)
