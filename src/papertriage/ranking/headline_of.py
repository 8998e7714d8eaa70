"""The headline of a paper without a title; few papers need one, so the rules are loaded late."""

from papertriage.paper import HEADLINE_MARK, Paper
from papertriage.text.clean import safe


def headline_of(paper: Paper) -> str | None:
    """Return the line that replaces a paper's missing title; None if it has one, or no abstract."""
    if paper.title:
        return None
    from papertriage.ranking.headline import headline  # its patterns take 28 ms to compile

    links = [link for link in (paper.code_url, paper.project_url) if link]
    return headline(paper.abstract or "", links)


def title_of(paper: Paper) -> str:
    """Return a paper's title, or ``≈`` and its headline."""
    return safe(paper.title or f"{HEADLINE_MARK}{headline_of(paper) or 'no title'}")
