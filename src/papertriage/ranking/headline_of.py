"""What stands for a missing title; few papers miss theirs, so the rules are loaded for those."""

from papertriage.paper import Paper


def headline_of(paper: Paper) -> str | None:
    """Return what stands for a paper's missing title; None if it has one, or no abstract."""
    if paper.title:
        return None
    from papertriage.ranking.headline import headline  # its patterns take 28 ms to compile

    links = [link for link in (paper.code_url, paper.project_url) if link]
    return headline(paper.abstract or "", links)
