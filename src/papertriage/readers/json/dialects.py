"""The dialects of JSON: the keys by which each is recognised, and how its records are mapped.

A new dialect is one entry here, with a table of paths (`databases`), one row in the registry and
an invented fixture in tests/data.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from papertriage.readers.json import arxiv_json, databases, indexes, venues

Mapping = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Maps a record to our names; None for an object that is not a paper."""

_LEADS = (
    "papers items results data records entries articles documents docs publications works notes"
    " hits collection response result message rows"
)


class Dialect(msgspec.Struct, frozen=True):
    """A dialect of JSON.

    Attributes:
        form: the row of the registry.
        fields: maps a record; None leaves a plain record to normalizing.
        marks: keys by which it is recognised: all keys of one set; `` | `` separates sets.
        inside: keys that lead from a wrapper to its records.
        within: the member of a record that holds all but its id.
    """

    form: str
    fields: Mapping | None = None
    marks: str = ""
    inside: str = ""
    within: str = ""

    @property
    def leads(self) -> frozenset[str]:
        """The keys that lead from a wrapper to its records."""
        return frozenset(self.inside.split())

    def fits(self, keys: set[str]) -> bool:
        """Return whether a document that shows these keys is of this dialect."""
        return any(keys.issuperset(mark.split()) for mark in self.marks.split(" | ") if mark)


_ALL = (
    Dialect(
        "arxiv-snapshot",
        arxiv_json.snapshot,
        "authors_parsed update_date | authors_parsed versions",
    ),
    Dialect(
        "daily-json",
        arxiv_json.daily,
        "paper numComments | paper submittedOnDailyBy | paper submittedOnDailyAt",
        inside="papers dailyPapers",
    ),
    Dialect(
        "openalex",
        indexes.openalex,
        "abstract_inverted_index | authorships primary_location",
        inside="results",
    ),
    Dialect(
        "crossref",
        indexes.crossref,
        "message-type message | DOI indexed title | DOI indexed deposited",
        inside="message items",
    ),
    Dialect(
        "openreview",
        venues.openreview,
        "forum content invitation | forum content invitations | notes content",
        inside="notes",
    ),
    Dialect(
        "biorxiv",
        venues.biorxiv,
        "collection messages | jatsxml doi | preprint_doi preprint_title",
        inside="collection",
    ),
    Dialect("dblp-json", venues.dblp, "result hits hit | hits hit info", "result hits hit"),
    Dialect(
        "inspire",
        databases.inspire,
        "titles arxiv_eprints | titles control_number | titles publication_info",
        "hits",
        within="metadata",
    ),
    Dialect(
        "datacite",
        databases.datacite,
        "creators titles publicationYear | creators titles descriptions | creators titles doi",
        "data",
        within="attributes",
    ),
    Dialect(
        "europepmc",
        databases.europepmc,
        "authorString pubYear | resultList hitCount",
        "resultList result",
    ),
    Dialect("lens", databases.lens, "lens_id", "data"),
    Dialect(
        "papers-with-code",
        databases.papers_with_code,
        "paper_url url_abs | paper_url repo_url | paper_url paper_arxiv_id",
    ),
    Dialect(
        "semantic-scholar",
        indexes.semantic_scholar,
        "paperId externalIds | paperId title | corpusid title | corpusid abstract",
        inside="data recommendedPapers",
    ),
    Dialect(
        "csl-json",
        venues.csl,
        "type issued title | type container-title title | type date-parts | id citation-key",
        inside="items references",
    ),
    Dialect("json-feed", venues.json_feed, inside="items"),
    Dialect("json", inside=_LEADS),
)

LEADS = _ALL[-1].leads
"""Keys that lead from a wrapper of no known dialect to its records."""
DIALECTS = {dialect.form: dialect for dialect in _ALL}
"""All dialects by their forms, in the order in which they are tried."""
