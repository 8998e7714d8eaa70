"""Cuts JSON into its records as it is read: arrays and wrappers of any size in bounded memory.

A record is an object in an array, or an object of its own; a *wrapper* (``{"results": [...]}``)
is an object that leads to records by a key that its dialect names. The text of a record is
collected and yielded whole; the text around it is only scanned.

Damage stays local. A string cannot contain a line break, so a surplus quote harms one line. An
object contains keys only, so a line that opens an object at the indent of the last record starts
the next record.
"""

import re
from collections.abc import Iterator

import msgspec

from papertriage.readers.document import LONGEST_LINE

DEEPEST = 64
"""Levels of nesting; more is an attack on the parser."""

# Group 1 is empty for a string that the line does not end.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+("?)|[\[\]{}:,]|[^\s"\[\]{}:,]++')
_STRING = re.compile(r'(?:[^"\\]++|\\.)*+')
# Everything up to the next bracket outside a string, or to a string that the line does not end.
_FLAT = re.compile(r'[^\[\]{}"]*+(?:"(?:[^"\\]++|\\.)*+"[^\[\]{}"]*+)*+')
_INDENT = re.compile(r"[^\S\n]*")


class Piece(msgspec.Struct, frozen=True):
    """The text of one record and the line on which it starts, or what is wrong with it.

    Attributes:
        line: from 1.
        text: the record, or the start of a broken one.
        reason: what is wrong with it; None for a record.
        lost: a record was lost with it.
    """

    line: int
    text: str
    reason: str | None = None
    lost: bool = True


class Splitter:
    """Cuts lines of JSON into records.

    Args:
        inside: the keys that lead from a wrapper to its records.
        own: keys of records; an object that showed two of them is a record itself, and its
            lists are its own, whatever they are called.
    """

    def __init__(self, inside: frozenset[str], own: frozenset[str] = frozenset()) -> None:
        self._inside = inside
        self._own = own
        self._open: list[str] = []  # the open brackets that are scanned
        self._seen = 0  # keys of records in the innermost object
        self._word = ""
        self._key = ""
        self._depth = 0  # of a value that is skipped, or collected whole; 0: none
        self._record: _Collected | None = None
        self._at = 0
        self._in_string = False
        self._escaped = False
        self._usual = 0  # the indent of the last record
        self._reported = 0  # the line of the last value that is not a record
        self._is_lost = False  # after a value that is not a record, until a record ends
        self._ended = 0  # the line on which the last record ended

    def feed(self, at: int, text: str) -> Iterator[Piece]:
        """Take a line, or a further part of one (the same number); yield what it ends."""
        position = 0
        if at == self._at:
            position = self._rest_of_string(text)
        else:
            self._in_string = self._escaped = False
            if self._record and self._record.ends_before(text, self._usual):
                yield self._record.broken("no end; the next record begins", self._reported)
                self._leave_record()
        self._at = at
        if self._record:
            self._record.begin_line(at, text)
        while position < len(text):
            if self._depth:
                position, ended = self._pass_over(text, position)
                if ended and self._record and len(self._open) < self._record.level:
                    yield self._end_record(text, position)
            elif token := _TOKEN.search(text, position):
                position = token.end()
                if token[1] == "":
                    self._in_string = True
                    self._escaped = _ends_escaped(text, token.start() + 1)
                yield from self._walk(token[0], token.start(), text)
            else:
                break
        if self._record:
            self._record.end_line(text)

    def is_between_records(self, at: int) -> bool:
        """Return whether a line is a new one and nothing is open: it may be a record by itself."""
        return at != self._at and not (self._open or self._record or self._depth)

    def skip_record(self, at: int) -> None:
        """Record that a line was one whole record, not indented, and nothing else."""
        self._at = self._ended = at
        self._in_string = self._escaped = self._is_lost = False
        self._usual = 0

    def finish(self) -> Iterator[Piece]:
        """Take the end of the document, which may be in the middle of a record."""
        if self._record:
            yield self._record.broken("the JSON ends within it (cut file?)", self._reported)
        elif self._open:
            yield Piece(self._at, "", "the JSON ends early (cut file?)", lost=False)

    # --- walking through arrays and wrappers ---------------------------------------------------

    def _walk(self, sign: str, start: int, text: str) -> Iterator[Piece]:
        inner = self._open[-1] if self._open else ""
        if sign in "{[":
            self._enter(sign, inner, start)
        elif sign in "}]":
            yield from self._leave(sign, start, text)
        elif sign == ":":
            self._take_key(self._word)
        elif sign == ",":
            self._key = ""
        elif sign.startswith('"') and inner == "{":
            self._word = sign[1:-1]
        elif inner != "{":
            yield from self._not_a_record(sign, text[start : start + 200])

    def _take_key(self, key: str) -> None:
        self._key = key
        self._seen += key.lower() in self._own

    def _enter(self, bracket: str, inner: str, start: int) -> None:
        leads_on = inner == "{" and self._key in self._inside and self._seen < 2
        if inner == "{" and not leads_on:
            self._depth = 1  # a value of an object that may yet be a record
            return
        may_wrap = bracket == "{" and inner != "[" and self._inside
        if len(self._open) >= DEEPEST or (bracket == "{" and not may_wrap):
            self._record = _Collected(self._at, start, level=len(self._open) + 1)
            self._depth = 1
            return
        self._open.append(bracket)
        self._key, self._seen = "", 0
        # An object may turn out to be a record; what led to it was a wrapper then.
        self._record = (
            _Collected(self._at, start, level=len(self._open)) if bracket == "{" else None
        )

    def _leave(self, bracket: str, start: int, text: str) -> Iterator[Piece]:
        if not self._open or (self._open[-1] == "{") != (bracket == "}"):
            yield from self._not_a_record(bracket, text[start : start + 200])
            return
        self._open.pop()
        self._key = ""
        if self._record and len(self._open) < self._record.level:
            yield self._end_record(text, start + 1)

    def _not_a_record(self, sign: str, text: str) -> Iterator[Piece]:
        """Report a value that is not a record, once per line."""
        if self._reported != self._at:
            self._reported = self._at
            # The rest of a broken record, on its line or after it, is not another loss.
            lost = sign != "null" and not self._is_lost and self._ended != self._at
            self._is_lost = True
            yield Piece(self._at, text, f"{_kind(sign)}, not a record", lost=lost)

    # --- passing over a value ------------------------------------------------------------------

    def _pass_over(self, text: str, position: int) -> tuple[int, bool]:
        """Skip inside a value; return where it ends, or the text does, and whether it ended."""
        found = _FLAT.match(text, position)
        position = found.end() if found else position
        if position == len(text):
            return position, False
        character = text[position]
        if character == '"':
            self._in_string = True
            self._escaped = _ends_escaped(text, position + 1)
            return len(text), False
        self._depth += 1 if character in "[{" else -1
        if self._record and self._depth > DEEPEST:
            self._record.mark_broken(f"nested more than {DEEPEST} levels deep")
        return position + 1, self._depth == 0

    def _rest_of_string(self, text: str) -> int:
        """Return where a string ends that the last part of this long line left open."""
        if not self._in_string:
            return 0
        start = 1 if self._escaped else 0
        found = _STRING.match(text, start)
        end = found.end() if found else start
        self._in_string = text[end : end + 1] != '"'
        self._escaped = self._in_string and end < len(text)
        return len(text) if self._in_string else end + 1

    # --- records ---------------------------------------------------------------------------------

    def _end_record(self, text: str, end: int) -> Piece:
        assert self._record is not None  # noqa: S101 - the callers just saw it
        piece = self._record.whole(text, end)
        self._usual = self._record.indent or 0
        self._record, self._is_lost, self._ended = None, False, self._at
        return piece

    def _leave_record(self) -> None:
        """Drop a record that never ended, and return to where it started."""
        if self._record:
            del self._open[self._record.level - 1 :]
        self._record, self._depth, self._key = None, 0, ""


class _Collected:
    """The text of a record so far; `level` is how many brackets are open with its own."""

    def __init__(self, line: int, start: int, *, level: int) -> None:
        self.level = level
        self.indent: int | None = None
        self._line = line
        self._last = line
        self._start = start
        self._second: int | None = None  # the indent of its second line
        self._parts: list[str] = []
        self._size = 0
        self._fault: str | None = None

    def begin_line(self, at: int, text: str) -> None:
        """Take a line that continues the record, or a further part of one."""
        if at != self._last:
            self._last = at
            self._add("\n")
            if self._second is None and text.strip():
                self._second = _indent(text)

    def end_line(self, text: str) -> None:
        """Keep what the line holds of the record."""
        self._learn_indent(text)
        self._add(text[self._start :])
        self._start = 0

    def ends_before(self, text: str, usual: int) -> bool:
        """Return whether a new line starts the next record: it opens an object at our indent.

        If nothing is indented, an object inside the record opens there too, but not on the
        second line of the record, which holds a key.
        """
        indent = _indent(text)
        if indent not in {self.indent, usual} or text[indent : indent + 1] != "{":
            return False
        return self._second is None or self._second > indent

    def mark_broken(self, reason: str) -> None:
        """Keep the reason why the record is broken, and no more of its text."""
        if self._fault is None:
            self._fault = reason
            self._parts = ["".join(self._parts)[:200]]

    def whole(self, text: str, end: int) -> Piece:
        self._learn_indent(text)
        self._add(text[self._start : end])
        return Piece(self._line, "".join(self._parts), self._fault)

    def broken(self, reason: str, reported: int) -> Piece:
        """Return it as a problem; after another problem on its line it is not another loss."""
        text = "".join(self._parts)[:200]
        return Piece(self._line, text, self._fault or reason, lost=reported != self._line)

    def _learn_indent(self, text: str) -> None:
        if self.indent is None:
            self.indent = _indent(text)

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST_LINE:
            self.mark_broken(f"a record of over {LONGEST_LINE // 2**20} MiB")
        if self._fault is None:
            self._parts.append(text)


def _indent(text: str) -> int:
    found = _INDENT.match(text)
    return found.end() if found else 0


def _ends_escaped(text: str, position: int) -> bool:
    """Return whether a string that starts here stops right after an escaping backslash."""
    found = _STRING.match(text, position)
    return found is not None and found.end() < len(text)


def _kind(token: str) -> str:
    if token.startswith('"'):
        return "a string"
    return token if token in {"null", "true", "false"} else f"{token[:20]!r}"
