"""Phrases of one to three words that could be keywords, as a text holds them."""

from collections.abc import Iterator

from papertriage.topics.keywords import Text
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
"""Words that no phrase holds: they say how papers talk, not what of."""


def ngrams(text: Text) -> set[str]:
    """Return the phrases of a paper, folded, the last word's plural -s dropped."""
    return {phrase for words in text for phrase in _phrases(words)}


def _phrases(words: Words) -> Iterator[str]:
    content = [is_term(word) and len(word) > 1 and word not in _SMALL for word in words.folded]
    count = len(words.folded)
    for first in range(count):
        if not content[first]:
            continue
        for last in range(first + 1, min(first + LONGEST, count) + 1):
            if not content[last - 1] or words.sentences[last - 1] != words.sentences[first]:
                break
            yield singular(" ".join(words.folded[first:last]))


def singular(phrase: str) -> str:
    """Drop a plural -s: keywords take it anyway."""
    is_plural = phrase.endswith("s") and not phrase.endswith(("ss", "us", "is"))
    return phrase[:-1] if is_plural and len(phrase) > 3 else phrase
