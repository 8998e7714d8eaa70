"""PubMed XML: articles and book chapters, in a set or alone.

Only the citation's own PMID names the paper (comments, corrections and references hold others).
Elements are those of NLM's DTD, which is never fetched.
"""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import first, pick, read_records
from papertriage.readers.xml.xml_node import Node

_SETS = frozenset({"PubmedArticle", "PubmedBookArticle"})
_BARE = frozenset({"MedlineCitation"})

_CITATION = {
    "pmid": ("PMID",),
    "raw_id": ("PMID",),
    "title": ("Article/ArticleTitle", "Article/VernacularTitle"),
    "venue": ("Article/Journal/Title", "Article/Journal/ISOAbbreviation"),
    "volume": ("Article/Journal/JournalIssue/Volume",),
    "issue": ("Article/Journal/JournalIssue/Issue",),
    "page": ("Article/Pagination/MedlinePgn", "Article/Pagination/StartPage"),
    "issn": ("Article/Journal/ISSN", "MedlineJournalInfo/ISSNLinking"),
    "language": ("Article/Language",),
    "type": ("Article/PublicationTypeList/PublicationType",),
}
_BOOK = {
    "pmid": ("PMID",),
    "raw_id": ("PMID",),
    "title": ("ArticleTitle", "Book/BookTitle"),
    "venue": ("Book/BookTitle",),
    "publisher": ("Book/Publisher/PublisherName",),
    "volume": ("Book/Volume",),
    "page": ("Pagination/MedlinePgn",),
    "language": ("Language",),
    "type": ("PublicationType",),
}
_RETRACTED = "Retracted Publication"


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read a set of articles, one article, or a bare citation."""
    is_set = any(f"<{name}" in document.head for name in _SETS)
    yield from read_records(document, "pubmed-xml", _SETS if is_set else _BARE, _fields)


def _fields(node: Node) -> dict[str, Any] | None:
    if node.name == "PubmedBookArticle":
        return _book(node)
    citation = node if node.name == "MedlineCitation" else node.first("MedlineCitation")
    if citation is None:
        return {}
    article = citation.first("Article")
    types = citation.texts("Article/PublicationTypeList/PublicationType")
    day = citation.first("Article/Journal/JournalIssue/PubDate")
    return {
        **pick(citation, _CITATION),
        **_names(node, "PubmedData/ArticleIdList/ArticleId"),
        "doi": _doi(article) or _names(node, "PubmedData/ArticleIdList/ArticleId").get("doi"),
        "abstract": _abstract(article),
        "authors": _authors(article),
        "published": _day(day) or _day(citation.first("Article/ArticleDate")),
        "keywords": [
            *citation.texts("KeywordList/Keyword"),
            *citation.texts("MeshHeadingList/MeshHeading/DescriptorName"),
        ],
        "status": "retracted" if _RETRACTED in types else None,
    }


def _book(node: Node) -> dict[str, Any]:
    chapter = node.first("BookDocument")
    if chapter is None:
        return {}
    day = chapter.first("ContributionDate") or chapter.first("Book/PubDate")
    return {
        **pick(chapter, _BOOK),
        **_names(chapter, "ArticleIdList/ArticleId"),
        "abstract": _abstract(chapter),
        "authors": _authors(chapter) or _authors(chapter.first("Book")),
        "published": _day(day),
        "keywords": chapter.texts("KeywordList/Keyword"),
    }


def _doi(article: Node | None) -> str | None:
    places = article.every("ELocationID") if article else ()
    valid = (place for place in places if place.attrs.get("ValidYN") != "N")
    return next((place.text() for place in valid if place.attrs.get("EIdType") == "doi"), None)


def _names(node: Node, path: str) -> dict[str, str | None]:
    """Return what the list of identifiers adds: DOI and PubMed Central's number."""
    names = {name.attrs.get("IdType"): name.text() for name in node.every(path)}
    return {"doi": names.get("doi"), "pmcid": names.get("pmc")}


def _abstract(node: Node | None) -> str | None:
    """Join the sections of an abstract as paragraphs, each after its label."""
    sections = node.every("Abstract/AbstractText") if node else ()
    parts = []
    for section in sections:
        if text := section.text():
            label = section.attrs.get("Label")
            parts.append(f"{label}: {text.strip()}" if label else text.strip())
    return "\n\n".join(parts) or None


def _authors(node: Node | None) -> list[dict[str, Any]]:
    people = node.every("AuthorList/Author") if node else ()
    return [_author(author) for author in people if author.attrs.get("ValidYN") != "N"]


def _author(node: Node) -> dict[str, Any]:
    if name := node.text("CollectiveName"):
        return {"name": name}
    names = node.every("Identifier")
    return {
        "family": node.text("LastName"),
        "given": first(node, "ForeName", "Initials"),
        "suffix": node.text("Suffix"),
        "orcid": next((name.text() for name in names if name.attrs.get("Source") == "ORCID"), None),
        "affiliation": node.texts("AffiliationInfo/Affiliation"),
    }


def _day(node: Node | None) -> str | None:
    """Return a date as far as it is known: ``2020-7-10``, ``2020 Jul 10``, ``2019 Nov-Dec``."""
    if node is None:
        return None
    year, month, day = (node.text(name) for name in ("Year", "Month", "Day"))
    if not year:
        return node.text("MedlineDate")
    parts = [part.strip() for part in (year, month, day if month else None) if part]
    return ("-" if month and month.strip().isdecimal() else " ").join(parts)
