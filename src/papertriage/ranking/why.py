"""The reasons behind a score, strongest first, taken from a tag's evidence."""

from collections.abc import Iterator, Sequence

from papertriage.paper import Evidence, Tag
from papertriage.report import Reason

_KEYWORDS = 4
_WORDS = 4
_AGAINST = 2
_NOTEWORTHY = -0.5
"""Log-odds from which a loss is a reason: it moves a paper from .50 to .38."""


def reasons(tag: Tag, also: Sequence[Tag] = (), *, name_topic: bool = False) -> list[Reason]:
    """Return why a paper has this tag: keywords, rules, words, what spoke against, other topics.

    Args:
        tag: the tag that put the paper on the list.
        also: the paper's other tags that the reader should see.
        name_topic: begin with the topic, because the list joins several.
    """
    keywords = list(_keywords(tag.evidence))
    out = [Reason(kind="topic", words=[tag.topic], score=tag.score)] if name_topic else []
    out += keywords[:_KEYWORDS]
    out += [
        Reason(kind="rule", words=[part.text])
        for part in tag.evidence
        if part.kind == "rule" and part.share >= 0
    ]
    quoted = {word for reason in keywords for word in reason.words[0].casefold().split()}
    words = [term.text for term in _terms(tag.evidence) if term.text.casefold() not in quoted]
    if words:
        out.append(Reason(kind="words", words=words[:_WORDS]))
    out += list(_against(tag.evidence))[:_AGAINST]
    out += [Reason(kind="also", words=[other.topic], score=other.score) for other in also]
    return out


def _keywords(evidence: Sequence[Evidence]) -> Iterator[Reason]:
    """Yield the keywords, each once for title and abstract together, the largest sum first."""
    found: dict[str, list[Evidence]] = {}
    for part in evidence:
        if part.kind == "keyword" and part.share > 0:
            found.setdefault(part.text.casefold(), []).append(part)
    for parts in sorted(found.values(), key=lambda parts: -sum(part.share for part in parts)):
        yield Reason(
            kind="keyword",
            words=[parts[0].text],
            in_title=any(part.field == "title" for part in parts),
            count=sum(part.count for part in parts),
        )


def _terms(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the words that raised the score; a sum of many words is no reason by itself."""
    terms = [part for part in evidence if part.kind == "term" and part.share > 0]
    return sorted((term for term in terms if " " not in term.text), key=lambda term: -term.share)


def _against(evidence: Sequence[Evidence]) -> Iterator[Reason]:
    """Yield what lowered the score noticeably."""
    for part in sorted(evidence, key=lambda part: part.share):
        if part.share <= _NOTEWORTHY:
            yield Reason(kind="against", words=[part.text], count=part.count)
