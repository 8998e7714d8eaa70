"""Fit: learn a topic's weights from a library, show what changes, freeze them in a file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from papertriage.errors import UsageError
from papertriage.flows.lists.rank import check_topics
from papertriage.library import Library, files
from papertriage.paper import Paper, Tag
from papertriage.report import ON_TOPIC
from papertriage.text import strict_yaml
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import Node
from papertriage.topics import fit, profile, taxonomy
from papertriage.topics.keywords import Text
from papertriage.topics.profile import Profile
from papertriage.topics.rules import Rules
from papertriage.topics.score import Tagger, narrower_ones, part_of
from papertriage.topics.taxonomy import Taxonomy


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that enters or leaves a topic: its tag before and after, None below .05."""

    paper: Paper
    before: Tag | None
    after: Tag | None


class Fit(msgspec.Struct, kw_only=True):
    """What a fit learnt and what it changes.

    Attributes:
        profile: the weights.
        examples: how many of its positives are examples of the user.
        on_topic: papers on the topic before and after.
        enter: papers that come on topic, best first.
        leave: papers that go, worst first.
        file: where the profile stands, or will.
    """

    profile: Profile
    examples: int
    on_topic: tuple[int, int]
    enter: list[Move]
    leave: list[Move]
    file: Path


def fit_topic(library: Library, path: Path | None, name: str, *, dry_run: bool = False) -> Fit:
    """Learn a topic's profile from all papers of a library and freeze it.

    The profile is written beside the taxonomy, and a line that names it into the topic; nothing
    else of the user's file changes. The same library and topic give the same bytes.

    Raises:
        UsageError: no such topic, a built-in one, or no paper to learn from.
        MissingInputError: there is no library.
        CannotWriteError: the profile or the taxonomy cannot be written.
    """
    before = taxonomy.load(path)
    check_topics([name], before.topics)
    topic = before.topics[name]
    if path is None or not topic.line:
        raise UsageError(
            f"{name} is built in and comes with its weights",
            hint="fit a topic of your own: papertriage topics new NAME",
        )
    with library.read() as view:
        parts = part_of(topic, narrower_ones(before))
        rules = Rules(parts)
        examples = [paper.id for paper in view.papers() if rules.is_example(paper)]
        texts = ((paper.id, Text.of(paper.title, paper.abstract)) for paper in view.papers())
        learnt = fit.learn(parts, texts, examples)
        if learnt is None:
            raise UsageError(
                f"{name}: no paper in the library is surely on it, so nothing can be learnt",
                hint="sure is a strong keyword in a title, or a paper under examples:",
            )
        fitted = msgspec.structs.replace(topic, profile=learnt)
        after = taxonomy.of({**before.topics, name: fitted})
        found = _compare(view.papers(), before, after, name)
    result = Fit(
        profile=learnt,
        examples=len(examples),
        on_topic=found.on_topic,
        enter=sorted(found.enter, key=lambda move: (-_score(move.after), move.paper.id)),
        leave=sorted(found.leave, key=lambda move: (_score(move.after), move.paper.id)),
        file=path.with_name(f"{name}{profile.SUFFIX}"),
    )
    if not dry_run:
        _freeze(path, name, result)
    return result


class _Compared(msgspec.Struct):
    on_topic: tuple[int, int]
    enter: list[Move]
    leave: list[Move]


def _compare(papers: Iterator[Paper], before: Taxonomy, after: Taxonomy, name: str) -> _Compared:
    old, new = Tagger(before), Tagger(after)
    was = now = 0
    found = _Compared((0, 0), [], [])
    for paper in papers:
        move = Move(paper=paper, before=_tag(old, paper, name), after=_tag(new, paper, name))
        was_on, is_on = _score(move.before) >= ON_TOPIC, _score(move.after) >= ON_TOPIC
        was += was_on
        now += is_on
        if is_on != was_on:
            (found.enter if is_on else found.leave).append(move)
    found.on_topic = (was, now)
    return found


def _tag(tagger: Tagger, paper: Paper, name: str) -> Tag | None:
    return next((tag for tag in tagger.of(paper) if tag.topic == name), None)


def _score(tag: Tag | None) -> float:
    return tag.score if tag else 0.0


def _freeze(path: Path, name: str, result: Fit) -> None:
    """Write the profile, then name it in the taxonomy: a failure between leaves both sound."""
    text = _naming(path, name, result.file.name)
    files.replace(result.file, profile.encode(result.profile).splitlines())
    if text is not None:
        files.replace(path, text.encode().removesuffix(b"\n").split(b"\n"))


def _naming(path: Path, name: str, file: str) -> str | None:
    """Return the taxonomy's text with the line that names the profile; None if it is there.

    Raises:
        UsageError: the topic is written in one line, which takes no other.
    """
    node = strict_yaml.read(path).mapping("the file")[name]
    entries = node.mapping(name)
    lines = path.read_bytes().decode().split("\n")
    old = entries.get("profile")
    if old is not None and old.value == file:
        return None
    first = min(entries.values(), key=lambda entry: entry.line)
    if first.line == node.line:
        raise UsageError(
            f"{safe(str(path))}:{node.line}: the topic is written in one line",
            hint=f"give it lines of its own, or add to it: profile: {file}",
        )
    line = f"{_indent(lines, first)}profile: {file}"
    if old is not None:
        lines[old.line - 1] = line
    else:
        lines.insert(node.line, line)
    return "\n".join(lines)


def _indent(lines: list[str], node: Node) -> str:
    line = lines[node.line - 1]
    return line[: len(line) - len(line.lstrip())]
