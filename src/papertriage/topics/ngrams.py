"""Phrases of one to three words in a text that could be keywords."""

import re
from collections.abc import Iterable, Iterator

from papertriage.topics.keywords import FIELDS, Hit, Text
from papertriage.topics.tfidf import is_term
from papertriage.topics.words import Words

LONGEST = 3


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = _set("""
    a about above after again all allow allows also among an and any are as at be because been
    before being between both but by can could do does each either et etc few first for from
    further given had has have here how however i if in into is it its itself large more most much
    new no nor not novel of on one only or other our out over per propose proposed same second
    several show shown shows so some such than that the their them then there these they this
    those through thus to too two under up use used uses using very via was we well were what when
    where whether which while who whose why will with within without work would yet you based
    paper approach method methods results demonstrate existing achieve achieves many may recent
    recently different often across towards toward furthermore moreover experiments state art
    performance present introduce important while without significant significantly make better
    provide problem problems high due study studies during improve improves including according
    al ii iii respectively additionally specifically effective effectively address
""")
"""Words that no phrase contains: they belong to the style of papers, not to their topics."""

_BOILERPLATE = _set("""
    copyright license licence licensed rights reserved author authors code codes github gitlab
    website webpage homepage page project repository available publicly online http https www com
    org io html pdf arxiv preprint doi url supplementary appendix keyword abstract introduction
    background conclusion objective published publisher elsevier springer ieee acm
""")
"""Words of web pages and publishers."""
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|io|edu|gov|ai)(?:/\S*)?\b")


def is_common_anywhere(word: str) -> bool:
    """Return whether a folded word is common in abstracts of any field."""
    return word in _SMALL or word in _BOILERPLATE


def ngrams(text: Text, hits: Iterable[Hit] = ()) -> dict[str, str]:
    """Return the phrases of a paper: folded and singular -> as a keyword would be written.

    Args:
        text: of the paper.
        hits: keyword occurrences; no phrase takes words of these.
    """
    taken = {(hit.field, word) for hit in hits for word in range(*hit.span)}
    found: dict[str, str] = {}
    for field, words in zip(FIELDS, text, strict=True):
        addresses = [found.span() for found in _URL.finditer(words.text)]
        free = [
            is_term(word)
            and not is_common_anywhere(word)
            and (field, number) not in taken
            and not (addresses and _is_within(words.span(number, number + 1), addresses))
            for number, word in enumerate(words.folded)
        ]
        for first, last in _spans(words, free):
            key = singular(" ".join(words.folded[first:last]))
            written = " ".join(_written(words, number) for number in range(first, last))
            if key not in found or len(written) < len(found[key]):
                found[key] = written
    return found


def _is_within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] < end for start, end in spans)


def _spans(words: Words, free: list[bool]) -> Iterator[tuple[int, int]]:
    for first in range(len(free)):
        for last in range(first + 1, min(first + LONGEST, len(free)) + 1):
            if not free[last - 1] or not words.is_one_sentence(first, last):
                break
            yield first, last


def _written(words: Words, number: int) -> str:
    """Return a word as a keyword would have it: an acronym in its capitals, others folded."""
    printed = words.printed(number, number + 1)
    return printed if sum(char.isupper() for char in printed) >= 2 else words.folded[number]


def singular(phrase: str) -> str:
    """Drop a plural -s: keywords match plurals, too."""
    is_plural = phrase.endswith("s") and not phrase.endswith(("ss", "us", "is"))
    return phrase[:-1] if is_plural and len(phrase) > 3 else phrase
