r"""Tagged text: a short tag opens each line, lines without one continue the value above.

    TY  - JOUR          ris       ER ends a record
    PMID- 12345678      medline   a blank line ends a record
    PT J                wos       ER ends a record, three blanks continue a value
    %T A title          refer     a blank line ends a record

The dialects are tables in `readers.lines.tagged_dialects`; what a tag's values become is
the same for all of them (`readers.lines.tagged_fields`).
"""

import re
from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar, Line
from papertriage.readers.lines.tagged_dialects import Dialect
from papertriage.readers.lines.tagged_fields import Mapping, Values
from papertriage.readers.raw import Raw

_MOST_BEFORE = 200
"""Tagged lines that may come before the line that opens their record."""
_ENOUGH = frozenset({"title", "abstract", "doi", "pmid"})
"""Fields of which a record must have at least one."""


class Tagged(Grammar):
    """The grammar of one dialect."""

    def __init__(self, source: str, dialect: Dialect) -> None:
        super().__init__(source)
        self.form = dialect.form
        self.opener = dialect.opener
        self._dialect = dialect
        self._mapping = Mapping(dialect)
        self._match = re.compile(dialect.tag).match
        self._between = re.compile(dialect.between) if dialect.between else None
        self._once = frozenset(tag.replace("_", " ") for tag in dialect.once.split())
        self._stops = self._once | {dialect.end}
        self._line_tags = frozenset(dialect.line_tags.split())
        self._tags: dict[str, str] = {}
        self._values: Values = {}
        self._tag_above = ""  # the one that a line without a tag continues
        self._more: list[str] = []  # such lines
        self._was_blank = False
        self._ended = False
        self._before: Block = []  # tagged lines not yet followed by an opener
        self._left: Block = []  # those never followed by one

    def begin(self, text: str) -> Fit:
        self._values, self._tag_above, self._more = {}, "", []
        self._was_blank = self._ended = False
        before, self._before = self._before, []
        for _, line in before:
            self._put(line, self._match(line))
        text = text.lstrip("\ufeff")
        self._put(text, self._match(text))
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if not text.strip():
            self._was_blank = True
            return Fit.MORE if self._dialect.end else Fit.LAST
        found = self._match(text)
        if found and found[1] == self._dialect.end and not text[found.end() :].strip():
            self._ended = True
            return Fit.LAST
        is_once = found is not None and found[1] in self._once
        if found and is_once and (self._was_blank or self._tag(found[1]) in self._values):
            return Fit.NOT_MINE
        if not (found or self._dialect.end or text.startswith(self._dialect.indent)):
            return Fit.NOT_MINE
        self._put(text, found)
        return Fit.MORE

    def gather(self, lines: Iterator[Line], block: Block) -> Line | None:
        match, tags, values = self._match, self._tags, self._values
        for line in lines:
            text = line[1]
            if found := match(text):
                name = found[1]
                if (tag := tags.get(name)) is None:
                    if name in self._stops:
                        return line
                    tag = self._tag(name)
                if self._more:
                    self._join_more()
                self._tag_above = tag
                value = text[found.end() :].strip()
                if tag in values:
                    values[tag].append(value)
                else:
                    values[tag] = [value]
            elif self._goes_on(text):
                self._put(text, None)
            else:
                return line
            block.append(line)
        return None

    def _goes_on(self, text: str) -> bool:
        """Return whether a line without a tag certainly continues the value above."""
        is_indented = bool(self._dialect.end) or text.startswith(self._dialect.indent)
        return is_indented and bool(text.strip())

    def _put(self, text: str, found: re.Match[str] | None) -> None:
        """Take a line's value, or the rest of the value above."""
        if found:
            self._join_more()
            self._tag_above = self._tags.get(found[1]) or self._tag(found[1])
            self._values.setdefault(self._tag_above, []).append(text[found.end() :].strip())
        elif self._tag_above and (more := text.strip()):
            if self._tag_above in self._line_tags:
                self._values[self._tag_above].append(more)
            else:
                self._more.append(more)

    def _join_more(self) -> None:
        """Put the lines of a value together, all at once: one by one takes quadratic time."""
        if self._more:
            values = self._values[self._tag_above]
            values[-1] = "\n".join([values[-1], *self._more])
            self._more = []

    def _tag(self, name: str) -> str:
        """Return a tag as the dialect's table has it, and remember it for the lines to come."""
        tag = name.replace(" ", "_")
        tag = self._dialect.same.get(tag, tag)
        if name not in self._stops:
            self._tags[name] = tag
        return tag

    def owns(self, at: int, text: str) -> bool:
        if self._dialect.opens_late and self._match(text) and len(self._before) < _MOST_BEFORE:
            self._before.append((at, text))
            return True
        if self._before:
            self._left += self._before[: _MOST_BEFORE - len(self._left)]
            self._before = []
        return self._between is not None and self._between.match(text) is not None

    def read(self, block: Block) -> list[Raw | Problem] | None:
        self._join_more()
        values, at = self._values, block[0][0]
        fields = self._mapping.fields_of(values)
        if not self._ended and len(values) < 2:
            return None  # a line that looks like a tag, in other text
        if fields.keys() & _ENOUGH:
            return [Raw(form=self.form, line=at, fields=fields)]
        if not self._ended:
            return None
        reason = f"a {self._dialect.title} record without title, abstract and identifier"
        return [self.problem(at, reason, " ".join(text for _, text in block[:9]))]

    def finish(self) -> list[Raw | Problem]:
        left = [*self._left, *self._before]
        if not left:
            return []
        at, text = left[0]
        reason = f"{len(left)} tagged lines, but none opens a {self._dialect.title} record"
        return [self.problem(at, reason, text, lost=False)]
