r"""Tagged text: a short tag opens each line, lines without one go on with the value above.

    TY  - JOUR          ris       ER ends a record
    PMID- 12345678      medline   a blank line ends a record
    PT J                wos       ER ends a record, three blanks continue a value
    %T A title          refer     a blank line ends a record

The dialects are tables in `readers.lines.tagged_dialects`; what a tag's values become is
the same for all of them.
"""

import re

from papertriage.errors import Problem
from papertriage.paper import OWN_MARK
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.lines.tagged_dialects import DIALECTS, Dialect
from papertriage.readers.raw import Raw
from papertriage.text.clean import one_line
from papertriage.text.identifiers import parse_arxiv, parse_doi

Values = dict[str, list[str]]

_MOST_NAMES = 40
"""Tags of one record that are looked through for identifiers."""
_LISTS = ("authors", "keywords")
_DOI_MARK = re.compile(r"\s*\[doi\]\s*$")


class Tagged(Grammar):
    """The grammar of one dialect."""

    def __init__(self, source: str, dialect: Dialect) -> None:
        super().__init__(source)
        self.form = dialect.form
        self.opener = dialect.opener
        self._dialect = dialect
        self._tag = re.compile(dialect.tag)
        self._end = re.compile(dialect.end) if dialect.end else None
        self._between = re.compile(dialect.between) if dialect.between else None
        self._seen: set[str] = set()
        self._was_blank = False

    def begin(self, text: str) -> Fit:
        self._seen, self._was_blank = set(), False
        return self._note(text)

    def add(self, text: str) -> Fit:
        if not text.strip():
            if self._end is None:
                return Fit.LAST
            self._was_blank = True
            return Fit.MORE
        if self._end and self._end.match(text):
            return Fit.LAST
        if self._begins_another(text):
            return Fit.NOT_MINE
        if self._end is None and not self._tag.match(text) and not self._goes_on(text):
            return Fit.NOT_MINE
        return self._note(text)

    def claims(self, text: str) -> bool:
        return self._between is not None and self._between.match(text) is not None

    def read(self, block: Block) -> list[Raw | Problem] | None:
        values = self._values(block)
        fields = fields_of(values, self._dialect)
        ended = self._end is not None and self._end.match(block[-1][1]) is not None
        at = block[0][0]
        if not ended and len(values) < 2:
            return None  # a line that looks like a tag, in other text
        if not fields.keys() & {"title", "abstract", "doi", "pmid"}:
            if not ended:
                return None
            reason = f"a {self._dialect.title} record without title, abstract and identifier"
            return [self.problem(at, reason, " ".join(text for _, text in block[:9]))]
        return [Raw(form=self.form, line=at, fields=fields)]

    def _note(self, text: str) -> Fit:
        """Remember the line's tag: one that stands once a record begins the next."""
        if found := self._tag.match(text):
            self._seen.add(found["tag"])
        return Fit.MORE

    def _begins_another(self, text: str) -> bool:
        found = self._tag.match(text)
        return (
            found is not None
            and found["tag"] in self._dialect.once
            and (found["tag"] in self._seen or self._end is not None)
        )

    def _goes_on(self, text: str) -> bool:
        return text.startswith(self._dialect.indent)

    def _values(self, block: Block) -> Values:
        values: Values = {}
        current: list[str] = []
        tag = ""
        for _, text in block:
            if found := self._tag.match(text.lstrip("\ufeff")):
                tag = found["tag"]
                current = values.setdefault(tag, [])
                current.append(found["value"].strip())
            elif current and (more := text.strip()):
                if tag in self._dialect.line_tags:
                    current.append(more)
                else:
                    current[-1] = f"{current[-1]}\n{more}"
        return values


def fields_of(values: Values, dialect: Dialect) -> dict[str, object]:
    """Map tags to our fields: of several tags for one field the first that has a value."""
    fields: dict[str, object] = {}
    for field, tags in dialect.fields.items():
        found = next((filled for tag in tags if (filled := _filled(values.get(tag)))), None)
        if found:
            fields[field] = _value(field, found)
    if dialect.family_first:
        fields["family_first"] = True
    if day := _day(values, dialect):
        fields["published"] = day
    if page := _pages(values, dialect):
        fields["page"] = page
    _set_names(fields, values, dialect)
    if dialect.carries and (own := _own(values, dialect)):
        fields["extra"] = {dialect.form: own}
    return fields


def _own(values: Values, dialect: Dialect) -> dict[str, list[str]]:
    """Return what no field of ours holds, as it stands: the values of each tag."""
    left = {tag: _filled(found) for tag, found in values.items()}
    for tag in {*dialect.days, *dialect.years, *dialect.pages}:
        left.pop(tag, None)
    for field, tags in dialect.fields.items():
        for tag in [tag for tag in tags if left.get(tag)][:1]:
            left[tag] = [] if field in (*_LISTS, "abstract", "issn") else left[tag][1:]
    if (kind := next(iter(_filled(values.get("TY"))), "")).lower() not in dialect.own_types:
        left["TY"] = [kind]
    for tag in dialect.names:
        left[tag] = [value for value in left.get(tag, ()) if not _is_name(value)]
    own = {tag: [one_line(value) for value in found] for tag, found in left.items()}
    return {tag: found for tag, found in own.items() if any(found)}


def _is_name(value: str) -> bool:
    return parse_arxiv(value) is not None or parse_doi(value) is not None


def _parted(values: list[str]) -> list[str]:
    """Return one item a value; some exporters put several on a line, parted by ";"."""
    parts = (part for value in values for part in value.replace("\n", " ").split(";"))
    return [part.strip() for part in parts if part.strip()]


def _filled(values: list[str] | None) -> list[str]:
    return [value for value in values or () if value.strip() and not value.startswith(OWN_MARK)]


def _value(field: str, values: list[str]) -> str | list[str]:
    """Return a field's value: an abstract may come in several parts, of others the first counts."""
    if field in _LISTS:
        return _parted(values)
    if field == "issn":  # and the book's ISBN
        return values
    return "\n\n".join(values) if field == "abstract" else values[0].replace("\n", " ")


def _day(values: Values, dialect: Dialect) -> str | None:
    """Return the fullest day: a date tag that has a year, else the year with its month and day."""
    dates = [value for tag in dialect.days for value in _filled(values.get(tag))]
    whole = [value for value in dates if re.search(r"\d{4}", value)]
    year = next((v for tag in dialect.years for v in _filled(values.get(tag))), "")
    if whole and (not year or whole[0][:4] == year[:4] or year[:4] in whole[0]):
        return whole[0]
    if dates and not whole and re.fullmatch(r"\d{4}\W*", year):
        return f"{year[:4]} {dates[0]}"
    return year or None


def _pages(values: Values, dialect: Dialect) -> str | None:
    first, last = (_filled(values.get(tag)) for tag in dialect.pages)
    if first and last and first[0] != last[0]:
        return f"{first[0]}-{last[0]}"
    return first[0] if first else None


def _set_names(fields: dict[str, object], values: Values, dialect: Dialect) -> None:
    """Collect what may name the paper; in MEDLINE a mark tells which identifier is a DOI."""
    names = []
    for tag in dialect.names:
        for value in _filled(values.get(tag))[:_MOST_NAMES]:
            bare = _DOI_MARK.sub("", value)
            if bare != value or not value.endswith("]"):
                names.append(bare)
    if names:
        fields["names"] = names


def grammar(source: str, form: str) -> Tagged:
    """Return the grammar of a dialect."""
    return Tagged(source, DIALECTS[form])
