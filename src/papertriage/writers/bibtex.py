"""BibTeX: arXiv's own form for a preprint, ``@article`` or ``@inproceedings`` once published.

Text is escaped for TeX outside of formulas and otherwise UTF-8; capitals that matter are braced
in titles. The reasons for a paper are in ``annotation``, its topics in ``keywords``. The unknown
fields and the type of an original entry are written back.
"""

import re
from collections.abc import Iterator

from papertriage import dates
from papertriage.paper import Author, Paper
from papertriage.text.clean import safe
from papertriage.text.people import split_if_clear
from papertriage.writers import phrases
from papertriage.writers.citekey import citekey
from papertriage.writers.kinds import kind
from papertriage.writers.lasting import LastingNames
from papertriage.writers.latex import escape, is_harmless
from papertriage.writers.listing import Item, Listing, keywords, note, paragraphs
from papertriage.writers.people import parts

_ENTRIES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "paper-conference": "inproceedings", "book": "book", "chapter": "incollection",
    "thesis": "phdthesis", "report": "techreport", "article": "unpublished", "dataset": "dataset",
    "software": "software", "patent": "patent", "webpage": "online",
}  # fmt: skip
"""The entry type of each publication type; others are ``misc``."""
_VENUES = {
    "inproceedings": "booktitle", "conference": "booktitle", "incollection": "booktitle",
    "inbook": "booktitle", "book": "series", "phdthesis": "school", "mastersthesis": "school",
    "thesis": "school", "techreport": "institution", "report": "institution",
}  # fmt: skip
_BETWEEN = "\n\n    "
"""Separates paragraphs; the indent keeps a line of text from looking like a record."""
_NAME = re.compile(r"[a-z][a-z0-9_+-]{0,39}")
_PARTS_NAMES = re.compile(r",|\band\b|\bothers\b|;|·|\||&", re.IGNORECASE)


def records(listing: Listing) -> Iterator[str]:
    """Yield an entry for each paper, separated by empty lines."""
    before, names = "", LastingNames()
    for item in listing.items:
        yield before + entry(item, names.of(item.paper))
        before = "\n"


def entry(item: Item, lasting: str = "") -> str:
    """Return one entry with its line end; `lasting` is the paper's unique name in this output."""
    paper = item.paper
    form = _entry_type(paper)
    fields = dict(_fields(item, form))
    for name, value in _own(paper).items():
        if name not in fields and _NAME.fullmatch(name):
            plain = safe(value)
            fields[name] = f"{{{plain if is_harmless(plain) else escape(plain)}}}"
    lines = (f"  {name} = {value}" for name, value in fields.items())
    return f"@{form}{{{citekey(paper, lasting)},\n" + ",\n".join(lines) + "\n}\n"


def _own(paper: Paper) -> dict[str, str]:
    """Return the unknown fields of the paper's original entry, unchanged.

    Links that do not lead to the web are left out.
    """
    own = paper.extra.get("bibtex")
    items = own.items() if isinstance(own, dict) else ()
    texts = {name: text for name, text in items if isinstance(text, str) and name != "entrytype"}
    return {
        name: text
        for name, text in texts.items()
        if "url" not in name.lower() or phrases.bare_web(text)
    }


def _entry_type(paper: Paper) -> str:
    """Return the type of the original entry if it still fits the paper, else our own."""
    own = paper.extra.get("bibtex")
    given = own.get("entrytype") if isinstance(own, dict) else None
    if isinstance(given, str) and given in ENTRY_TYPES and ENTRY_TYPES[given] == paper.type:
        return given
    ours = kind(paper, preprint="misc")
    on_arxiv = ours == "article" and "arxiv" in paper.ids  # arXiv calls its preprints misc
    return "misc" if on_arxiv else _ENTRIES.get(ours, "misc")


ENTRY_TYPES = {
    **{form: name for name, form in reversed(_ENTRIES.items())},
    "conference": "paper-conference", "inbook": "chapter", "mastersthesis": "thesis",
    "thesis": "thesis", "report": "report", "misc": None, "manual": None, "booklet": None,
    "proceedings": "book", "collection": "collection", "mvbook": None, "mvcollection": None,
    "mvproceedings": None, "reference": None, "bookinbook": None, "suppbook": None,
    "suppcollection": None, "suppperiodical": None, "periodical": "periodical", "inreference": None,
    "electronic": "webpage", "www": None,
}  # fmt: skip
"""The publication type of each entry type of BibTeX and biblatex, as the reader maps them."""


def _fields(item: Item, form: str) -> Iterator[tuple[str, str]]:
    """Yield names and values with their braces; empty fields are left out."""
    for name, value in _texts(item, form):
        if value:
            yield name, value if name == "month" else f"{{{value}}}"


def _texts(item: Item, form: str) -> Iterator[tuple[str, str]]:
    paper = item.paper
    yield "title", escape(item.title or "", protect=True)
    yield "author", _authors(paper)
    yield from _date(paper.issued or "")
    venue = paper.venue or paper.journal_ref
    yield _VENUES.get(form, "journal"), escape(venue or "")
    yield "volume", escape(paper.volume or "")
    yield "number", escape(paper.issue or "")
    yield "pages", escape(re.sub(r"(?<=\w)-(?=\w)", "--", paper.page or ""))
    yield "publisher", escape(paper.publisher or "")
    yield "issn", _verbatim(paper.issn)
    yield "isbn", _verbatim(paper.isbn)
    yield "doi", _verbatim(paper.ids.get("doi"))
    yield "pmid", _verbatim(paper.ids.get("pmid"))
    yield "pmcid", _verbatim(paper.ids.get("pmcid"))
    if arxiv := _verbatim(paper.ids.get("arxiv")):
        yield "eprint", arxiv
        yield "eprinttype", "arxiv"  # biblatex and Zotero read this, BibTeX styles the next
        yield "archivePrefix", "arXiv"
        yield "primaryClass", escape(paper.primary_category or "")
        yield "version", str(paper.version or "")
    yield "url", _verbatim(phrases.address(paper))
    yield "language", escape(paper.language or "")
    yield "keywords", ", ".join(escape(word) for word in keywords(item))
    yield "abstract", _BETWEEN.join(map(escape, paragraphs(paper.abstract)))
    yield "note", escape(paper.comment or "")
    yield "annotation", escape(note(item) or "")


def _verbatim(text: str | None) -> str:
    """Return an identifier or address for TeX packages that read it verbatim.

    Of two ``^``, which TeX could read as a backslash, one is kept.
    """
    return re.sub(r"[\s{}\\]|\^(?=[\s{}\\]*\^)", "", safe(text or ""))


def _date(day: str) -> Iterator[tuple[str, str]]:
    """Yield year, month and day, as BibTeX styles do not know biblatex's ``date``."""
    year, _, rest = safe(day).partition("-")
    month, _, number = rest.partition("-")
    if not re.fullmatch(r"\d{4}", year, re.ASCII):
        return
    yield "year", year
    if re.fullmatch(r"0[1-9]|1[0-2]", month):
        yield "month", dates.MONTHS[int(month) - 1]
        if re.fullmatch(r"\d\d", number, re.ASCII):
            yield "day", str(int(number))


def _authors(paper: Paper) -> str:
    names = [name for author in paper.authors if (name := _author(author))]
    if names and (paper.author_count or 0) > len(paper.authors):
        names.append("others")
    return " and ".join(names)


def _author(author: Author) -> str:
    """Return "Family, Suffix, Given", or the whole name if BibTeX splits it correctly.

    Names that BibTeX must not split, such as those of organizations, are in braces.
    """
    name, whole = parts(author), escape(author.name)
    if name is None:
        return f"{{{whole}}}" if " " in whole or _PARTS_NAMES.search(whole) else whole
    in_order = [part for part in (name.family, name.suffix, name.given) if part]
    if _PARTS_NAMES.search("".join(in_order)):
        return f"{{{whole}}}"
    is_split = author.family or split_if_clear(author.name)
    return ", ".join(map(escape, in_order)) if is_split else whole
