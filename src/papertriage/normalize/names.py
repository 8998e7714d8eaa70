"""Maps the field names of plain JSON records to those of papertriage."""

import re
from functools import lru_cache
from typing import Any

from papertriage.paper import FIELDS, OUTPUT_ONLY
from papertriage.text.key_names import bare_name

_NAMES = {
    "title": (
        "title", "name", "display_name", "paper_title", "article_title", "document_title",
        "headline",
    ),
    "abstract": (
        "abstract", "summary", "description", "paper_abstract", "abstract_text",
        "article_abstract", "abstract_note", "tl;dr", "tldr",
    ),
    "authors": (
        "authors", "author", "creators", "creator", "author_names", "authors_list", "author_list",
        "author_string", "auth_full_name",
    ),
    "published": (
        "published", "date", "publication_date", "published_date", "date_published",
        "published_at", "pub_date", "publish_date", "publish_time", "release_date", "created",
        "cover_date", "produced_date", "publication_year", "pub_year", "year_published", "year",
    ),
    "updated": ("updated", "update_date", "modified"),
    "announced": ("announced",),
    "categories": ("categories", "subjects"),
    "keywords": ("keywords", "keyword", "author_keywords", "tags"),
    "comment": ("comment", "comments"),
    "journal_ref": ("journal_ref",),
    "venue": (
        "venue", "journal", "booktitle", "container_title", "publication_title",
        "proceedings_title", "conference", "proceeding", "publication_name", "journal_title",
        "pub", "journal_name", "source_title", "conference_name", "venue_name",
        "full_journal_name", "conference_title", "publication", "conf",
    ),
    "volume": ("volume", "vol"),
    "issue": ("issue", "number", "issue_identifier"),
    "page": ("page", "pages", "page_range"),
    "first_page": ("first_page", "start_page", "starting_page", "page_start"),
    "last_page": ("last_page", "end_page", "ending_page", "page_end"),
    "publisher": ("publisher",),
    "issn": ("issn",),
    "language": ("language", "lang"),
    "type": (
        "type", "publication_type", "publication_types", "document_type", "doc_type",
        "article_type", "pubtype", "item_type", "content_type", "subtype_description",
    ),
    "arxiv": ("arxiv", "arxiv_id", "eprint", "arxiv_link", "arxiv_url"),
    "doi": ("doi", "article_doi", "doi_id", "elocation_id"),
    "pmid": ("pmid", "pubmed_id", "pubmed"),
    "pmcid": ("pmcid", "pmc_id", "pmc"),
    "openalex": ("openalex", "openalex_id"),
    "s2": ("s2",),
    "acl": ("acl", "acl_id"),
    "openreview": ("openreview", "openreview_id", "forum", "forum_id"),
    "dblp": ("dblp",),
    "url": (
        "url", "link", "abs_url", "paper_url", "html_url", "abs", "site", "uri", "forum_url",
        "urls",
    ),
    "pdf_url": ("pdf_url", "pdf_link", "pdf"),
    "code_url": ("code_url", "code", "github", "github_url", "github_repo"),
    "project_url": ("project_url", "project", "project_page", "homepage"),
    "version": ("version",),
    "raw_id": ("id", "paper_id", "identifier", "key"),
}  # fmt: skip
_SEPARATORS = str.maketrans("", "", " _-")
_FIELD_OF = {
    name.translate(_SEPARATORS): (field, rank)
    for field, names in _NAMES.items()
    for rank, name in enumerate(names)
}
PRIVATE = re.compile(r"e-?mail|submitter|correspond", re.IGNORECASE)
"""Fields with people's e-mail addresses; none is kept."""
EMPTY: tuple[Any, ...] = (None, "", [], {})
_MAY_NAME = ("raw_id", "url", "pdf_url", "arxiv", "doi")
_LONGEST = 40
"""Characters of a name that may be known."""
_NAMED = frozenset({"venue", "publisher", "language"})
"""Fields whose value may be an object with a name."""
_OF_IDS = frozenset({"ids", "externalids", "external_ids", "articleids"})
"""Names of an object or a list of identifiers."""
_IDS = frozenset({"arxiv", "doi", "pmid", "pmcid", "openalex", "acl", "dblp"})
_ADDRESS = frozenset({"url"})
_OF_A_JOURNAL = frozenset({"volume", "issue", "page", "publisher", "issn"})
"""Fields of a paper that a program may keep within its journal."""


def known(name: str) -> tuple[str, int] | None:
    """Return the field that a name in a plain record means, and its rank among such names.

    Case, blanks, dashes and underscores make no difference; a prefix (``dc:title``) and a suffix
    (``title_en``) make a name worse than one without.
    """
    return _known(name) if len(name) <= _LONGEST else None


@lru_cache(maxsize=1024)  # the records of a file have the same names
def _known(name: str) -> tuple[str, int] | None:
    if found := _FIELD_OF.get(name.lower().translate(_SEPARATORS)):
        return found
    field, rank = _FIELD_OF.get(bare_name(name).translate(_SEPARATORS)) or ("", 0)
    return (field, rank + len(_FIELD_OF)) if field else None


def plain_fields(record: dict[str, Any]) -> dict[str, Any]:
    """Map a plain record to papertriage's names; other fields go to ``extra`` unchanged.

    If two names mean one field, the first in the table wins, and the other is kept in ``extra``.
    """
    record = _without_objects(record)
    chosen: dict[str, tuple[int, str]] = {}
    for name in record:
        field, rank = known(name) or (None, 0)
        if field and _is_better(record, name, rank, chosen.get(field)):
            chosen[field] = (rank, name)
    used = {name for _, name in chosen.values()}
    fields = {field: record[name] for field, (_, name) in chosen.items()}
    named = [fields[field] for field in _MAY_NAME if field in fields]
    items = [item for value in named for item in (value if isinstance(value, list) else [value])]
    ids = (item.get("id") if isinstance(item, dict) else item for item in items)
    fields["names"] = [text for text in ids if isinstance(text, str)]
    if (first := fields.pop("first_page", None)) and "page" not in fields:
        fields["page"] = f"{first}-{fields.get('last_page', '')}"
    fields.pop("last_page", None)
    if not isinstance(fields.get("raw_id"), str | int):
        fields.pop("raw_id", None)
    fields["extra"] = {
        _free(name): value
        for name, value in record.items()
        if name not in used and not PRIVATE.search(name) and not _says_nothing(name, value)
    }
    return fields


def _without_objects(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with names or addresses for objects (of a journal, language or link).

    Fields that are read from such objects, and from one of identifiers, are added to the record.
    """
    inside: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and _means(name, _NAMED):
            names = (value.get(key) for key in ("title", "name", "display_name", "code"))
            record = {**record, name: next((text for text in names if text), value)}
            inside.update((key, own) for key, own in value.items() if _means(key, _OF_A_JOURNAL))
        elif isinstance(value, dict) and "url" in value and _means(name, _ADDRESS):
            record = {**record, "url": value["url"]}
        elif name.lower() in _OF_IDS:
            inside.update((key, own) for key, own in _kinds(value) if _means(key, _IDS))
    return {**inside, **record} if inside else record


def _kinds(value: Any) -> list[tuple[str, Any]]:
    """Return kinds and identifiers of an object, or of a list of objects that PubMed has."""
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        return [(str(item.get("idtype")), item.get("value")) for item in items]
    return list(value.items()) if isinstance(value, dict) else []


def _means(name: str, fields: frozenset[str]) -> bool:
    return (known(name) or ("",))[0] in fields


def _says_nothing(name: str, value: Any) -> bool:
    """Return whether a known field is empty: it is left out, as unknown values are."""
    return value in EMPTY and (name in FIELDS or known(name) is not None)


def _is_better(record: dict[str, Any], name: str, rank: int, other: tuple[int, str] | None) -> bool:
    if record[name] in EMPTY:
        return False
    if name.lower() == "comments" and not isinstance(record[name], str):
        return False  # a count, or a thread: not arXiv's comment
    return other is None or rank < other[0]


def _free(name: str) -> str:
    """Return a name that no field of a paper has, so that an unknown field cannot pose as one."""
    return f"{name}_" if name in FIELDS or name in OUTPUT_ONLY else name
