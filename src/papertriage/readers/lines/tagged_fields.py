"""Maps the values of tagged text to fields, by the table of each dialect."""

import re
from typing import Any

from papertriage.paper import OWN_MARK
from papertriage.readers.day_text import fullest_date
from papertriage.readers.lines.tagged_dialects import Dialect
from papertriage.readers.note_ids import ids_in
from papertriage.text.clean import one_line
from papertriage.text.identifiers import parse_arxiv, parse_doi

Values = dict[str, list[str]]
"""The values of each tag, in the order of the file."""

_MOST_NAMES = 40
"""Tags of one record that are looked through for identifiers."""
_LISTS = frozenset({"authors", "keywords"})
_ALL = frozenset({"issn", "isbn", "type"})
"""Fields of which normalizing chooses a value that it knows."""
_WHOLE = _LISTS | _ALL | {"abstract"}
"""Fields that take all values of their tag; others take the first."""
_APART = ("day", "year", "first page", "last page", "early day", "names", "accession")
"""Names in a dialect's table that are not fields themselves, but are combined into one."""
_TALKS = frozenset({"CONF", "CPAPER"})
"""Types of RIS whose proceedings are in C3, as Zotero and EndNote have them."""
_DOI_MARK = "[doi]"
_PMID = re.compile(r"(?:MEDLINE|PUBMED|PMID)?[:\s]*(\d{1,8})", re.IGNORECASE)
_PMCID = re.compile(r"PMC\d{1,9}", re.IGNORECASE)
_PUBMED = re.compile(r"NLM|PubMed|MEDLINE", re.IGNORECASE)
_OF_PUBMED = frozenset({"C2", "C5", "PM"})
"""Tags whose number is PubMed's, whatever the provider; a short one is another number."""


class Mapping:
    """The table of a dialect, ready for use."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        table = {field: tuple(tags.split()) for field, tags in dialect.fields.items()}
        self._apart = {name: table.pop(name, ()) for name in _APART}
        self._fields = tuple(table.items())
        self._joined = frozenset(tag for name in _APART[:5] for tag in self._apart[name])
        self._provider = dialect.provider.split()
        self._own_types = frozenset(dialect.own_types.split())

    def fields_of(self, values: Values) -> dict[str, Any]:
        """Map tags to our fields: of several tags for a field the first with a value counts."""
        values = _filled(values)
        fields: dict[str, Any] = {}
        chosen: dict[str, str] = {}
        for field, tags in self._fields:
            for tag in tags:
                if tag in values:
                    fields[field] = _value(field, values[tag])
                    chosen[tag] = field
                    break
        if "venue" not in fields and "C3" in values and not _TALKS.isdisjoint(values.get("TY", ())):
            fields["venue"], chosen["C3"] = values["C3"][0], "venue"  # elsewhere an affiliation
        if self._dialect.family_first:
            fields["family_first"] = True
        self._join(fields, values)
        self._set_names(fields, values)
        if self._apart["accession"]:
            self._set_accession(fields, values)
        if self._dialect.carries and (own := self._own(values, chosen)):
            fields["extra"] = {self._dialect.form: own}
        return fields

    def _every(self, name: str, values: Values) -> list[str]:
        return [value for tag in self._apart[name] if tag in values for value in values[tag]]

    def _join(self, fields: dict[str, Any], values: Values) -> None:
        """Combine a date with its year, and a first page with the last."""
        days, years = self._every("day", values), self._every("year", values)
        years = years if days or years else self._every("early day", values)
        if day := fullest_date([*days, *years[1:]], (years or [""])[0]):
            fields["published"] = day
        last = self._every("last page", values)
        first = self._every("first page", values) or last  # CNKI has all pages in the last
        if first and first[0] != "No":  # "No Pagination Specified", in two tags of Ovid
            is_range = last and last[0] != first[0] and "-" not in first[0]
            fields["page"] = f"{first[0]}-{last[0]}" if is_range else first[0]

    def _set_names(self, fields: dict[str, Any], values: Values) -> None:
        """Collect possible identifiers; in MEDLINE a mark shows which one is a DOI."""
        names = []
        for value in self._every("names", values)[:_MOST_NAMES]:
            if not value.endswith("]"):
                names.append(value)
            elif value.endswith(_DOI_MARK):
                names.append(value.removesuffix(_DOI_MARK).rstrip())
        if names:
            fields["names"] = names
        if note := fields.get("comment"):
            for kind, name in ids_in(note).items():
                fields.setdefault(kind, name)

    def _set_accession(self, fields: dict[str, Any], values: Values) -> None:
        """Find PubMed's numbers among the accession numbers of any database."""
        tags = [tag for tag in self._apart["accession"] if tag in values]
        providers = [value for tag in self._provider for value in values.get(tag, ())]
        of_pubmed = bool(tags) and any(map(_PUBMED.search, providers))
        for tag in tags:
            for value in values[tag]:
                if _PMCID.fullmatch(value):
                    fields.setdefault("pmcid", value)
                elif found := _PMID.fullmatch(value):
                    is_labelled = not value[0].isdigit()
                    if is_labelled or of_pubmed or (tag in _OF_PUBMED and len(value) >= 5):
                        fields.setdefault("pmid", found[1])

    def _own(self, values: Values, chosen: dict[str, str]) -> dict[str, list[str]]:
        """Return what no field holds, unchanged: the values of each tag."""
        own: dict[str, list[str]] = {}
        for tag, found in values.items():
            left = found
            if tag in self._joined:
                continue
            if field := chosen.get(tag):
                left = [] if field in _WHOLE else found[1:]
            if field == "type" and found[0].lower() not in self._own_types:
                left = found[:1]
            if left and tag in self._apart["names"]:
                left = [value for value in left if not _is_name(value)]
            if left:
                own[tag] = [one_line(value) for value in left]
        return own


_SUSPECT = ("", OWN_MARK[0], "N")
_EMPTY = frozenset({"", "NA"})
"""An empty value, and what R writes for one."""


def _filled(values: Values) -> Values:
    """Return the values without empty ones and those that papertriage wrote itself."""
    if not any(value[:1] in _SUSPECT for found in values.values() for value in found):
        return values
    filled = {
        tag: [value for value in found if value not in _EMPTY and not _is_own(value)]
        for tag, found in values.items()
    }
    return {tag: found for tag, found in filled.items() if found}


def _is_own(value: str) -> bool:
    return value.startswith(OWN_MARK)


def _is_name(value: str) -> bool:
    return parse_arxiv(value) is not None or parse_doi(value) is not None


def _value(field: str, values: list[str]) -> str | list[str]:
    """Return a field's value: an abstract may come in several parts, of others the first counts.

    Some exporters put several authors or keywords on a line, separated by ";".
    """
    if field in _LISTS:
        if field == "authors":
            values = [name for value in values for name in _names(value)]
        text = "".join(values)
        if ";" not in text and "\n" not in text:
            return values
        parts = (part for value in values for part in value.replace("\n", " ").split(";"))
        return [part for each in parts if (part := each.strip())]
    if field in _ALL:
        return values
    return "\n\n".join(values) if field == "abstract" else values[0].replace("\n", " ")


def _names(value: str) -> list[str]:
    """Split "Okafor, A. and Lind, B.", as EndNote prints two authors."""
    names = value.split(" and ")
    return names if all(name.count(",") == 1 for name in names) else [value]
