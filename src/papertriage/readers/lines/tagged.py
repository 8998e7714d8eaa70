r"""Tagged text: a short tag opens each line, lines without one go on with the value above.

    TY  - JOUR          ris       ER ends a record
    PMID- 12345678      medline   a blank line ends a record
    PT J                wos       ER ends a record, three blanks continue a value
    %T A title          refer     a blank line ends a record

The dialects are tables in `readers.lines.tagged_dialects`; what a tag's values become is
the same for all of them (`readers.lines.tagged_fields`).
"""

import re

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.lines.tagged_dialects import Dialect
from papertriage.readers.lines.tagged_fields import Mapping, Values
from papertriage.readers.raw import Raw

_MOST_BEFORE = 200
"""Lines of tags that may stand before the one that opens their record."""
_ENOUGH = frozenset({"title", "abstract", "doi", "pmid"})
"""Fields one of which a record must have."""


class Tagged(Grammar):
    """The grammar of one dialect."""

    def __init__(self, source: str, dialect: Dialect) -> None:
        super().__init__(source)
        self.form = dialect.form
        self.opener = dialect.opener
        self._dialect = dialect
        self._mapping = Mapping(dialect)
        self._match = re.compile(dialect.tag).match
        self._end = re.compile(dialect.end) if dialect.end else None
        self._between = re.compile(dialect.between) if dialect.between else None
        self._once = frozenset(dialect.once.split())
        self._line_tags = frozenset(dialect.line_tags.split())
        self._values: Values = {}
        self._current: list[str] = []  # the values of the last tag
        self._is_list = False  # each of its lines is a value
        self._was_blank = False
        self._before: Block = []  # lines of tags that no opener followed yet
        self._left: Block = []  # those that none ever followed

    def begin(self, text: str) -> Fit:
        self._values, self._current, self._was_blank = {}, [], False
        before, self._before = self._before, []
        for _, line in before:
            self._put(line)
        self._put(text.lstrip("\ufeff"))
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if not text.strip():
            self._was_blank = True
            return Fit.LAST if self._end is None else Fit.MORE
        if self._end and self._end.match(text):
            return Fit.LAST
        found = self._match(text)
        if found and found[1] in self._once and (self._was_blank or found[1] in self._values):
            return Fit.NOT_MINE
        if self._end is None and not found and not text.startswith(self._dialect.indent):
            return Fit.NOT_MINE
        self._put(text)
        return Fit.MORE

    def _put(self, text: str) -> None:
        """Take a line's value, or the rest of the value above."""
        if found := self._match(text):
            tag, value = found.groups()
            if " " in tag:
                tag = tag.replace(" ", "_")
            self._current = self._values.setdefault(self._dialect.same.get(tag, tag), [])
            self._current.append(value.strip())
            self._is_list = tag in self._line_tags
        elif self._current and (more := text.strip()):
            if self._is_list:
                self._current.append(more)
            else:
                self._current[-1] += f"\n{more}"

    def claims(self, at: int, text: str) -> bool:
        if self._dialect.opens_late and self._match(text) and len(self._before) < _MOST_BEFORE:
            self._before.append((at, text))
            return True
        if self._before:
            self._left += self._before[: _MOST_BEFORE - len(self._left)]
            self._before = []
        return self._between is not None and self._between.match(text) is not None

    def read(self, block: Block) -> list[Raw | Problem] | None:
        values, at = self._values, block[0][0]
        fields = self._mapping.fields_of(values)
        ended = self._end is not None and self._end.match(block[-1][1]) is not None
        if not ended and len(values) < 2:
            return None  # a line that looks like a tag, in other text
        if fields.keys() & _ENOUGH:
            return [Raw(form=self.form, line=at, fields=fields)]
        if not ended:
            return None
        reason = f"a {self._dialect.title} record without title, abstract and identifier"
        return [self.problem(at, reason, " ".join(text for _, text in block[:9]))]

    def finish(self) -> list[Raw | Problem]:
        left = [*self._left, *self._before]
        if not left:
            return []
        at, text = left[0]
        reason = f"{len(left)} lines of tags, but none that opens a {self._dialect.title} record"
        return [self.problem(at, reason, text, lost=False)]
