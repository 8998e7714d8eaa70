"""`topics fit`: it learns from stars and skips, compares, writes on request; unfit undoes it."""

import math
from pathlib import Path

import pytest

from cli_help import run
from papertriage.errors import ConfigError, MissingInputError, UsageError
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.topics.fit import ENOUGH, Fit, enough, fit_topic
from papertriage.flows.topics.fit_file import keep, unfit
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import load

TOPICS = """\
# mine
tea:
  title: Tea
  description: Hot water and leaves.
  keywords:
    - oolong
    - tea ceremony  # the one with water
"""


def paper(name: str, title: str, abstract: str) -> Paper:
    key = f"10.5555/fit.{name}"
    return Paper(id=f"doi:{key}", ids={"doi": key}, title=title, abstract=abstract)


WANTED = [
    paper(f"on{n}", f"Kettle {n}", "The water is hot, leaves steep, temperature is measured.")
    for n in range(12)
]
UNWANTED = [
    paper(f"off{n}", f"Turbine {n}", "Hot water, leaves: we prove a theorem on graphs.")
    for n in range(12)
]
KEYWORD = paper("key", "Oolong theorems", "Hot water; we prove a theorem on graphs of pumps.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    with library.write() as writer:
        writer.put([*WANTED, *UNWANTED, KEYWORD])
    return library


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    file = tmp_path / "topics.yaml"
    file.write_text(TOPICS, encoding="utf-8")
    return file


def say(library: Library, count: int) -> None:
    """Star the first wanted papers and skip the first unwanted ones."""
    decide(library, [one.id for one in WANTED[:count]], Decision(kind="star"))
    decide(library, [one.id for one in UNWANTED[:count]], Decision(kind="skip"))


def near(path: Path, one: Paper) -> float:
    tags, near_tags = Tagger(load(path)).judge(one)
    return next((tag.score for tag in (*tags, *near_tags) if tag.topic == "tea"), 0.0)


def test_a_fit_learns_what_separates_stars_from_skips(library: Library, topics: Path) -> None:
    """Words of starred papers speak for the topic, those of skipped ones against it."""
    say(library, 10)
    found = fit_topic(library, topics, "tea")

    assert (found.learned.positives, found.learned.negatives) == (10, 10)
    assert found.learned.weights["temperatur"] > 0 > found.learned.weights["theorem"]
    assert found.pairs == 9
    assert found.right[1] == 9
    assert not found.is_worse
    assert topics.read_text() == TOPICS


def test_what_is_kept_moves_scores_and_is_evidence(library: Library, topics: Path) -> None:
    """The taxonomy gains one line; papers like the skipped ones score low, with reasons."""
    say(library, 10)
    before = [near(topics, one) for one in (WANTED[11], UNWANTED[11])]
    found = fit_topic(library, topics, "tea")
    keep(topics, "tea", found)
    after = [near(topics, one) for one in (WANTED[11], UNWANTED[11])]
    (tag,) = Tagger(load(topics)).judge(UNWANTED[11]).near

    assert min(before) > 0.5
    assert after[0] > 0.5 > after[1]
    total = math.fsum((tag.base, *(part.share for part in tag.evidence)))
    assert tag.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)
    assert topics.read_text() == TOPICS.replace("tea:\n", "tea:\n  learned: tea.learned.json\n")
    assert load(topics).topics["tea"].learned == found.learned


def test_a_fit_repeats_itself(library: Library, topics: Path) -> None:
    """A fit does not learn from what was learned before."""
    say(library, 10)
    first = fit_topic(library, topics, "tea")
    keep(topics, "tea", first)
    second = fit_topic(library, topics, "tea")
    keep(topics, "tea", second)

    assert second.learned == first.learned
    assert (second.enter, second.leave) == ([], [])
    assert topics.read_text().count("learned:") == 1


def test_unfit_goes_back(library: Library, topics: Path) -> None:
    """The taxonomy is the same as before, byte for byte, and the file is deleted."""
    say(library, 10)
    found = fit_topic(library, topics, "tea")
    keep(topics, "tea", found)

    assert unfit(topics, "tea") == [found.file]
    assert topics.read_text() == TOPICS
    assert not found.file.exists()
    with pytest.raises(UsageError, match="no learned weights"):
        unfit(topics, "tea")


def test_what_moves_is_what_a_new_tagging_shows(library: Library, topics: Path) -> None:
    """Papers that enter and leave are listed with their scores before and after."""
    say(library, 10)
    before = Tagger(load(topics))
    found = fit_topic(library, topics, "tea")
    keep(topics, "tea", found)
    after = Tagger(load(topics))
    moved = {move.paper.id for move in (*found.enter, *found.leave)}

    for one in (*WANTED, *UNWANTED, KEYWORD):
        was, now = (any(t.score >= 0.5 for t in tagger.of(one)) for tagger in (before, after))
        assert (one.id in moved) == (was != now), one.id


def test_few_decisions_are_refused_and_enough_are_named(library: Library, topics: Path) -> None:
    """Until there are enough stars and skips to compare with, nothing is learned."""
    say(library, ENOUGH - 1)
    with pytest.raises(UsageError, match="too few to learn from"):
        fit_topic(library, topics, "tea")
    shared: list[str | Path] = ["--library", library.folder, "--topics", topics]
    run("tag", *shared)
    assert enough(library, load(topics)) == {}
    say(library, ENOUGH)
    output = run("topics", *shared).stderr.decode()

    assert enough(library, load(topics)) == {"tea": (ENOUGH, ENOUGH)}
    assert "8 stars and 8 skips are enough to learn from; run: papertriage topics fit tea" in output


def test_what_cannot_be_fitted_says_why(library: Library, topics: Path) -> None:
    """The error names a built-in topic, an unknown one, and one that is written on one line."""
    say(library, 10)
    with pytest.raises(UsageError, match="faces is built in"):
        fit_topic(library, None, "faces")
    with pytest.raises(UsageError, match='no topic "te"; did you mean "tea"'):
        fit_topic(library, topics, "te")
    one_line = "tea: {description: hot water and leaves, keywords: [oolong]}"
    topics.write_text(one_line, encoding="utf-8")
    with pytest.raises(UsageError, match="written on one line"):
        keep(topics, "tea", fit_topic(library, topics, "tea"))
    assert topics.read_text() == one_line
    assert not topics.with_name("tea.learned.json").exists()


def test_the_command_writes_only_on_yes(library: Library, topics: Path) -> None:
    """Off a terminal, the command writes only with --yes; a dry run never writes."""
    say(library, 10)
    asked: list[str | Path] = [
        "topics",
        "fit",
        "tea",
        "--library",
        library.folder,
        "--topics",
        topics,
    ]
    reported = run(*asked).stderr.decode()
    assert "nothing written; --yes writes the weights" in reported
    assert ", of 9" in reported
    run(*asked, "--yes", "--dry-run")
    assert topics.read_text() == TOPICS
    run(*asked, "--yes")
    assert "learned: tea.learned.json" in topics.read_text()
    run("topics", "unfit", "tea", "--library", library.folder, "--topics", topics)
    assert topics.read_text() == TOPICS


def test_a_worse_fit_is_not_written(
    library: Library, topics: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agreement with the latest decisions decides, also with --yes."""
    say(library, 10)
    monkeypatch.setattr(Fit, "is_worse", True)
    done = run(
        "topics", "fit", "tea", "--yes", "--library", library.folder, "--topics", topics
    )  # fmt: skip

    assert b"the result is worse; nothing written" in done.stderr
    assert topics.read_text() == TOPICS


def test_a_profile_that_is_missing_or_broken_is_reported(topics: Path) -> None:
    """The taxonomy that names it does not load, and the hint says how to create one."""
    topics.write_text("tea: {profile: tea.profile.json, keywords: [tea]}", encoding="utf-8")
    with pytest.raises(MissingInputError, match=r"tea\.profile"):
        load(topics)
    topics.with_name("tea.profile.json").write_text('{"intercept": "no"}')
    with pytest.raises(ConfigError, match="not a profile"):
        load(topics)
    topics.write_text("tea: {profile: ../tea.profile.json, keywords: [tea]}", encoding="utf-8")
    with pytest.raises(ConfigError, match="in the same folder"):
        load(topics)
