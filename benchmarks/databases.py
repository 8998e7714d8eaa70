"""Write papers as five databases export them, for reviews that merge overlapping exports.

Each database writes names, titles, abstracts and ids in its own way, and leaves out other fields.
"""

import csv
import io
import random
from collections.abc import Callable
from typing import NamedTuple


class Work(NamedTuple):
    """A paper with all its fields.

    Attributes:
        number: identifies its records.
        authors: given name and family of each.
    """

    number: int
    title: str
    abstract: str
    authors: list[tuple[str, str]]
    year: int
    venue: str
    volume: int
    issue: int
    first: int
    last: int

    @property
    def doi(self) -> str:
        """The DOI of the work."""
        return f"10.5555/w.{self.number}"


def initials(given: str, stop: str = "") -> str:
    """Return a given name's initials: ``KM``, or with stops ``K.M.``."""
    parts = [part for part in given.replace("-", " ").split() if part[0].isalpha()]
    return "".join(part[0].upper() + stop for part in parts)


def ris(works: list[Work], chance: random.Random) -> str:
    """Write what Zotero exports: names in full, most DOIs."""
    out = []
    for work in works:
        out += ["TY  - JOUR", f"ID  - {work.number}", f"TI  - {work.title}"]
        out += [f"AU  - {family}, {given}" for given, family in work.authors]
        out += [f"PY  - {work.year}", f"T2  - {work.venue}", f"VL  - {work.volume}"]
        out += [f"IS  - {work.issue}", f"SP  - {work.first}", f"EP  - {work.last}"]
        out += [f"DO  - {work.doi}"] if chance.random() < _WITH_DOI else []
        out += [f"AB  - {work.abstract}", "ER  - ", ""]
    return "\n".join(out)


def embase(works: list[Work], chance: random.Random) -> str:
    """Write Embase's table: ``Hayes L.``, a kind after some titles, the publisher's line."""
    rows = []
    for work in works:
        title = work.title + (" [Review]" if chance.random() < _DECORATED else "")
        names = ", ".join(f"{family} {initials(given, '.')}" for given, family in work.authors)
        place = f"{work.volume}:{work.issue} ({work.first}-{work.last})"
        source = f"{work.venue} ({work.year}) {place}. Date of Publication: {work.year}"
        abstract = f"{work.abstract} © {work.year} Elsevier Ltd. All rights reserved."
        rows.append([title, names, source, str(work.year), abstract, str(work.number)])
    head = ["Title", "Author Names", "Source", "Publication Year", "Abstract"]
    return _table([*head, "Embase Accession ID"], rows)


def pubmed(works: list[Work], _chance: random.Random) -> str:
    """Write PubMed's table: ``Hayes L``, no abstract, a stop after the title."""
    rows = []
    for work in works:
        names = ", ".join(f"{family} {initials(given)}" for given, family in work.authors)
        place = f"{work.year};{work.volume}({work.issue}):{work.first}-{work.last}"
        texts = [f"{work.title}.", f"{names}.", f"{work.venue}. {place}.", work.venue]
        rows.append([str(_FIRST_PMID + work.number), *texts, str(work.year)])
    head = ["PMID", "Title", "Authors", "Citation", "Journal/Book", "Publication Year"]
    return _table(head, rows)


def scopus(works: list[Work], chance: random.Random) -> str:
    """Write Scopus's table: ``Hayes L.``, some titles in capitals."""
    rows = []
    for work in works:
        title = work.title.upper() if chance.random() < _DECORATED else work.title
        names = ", ".join(f"{family} {initials(given, '.')}" for given, family in work.authors)
        doi = work.doi if chance.random() < _WITH_DOI else ""
        eid = f"2-s2.0-{work.number}"
        link = f"https://www.scopus.com/inward/record.uri?eid={eid}"
        places = [str(work.volume), str(work.issue), str(work.first), str(work.last)]
        last = [doi, link, work.abstract, eid]
        rows.append([names, title, str(work.year), work.venue, *places, *last])
    head = ["Authors", "Title", "Year", "Source title", "Volume", "Issue", "Page start", "Page end"]
    return _table([*head, "DOI", "Link", "Abstract", "EID"], rows)


def wos(works: list[Work], _chance: random.Random) -> str:
    """Write Web of Science's text: ``Hayes, L``, the journal in capitals, no DOI."""
    out = ["FN Clarivate Analytics Web of Science", "VR 1.0"]
    for work in works:
        names = [f"{family}, {initials(given)}" for given, family in work.authors]
        out += ["PT J", f"AU {names[0]}" if names else "AU", *(f"   {name}" for name in names[1:])]
        out += [f"TI {work.title}", f"SO {work.venue.upper()}", f"AB {work.abstract}"]
        out += [f"PY {work.year}", f"VL {work.volume}", f"IS {work.issue}", f"BP {work.first}"]
        out += [f"EP {work.last}", f"UT WOS:{work.number}", "ER", ""]
    return "\n".join([*out, "EF"])


_FIRST_PMID = 30_000_000
_WITH_DOI = 0.7
_DECORATED = 0.15
DATABASES: dict[str, Callable[[list[Work], random.Random], str]] = {
    "zotero.ris": ris,
    "embase.csv": embase,
    "pubmed.csv": pubmed,
    "scopus.csv": scopus,
    "wos.txt": wos,
}


def _table(head: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
