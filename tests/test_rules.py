"""Rules: authors, categories and examples support a topic, and are evidence."""

import math
from pathlib import Path
from typing import Any

import pytest

from papertriage.errors import ConfigError
from papertriage.paper import Author, Paper, Tag
from papertriage.text.person import Likeness, compare, person
from papertriage.topics.rules import Rules
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import load
from papertriage.topics.topic import Topic

TOPICS = """
drinks: {title: Drinks, keywords: [beverage]}
tea:
  title: Tea
  broader: drinks
  keywords: [tea brewing, oolong]
  authors: ["Okafor, Ngozi", Lindqvist]
  categories: [physics.flu-dyn, cs]
  examples: ["arxiv:2611.04217"]
"""


def paper(title: str, **fields: Any) -> Paper:
    return Paper(id="sha1:0", title=title, abstract=None, **fields)


@pytest.fixture
def tagger(tmp_path: Path) -> Tagger:
    file = tmp_path / "topics.yaml"
    file.write_text(TOPICS, encoding="utf-8")
    return Tagger(load(file))


def tea(tags: list[Tag]) -> Tag | None:
    return next((tag for tag in tags if tag.topic == "tea"), None)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Ngozi Okafor", True),
        ("Okafor, N.", True),
        ("Ngozi A. Okafor", True),
        ("Chidi Okafor", False),
        ("Okafor", False),
        ("Anna Lindqvist", True),
        ("Lïndqvist, Å.", True),
        ("Lindqvistson, A.", False),
    ],
)
def test_an_author_is_known_by_family_name_and_initial(
    tagger: Tagger, name: str, *, meant: bool
) -> None:
    """A rule with a given name matches its initials; a family name alone matches everybody."""
    tags = tagger.of(paper("On kettles", authors=[Author(name=name)]))

    assert bool(tea(tags)) is meant


NAMES = (
    "Okafor", "Okafor, N.", "Ngozi Okafor", "Chidi Okafor", "García Márquez, Gabriel",
    "Márquez, G. G.", "van der Berg, J.", "Vanderberg, Jan", "Müller, A.", "Mueller, Anna",
    "Wei Li", "Li, W.", "Smith-Jones, Bo", "Jones, B.", "The Kettle Collaboration",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_author_is_found_among_those_of_many_topics(name: str) -> None:
    """Exactly the topics are found whose author may be this one when the two are compared."""
    rules = Rules({one: [Topic(name=one, title=one, keywords=(), authors=(one,))] for one in NAMES})
    author = person(Author(name=name))
    wanted = {one: person(Author(name=one)) for one in NAMES}

    assert list(rules.facts(paper("On kettles", authors=[Author(name=name)]))) == [
        one
        for one in NAMES
        if (author.given or not wanted[one].given)
        and compare(wanted[one], author) is not Likeness.CONTRADICTING
    ]


def test_rules_are_evidence_that_adds_up(tagger: Tagger) -> None:
    """Author, category and example are part of the evidence, and the parts add up to the score."""
    found = tea(
        tagger.of(
            paper(
                "Oolong flows",
                authors=[Author(name="B. Lindqvist")],
                categories=["physics.flu-dyn"],
                ids={"arxiv": "2611.04217"},
            )
        )
    )

    assert found
    rules = [part.text for part in found.evidence if part.kind == "rule"]
    assert sorted(rules) == ["an example of yours", "by Lindqvist", "in physics.flu-dyn"]
    total = found.base + sum(part.share for part in found.evidence)
    assert math.isclose(found.score, 1 / (1 + math.exp(-total)), abs_tol=1e-9)


def test_a_category_supports_but_never_decides(tagger: Tagger) -> None:
    """A paper of the category alone has no tag; beside a keyword it raises the score."""
    alone = tagger.of(paper("On kettles", categories=["cs.CV"]))
    without = tea(tagger.of(paper("Oolong")))
    beside = tea(tagger.of(paper("Oolong", primary_category="cs.CV")))

    assert alone == []
    assert without
    assert beside
    assert beside.score > without.score


def test_what_is_on_a_narrower_topic_by_a_rule_is_on_the_broader_one(tagger: Tagger) -> None:
    """A rule of a narrower topic counts for the broader one, as its keywords do."""
    tags = tagger.of(paper("On kettles", ids={"arxiv": "2611.04217"}))

    assert {tag.topic for tag in tags if tag.score >= 0.5} == {"tea", "drinks"}


def test_an_example_must_name_a_paper(tmp_path: Path) -> None:
    """A bare number is refused, and the hint shows a name."""
    file = tmp_path / "topics.yaml"
    file.write_text("tea:\n  examples:\n    - 2611.04217\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"topics\.yaml:3: .* is not the name of a paper"):
        load(file)
