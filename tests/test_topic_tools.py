"""The tools for topics: check looks at patterns, audit counts papers, suggest compares them."""

from pathlib import Path

import pytest

from papertriage.paper import Paper
from papertriage.topics.audit import audit
from papertriage.topics.check import check
from papertriage.topics.keywords import Text
from papertriage.topics.ngrams import ngrams
from papertriage.topics.suggestions import drafts, suggest
from papertriage.topics.taxonomy import Taxonomy, load

ROOFS = (
    "Rain falls on roofs and we measure how much of it the gutters carry away in each season. Two "
    "sensors and a camera record volume, speed and temperature for many houses of a small town. "
    "A model of the flow explains most of the variation; one leaf may explain the rest of it."
)


def taxonomy(folder: Path, text: str) -> Taxonomy:
    file = folder / "topics.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def paper(number: int, title: str, abstract: str = "") -> Paper:
    return Paper(id=f"sha1:{number:02d}", title=title, abstract=abstract or None)


@pytest.mark.parametrize(
    ("topic", "line", "what"),
    [
        (
            "keywords: [tea]\n  contexts: {pot: [kettle]}",
            1,
            'no keyword uses the context "pot"',
        ),
        ("keywords: ['*brew (with pot)']\n  contexts: {pot: [homebrew*]}", 2, "satisfies its"),
        ("keywords: [tea pot (with pot)]\n  contexts: {pot: [pot]}", 2, "satisfies its"),
        ("keywords: [tea (with 2 of pot)]\n  contexts: {pot: [kettle]}", 2, "it never counts"),
        ("keywords: [leaves*]", 2, '"leaves*" is never found'),
        ("keywords: [leaf]\n  exclude: [gold foil]", 3, "overlaps no keyword"),
        ("keywords: [leaf, pot]\n  exclude: [pots with]", 3, '"pot with" also cancels nouns'),
        ("keywords: [leaf]\n  exclude: [leaf, gold leaf]", 2, "is always cancelled"),
        (
            "keywords: [green tea, green tea leaf]",
            2,
            '"green tea leaf" adds nothing to "green tea"',
        ),
        ("keywords: [brew*, brewing]", 2, '"brewing" adds nothing to "brew*"'),
    ],
)
def test_check_finds_keywords_that_cannot_work(
    tmp_path: Path, topic: str, line: int, what: str
) -> None:
    """Each kind of finding is reported, with its line."""
    findings = check(taxonomy(tmp_path, f"tea:\n  {topic}\n").topics.values())

    assert [(one.topic, one.line) for one in findings] == [("tea", line)]
    assert what in findings[0].what


@pytest.mark.parametrize(
    "topic",
    [
        "keywords: [leaf (with pot)]\n  contexts: {pot: [kettle, leaf tea]}",
        "keywords: [green tea]\n  exclude: [green]",
        "keywords: {normal: [tea], strong: [green tea]}",
        "keywords: [tea leaf, leaf (with pot)]\n  contexts: {pot: [kettle]}",
        "keywords: [pot]\n  exclude: [pot belly, melting pot]",
    ],
)
def test_check_leaves_sound_topics_alone(tmp_path: Path, topic: str) -> None:
    """What looks similar but works is not reported."""
    assert check(taxonomy(tmp_path, f"tea:\n  {topic}\n").topics.values()) == []


def test_the_built_in_topics_pass_their_own_check() -> None:
    """The check finds nothing in the built-in topics."""
    assert check(load(None).topics.values()) == []


def test_audit_counts_papers_alone_dead_and_broad(tmp_path: Path) -> None:
    """Audit counts a keyword's papers, those with only this keyword, and those on topic."""
    topics = taxonomy(
        tmp_path,
        "tea:\n  keywords: {strong: [oolong, sencha], normal: [leaf]}\n  exclude: [gold leaf]\n"
        "cup: {keywords: [cup, oolong cup]}\n",
    )
    papers = [
        paper(1, "Oolong of one leaf"),
        paper(2, "Oolong cups"),
        *(paper(number, "Roofs", ROOFS) for number in range(3, 13)),
        paper(13, "Gold leaf"),
    ]
    found = audit(papers, topics, 0.5)
    rows = {row.keyword.text: row for row in found.rows["tea"]}

    assert found.papers == 13
    assert (rows["oolong"].papers, rows["oolong"].alone, rows["oolong"].on_topic) == (2, 1, 2)
    assert rows["sencha"].verdict == "dead"
    assert rows["leaf"].papers == 11
    assert rows["leaf"].verdict == "broad"
    assert rows["leaf"].cancelled == 1
    assert found.hit["tea"] == 12
    assert found.both == {("tea", "cup"): 1}


def test_audit_lists_near_misses_of_a_keyword(tmp_path: Path) -> None:
    """The keyword's words in another order or form, in three papers; what is found is not."""
    topics = taxonomy(tmp_path, "tea: {keywords: [tea brewing, kettle, oolong cup]}")
    papers = [paper(n, "Brewing of tea", "Brewing of tea in kettles.") for n in range(4)]
    papers += [paper(n, "Tea brewing", "A cup for oolong.") for n in range(4, 6)]
    found = audit(papers, topics, 0.5)

    assert found.missed["tea"] == [("tea brewing", "brewing of tea", 4)]


def test_a_keyword_does_not_miss_itself(tmp_path: Path) -> None:
    """A keyword inside a longer one that was found is not another wording."""
    topics = taxonomy(tmp_path, "tea: {keywords: [steeping, steeping *]}")
    papers = [paper(n, "Steeping leaves", "Slow steeping times.") for n in range(4)]

    assert audit(papers, topics, 0.5).missed["tea"] == []


def test_suggest_offers_words_that_go_with_the_topic(tmp_path: Path) -> None:
    """It offers phrases of the topic's papers, without keywords and words common in all papers."""
    topics = taxonomy(tmp_path, "tea: {keywords: [oolong]}")
    on = [
        paper(number, "Oolong", f"The gaiwan kettle pours. A robot helps. Oolong {number}.")
        for number in range(5)
    ]
    off = [paper(number, "Robots", "A robot helps in the house.") for number in range(10, 30)]
    alike = paper(40, "Pouring", "A gaiwan kettle without a name.")
    found = suggest(lambda: [*on, *off, alike], topics, "tea", 0.5)

    assert found.on_topic == 5
    texts = [phrase.text for phrase in found.phrases]
    assert texts[0] == "gaiwan kettle pour"
    assert "oolong" not in texts
    assert "robot" not in texts
    assert found.phrases[0].off == 0
    assert [one.paper.id for one in found.alike] == [alike.id]


def test_suggest_offers_the_words_of_the_keywords_with_what_they_bring(tmp_path: Path) -> None:
    """A word is offered if enough of its further papers look like the topic, and no other is."""
    topics = taxonomy(tmp_path, "tea: {title: Tea, keywords: [oolong brewing, tea robot]}")
    leaf = "Leaves steep in a gaiwan while the kettle cools."
    on = [paper(n, "Oolong brewing", f"Oolong brewing {n}. {leaf}") for n in range(9)]
    more = [paper(n, "Oolong", f"An oolong from hill {n}. {leaf}") for n in range(10, 14)]
    off = [
        paper(n, "Robots", f"A robot helps in house {n} and lifts crates.") for n in range(20, 40)
    ]
    found = suggest(lambda: [*on, *more, *off], topics, "tea", 0.5)

    assert [(head.text, head.papers, head.share) for head in found.heads] == [("oolong", 4, 1.0)]


def test_no_address_and_no_boilerplate_is_a_phrase() -> None:
    """Text that belongs to the page, not to the paper, is never suggested."""
    text = Text.of(
        None, "Code is at https://gaiwan.example/kettle and on github.com/tea. Copyright."
    )

    assert ngrams(text) == {}


def test_suggest_without_a_paper_on_topic_offers_nothing(tmp_path: Path) -> None:
    """As there is nothing to compare with, nothing is offered, without an error."""
    topics = taxonomy(tmp_path, "tea: {keywords: [oolong]}")
    found = suggest(lambda: [paper(1, "Robots", "They help.")], topics, "tea", 0.5)

    assert (found.on_topic, found.phrases, found.near) == (0, [], [])


def test_drafts_prefer_what_the_papers_share() -> None:
    """A phrase of two papers comes before longer ones of a single paper."""
    papers = [
        paper(1, "Kinship verification at night", "Kinship verification is hard."),
        paper(2, "Datasets for kinship verification", "A new corpus of families."),
    ]

    assert next(iter(drafts(papers))) == "kinship verification"
