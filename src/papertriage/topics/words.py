"""The words of a text, folded for matching, with their places and sentences.

A word is a run of letters and digits; everything else parts words, so "self-attention" is two
words and the dollars of "top-$k$" vanish. Case is folded character by character, never changing
a length, so the folded words and the words as printed are the same ones in the same order.
"""

import re
from functools import cached_property
from itertools import accumulate, repeat
from operator import add

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_END_MARKS = frozenset(".!?")
_PARTS = frozenset(",;:()[]")


class _Fold(dict[int, str]):
    """Folds a character: letters and digits to lower case, all else to a blank; learns on use."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lower = char.lower()
        folded = (lower if len(lower) == 1 else char) if char.isalnum() else " "
        self[code] = folded
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Lower-case the letters and make blanks of all that is no letter or digit, one to one."""
    return text.translate(_FOLD)


def _ends_sentence(gap: str, following: str) -> bool:
    return "\n\n" in gap or (following.isupper() and not _END_MARKS.isdisjoint(gap))


class Words:
    """A text as words; what costs more than a split is worked out on first use only.

    Attributes:
        text: the text as given.
        folded: its words, folded.
        joined: the folded words with one blank before, between and after them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text).split()
        self.joined = f" {' '.join(self.folded)} "

    @cached_property
    def starts(self) -> list[int]:
        """Where the blank before each word stands in `joined`."""
        return list(accumulate(map(add, map(len, self.folded), repeat(1)), initial=0))

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands in `text`."""
        return [match.span() for match in _WORD.finditer(self.text)]

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence that each word stands in.

        A sentence ends at `.`, `!` or `?` before a capital (blanks between them are often
        lost in pasted text), or at the end of a paragraph.
        """
        numbers: list[int] = []
        number = end = 0
        for start, stop in self.spans:
            gap = self.text[end:start]
            if gap != " " and numbers and _ends_sentence(gap, self.text[start]):
                number += 1
            numbers.append(number)
            end = stop
        return numbers

    def is_parted(self, first: int, last: int) -> bool:
        """Whether a comma, a bracket or the like stands between some words: "faces, the rest"."""
        gaps = zip(self.spans[first : last - 1], self.spans[first + 1 : last], strict=True)
        return any(not _PARTS.isdisjoint(self.text[end:start]) for (_, end), (start, _) in gaps)

    def printed(self, first: int, last: int) -> str:
        """Return the words `first` up to but not including `last` as the text prints them."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]

    def phrase(self, first: int, last: int) -> str:
        """Return some words as printed, without odd signs between them."""
        printed = self.printed(first, last)
        if _PLAIN.fullmatch(printed):
            return printed
        return " ".join(self.printed(word, word + 1) for word in range(first, last))

    def around(self, first: int, last: int, width: int = 60) -> str:
        """Return whole words on both sides of a place, up to about `width` characters."""
        low, high = first, last
        while True:
            grown = (max(low - 1, 0), min(high + 1, len(self.folded)))
            if grown == (low, high) or len(self.printed(*grown)) > width:
                return " ".join(self.printed(low, high).split())
            low, high = grown
