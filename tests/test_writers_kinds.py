"""Types of papers: CSL's terms for the terms of sources, and what a venue implies."""

import pytest

from papertriage.paper import TYPES, Paper, Source
from papertriage.writers.kinds import kind


@pytest.mark.parametrize(
    ("given", "venue", "form", "reported"),
    [
        ("article-journal", None, "ris", "article-journal"),
        ("journal-article", None, "crossref", "article-journal"),
        ("Journal Article", None, "medline", "article-journal"),
        ("proceedings-article", None, "crossref", "paper-conference"),
        ("article", "Journal of Doors", "openalex", "article-journal"),
        ("article", "Journal of Doors", "csl-json", "article"),
        ("preprint", "arXiv", "openalex", "article"),
        ("posted-content", None, "crossref", "article"),
        ("dissertation", None, "openalex", "thesis"),
        ("new results", None, "biorxiv", "article"),
        ("no such type", "Journal of Doors", "json", "article-journal"),
        (None, "DoorConf 2026", "arxiv-api", "paper-conference"),
        (None, "Proceedings of the Door Conference", "arxiv-api", "paper-conference"),
        (None, "Journal of Doors", "arxiv-api", "article-journal"),
        (None, None, "arxiv-api", "article"),
    ],
)
def test_kinds(given: str | None, venue: str | None, form: str, reported: str) -> None:
    """A source's word for a paper becomes CSL's, else the venue decides."""
    paper = Paper(id="x", title="Doors", abstract=None, type=given, venue=venue)
    paper.sources = [Source(form=form, name="f")]

    assert kind(paper) == reported
    assert reported in TYPES
