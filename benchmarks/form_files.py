"""Write the invented papers of `corpus` in the forms of databases and reference managers."""

import csv
import random
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, TextIO
from xml.sax.saxutils import escape

import corpus

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACES = ("Department of Corridors, Example University, Harbour City", "Institute of Pauses")


class Work:
    """A paper with the fields that databases export."""

    def __init__(self, number: int) -> None:
        raw: dict[str, Any] = corpus.record(number)
        chance = random.Random(number)
        words = raw["abstract"].split()
        self.number = number
        self.arxiv = raw["id"]
        self.pmid = 30_000_000 + number
        self.doi = raw["doi"]
        self.title = raw["title"]
        self.abstract = " ".join(words)
        self.people = [(family, given) for family, given, _ in raw["authors_parsed"]]
        self.journal = f"Journal of {words[3].title()} {words[5].title()}"
        self.year, self.month, self.day = raw["update_date"].split("-")
        self.volume, self.issue = chance.randrange(1, 90), chance.randrange(1, 13)
        self.page = chance.randrange(1, 900)
        self.keywords = chance.sample(words, 6)
        self.categories = raw["categories"]
        self.month_name = _MONTHS[int(self.month) - 1]


def _works(count: int) -> Iterator[Work]:
    return map(Work, range(count))


def ris(out: TextIO, count: int) -> None:
    for work in _works(count):
        lines = ["TY  - JOUR", f"TI  - {work.title}"]
        lines += [f"AU  - {family}, {given}" for family, given in work.people]
        lines += [
            f"PY  - {work.year}", f"DA  - {work.year}/{work.month}/{work.day}/",
            f"T2  - {work.journal}", f"VL  - {work.volume}", f"IS  - {work.issue}",
            f"SP  - {work.page}", f"EP  - {work.page + 9}", f"DO  - {work.doi}", "SN  - 9999-0001",
            f"UR  - https://example.org/{work.number}", f"AB  - {work.abstract}", "LA  - English",
        ]  # fmt: skip
        lines += [f"KW  - {word}" for word in work.keywords]
        lines += [f"AD  - {place}" for place in _PLACES]
        out.write("\r\n".join([*lines, "PB  - Odd Press", "DB  - Odd Index", "ER  - ", "", ""]))


def nbib(out: TextIO, count: int) -> None:
    for work in _works(count):
        lines = [
            f"PMID- {work.pmid}", "OWN - NLM", "STAT- MEDLINE", "IS  - 9999-0001 (Electronic)",
            f"VI  - {work.volume}", f"IP  - {work.issue}",
            f"DP  - {work.year} {work.month_name} {int(work.day)}",
            *_wrapped("TI", f"{work.title}."), f"PG  - {work.page}-{work.page + 9}",
            f"LID - {work.doi} [doi]", *_wrapped("AB", work.abstract),
        ]  # fmt: skip
        for family, given in work.people:
            lines += [
                f"FAU - {family}, {given}",
                f"AU  - {family} {given[0]}",
                f"AD  - {_PLACES[0]}.",
            ]
        lines += ["LA  - eng", "PT  - Journal Article", "TA  - J Odd", f"JT  - {work.journal}"]
        lines += [f"MH  - *{word}/methods" for word in work.keywords[:3]]
        lines += [f"OT  - {word}" for word in work.keywords[3:]]
        lines += [f"AID - {work.doi} [doi]", f"SO  - J Odd. {work.year};{work.volume}:{work.page}."]
        out.write("\n".join([*lines, "", ""]))


def _wrapped(tag: str, text: str) -> Iterator[str]:
    words = text.split()
    for at in range(0, len(words), 12):
        yield f"{f'{tag:4}- ' if not at else '      '}{' '.join(words[at : at + 12])}"


def xml(out: TextIO, count: int) -> None:
    out.write('<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "x.dtd">\n')
    out.write("<PubmedArticleSet>\n")
    out.writelines(map(_article, _works(count)))
    out.write("</PubmedArticleSet>\n")


def _article(work: Work) -> str:
    half = len(work.abstract) // 2
    sections = (("BACKGROUND", work.abstract[:half]), ("RESULTS", work.abstract[half:]))
    abstract = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{escape(text)}</AbstractText>\n'
        for label, text in sections
    )
    people = "".join(
        f'<Author ValidYN="Y">\n<LastName>{family}</LastName>\n<ForeName>{given}</ForeName>\n'
        f"<Initials>{given[0]}</Initials>\n<AffiliationInfo>\n<Affiliation>{place}.</Affiliation>\n"
        "</AffiliationInfo>\n</Author>\n"
        for (family, given), place in zip(work.people, _PLACES * 2, strict=False)
    )
    mesh = "".join(
        f'<MeshHeading>\n<DescriptorName UI="D0{at}" MajorTopicYN="N">{word}</DescriptorName>\n'
        f'<QualifierName UI="Q0{at}" MajorTopicYN="Y">methods</QualifierName>\n</MeshHeading>\n'
        for at, word in enumerate(work.keywords)
    )
    cited = "".join(
        f"<Reference>\n<Citation>Odd Things. {work.year};{at}:{work.page + at}.</Citation>\n"
        f'<ArticleIdList>\n<ArticleId IdType="pubmed">{work.pmid - at}</ArticleId>\n'
        "</ArticleIdList>\n</Reference>\n"
        for at in range(1, 16)
    )
    day = f"<Year>{work.year}</Year>\n<Month>{work.month_name}</Month>\n<Day>{work.day}</Day>\n"
    return f"""<PubmedArticle>
<MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{work.pmid}</PMID>
<DateCompleted>\n<Year>{work.year}</Year>\n<Month>{work.month}</Month>\n<Day>{work.day}</Day>
</DateCompleted>
<Article PubModel="Print-Electronic">
<Journal>
<ISSN IssnType="Electronic">9999-0001</ISSN>
<JournalIssue CitedMedium="Internet">
<Volume>{work.volume}</Volume>\n<Issue>{work.issue}</Issue>\n<PubDate>\n{day}</PubDate>
</JournalIssue>
<Title>{escape(work.journal)}</Title>
</Journal>
<ArticleTitle>{escape(work.title)}.</ArticleTitle>
<Pagination>\n<MedlinePgn>{work.page}-{work.page + 9}</MedlinePgn>\n</Pagination>
<ELocationID EIdType="doi" ValidYN="Y">{work.doi}</ELocationID>
<Abstract>
{abstract}</Abstract>
<AuthorList CompleteYN="Y">
{people}</AuthorList>
<Language>eng</Language>
<PublicationTypeList>
<PublicationType UI="D016428">Journal Article</PublicationType>
</PublicationTypeList>
</Article>
<MeshHeadingList>
{mesh}</MeshHeadingList>
</MedlineCitation>
<PubmedData>
<PublicationStatus>ppublish</PublicationStatus>
<ArticleIdList>
<ArticleId IdType="pubmed">{work.pmid}</ArticleId>
<ArticleId IdType="doi">{work.doi}</ArticleId>
</ArticleIdList>
<ReferenceList>
{cited}</ReferenceList>
</PubmedData>
</PubmedArticle>
"""


def bib(out: TextIO, count: int) -> None:
    for work in _works(count):
        authors = " and ".join(f"{family}, {given}" for family, given in work.people)
        out.write(f"""@article{{{work.people[0][0]}{work.year}{work.number},
  title = {{{{{work.title}}}}},
  author = {{{authors}}},
  year = {{{work.year}}},
  month = {work.month_name.lower()},
  journal = {{{work.journal}}},
  volume = {{{work.volume}}},
  number = {{{work.issue}}},
  pages = {{{work.page}--{work.page + 9}}},
  doi = {{{work.doi}}},
  issn = {{9999-0001}},
  url = {{https://example.org/{work.number}}},
  keywords = {{{", ".join(work.keywords)}}},
  abstract = {{{work.abstract}}}
}}

""")


def table(out: TextIO, count: int) -> None:
    write = csv.writer(out, quoting=csv.QUOTE_ALL).writerow
    out.write("\ufeff")
    write([
        "Authors", "Author full names", "Title", "Year", "Source title", "Volume", "Issue",
        "Art. No.", "Page start", "Page end", "Cited by", "DOI", "Link", "Affiliations", "Abstract",
        "Author Keywords", "Index Keywords", "Publisher", "ISSN", "Language of Original Document",
        "Document Type", "Publication Stage", "Open Access", "Source", "EID",
    ])  # fmt: skip
    for work in _works(count):
        write([
            "; ".join(f"{family} {given}" for family, given in work.people),
            "; ".join(f"{family}, {given} (57{at}99900000)"
                      for at, (family, given) in enumerate(work.people)),
            work.title, work.year, work.journal, work.volume, work.issue, "", work.page,
            work.page + 9, work.number % 90, work.doi,
            f"https://www.scopus.com/inward/record.uri?eid=2-s2.0-{work.pmid}", "; ".join(_PLACES),
            work.abstract, "; ".join(work.keywords[:3]), "; ".join(work.keywords), "Odd Press",
            "99990001", "English", "Article", "Final", "", "Scopus", f"2-s2.0-{work.pmid}",
        ])  # fmt: skip


def mail(out: TextIO, count: int) -> None:
    for work in _works(count):
        names = ", ".join(f"{given} {family}" for family, given in work.people)
        lines = [
            "-" * 78, "\\\\", f"arXiv:{work.arxiv}",
            f"Date: Mon, 2 {work.month_name} {work.year} 19:18:42 GMT   (243kb,D)", "",
            f"Title: {work.title}", f"Authors: {names}", f"Categories: {work.categories}",
            "Comments: 12 pages, 3 figures", "\\\\",
            "  " + textwrap.fill(work.abstract, 78),  # only first lines are indented
            f"\\\\ ( https://arxiv.org/abs/{work.arxiv} ,  243kb)",
        ]  # fmt: skip
        out.write("\n".join([*lines, ""]))


WRITERS: dict[str, Callable[[TextIO, int], None]] = {
    "ris": ris, "nbib": nbib, "xml": xml, "bib": bib, "csv": table, "mail": mail,
}  # fmt: skip
