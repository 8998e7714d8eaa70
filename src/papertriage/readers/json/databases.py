"""JSON of databases that need no more than a table of paths, or little more: see `paths`."""

import re
from typing import Any

from papertriage.readers.json.paths import by_paths
from papertriage.readers.json.values import counts, items, text

_EUROPEPMC = by_paths({
    "raw_id": "id", "title": "title", "abstract": "abstractText",
    "authors": "authorList.author[]", "doi": "doi", "pmid": "pmid", "pmcid": "pmcid",
    "published": "firstPublicationDate | journalInfo.printPublicationDate | pubYear",
    "venue": "journalInfo.journal.title | journalTitle | bookOrReportDetails.comprehensiveTitle",
    "volume": "journalInfo.volume | journalVolume", "issue": "journalInfo.issue | issue",
    "page": "pageInfo", "publisher": "bookOrReportDetails.publisher", "language": "language",
    "issn": "journalInfo.journal.issn | journalInfo.journal.essn | journalIssn",
    "type": "pubTypeList.pubType[] | pubType",
    "keywords": "keywordList.keyword[] | meshHeadingList.meshHeading[].descriptorName",
})  # fmt: skip
_INSPIRE = by_paths({
    "raw_id": "control_number | texkeys", "title": "titles.title", "abstract": "abstracts.value",
    "authors": "authors[]", "arxiv": "arxiv_eprints.value", "doi": "dois.value",
    "categories": "arxiv_eprints.categories[]",
    "published": "preprint_date | earliest_date | imprints.date | publication_info.year",
    "venue": "publication_info.journal_title", "volume": "publication_info.journal_volume",
    "issue": "publication_info.journal_issue", "isbn": "isbns.value",
    "page": "publication_info.artid | publication_info.page_start",
    "publisher": "imprints.publisher", "type": "document_type[]", "keywords": "keywords[].value",
})  # fmt: skip
_LENS = by_paths({
    "raw_id": "lens_id", "title": "title", "abstract": "abstract", "authors": "authors[]",
    "published": "date_published | year_published", "venue": "source.title", "volume": "volume",
    "issue": "issue", "publisher": "source.publisher", "issn": "source.issn[].value",
    "language": "languages", "type": "publication_type",
    "keywords": "keywords[] | mesh_terms[].mesh_heading", "url": "source_urls.url",
})  # fmt: skip
_DATACITE = by_paths({
    "raw_id": "doi | id", "doi": "doi | id", "publisher": "publisher.name | publisher",
    "venue": "container.title", "volume": "container.volume", "issue": "container.issue",
    "type": "types.citeproc | types.resourceTypeGeneral", "language": "language", "url": "url",
    "keywords": "subjects[].subject", "names": "identifiers[].identifier",
})  # fmt: skip
_PAPERS_WITH_CODE = by_paths({
    "raw_id": "paper_url", "title": "title | paper_title", "abstract": "abstract",
    "authors": "authors[]", "published": "date", "arxiv": "arxiv_id | paper_arxiv_id",
    "openreview": "openreview_id", "names": "url_abs[] | paper_url_abs[]",
    "venue": "proceeding | conference", "url": "url_abs | paper_url_abs | paper_url",
    "pdf_url": "url_pdf | paper_url_pdf", "code_url": "repo_url", "keywords": "tasks[]",
})  # fmt: skip


def papers_with_code(record: dict[str, Any]) -> dict[str, Any]:
    """Map a line of the dumps of papers or of repositories; "ICCV 2021 10" means October."""
    fields = _PAPERS_WITH_CODE(record)
    if venue := fields.get("venue"):
        fields["venue"] = re.sub(r"(?<=\d{4}) \d{1,2}\Z", "", venue)
    return fields


def europepmc(record: dict[str, Any]) -> dict[str, Any]:
    """Map a result of Europe PMC, lite or core; its own ids of preprints are ``PPR``."""
    fields = _EUROPEPMC(record)
    if people := fields.get("authors"):
        fields["authors"] = [_person(person) for person in people]
    else:
        names = (text(record, "authorString") or "").rstrip(".")
        fields |= {"authors": names, "family_first": True}
    return {**fields, "metrics": counts(record, citations="citedByCount")}


def inspire(record: dict[str, Any]) -> dict[str, Any]:
    """Map a record of INSPIRE, which lists everything, the best of each kind first."""
    fields = _INSPIRE(record)
    fields["authors"] = [
        {**person, "orcid": _typed(person, "ids", "schema", "value", ("orcid",)).get("orcid")}
        for person in fields.get("authors", ())
        if isinstance(person, dict)
    ]
    return {**fields, "metrics": counts(record, citations="citation_count")}


def lens(record: dict[str, Any]) -> dict[str, Any]:
    """Map a work of The Lens; its identifiers are in a list with their kinds."""
    pages = (text(record, "start_page"), text(record, "end_page"))
    return {
        **_LENS(record),
        **_typed(record, "external_ids", "type", "value", ("doi", "pmid", "pmcid", "openalex")),
        "page": "-".join(page for page in pages if page),
        "metrics": counts(record, citations="scholarly_citations_count"),
    }


def datacite(record: dict[str, Any]) -> dict[str, Any]:
    """Map a work of DataCite, with its main title and the abstract of its descriptions."""
    dates = _typed(record, "dates", "dateType", "date", ("issued", "available", "created"))
    about = _typed(
        record, "descriptions", "descriptionType", "description", ("abstract", "methods", "other")
    )
    pages = (text(record, "container", "firstPage"), text(record, "container", "lastPage"))
    titles = [item for item in items(record, "titles") if not text(item, "titleType")]
    return {
        **_DATACITE(record),
        "title": text(next(iter(titles or items(record, "titles")), None), "title"),
        "abstract": next(iter(about.values()), None),
        "authors": [_creator(person) for person in items(record, "creators")],
        "published": next(iter(dates.values()), None) or text(record, "publicationYear"),
        "page": "-".join(page for page in pages if page),
        "metrics": counts(record, citations="citationCount"),
    }


def _person(person: Any) -> Any:
    if group := text(person, "collectiveName"):
        return {"literal": group}
    if not isinstance(person, dict):
        return person
    places = items(person, "authorAffiliationDetailsList", "authorAffiliation")
    is_orcid = text(person, "authorId", "type") == "ORCID"
    return {
        **person,
        "orcid": text(person, "authorId", "value") if is_orcid else None,
        "affiliation": [text(place, "affiliation") for place in places],
    }


def _creator(person: Any) -> dict[str, Any]:
    family, given = text(person, "familyName"), text(person, "givenName")
    if family and given:
        names = _typed(
            person, "nameIdentifiers", "nameIdentifierScheme", "nameIdentifier", ("orcid",)
        )
        affiliation = person.get("affiliation")
        return {"family": family, "given": given, **names, "affiliation": affiliation}
    name = text(person, "name") or text(person, "creatorName") or text(person)
    if text(person, "nameType") == "Organizational":
        return {"literal": name}
    return {"name": name}


def _typed(
    record: dict[str, Any], name: str, kind: str, value: str, wanted: tuple[str, ...]
) -> dict[str, str]:
    """Return the values of a list of (kind, value) by the wanted kinds, in their order."""
    known = {
        (text(item, kind) or "").lower(): found
        for item in reversed(items(record, name))
        if (found := text(item, value))
    }
    return {each: known[each] for each in wanted if each in known}
