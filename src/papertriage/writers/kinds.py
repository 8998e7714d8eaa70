"""What a paper is, in CSL's words, for formats that must choose."""

import re

from papertriage.paper import Paper

_MEETING = re.compile(
    r"\b(?:proc|proceedings|conference|conf|workshops?|symposium|meeting|congress|advances in)\b"
    # An acronym with its year: "CVPR 2026", "ACL/IJCNLP 2021".
    r"|^[A-Z][\w/&-]*[A-Z][\w/&-]*(?: [A-Z][a-z]+)? ?(?:19|20)\d\d$",
    re.IGNORECASE,
)


def kind(paper: Paper, *, preprint: str = "article") -> str:
    """Return the paper's type; where none is known, what its venue tells.

    Args:
        paper: the paper.
        preprint: what to call a paper that nothing tells to be published.
    """
    if paper.type:
        return paper.type
    if paper.venue and _MEETING.search(paper.venue):
        return "paper-conference"
    if paper.venue or paper.journal_ref:
        return "article-journal"
    return preprint
