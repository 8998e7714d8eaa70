"""The output of topics suggest and topics fit: keywords to paste, and papers with reasons."""

from collections.abc import Iterator

from papertriage.cli.columns import labelled
from papertriage.flows.topics.fit import Fit
from papertriage.paper import Paper, Tag
from papertriage.ranking.headline_of import title_of
from papertriage.ranking.why import reasons
from papertriage.topics.suggestions import Suggestions
from papertriage.writers import phrases as words
from papertriage.writers.cells import cut
from papertriage.writers.marks import short


def phrases(found: Suggestions, room: int) -> Iterator[str]:
    """Yield keywords as YAML with the papers they would add; heads of own keywords first."""
    texts = [head.text for head in found.heads] + [phrase.text for phrase in found.phrases]
    width = max(map(len, texts), default=0)
    for head in found.heads:
        gain = f"{head.papers} more papers, {head.share:.0%} look like the topic"
        yield cut(f"    - {head.text:{width}}  # {gain}", room)
    for phrase in found.phrases:
        example = f' such as "{title_of(phrase.example)}"' if phrase.example else ""
        counts = f"{phrase.on} on topic, {phrase.off} off"
        yield cut(f"    - {phrase.text:{width}}  # {counts},{example}", room)


def outside(found: Suggestions, room: int) -> Iterator[str]:
    """Yield the papers just outside the topic: first with a keyword, then without one."""
    if found.near:
        yield "just outside, with a keyword (score):"
        for one in found.near:
            if one.tag:
                yield from entry(short(one.tag.score), one.paper, why(one.tag), room)
    if found.alike:
        yield "most like the topic, without any keyword (likeness):"
        for one in found.alike:
            yield from entry(short(one.likeness), one.paper, "", room)


def moves(found: Fit, most: int, room: int) -> Iterator[str]:
    """Yield the papers that a fit moves on and off the topic, with the evidence."""
    for sign, moved in (("+", found.enter), ("−", found.leave)):
        if moved:
            yield "enter:" if sign == "+" else "leave:"
        for move in moved[:most]:
            score = f"{sign} {_score(move.before)} → {_score(move.after)}"
            yield from entry(score, move.paper, why(move.after or move.before), room)
        if len(moved) > most:
            yield f"{sign} {len(moved) - most} more"


def entry(score: str, paper: Paper, reason: str, room: int) -> Iterator[str]:
    """Yield the lines of a paper: its score and title, then its id and the reason."""
    line = " · ".join(filter(None, (words.best_id(paper), reason)))
    label = f" {score}  "
    yield from labelled(label, title_of(paper), room)
    yield from labelled(" " * len(label), line, room)


def why(tag: Tag | None) -> str:
    """Return the reasons of a tag on one line."""
    return "; ".join(words.phrase(reason) for reason in reasons(tag)) if tag else ""


def _score(tag: Tag | None) -> str:
    return short(tag.score) if tag else ".00"
