"""BibTeX and biblatex: entries are read one by one, and a broken one is reported with its line.

BibTeX libraries that read a whole file silently drop entries with a repeated field or key. Here
an entry ends where its braces close, or before the next ``@type{`` at the start of a line.
"""

import re
from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.lines.bibtex_fields import fields_of
from papertriage.readers.lines.bibtex_values import BrokenEntryError, parse_fields
from papertriage.readers.lines.grammar import Block, Fit, Grammar, Line
from papertriage.readers.raw import Raw

_OPENS = re.compile(r"\ufeff?\s*@\s*(?P<type>[A-Za-z]+)\s*(?P<bracket>[{(])")
_NEXT = re.compile(r"@\s*[A-Za-z]+\s*[{(]\s*[^\s,={}]+\s*(?:,|=|$)")
_BRACKETS = re.compile(r"\\.|[{}()]")
_KEY = re.compile(r"(?P<key>[^,={}]*)(?:,|\Z)")
COMMENT = "% "
"""The start of a line that BibTeX ignores."""
_FIRST_LINE = re.compile(r"\ufeff?% Encoding: ")
"""What JabRef writes above the first entry."""
_SILENT = ("comment", "preamble")
_MOST_MACROS = 5_000


class Bibtex(Grammar):
    """The grammar of a BibTeX file, and the abbreviations that it has defined so far."""

    form = "bibtex"
    opener = r"\ufeff?\s*@\s*[A-Za-z]+\s*[{(]"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._macros: dict[str, str] = {}
        self._depth = 0
        self._round = False  # the entry is in round brackets
        self._whole = False
        self._has_begun = False

    def begin(self, text: str) -> Fit:
        found = _OPENS.match(text)
        self._has_begun = True
        self._depth = 0
        self._round = found is not None and found["bracket"] == "("
        return self._count(text)

    def add(self, text: str) -> Fit:
        if _NEXT.match(text):
            return Fit.NOT_MINE
        return self._count(text)

    def gather(self, lines: Iterator[Line], block: Block) -> Line | None:
        for line in lines:
            text = line[1]
            change = self._change(text)
            if change is None:
                return line
            self._depth += change
            block.append(line)
        return None

    def _change(self, text: str) -> int | None:
        """Return how many more braces a line opens than closes; None if the entry may end here."""
        if self._round or text[:1] in ("", "@") or text.isspace():
            return None
        if "\\{" in text or "\\}" in text:  # these are not braces
            return None
        opening, closing = text.count("{"), text.count("}")
        in_order = closing <= opening and text.rfind("{") < text.find("}")
        return opening - closing if closing < self._depth or in_order else None

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - a comment is one anywhere
        """Return whether a line is a comment; before the first entry it may be a pasted text."""
        return text.startswith(COMMENT) if self._has_begun else bool(_FIRST_LINE.match(text))

    def _count(self, text: str) -> Fit:
        """Count the braces; text after the last one does not belong to the entry."""
        self.rest, self._whole = "", False
        for bracket in _BRACKETS.finditer(text):
            sign = bracket[0]
            if sign == "{" or (sign == "(" and self._round and self._depth == 0):
                self._depth += 1
            elif sign == "}" or (sign == ")" and self._round and self._depth == 1):
                self._depth -= 1
                if self._depth <= 0:
                    self.rest, self._whole = text[bracket.end() :], True
                    return Fit.LAST
        return Fit.MORE

    def read(self, block: Block) -> list[Raw | Problem] | None:
        at = block[0][0]
        text = "\n".join(line for _, line in block)
        if self._whole and self.rest:
            text = text[: -len(self.rest)]
        found = _OPENS.match(text)
        if not found:
            return None
        kind = found["type"].lower()
        body = text[found.end() :]
        if kind in _SILENT:
            return []
        try:
            return self._entry(at, kind, body[:-1] if self._whole else body, text)
        except BrokenEntryError as error:
            return [self.problem(at, f"BibTeX: {error}", text)]

    def _entry(self, at: int, kind: str, body: str, text: str) -> list[Raw | Problem] | None:
        if kind == "string":
            self._define(parse_fields(body, self._macros))
            return []
        if "=" not in body:
            return None if not self._whole else [self.problem(at, "BibTeX: no fields", text)]
        found = _KEY.match(body)
        key = found["key"].strip() if found else ""
        if not self._whole:
            raise BrokenEntryError(f"entry {key} is not closed (cut off?)")
        fields = fields_of(kind, parse_fields(body[found.end() if found else 0 :], self._macros))
        if key:
            fields["raw_id"] = key
        return [Raw(form=self.form, line=at, fields=fields)]

    def _define(self, macros: dict[str, str]) -> None:
        if len(self._macros) < _MOST_MACROS:
            self._macros.update(macros)
