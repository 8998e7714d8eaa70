"""The CSL type of a paper, for formats that need one."""

import re

from papertriage.paper import TYPES, Paper

_CALLED = {
    "journalarticle": "article-journal", "journalarticles": "article-journal",
    "proceedingsarticle": "paper-conference", "conferencepaper": "paper-conference",
    "conferenceproceedings": "paper-conference", "inproceedings": "paper-conference",
    "conferenceandworkshoppapers": "paper-conference", "conference": "paper-conference",
    "postedcontent": "article", "preprint": "article", "bookchapter": "chapter",
    "booksection": "chapter", "incollection": "chapter", "dissertation": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "monograph": "book", "techreport": "report",
}  # fmt: skip
"""The names of types in databases, in lower case and with letters only."""
_JOURNALS = frozenset({"openalex", "acl-xml", "dblp-xml", "dblp-json"})
"""Forms in which "article" means a journal article; in CSL it is a preprint."""
_MEETING = re.compile(
    r"\b(?:proc|proceedings|conference|conf|workshops?|symposium|meeting|congress|advances in)\b"
    # An acronym with its year: "CVPR 2026", "ACL/IJCNLP 2021".
    r"|^(?=[A-Z][\w/&-]*[A-Z])[\w/&-]+(?: [A-Z][a-z]+)? ?(?:19|20)\d\d$",
    re.IGNORECASE,
)


def kind(paper: Paper, *, preprint: str = "article") -> str:
    """Return the paper's CSL type; without a type it is derived from the venue.

    Args:
        paper: the paper.
        preprint: the type of a paper without any sign of publication.
    """
    given = paper.type or ""
    called = _CALLED.get(re.sub(r"[^a-z]", "", given.lower()), given.lower())
    if given == "article" and any(source.form in _JOURNALS for source in paper.sources):
        return "article-journal"
    if called in TYPES:
        return called
    if paper.venue and _MEETING.search(paper.venue):
        return "paper-conference"
    if paper.venue or paper.journal_ref:
        return "article-journal"
    return preprint
