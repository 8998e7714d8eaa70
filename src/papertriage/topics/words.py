"""The words of a text, folded for matching, with their positions and sentences.

`text.fold` splits and folds them. The folded words are numbered; each is printed as in the text:
"matrix" as "Matrices", "co" and "2" as "CO$_2$".
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, compress, repeat
from operator import add

from papertriage.text.fold import FOLDED, places, spaced

_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_SENTENCE_END = re.compile("(?:[.!?\u3002\uff01\uff1f]|\n\n)[\\W_]*")
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
        return self._folded_runs if self._run_ends is None else self.joined.decode().split()

    @cached_property
    def _run_ends(self) -> list[int] | None:
        """The number of words up to the end of each run; None if each run is a word."""
        if not self._has_void_runs and self.count == len(self.runs):
            return None
        return list(accumulate(map(len, map(str.split, self._folded_runs))))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each run begins in `text`."""
        pieces = self._spaced.split(" ")  # an empty one for each extra blank
        offsets = accumulate(map(add, map(len, pieces), repeat(1)), initial=0)
        return list(compress(offsets, pieces))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in `text` the words `first` up to but not including `last` are."""
        run, number = self._place(first)
        begin, end = self._parts(run)[number]
        start = at = self._starts[run]
        if last > first + 1:
            final, number = self._place(last - 1)
            end = self._parts(final)[number][1]
            for each in range(run, final):  # only blanks are between two runs
                at = self._spaced.find(self.runs[each + 1], at + len(self.runs[each]))
        return start + begin, at + end

    def _place(self, word: int) -> tuple[int, int]:
        """Return the run that a word is in, and its number among the words of the run."""
        ends = self._run_ends
        if ends is None:
            return word, 0
        run = bisect_right(ends, word)
        return run, word - ends[run - 1] if run else word

    def _parts(self, run: int) -> list[tuple[int, int]]:
        """Return where in a run each of its words begins and ends."""
        folded = self._folded_runs[run]
        if " " in folded:
            return places(self.runs[run])
        return [(0, len(self.runs[run]))] if folded else []

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
        before, after = self._begins_before(first, start), self._ends_after(last - 1, end)
        while True:
            low, high = next(before, start), next(after, end)
            if (low, high) == (start, end) or high - low > width:
                return " ".join(self.text[start:end].split())
            start, end = low, high

    def _begins_before(self, word: int, at: int) -> Iterator[int]:
        """Yield where the words before a word begin, the nearest first."""
        run, number = self._place(word)
        parts = self._parts(run)
        at -= parts[number][0]
        parts = parts[:number]
        while True:
            for begin, _ in reversed(parts):
                yield at + begin
            if run == 0:
                return
            run -= 1
            at = self._spaced.rindex(self.runs[run], 0, at)
            parts = self._parts(run)

    def _ends_after(self, word: int, at: int) -> Iterator[int]:
        """Yield where the words after a word end, the nearest first."""
        run, number = self._place(word)
        parts = self._parts(run)
        at -= parts[number][1]
        parts = parts[number + 1 :]
        while True:
            for _, end in parts:
                yield at + end
            at += len(self.runs[run])
            run += 1
            if run == len(self.runs):
                return
            at = self._spaced.index(self.runs[run], at)
            parts = self._parts(run)
