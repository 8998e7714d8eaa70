"""Match keys: what copies of a paper share, though their identifiers differ or are missing."""

import re
from collections.abc import Iterator

from papertriage import identity
from papertriage.paper import Paper
from papertriage.text import similarity
from papertriage.text.abstracts import says_nothing
from papertriage.text.pages import page_range, volume_number
from papertriage.text.person import person
from papertriage.text.titles import read_title

_ENOUGH = 100
"""Folded characters that an abstract needs to identify a paper."""
_LONG = 400
"""Characters of an abstract from which its rare words are match keys."""
_DIGITS = re.compile(r"\d+")
_LEAST_MAIN = 3
"""Words that the part before a subtitle needs to be a match key."""
_NUMBERS_VERSIONS = (
    *("10.1101/", "10.12688/", "10.21203/", "10.26434/", "10.20944/", "10.36227/", "10.6084/"),
    *("10.31219/", "10.31222/", "10.31234/", "10.31235/"),
)
"""The DOI prefixes of archives that give a version a DOI of its own."""


def match_keys(paper: Paper) -> list[str]:
    """Return keys that copies of a paper share. A shared key is a reason to compare, not proof.

    ``t:`` the title, and its part before the subtitle; ``p:`` two thirds of its words; ``a:`` the
    start of the abstract; ``w:`` three of its rare words; ``l:`` volume, page and first author;
    ``d:`` the DOI without its version, of archives that number versions.
    """
    return [*_title_keys(paper), *_abstract_keys(paper), *_place_keys(paper)]


def _title_keys(paper: Paper) -> Iterator[str]:
    title = read_title(paper.title) if paper.title else None
    if title is None or not title.words:
        return
    words = title.without_greek
    yield f"t:{''.join(words)}"
    if title.breaks and title.breaks[0] >= _LEAST_MAIN:
        yield f"t:{''.join(title.words[: title.breaks[0]])}"
    # Spelt-out numbers do not count: a typing error in one must not change all three keys.
    numbers = [] if title.fold.isalpha() else sorted(_DIGITS.findall(title.text))
    for third in similarity.thirds(words, numbers):
        yield f"p:{third}"


def _abstract_keys(paper: Paper) -> Iterator[str]:
    abstract = paper.abstract
    if not abstract or says_nothing(abstract):
        return
    start = identity.fold_start(abstract)
    if len(start) >= _ENOUGH:
        yield f"a:{start}"
    if len(abstract) >= _LONG:
        for words in similarity.rare_words_of_abstract(abstract):
            yield f"w:{words}"


def _place_keys(paper: Paper) -> Iterator[str]:
    volume = volume_number(paper.volume) if paper.volume else 0
    page = page_range(paper.page).start if volume and paper.page else 0
    if volume and page:
        families = person(paper.authors[0]).families if paper.authors else ("",)
        yield f"l:{volume} {page} {min(families, key=lambda name: (len(name), name))}"
    if (doi := paper.ids.get("doi")) and doi.startswith(_NUMBERS_VERSIONS):
        yield f"d:{identity.without_version(doi)}"
