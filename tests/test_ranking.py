"""Reading lists: which papers are listed, in which order, and where the others went."""

from datetime import date
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.flows.lists.in_memory import report
from papertriage.paper import Paper, Tag
from papertriage.ranking.order import Best
from papertriage.ranking.select import Criteria
from papertriage.report import Report

TODAY = date(2026, 11, 20)
TOPICS = ("owls", "barns", "bells")


def paper(name: str, day: str | None = None, status: str | None = None, **scores: float) -> Paper:
    tags = [Tag(topic=topic, score=score, base=0.0) for topic, score in scores.items()]
    return Paper(
        id=name, title=f"On {name}", abstract=None, published=day, status=status, tags=tags
    )


def ranked(papers: list[Paper], **criteria: object) -> Report:
    return report(papers, msgspec.convert(criteria, Criteria), today=TODAY)


def names(outcome: Report, number: int = 0) -> list[str]:
    return [entry.paper.id for entry in outcome.lists[number].entries]


def test_one_list_of_chosen_topics_takes_the_best_score() -> None:
    """Chosen topics make one list; each paper is on it once, with its best score."""
    outcome = ranked(
        [paper("a", owls=0.6, barns=0.9), paper("b", owls=0.8), paper("c", bells=0.99)],
        topics=("owls", "barns"),
        taxonomy=TOPICS,
    )
    assert [one.name for one in outcome.lists] == ["owls+barns"]
    assert names(outcome) == ["a", "b"]
    first = outcome.lists[0].entries[0]
    assert (first.tag.topic, [other.topic for other in first.also]) == ("barns", ["owls"])
    assert first.why[0].kind == "topic"


def test_without_topics_one_list_each_in_the_taxonomys_order() -> None:
    """Each paper is under its best topic only; topics without papers have an empty list."""
    outcome = ranked(
        [paper("a", owls=0.6, barns=0.9), paper("b", owls=0.8), paper("c", zebras=0.7)],
        taxonomy=TOPICS,
    )
    assert [one.name for one in outcome.lists] == [*TOPICS, "zebras"]
    assert [names(outcome, number) for number in range(4)] == [["b"], ["a"], [], ["c"]]
    assert outcome.lists[0].counts.elsewhere == 1
    assert outcome.lists[0].counts.on_topic == 2


def test_of_equal_best_topics_the_first_counts() -> None:
    """If two topics tie, the tagger's order decides, which is that of the taxonomy."""
    outcome = ranked([paper("a", barns=0.7, owls=0.7)], taxonomy=TOPICS)
    assert names(outcome, 0) == []
    assert names(outcome, 1) == ["a"]


def test_min_score_is_the_cut() -> None:
    """A score equal to the minimum is listed, a lower one is not."""
    papers = [paper("a", owls=0.5), paper("b", owls=0.49999)]
    assert names(ranked(papers, topics=("owls",))) == ["a"]
    assert names(ranked(papers, topics=("owls",), min_score=0.4)) == ["a", "b"]


@pytest.mark.parametrize(
    ("since", "until", "undated", "kept"),
    [
        (date(2026, 5, 10), None, False, ["day", "month", "year"]),
        (date(2026, 5, 16), None, False, ["month", "year"]),
        (date(2026, 6, 1), None, False, ["year"]),
        (None, date(2026, 5, 1), False, ["month", "year"]),
        (None, date(2026, 4, 30), False, ["year"]),
        (date(2027, 1, 1), None, False, []),
        (date(2026, 5, 15), date(2026, 5, 15), False, ["day", "month", "year"]),
        (date(2027, 1, 1), None, True, ["impossible", "none"]),
    ],
)
def test_partial_dates_are_kept_where_they_may_fit(
    since: date | None, until: date | None, kept: list[str], *, undated: bool
) -> None:
    """A partial date is kept if any of its days would be; an impossible one counts as none."""
    papers = [
        paper("day", "2026-05-15", owls=0.9),
        paper("month", "2026-05", owls=0.9),
        paper("year", "2026", owls=0.9),
        paper("none", None, owls=0.9),
        paper("impossible", "2026-13-40", owls=0.9),
    ]
    outcome = ranked(papers, topics=("owls",), since=since, until=until, undated=undated)
    assert sorted(names(outcome)) == kept
    assert outcome.lists[0].counts.undated == (0 if undated else 2)


def test_undated_papers_stay_without_limits_of_date() -> None:
    """Without date limits, undated papers are listed."""
    assert names(ranked([paper("a", owls=0.9)], topics=("owls",))) == ["a"]


def test_withdrawn_and_retracted_papers_do_not_rank() -> None:
    """They are counted, not listed."""
    papers = [
        paper("a", status="withdrawn", owls=0.9),
        paper("b", status="retracted", owls=0.9),
        paper("c", owls=0.9),
    ]
    outcome = ranked(papers, topics=("owls",))
    assert names(outcome) == ["c"]
    assert outcome.lists[0].counts.withdrawn == 2


def test_untagged_papers_are_counted() -> None:
    """An untagged paper is counted and on no list."""
    untagged = Paper(id="a", title="On nothing", abstract=None)
    outcome = ranked([untagged, paper("b")], taxonomy=TOPICS)
    assert (outcome.papers, outcome.untagged) == (2, 1)


def test_category_takes_what_is_below_it() -> None:
    """`cs` includes `cs.CV`, and `cs.C` does not; case makes no difference."""
    one = paper("a", owls=0.9)
    one.categories = ["q-bio.NC", "cs.CV"]
    for wanted, kept in (("cs", ["a"]), ("CS.cv", ["a"]), ("cs.C", []), ("math", [])):
        assert names(ranked([one], topics=("owls",), categories=(wanted,))) == kept


def test_ties_fall_to_the_later_date_then_the_id() -> None:
    """Of equal scores the later comes first, undated last, then by id; full precision counts."""
    papers = [
        paper("c", None, owls=0.7),
        paper("b", "2026-01", owls=0.7),
        paper("a", "2026-01-31", owls=0.7),
        paper("d", "2026-02-01", owls=0.7),
        paper("e", "1999", owls=0.70000001),
    ]
    assert names(ranked(papers, topics=("owls",))) == ["e", "d", "a", "b", "c"]


def test_sort_by_date_puts_the_newest_first() -> None:
    """By date the score only breaks ties, and undated papers come last."""
    papers = [
        paper("a", None, owls=0.99),
        paper("b", "2026-02", owls=0.6),
        paper("c", "2026-02", owls=0.7),
        paper("d", "2026-03-01", owls=0.5),
    ]
    assert names(ranked(papers, topics=("owls",), sort="date")) == ["d", "c", "b", "a"]


def test_half_life_moves_the_order_and_no_score() -> None:
    """A score counts half after the half-life; a future paper counts like today's."""
    papers = [
        paper("old", "2026-11-10", owls=0.9),
        paper("today", "2026-11-20", owls=0.6),
        paper("to come", "2026-12-20", owls=0.55),
        paper("undated", None, owls=0.99),
    ]
    outcome = ranked(papers, topics=("owls",), half_life=10)
    assert names(outcome) == ["today", "to come", "old", "undated"]
    assert [entry.tag.score for entry in outcome.lists[0].entries] == [0.6, 0.55, 0.9, 0.99]


def test_headlines_are_made_only_without_a_title() -> None:
    """A titled paper has no headline; an untitled one gets its abstract's."""
    untitled = paper("b", owls=0.8)
    untitled.title, untitled.abstract = None, "We present HootNet, a model of hoots."
    first, second = ranked([paper("a", owls=0.9), untitled], topics=("owls",)).lists[0].entries
    assert (first.headline, second.headline) == (None, "HootNet, a model of hoots")


def test_best_holds_no_more_than_twice_its_limit() -> None:
    """Memory is bounded by the limit, not by what was seen."""
    best: Best[int] = Best(3)
    for number in range(1000):
        best.add((-float(number % 17), 0.0, f"{number:04}"), number)
        assert len(best._items) <= 6
    assert best.sorted() == [16, 33, 50]


_SCORES = st.dictionaries(st.sampled_from(TOPICS), st.sampled_from([0.1, 0.5, 0.7, 0.9]))
_DAYS = st.sampled_from([None, "2025", "2026-05", "2026-05-17", "2026-11-19", "soon"])
_STATES = st.sampled_from([None, None, None, "withdrawn"])


@given(
    st.lists(st.tuples(_SCORES, _DAYS, _STATES), max_size=12),
    st.builds(
        Criteria,
        topics=st.sampled_from([(), ("owls",), ("owls", "bells")]),
        taxonomy=st.just(TOPICS),
        half_life=st.sampled_from([None, 30.0]),
        since=st.sampled_from([None, date(2026, 5, 1)]),
    ),
    st.integers(0, 5),
    st.randoms(use_true_random=False),
)
def test_counts_add_up_and_order_needs_no_order(
    drawn: list[tuple[dict[str, float], str | None, str | None]],
    asked: Criteria,
    limit: int,
    shuffle: Random,
) -> None:
    """Every paper on topic is counted; input order makes no difference; a limit cuts the end."""
    papers = [paper(f"p{n}", day, state, **scores) for n, (scores, day, state) in enumerate(drawn)]
    whole = report(papers, asked, today=TODAY)
    shuffle.shuffle(papers)
    limited = report(papers, msgspec.structs.replace(asked, limit=limit), today=TODAY)
    assert len(whole.lists) == (1 if asked.topics else len(TOPICS))
    for number, one in enumerate(whole.lists):
        parts = msgspec.structs.asdict(one.counts)
        assert parts.pop("on_topic") == sum(parts.values())
        assert names(limited, number) == names(whole, number)[:limit]
        assert [entry.rank for entry in one.entries] == list(range(1, len(one.entries) + 1))
        assert limited.lists[number].counts.beyond_limit == max(len(one.entries) - limit, 0)
