"""JSON of the large indexes: OpenAlex, Crossref, Semantic Scholar."""

from typing import Any

from papertriage.readers.json.values import at, counts, date_parts, items, members, text, texts

_HEADINGS = frozenset({"Abstract", "ABSTRACT", "Summary", "SUMMARY"})


def openalex(record: dict[str, Any]) -> dict[str, Any]:
    """Map a work of OpenAlex; its abstract is an index of words, from which the text is rebuilt."""
    place = at(record, "primary_location")
    return {
        "raw_id": text(record, "id"),
        "openalex": text(record, "id") or text(record, "ids", "openalex"),
        "doi": text(record, "doi") or text(record, "ids", "doi"),
        "pmid": text(record, "ids", "pmid"),
        "pmcid": text(record, "ids", "pmcid"),
        "names": [text(item, "landing_page_url") for item in items(record, "locations")],
        "title": at(record, "title") or at(record, "display_name"),
        "abstract": _laid_out(at(record, "abstract_inverted_index")),
        "authors": [
            {
                "name": text(item, "author", "display_name") or text(item, "raw_author_name"),
                "orcid": text(item, "author", "orcid"),
                "affiliation": texts(item, "institutions")
                or texts(item, "raw_affiliation_strings"),
            }
            for item in items(record, "authorships")
        ],
        "published": text(record, "publication_date") or text(record, "publication_year"),
        "venue": text(place, "source", "display_name"),
        "publisher": text(place, "source", "host_organization_name"),
        "issn": text(place, "source", "issn_l"),
        "volume": text(record, "biblio", "volume"),
        "issue": text(record, "biblio", "issue"),
        "page": _pages(text(record, "biblio", "first_page"), text(record, "biblio", "last_page")),
        "language": text(record, "language"),
        "type": text(record, "type"),
        "keywords": texts(record, "keywords") or texts(record, "topics"),
        "url": text(place, "landing_page_url") or text(record, "id"),
        "pdf_url": text(place, "pdf_url") or text(record, "open_access", "oa_url"),
        "status": "retracted" if at(record, "is_retracted") is True else None,
        "metrics": counts(record, citations="cited_by_count"),
    }


def _laid_out(index: Any) -> str | None:
    """Rebuild a text from an inverted index (word to positions).

    The index has no headings: "Abstract" before a capital was one.
    """
    if not isinstance(index, dict):
        return None
    places = sorted(
        (place, word)
        for word, found in index.items()
        if isinstance(found, list)
        for place in found
        if isinstance(place, int)
    )
    words = [word for _, word in places]
    if len(words) > 1 and words[0] in _HEADINGS and words[1][:1].isupper():
        del words[0]
    return " ".join(words) or None


def _pages(first: str | None, last: str | None) -> str | None:
    return f"{first}-{last}" if first and last and first != last else first


def crossref(record: dict[str, Any]) -> dict[str, Any]:
    """Map a work of Crossref; nearly every value is a list, and every list may be empty."""
    pdf = next((item for item in items(record, "link") if _is_pdf(item)), None)
    updates = {text(item, "type") for item in items(record, "updated-by")}
    return {
        "raw_id": text(record, "DOI"),
        "doi": text(record, "DOI"),
        "title": _with_subtitle(text(record, "title"), text(record, "subtitle")),
        "abstract": text(record, "abstract"),
        "authors": at(record, "author"),
        "published": date_parts(at(record, "issued")) or date_parts(at(record, "published")),
        "venue": text(record, "container-title") or text(record, "institution", "name"),
        "volume": text(record, "volume"),
        "issue": text(record, "issue"),
        "page": text(record, "page") or text(record, "article-number"),
        "publisher": text(record, "publisher"),
        "issn": text(record, "ISSN"),
        "isbn": text(record, "ISBN"),
        "language": text(record, "language"),
        "type": text(record, "type"),
        "keywords": texts(record, "subject"),
        "url": text(record, "URL"),
        "pdf_url": text(pdf, "URL"),
        "status": "retracted" if "retraction" in updates else None,
        "metrics": counts(record, citations="is-referenced-by-count"),
    }


def _with_subtitle(title: str | None, subtitle: str | None) -> str | None:
    if not title or not subtitle or subtitle.lower() in title.lower():
        return title
    return f"{title.rstrip(' :')}: {subtitle}"


def _is_pdf(link: Any) -> bool:
    return text(link, "content-type") == "application/pdf"


def semantic_scholar(record: dict[str, Any]) -> dict[str, Any]:
    """Map a paper of the Graph API, or a line of its data sets (the same names in lower case).

    The data sets keep abstracts in files of their own; what joins them is the corpus id. A
    machine's one-line summary stands in for an abstract that is withheld, marked as cut.
    """
    for name in ("paper", "citingPaper", "citedPaper"):
        if isinstance(inner := at(record, name), dict):
            record = inner
    known = {name.lower(): value for name, value in record.items()}
    ids = {name.lower(): value for name, value in members(known, "externalids").items()}
    summary = text(known, "tldr", "text")
    corpus = text(known, "corpusid") or text(ids, "corpusid")
    return {
        "raw_id": text(known, "paperid") or corpus,
        "s2": text(known, "paperid") or (f"CorpusId:{corpus}" if corpus else None),
        "arxiv": text(ids, "arxiv"),
        "doi": text(ids, "doi") or text(known, "openaccessinfo", "externalids", "DOI"),
        "pmid": text(ids, "pubmed"),
        "pmcid": text(ids, "pubmedcentral"),
        "acl": text(ids, "acl"),
        "dblp": text(ids, "dblp"),
        "title": at(known, "title"),
        "abstract": at(known, "abstract") or summary,
        "abstract_truncated": not at(known, "abstract") and summary is not None,
        "authors": [{"name": name} for name in texts(known, "authors")],
        "published": text(known, "publicationdate") or text(known, "year"),
        "venue": text(known, "journal", "name") or text(known, "venue"),
        "volume": text(known, "journal", "volume"),
        "page": text(known, "journal", "pages"),
        "type": text(known, "publicationtypes"),
        "keywords": texts(known, "fieldsofstudy") or texts(known, "s2fieldsofstudy"),
        "url": text(known, "url"),
        "pdf_url": text(known, "openaccesspdf", "url"),
        "metrics": counts(known, citations="citationcount"),
    }
