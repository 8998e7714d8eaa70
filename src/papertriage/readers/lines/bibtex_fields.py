"""The fields of a BibTeX or biblatex entry under our names."""

import re
from typing import Any

from papertriage.paper import OWN_MARK
from papertriage.readers.lines.bibtex_journals import journal
from papertriage.readers.lines.bibtex_values import unprotect
from papertriage.readers.note_ids import ids_in
from papertriage.text.clean import one_line
from papertriage.text.identifiers import parse_arxiv

_FIELDS = {
    "title": ("title",), "abstract": ("abstract",),
    "venue": ("journal", "journaltitle", "booktitle", "school", "institution", "series"),
    "volume": ("volume",), "issue": ("number", "issue"),
    "page": ("pages", "eid", "article-number", "art_number", "articleno"),
    "publisher": ("publisher", "organization"), "issn": ("issn",), "isbn": ("isbn",),
    "language": ("language", "langid"), "keywords": ("author_keywords", "keywords", "keyword"),
    "comment": ("note", "addendum"), "doi": ("doi",), "pmid": ("pmid", "pubmed_id"),
    "pmcid": ("pmcid",),
    "url": ("url",), "code_url": ("code",),
}  # fmt: skip
_VERBATIM = frozenset({"doi", "url", "code_url", "pmid", "pmcid", "issn", "isbn"})
_SAID_BY_TYPE = frozenset({
    "article", "inproceedings", "book", "incollection", "phdthesis", "techreport", "dataset",
    "software", "patent", "online",
})  # fmt: skip
"""Types of entry that can be restored from the fields; others are kept with the entry."""
_USED = frozenset({
    "subtitle", "year", "month", "day", "date", "archiveprefix", "primaryclass", "eprintclass",
    "version", "arxivid", "arxiv", "earlyaccessdate",
})  # fmt: skip
"""Fields that are used in addition to those of the table."""
_ARXIV = re.compile(r"arXiv:\s*(?P<id>[\w.-]+(?:/\d{7})?(?:v\d+)?)", re.IGNORECASE)
_MAY_MENTION = ("journal", "journaltitle", "booktitle", "note", "howpublished")
_BEFORE_DOI = re.compile(r"\A(?!10\.)[^/]*\s(?=10\.\d{4})")
"""An article number that EndNote writes before a DOI ("ARTN R4 PII S002 10.1017/jfm")."""
_TEX = re.compile(r"[\\{}\s]")
_NAMED_PART = re.compile(r"(?:^|, ?)(family|given|prefix|suffix)\s*=\s*\"?([^,=\"]+)")
_AND = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)


def fields_of(kind: str, values: dict[str, str]) -> dict[str, Any]:
    """Map an entry's fields to our names.

    Args:
        kind: the entry's type in lower case.
        values: its fields, names in lower case.
    """
    used = set(_USED)
    fields = _texts(values, used)
    if "venue" in fields:
        fields["venue"] = journal(fields["venue"])
    for kind_of_id, found in ids_in(fields.get("comment", "")).items():
        fields.setdefault(kind_of_id, found)
    if subtitle := values.get("subtitle"):
        fields["title"] = f"{fields.get('title', '')}: {unprotect(subtitle)}".lstrip(": ")
    people = "author" if values.get("author") else "editor"
    if authors := values.get(people):
        used.add(people)
        fields["authors"] = _authors(authors)
    fields["published"] = _day(values)
    fields["type"] = kind
    if categories := values.get("primaryclass") or values.get("eprintclass"):
        fields["categories"] = [categories]
    if values.get("eprinttype", "").lower() == "pubmed" and "eprint" in values:
        fields.setdefault("pmid", _bare(values["eprint"]))
        used |= {"eprint", "eprinttype"}
    fields["names"] = list(_names(values))
    if (version := values.get("version", "").strip()).isdecimal() and len(version) < 4:
        fields["version"] = int(version)
    if own := _own(kind, values, used):
        fields["extra"] = {"bibtex": own}
    return {name: value for name, value in fields.items() if value}


def _texts(values: dict[str, str], used: set[str]) -> dict[str, Any]:
    """Map the fields that are texts, the best name first; note the names that were used."""
    fields: dict[str, Any] = {}
    for field, names in _FIELDS.items():
        for name in names:
            if value := values.get(name):
                used.add(name)
                value = _BEFORE_DOI.sub("", value.strip()) if field == "doi" else value.strip()
                fields[field] = _bare(value) if field in _VERBATIM else unprotect(value)
                break
    return fields


def _own(kind: str, values: dict[str, str], used: set[str]) -> dict[str, str]:
    """Return the entry's fields that none of our fields holds, unchanged."""
    if "eprint" in values and parse_arxiv(_bare(values["eprint"])):
        used = used | {"eprint", "eprinttype"}
    own = {name: one_line(value) for name, value in values.items() if name not in used}
    own = {name: value for name, value in own.items() if value and not value.startswith(OWN_MARK)}
    mentioned = kind == "misc" and not any(map(values.get, _MAY_MENTION))
    return own if kind in _SAID_BY_TYPE or mentioned else {"entrytype": kind, **own}


def _bare(value: str) -> str:
    r"""Undo what TeX needs in an address or an identifier: ``\_``, ``{\_}``, ``\url{}``."""
    if not _TEX.search(value):
        return value
    value = re.sub(r"\\url\s*\{([^{}]*)\}", r"\1", value)
    return re.sub(r"[{}\s]", "", re.sub(r"\{?\\([_%&#~$])\}?", r"\1", value))


def _day(values: dict[str, str]) -> str | None:
    """Return biblatex's date (of a range the first day), else year and month as written."""
    if date := unprotect(values.get("date", "")).strip().rstrip("~?%"):
        return date.partition("/")[0] if re.match(r"[\d-]+/", date) else date
    year = unprotect(values.get("year") or values.get("earlyaccessdate", "")).strip()
    month = unprotect(values.get("month", "")).replace("~", " ").strip()
    if not month:
        return year or None
    day = values.get("day", "").strip()
    if month.isdigit():
        return f"{year}-{month}-{day}" if day.isdigit() else f"{year}-{month}"
    return f"{year} {month} {day}".rstrip()


def _authors(text: str) -> list[str | dict[str, str]]:
    """Split names at "and" outside braces; a name in its own braces is an organization."""
    names: list[str | dict[str, str]] = []
    for name in _split_outside(text):
        bare = name.strip()
        if bare.startswith("{") and bare.endswith("}") and _is_one_group(bare):
            names.append({"literal": unprotect(bare)})
        elif bare and bare.lower() != "others":
            names.append(_name(unprotect(bare)))
    return names


def _name(text: str) -> str | dict[str, str]:
    """Return a name; "Family, Jr, Given" has its parts in BibTeX's own order.

    Biber also writes each part with its name: "given=Ada, family=Okafor, prefix=van".
    """
    parts = dict(_NAMED_PART.findall(text))
    if "family" in parts:
        family = f"{parts.get('prefix', '')} {parts['family']}".strip()
        given = parts.get("given", "")
        name = " ".join(filter(None, (given, family, parts.get("suffix"))))
        return {"name": name, "family": family, "given": given}
    if text.count(",") != 2:
        return text
    family, suffix, given = map(str.strip, text.split(","))
    if re.fullmatch(r"(?:Jr|Sr)\.?|[IV]{2,4}", given):
        suffix, given = given, suffix
    return {"name": f"{given} {family} {suffix}", "family": family, "given": given}


def _split_outside(text: str) -> list[str]:
    """Split a text at each "and" that is outside braces."""
    if "{" not in text and "}" not in text:
        return _AND.split(text)
    parts: list[str] = []
    begin = end = depth = 0
    for found in _AND.finditer(text):
        piece = text[end : found.start()]
        depth += piece.count("{") - piece.count("}")
        end = found.end()
        if depth == 0:
            parts.append(text[begin : found.start()])
            begin = end
    return [*parts, text[begin:]]


def _is_one_group(text: str) -> bool:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return at == len(text) - 1
    return False


def _names(values: dict[str, str]) -> list[str]:
    """Collect what may name the paper: identifiers, addresses, "arXiv preprint arXiv:..."."""
    names = [_bare(values[name]) for name in ("eprint", "arxivid", "arxiv", "url", "ee")
             if values.get(name)]  # fmt: skip
    texts = (values[name] for name in _MAY_MENTION if name in values)
    names += [found["id"] for text in texts if (found := _ARXIV.search(text))]
    # dblp gives arXiv papers the journal CoRR and the volume abs/ID.
    if values.get("volume", "").startswith("abs/"):
        names.append(f"arXiv:{values['volume'][4:]}")
    return names
