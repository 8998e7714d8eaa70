"""Near papers: what comes closest to a topic without being on it."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from cli_help import run
from papertriage.cli.options import NEAR
from papertriage.flows.lists.in_memory import report
from papertriage.paper import Paper, Tag, decode
from papertriage.ranking.near import DEFAULT_LEAST
from papertriage.ranking.select import Criteria
from papertriage.topics import taxonomy
from papertriage.topics.near import NEAR_FROM
from papertriage.topics.score import Tagger
from papertriage.writers.marks import short

TODAY = date(2026, 11, 20)
TOPIC = """
owls:
  title: Hearing of owls
  description: How owls hear voles under snow, and how their ears and feathers work.
  keywords: [owl hearing]
"""
PAPERS = [
    ("Owl hearing in winter", "We measure how owl hearing finds voles under snow."),
    ("Ears of owls and voles under snow", "Feathers of owls and their ears in snow."),
    ("Owls", "Voles and snow and some unrelated words about markets and prices of grain."),
    ("Prices of grain", "Markets in the last century and their crises."),
]


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    path = tmp_path / "topics.yaml"
    path.write_text(TOPIC)
    return path


def judged(path: Path) -> list[Paper]:
    tagger = Tagger(taxonomy.load(path))
    papers = [
        Paper(id=f"acl:{at}", title=title, abstract=abstract)
        for at, (title, abstract) in enumerate(PAPERS)
    ]
    for paper in papers:
        paper.tags, paper.near_tags = tagger.judge(paper)
    return papers


def test_words_alone_make_a_paper_near(topics: Path) -> None:
    """A paper without a keyword is near a topic whose words it uses; one of other words is not."""
    papers = judged(topics)

    assert [bool(paper.tags) for paper in papers] == [True, False, False, False]
    assert [bool(paper.near_tags) for paper in papers] == [False, True, True, False]
    assert papers[1].near_tags[0].score > papers[2].near_tags[0].score >= NEAR_FROM


def test_the_parts_of_a_near_score_add_up(topics: Path) -> None:
    """Base and shares add up to the score, and the strongest words are named."""
    (tag,) = judged(topics)[1].near_tags
    total = math.fsum((tag.base, *(part.share for part in tag.evidence)))

    assert tag.score == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)
    assert {part.kind for part in tag.evidence} == {"term"}


def test_near_papers_follow_those_on_topic(topics: Path) -> None:
    """They come last, in the order of their scores, as many as are wanted."""
    near = {
        many: report(
            judged(topics), Criteria(topics=("owls",), taxonomy=("owls",), near=many), today=TODAY
        ).lists[0]
        for many in (0, 1, None)
    }

    assert [entry.paper.id for entry in near[None].entries] == ["acl:0", "acl:1", "acl:2"]
    assert [entry.near for entry in near[None].entries] == [False, True, True]
    assert [len(one.entries) for one in near.values()] == [1, 2, 3]
    assert (near[1].counts.on_topic, near[1].counts.listed, near[1].counts.near) == (1, 1, 1)


def test_a_paper_is_near_its_best_topic_only_and_none_if_it_is_on_one() -> None:
    """If each topic has a list, no paper is listed twice."""
    papers = [
        Paper(id="acl:1", title="a", abstract=None, tags=[Tag(topic="x", score=0.9, base=0)]),
        Paper(id="acl:2", title="b", abstract=None, tags=[Tag(topic="x", score=0.1, base=0)]),
    ]
    for paper in papers:
        paper.near_tags = [Tag(topic="y", score=0.3, base=0)]
    every = report(papers, Criteria(taxonomy=("x", "y"), near=5), today=TODAY)
    chosen = report(papers, Criteria(topics=("y",), taxonomy=("x", "y"), near=5), today=TODAY)

    assert [[e.paper.id for e in one.entries] for one in every.lists] == [["acl:1"], ["acl:2"]]
    assert [entry.paper.id for entry in chosen.lists[0].entries] == ["acl:1", "acl:2"]


@pytest.mark.parametrize("chosen", [(), ("x",)])
def test_hardly_near_papers_are_listed_only_on_request(chosen: tuple[str, ...]) -> None:
    """No mail is sent for papers that are hardly ever on topic."""
    paper = Paper(id="acl:1", title="a", abstract=None, tags=[])
    paper.near_tags = [Tag(topic="x", score=0.04, base=0)]
    asked = Criteria(topics=chosen, taxonomy=("x",), near=None)
    usual = Criteria(topics=chosen, taxonomy=("x",), near=5, least_near=DEFAULT_LEAST)

    assert [len(one.entries) for one in report([paper], asked, today=TODAY).lists] == [1]
    assert [len(one.entries) for one in report([paper], usual, today=TODAY).lists] == [0]


def test_the_help_names_the_defaults() -> None:
    """The help says how many near papers are shown by default, and from which score on."""
    shown = " ".join(run("rank", "--help").stdout.decode().split())

    assert f"(up to {NEAR} with a score of {short(DEFAULT_LEAST)} or more" in shown


def test_a_library_and_a_pipe_list_the_same_near_papers(topics: Path, tmp_path: Path) -> None:
    """Formats for programs have none by default, those for people five, each marked as near."""
    lines = tmp_path / "papers.jsonl"
    lines.write_text(
        "\n".join(
            json.dumps(
                {
                    "id": f"doi:10.5555/near.{at}",
                    "ids": {"doi": f"10.5555/near.{at}"},
                    "title": title,
                    "abstract": abstract,
                }
            )
            for at, (title, abstract) in enumerate(PAPERS)
        )
    )
    library: list[str | Path] = ["--library", tmp_path / "library"]
    run("ingest", lines, *library)
    run("tag", "--topics", topics, *library)
    run("tag", lines, "--topics", topics, "-o", tmp_path / "tagged.jsonl")
    asked: list[str | Path] = ["rank", "-t", "owls", "--topics", topics]

    def listed(*more: str | Path) -> list[tuple[str, bool]]:
        rows = run(*asked, "-f", "jsonl", *more).stdout.splitlines()
        return [(row["id"], row.get("near", False)) for row in map(json.loads, rows)]

    piped: list[str | Path] = [tmp_path / "tagged.jsonl"]
    assert listed(*library) == listed(*piped) == [("doi:10.5555/near.0", False)]
    for near in (["--near", "1"], ["--near", "all"]):
        assert listed(*near, *library) == listed(*near, *piped)
    assert listed("--near", "all", *library)[1:] == [
        ("doi:10.5555/near.1", True),
        ("doi:10.5555/near.2", True),
    ]
    table = run(*asked, "-f", "table", *library)
    assert b"near, without a keyword of yours:" in table.stdout
    assert b"1 listed, 2 near" in table.stderr
    mail = run(*asked, "-f", "mail", *library)
    assert b"<h3>near, without a keyword of yours</h3>" in mail.stdout
    run(*asked, "--near", "few", *library, code=2)


def test_near_papers_are_noted_as_listed(topics: Path, tmp_path: Path) -> None:
    """Near papers that were listed are not new again, and `--listed last` shows them."""
    library: list[str | Path] = ["--library", tmp_path / "library"]
    lines = tmp_path / "papers.jsonl"
    lines.write_text(json.dumps({"id": "acl:1", "title": PAPERS[1][0], "abstract": PAPERS[1][1]}))
    run("ingest", lines, *library)
    run("tag", "--topics", topics, *library)
    asked: list[str | Path] = ["rank", "--topics", topics, "-f", "md", *library]
    first = run(*asked, "--new", "--mark-seen")
    again = run(*asked, "--new", "--mark-seen")
    past = run("rank", "--listed", "last", "-f", "jsonl", *library)

    assert PAPERS[1][0].encode() in first.stdout
    assert again.stdout == b""
    assert json.loads(past.stdout)["near"] is True


def test_a_list_is_read_back_whole() -> None:
    """A JSON line of a near paper can be read by every command."""
    line = json.dumps({"id": "acl:1", "title": "x", "abstract": None, "near": True})

    assert decode(line.encode()).title == "x"
