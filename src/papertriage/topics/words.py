"""The words of a text, folded for matching, with their positions and sentences.

`text.fold` splits and folds them. The folded words are numbered; each is printed as in the text:
"matrix" as "Matrices", "co" and "2" as "CO$_2$".
"""

import re
from bisect import bisect_right
from functools import cached_property

from papertriage.text.fold import FOLDED, places, spaced

_RUN = re.compile("[^ ]+")
_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_SENTENCE_END = re.compile("[.!?\u3002\uff01\uff1f\n](?:(?<!\n)|\n)[\\W_]*")
"""What may end a sentence, with everything before the next word."""
_FULL_STOPS = frozenset("\u3002\uff01\uff1f")
"""What ends a sentence in Chinese and Japanese, which have no capitals."""
_PAUSES = frozenset(",;:()[]")


class Words:
    """A text as words; anything that costs more than a split is computed on first use.

    Attributes:
        text: the text as given.
        runs: its runs of letters and digits in lower case, each one or more words.
        joined: the folded words in UTF-8, with one blank before, between and after them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._spaced = spaced(text)
        self.runs = self._spaced.split()
        self._folded_runs = list(map(FOLDED.__getitem__, self.runs))
        joined = f" {' '.join(self._folded_runs)} "
        self._has_void_runs = "  " in joined  # of characters that are not words, or no run at all
        if self._has_void_runs:
            joined = f" {' '.join(joined.split())} "
        self.joined = joined.encode()
        self._counted = self._blanks = 0  # blanks in `joined` up to a position, see `number_at`

    @cached_property
    def count(self) -> int:
        """How many words there are."""
        return len(self.folded) if self._has_void_runs else self.joined.count(b" ") - 1

    @cached_property
    def folded(self) -> list[str]:
        """The folded words."""
        return self.joined.decode().split() if self._has_compounds else self._folded_runs

    @cached_property
    def _has_compounds(self) -> bool:
        """Whether some run is not exactly one word."""
        return self._has_void_runs or self.count != len(self.runs)

    @cached_property
    def _places(self) -> list[re.Match[str]]:
        """Where in `text` each word is."""
        found = list(_RUN.finditer(self._spaced))
        if self._has_compounds:
            runs = enumerate(self._folded_runs)
            compounds = [at for at, folded in runs if " " in folded or not folded]
            for at in reversed(compounds):
                start = found[at].start()
                parts = places(self.runs[at]) if self._folded_runs[at] else []
                spans = [(start + low, start + high) for low, high in parts]
                found[at : at + 1] = [next(_RUN.finditer(self._spaced, *span)) for span in spans]
        return found

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in `text` the words `first` up to but not including `last` are."""
        return self._places[first].start(), self._places[last - 1].end()

    @cached_property
    def _openings(self) -> list[int]:
        """Where in `text` the sentences after the first one start.

        A sentence ends at `.`, `!` or `?` before a capital (blanks between them are often
        lost in pasted text), at a full stop of Chinese, or at the end of a paragraph.
        """
        return [
            pause.end()
            for pause in _SENTENCE_END.finditer(self.text)
            if "\n\n" in pause[0]
            or self.text[pause.end() : pause.end() + 1].isupper()
            or not _FULL_STOPS.isdisjoint(pause[0])
        ]

    def sentence(self, word: int) -> int:
        """Return the number of the sentence that a word is in, counted from the start."""
        return bisect_right(self._openings, self.span(word, word + 1)[0])

    def is_one_sentence(self, first: int, last: int) -> bool:
        """Return whether the words `first` up to but not including `last` are in one sentence."""
        if not _SENTENCE_END.search(self.printed(first, last)):
            return True  # nearly always; the rest of the text need not be read
        return self.sentence(first) == self.sentence(last - 1)

    def number_at(self, position: int) -> int:
        """Return the number of the word at a position of `joined`, or at the next position."""
        end, before = position + 1, self._counted  # most calls are for nearby positions, in order
        if end >= before:
            self._blanks += self.joined.count(b" ", before, end)
        else:
            self._blanks -= self.joined.count(b" ", end, before)
        self._counted = end
        return self._blanks - 1

    def has_pause(self, first: int, last: int) -> bool:
        """Return whether a comma, a bracket or the like is between words: "faces, the rest"."""
        # No word contains such a character.
        return not _PAUSES.isdisjoint(self.printed(first, last))

    def printed(self, first: int, last: int) -> str:
        """Return the words `first` up to but not including `last` as the text prints them."""
        start, end = self.span(first, last)
        return self.text[start:end]  # folding keeps lengths

    def wording(self, first: int, last: int) -> str:
        """Return some words as they are compared."""
        return " ".join(self.folded[first:last])

    def phrase(self, first: int, last: int) -> str:
        """Return some words as printed, without other characters between them."""
        printed = self.printed(first, last)
        if _PLAIN.fullmatch(printed):
            return printed
        return " ".join(self.printed(word, word + 1) for word in range(first, last))

    def around(self, first: int, last: int, width: int = 60) -> str:
        """Return whole words on both sides of a span, up to about `width` characters."""
        start, end = self.span(first, last)
        while first > 0 or last < self.count:
            first, last = max(first - 1, 0), min(last + 1, self.count)
            low, high = self.span(first, last)
            if high - low > width:
                break
            start, end = low, high
        return " ".join(self.text[start:end].split())
