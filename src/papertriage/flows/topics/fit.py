"""Fits a topic to decisions: learns weights, compares them, and writes them to a file."""

from collections.abc import Callable, Iterator
from math import log
from pathlib import Path
from typing import NamedTuple

import msgspec

from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import belongs, decided
from papertriage.flows.lists.rank import check_topics
from papertriage.library import Library
from papertriage.library.view import View
from papertriage.paper import Paper, Tag
from papertriage.report import ON_TOPIC, Mark
from papertriage.text.clean import counted
from papertriage.topics import correction, profile, taxonomy, tfidf
from papertriage.topics.correction import Decided
from papertriage.topics.keywords import Text
from papertriage.topics.profile import Profile
from papertriage.topics.rules import Rules
from papertriage.topics.score import Tagger, narrower_ones, part_of
from papertriage.topics.taxonomy import Taxonomy

ENOUGH = 8
"""Stars, and skips, on a topic from which a fit can be compared with the topic as it is."""
_HELD_OUT = 3
"""The latest third of the decisions is held out for the comparison."""
_FLOOR = 0.005
"""The score of a paper that is not even near the topic."""
_OTHERS = 400
"""How many undecided papers serve as further negatives."""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that enters or leaves a topic: its tag before and after, None below .05."""

    paper: Paper
    before: Tag | None
    after: Tag | None


class Fit(msgspec.Struct, kw_only=True):
    """What a fit learned, how it compares, and what it changes.

    Attributes:
        learned: what decisions add to the score.
        pairs: pairs of a star and a skip among the latest decisions, which it did not see.
        right: how many of these the topic as it is, and the topic with it, put in order.
        on_topic: papers on the topic before and after.
        enter: papers that enter the topic, best first.
        leave: papers that leave it, worst first.
        file: where it is written, if the user wants it.
    """

    learned: Profile
    pairs: int
    right: tuple[int, int]
    on_topic: tuple[int, int]
    enter: list[Move]
    leave: list[Move]
    file: Path

    @property
    def is_worse(self) -> bool:
        """Whether it agrees less with the user's later decisions than the topic as it is."""
        return self.right[1] < self.right[0]


class _Labelled(NamedTuple):
    """A paper that the user decided on, or an example (which has no day).

    Attributes:
        day: of the decision, ISO.
        paper: the paper.
        is_on: whether it belongs to the topic.
    """

    day: str
    paper: Paper
    is_on: bool


def fit_topic(library: Library, path: Path | None, name: str) -> Fit:
    """Learn from the current user's stars and skips of papers on a topic, or near it.

    Nothing is written; see `fit_file.keep`. The same library and topic give the same bytes.

    Raises:
        UsageError: no such topic, a built-in one, or too few decisions.
        MissingInputError: there is no library.
    """
    present = taxonomy.load(path)
    path = _own(path, present, name)
    plain = _with(present, name, None)
    with library.read() as view:
        tagger = Tagger(plain)
        labelled = _labelled(view, plain, tagger, name)
        stars = sum(one.is_on for one in labelled if one.day)
        skips = sum(not one.is_on for one in labelled)
        if min(stars, skips) < ENOUGH:
            have = f"{counted(stars, 'star')} and {counted(skips, 'skip')}"
            raise UsageError(
                f"{name}: {have} are too few to learn from",
                hint=f"it needs {ENOUGH} of each; decide with papertriage review -t {name}",
            )
        known = {one.paper.id for one in labelled}
        others = [_row(tagger, one, name, is_on=False) for one in _others(view, known)]
        rows = {one.paper.id: _row(tagger, one.paper, name, is_on=one.is_on) for one in labelled}
        earlier, later = _split_by_time(labelled)
        first = correction.learn([rows[one.paper.id] for one in earlier], others)
        learned = correction.learn(list(rows.values()), others)
        if learned is None:
            raise UsageError(
                f"{name}: its score already separates your stars from your skips",
                hint="nothing was written",
            )
        after = _with(present, name, learned)
        on_topic, enter, leave = _compare(view.papers(), present, after, name)
    held = [rows[one.paper.id] for one in later]
    pairs, before_right = _ordered(held, _scorer(present.topics[name].learned))
    _, after_right = _ordered(held, _scorer(first))
    return Fit(
        learned=learned,
        pairs=pairs,
        right=(before_right, after_right),
        on_topic=on_topic,
        enter=sorted(enter, key=lambda move: (-_score(move.after), move.paper.id)),
        leave=sorted(leave, key=lambda move: (_score(move.after), move.paper.id)),
        file=path.with_name(f"{name}{profile.LEARNED}"),
    )


def enough(library: Library, present: Taxonomy) -> dict[str, tuple[int, int]]:
    """Return the unfitted topics of the user with enough decisions: their stars and skips."""
    topics = [topic.name for topic in present.topics.values() if topic.line and not topic.learned]
    with library.read() as view:
        marks = decided(view).own
        if sum(map(_is_decided, marks.values())) < 2 * ENOUGH:
            return {}
        counts = {name: [0, 0] for name in topics}
        for key, mark in marks.items():
            paper = view.tagged(view.named(key)[0])
            on = {tag.topic for tag in (*(paper.tags or ()), *paper.near_tags)}
            for name in on & counts.keys():
                is_on = belongs(mark, name)
                if is_on is not None:
                    counts[name][not is_on] += 1
    return {name: (on, off) for name, (on, off) in counts.items() if min(on, off) >= ENOUGH}


def _own(path: Path | None, present: Taxonomy, name: str) -> Path:
    check_topics([name], present.topics)
    if path is None or not present.topics[name].line:
        raise UsageError(
            f"{name} is built in and its weights cannot be changed",
            hint="create your own topic: papertriage topics new NAME",
        )
    return path


def _with(present: Taxonomy, name: str, learned: Profile | None) -> Taxonomy:
    topic = msgspec.structs.replace(present.topics[name], learned=learned)
    return taxonomy.of({**present.topics, name: topic})


def _labelled(view: View, plain: Taxonomy, tagger: Tagger, name: str) -> list[_Labelled]:
    """Return a topic's examples, then the decisions on its papers, oldest first."""
    rules = Rules({name: part_of(plain.topics[name], narrower_ones(plain))})
    marks = decided(view).own
    labelled = [
        _Labelled("", paper, is_on=True)
        for paper in (view.papers() if rules.has_examples else ())
        if rules.is_example(paper) and paper.id not in marks
    ]
    for key, mark in marks.items():
        is_on = belongs(mark, name)
        if is_on is None:
            continue
        paper = view.paper(view.named(key)[0])
        tags, near = tagger.judge(paper)
        if any(tag.topic == name for tag in (*tags, *near)):
            labelled.append(_Labelled(mark.date, paper, is_on))
    return sorted(labelled, key=lambda one: (one.day, one.paper.id))


def _is_decided(mark: Mark) -> bool:
    return mark.verdict in {"star", "skip"} or bool(mark.skipped)


def _others(view: View, known: set[str]) -> Iterator[Paper]:
    count = 0
    for paper in view.papers():
        if paper.id not in known:
            count += 1
            yield paper
        if count >= _OTHERS:
            return


def _row(tagger: Tagger, paper: Paper, name: str, *, is_on: bool) -> Decided:
    tags, near = tagger.judge(paper)
    score = next((tag.score for tag in (*tags, *near) if tag.topic == name), _FLOOR)
    score = min(max(score, _FLOOR), 1 - 1e-9)
    vector = tfidf.vector(Text.of(paper.title, paper.abstract))
    return Decided(paper.id, log(score / (1 - score)), vector, is_on)


def _split_by_time(labelled: list[_Labelled]) -> tuple[list[_Labelled], list[_Labelled]]:
    """Split decisions by time: the later third of the stars, and of the skips, is held out."""
    earlier, later = [one for one in labelled if not one.day], []
    for verdict in (True, False):
        some = [one for one in labelled if one.day and one.is_on is verdict]
        cut = len(some) - len(some) // _HELD_OUT
        earlier += some[:cut]
        later += some[cut:]
    return earlier, later


def _scorer(learned: Profile | None) -> Callable[[Decided], float]:
    def score(one: Decided) -> float:
        return one.prior + (correction.added(learned, one.vector) if learned else 0.0)

    return score


def _ordered(held: list[Decided], score: Callable[[Decided], float]) -> tuple[int, int]:
    """Return the pairs of a star and a skip, and how many of them a score puts in order."""
    stars = [score(one) for one in held if one.is_on]
    skips = [score(one) for one in held if not one.is_on]
    return len(stars) * len(skips), sum(star > skip for star in stars for skip in skips)


def _compare(
    papers: Iterator[Paper], before: Taxonomy, after: Taxonomy, name: str
) -> tuple[tuple[int, int], list[Move], list[Move]]:
    old, new = Tagger(before), Tagger(after)
    was = now = 0
    enter: list[Move] = []
    leave: list[Move] = []
    for paper in papers:
        move = Move(paper=paper, before=_tag(old, paper, name), after=_tag(new, paper, name))
        was_on, is_on = _score(move.before) >= ON_TOPIC, _score(move.after) >= ON_TOPIC
        was += was_on
        now += is_on
        if is_on != was_on:
            (enter if is_on else leave).append(move)
    return (was, now), enter, leave


def _tag(tagger: Tagger, paper: Paper, name: str) -> Tag | None:
    return next((tag for tag in tagger.of(paper) if tag.topic == name), None)


def _score(tag: Tag | None) -> float:
    return tag.score if tag else 0.0
