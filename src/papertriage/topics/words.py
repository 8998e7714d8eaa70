"""The words of a text, folded for matching, with their places and sentences.

A word is a run of letters and digits; everything else parts words, so "self-attention" is two
words and the dollars of "top-$k$" vanish. Case is folded character by character, never changing
a length, so the folded words and the words as printed are the same ones in the same order.
"""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, compress, repeat
from operator import add

_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_PAUSE = re.compile(r"(?:[.!?]|\n\n)[\W_]*")
"""What may end a sentence, with all that stands before the next word."""
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
_ASCII = bytes(range(128))
_FOLD_ASCII = bytes(ord(_FOLD[code]) if code < 128 else code for code in range(256))
_FEW_SIGNS = 24


def fold(text: str) -> str:
    """Lower-case the letters and make blanks of all that is no letter or digit, one to one."""
    # The same table at once for all of ASCII, then for each other sign: in half of the time for
    # plain English, in a fifth with a few accents. `surrogatepass`: text may be any text.
    data = text.encode("utf-8", "surrogatepass")
    folded = data.translate(_FOLD_ASCII).decode("utf-8", "surrogatepass")
    if len(data) == len(text):
        return folded
    others = set(data.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if len(others) > _FEW_SIGNS:
        return text.translate(_FOLD)
    for sign in others:
        folded = folded.replace(sign, _FOLD[ord(sign)])
    return folded


class Words:
    """A text as words; what costs more than a split is worked out on first use only.

    Attributes:
        text: the text as given.
        folded: its words, folded.
        joined: the folded words in UTF-8, with one blank before, between and after them.
    """

    _FEW = 6
    """Words that are found one by one, each at a sixth or less of what it costs to find all."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spaced = fold(text)
        self.folded = self._spaced.split()
        self.joined = f" {' '.join(self.folded)} ".encode()
        self._found: dict[int, int] = {}
        self._asked = 0

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins in `text`."""
        pieces = self._spaced.split(" ")  # an empty one for each blank too many
        places = accumulate(map(add, map(len, pieces), repeat(1)), initial=0)
        return list(compress(places, pieces))

    @cached_property
    def _blanks(self) -> list[int]:
        """Where the blanks of `joined` are."""
        return [at for at, byte in enumerate(self.joined) if byte == ord(" ")]

    def _start(self, word: int) -> int:
        """Return where a word begins in `text`."""
        start = self._found.get(word)
        if start is None:
            if len(self._found) == self._FEW:
                return self.starts[word]
            rest = self._spaced.split(None, word)[word]
            start = self._found[word] = len(self._spaced) - len(rest)
        return start

    def _span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in `text` the words `first` up to but not including `last` stand."""
        start = self._start(first)
        if last == first + 1:
            return start, start + len(self.folded[first])
        words = " ".join(self.folded[first:last])
        if self._spaced.startswith(words, start):
            return start, start + len(words)  # nearly always: one blank between the words
        return start, self._start(last - 1) + len(self.folded[last - 1])

    @cached_property
    def _openings(self) -> list[int]:
        """Where in `text` the sentences behind the first one begin.

        A sentence ends at `.`, `!` or `?` before a capital (blanks between them are often
        lost in pasted text), or at the end of a paragraph.
        """
        pauses = ((pause[0], pause.end()) for pause in _PAUSE.finditer(self.text))
        return [end for gap, end in pauses if "\n\n" in gap or self.text[end : end + 1].isupper()]

    def sentence(self, word: int) -> int:
        """Return the number of the sentence that a word stands in; numbers rise with the text."""
        return bisect_right(self._openings, self._start(word))

    def is_one_sentence(self, first: int, last: int) -> bool:
        """Whether the words `first` up to but not including `last` stand in the same sentence."""
        if not _PAUSE.search(self.printed(first, last)):
            return True  # nearly always, and no need to look at the rest of the text
        return self.sentence(first) == self.sentence(last - 1)

    def number_at(self, place: int) -> int:
        """Return the number of the word that a place of `joined`, or the one behind it, is in."""
        if self._asked < self._FEW:
            self._asked += 1
            return self.joined.count(b" ", 0, place + 1) - 1
        return bisect_right(self._blanks, place) - 1

    def is_parted(self, first: int, last: int) -> bool:
        """Whether a comma, a bracket or the like stands between some words: "faces, the rest"."""
        # No word holds such a sign.
        return not _PARTS.isdisjoint(self.printed(first, last))

    def printed(self, first: int, last: int) -> str:
        """Return the words `first` up to but not including `last` as the text prints them."""
        start, end = self._span(first, last)
        return self.text[start:end]  # folding keeps lengths

    def phrase(self, first: int, last: int) -> str:
        """Return some words as printed, without odd signs between them."""
        printed = self.printed(first, last)
        if _PLAIN.fullmatch(printed):
            return printed
        return " ".join(self.printed(word, word + 1) for word in range(first, last))

    def around(self, first: int, last: int, width: int = 60) -> str:
        """Return whole words on both sides of a place, up to about `width` characters."""
        start, end = self._span(first, last)
        spaced, folded = self._spaced, self.folded
        while True:
            # The nearest place of a neighbour's letters is the neighbour: only blanks part them.
            low = spaced.rfind(folded[first - 1], 0, start) if first else start
            high = end
            if last < len(folded):
                high = spaced.find(folded[last], end) + len(folded[last])
            if (low, high) == (start, end) or high - low > width:
                return " ".join(self.text[start:end].split())
            start, end = low, high
            first, last = max(first - 1, 0), min(last + 1, len(folded))
