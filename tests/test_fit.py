"""Fit: learns from sure papers and examples, shows what moves, freezes it, repeats itself."""

from pathlib import Path

import pytest

from papertriage.errors import ConfigError, MissingInputError, UsageError
from papertriage.flows.tag.tag import fit_helps
from papertriage.flows.tag.topic_counts import Tally
from papertriage.flows.topics.fit import fit_topic
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import load

TOPICS = """\
# mine
tea:
  title: Tea
  examples: ["acl:example"]
  keywords:
    - oolong
    - tea ceremony  # the one with water
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    with library.write() as writer:
        for number in range(12):
            text = f"The water is hot and the temperature steady, experiment {number}."
            writer.put(
                [
                    Paper(
                        id=f"acl:on{number:02}",
                        ids={"acl": f"on{number:02}"},
                        title="A tea ceremony",
                        abstract=text,
                    )
                ]
            )
            text = f"We prove a theorem about graphs and their colouring, number {number}."
            writer.put(
                [
                    Paper(
                        id=f"acl:off{number:02}",
                        ids={"acl": f"off{number:02}"},
                        title="Graphs",
                        abstract=text,
                    )
                ]
            )
        hot = "One oolong. The water has a steady temperature and is hot."
        writer.put([Paper(id="acl:near", ids={"acl": "near"}, title="Kettles", abstract=hot)])
        far = "A theorem about graphs and colouring by oolong."
        writer.put([Paper(id="acl:far", ids={"acl": "far"}, title="Oolong", abstract=far)])
        writer.put(
            [
                Paper(
                    id="acl:example",
                    ids={"acl": "example"},
                    title="Hot leaves",
                    abstract="Pour it.",
                )
            ]
        )
    return library


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    file = tmp_path / "topics.yaml"
    file.write_text(TOPICS, encoding="utf-8")
    return file


def test_a_fit_learns_freezes_and_names_its_profile(library: Library, topics: Path) -> None:
    """The profile stands beside the taxonomy; the taxonomy gains one line and nothing else."""
    found = fit_topic(library, topics, "tea")
    learnt = load(topics).topics["tea"].profile

    assert found.examples == 1
    assert found.profile.positives == 14
    assert found.profile.weights["water"] > 0 > found.profile.weights["graph"]
    assert found.file == topics.with_name("tea.profile.json")
    assert learnt == found.profile
    text = topics.read_text(encoding="utf-8")
    assert text == TOPICS.replace("tea:\n", "tea:\n  profile: tea.profile.json\n")


def test_a_fit_repeats_itself_byte_for_byte(library: Library, topics: Path) -> None:
    """The second fit of the same library and keywords writes the same bytes and moves nothing."""
    first = fit_topic(library, topics, "tea")
    before = (first.file.read_bytes(), topics.read_bytes())
    second = fit_topic(library, topics, "tea")

    assert (second.file.read_bytes(), topics.read_bytes()) == before
    assert (second.enter, second.leave) == ([], [])


def test_what_moves_is_what_a_new_tagging_shows(library: Library, topics: Path) -> None:
    """Papers that enter and leave are told with their scores before and after."""
    before = Tagger(load(topics))
    found = fit_topic(library, topics, "tea")
    after = Tagger(load(topics))
    moved = {move.paper.id for move in (*found.enter, *found.leave)}

    with library.read() as view:
        for paper in view.papers():
            was = any(tag.score >= 0.5 for tag in before.of(paper))
            now = any(tag.score >= 0.5 for tag in after.of(paper))
            assert (paper.id in moved) == (was != now), paper.id


def test_a_dry_run_writes_nothing(library: Library, topics: Path) -> None:
    """The figures are there, the files are not."""
    found = fit_topic(library, topics, "tea", dry_run=True)

    assert found.profile.weights
    assert not found.file.exists()
    assert topics.read_text(encoding="utf-8") == TOPICS


def test_what_cannot_be_fitted_says_why(library: Library, topics: Path) -> None:
    """A built-in topic, an unknown one, one without sure papers, one in a line: each is told."""
    with pytest.raises(UsageError, match="faces is built in"):
        fit_topic(library, None, "faces")
    with pytest.raises(UsageError, match='no topic "te"; did you mean "tea"'):
        fit_topic(library, topics, "te")
    topics.write_text("tea: {keywords: [darjeeling]}", encoding="utf-8")
    with pytest.raises(UsageError, match="no paper in the library is surely on it"):
        fit_topic(library, topics, "tea")
    topics.write_text("tea: {keywords: [tea ceremony]}", encoding="utf-8")
    with pytest.raises(UsageError, match="written in one line"):
        fit_topic(library, topics, "tea")
    assert not topics.with_name("tea.profile.json").exists()


def test_a_profile_that_is_missing_or_broken_is_told(topics: Path) -> None:
    """The taxonomy that names it does not load, and the hint says what makes one."""
    topics.write_text("tea: {profile: tea.profile.json, keywords: [tea]}", encoding="utf-8")
    with pytest.raises(MissingInputError, match=r"tea\.profile"):
        load(topics)
    topics.with_name("tea.profile.json").write_text('{"intercept": "no"}')
    with pytest.raises(ConfigError, match="not a profile"):
        load(topics)
    topics.write_text("tea: {profile: ../tea.profile.json, keywords: [tea]}", encoding="utf-8")
    with pytest.raises(ConfigError, match="beside this one"):
        load(topics)


def test_a_fit_is_hinted_at_where_it_would_help(library: Library, topics: Path) -> None:
    """A topic with twenty papers and no weights is named; a fitted or a built-in one is not."""
    topics.write_text(f"include: builtin\n{TOPICS}", encoding="utf-8")
    tally = Tally(topics={"faces": 99, "tea": 20})
    tally.topics.update(dict.fromkeys(("distillation", "vision-transformers"), 0))

    assert fit_helps(load(topics), tally) == ["tea"]
    fit_topic(library, topics, "tea")
    assert fit_helps(load(topics), tally) == []
