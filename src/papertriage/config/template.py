"""The papertriage.yaml that a user starts from: it works as it is, and explains its settings."""

from collections.abc import Sequence

from papertriage.text.yaml_scalar import scalar

INBOX = "inbox"
"""The folder that a new project reads its files from."""
_FILE = """\
# Settings of papertriage for this folder; papertriage config show prints what is in effect.
# Paths start at this folder.

{library}

# What papertriage run and a bare papertriage ingest read, in this order.
{sources}
  # - arxiv:cs.CV+cs.LG                           # the announcements of the day
  # - 'arxiv:search?cat:cs.CV AND abs:face'       # a search of arXiv's API
  # - https://example.org/feed.xml                # a feed
  # - {{name: lab, source: exports/lab.ris, since: 30d}}

# Papers that you own; no list shows them.
# known: [library.bib]

# Defaults of papertriage rank.
# rank:
#   limit: 20        # entries per list
#   min-score: .5    # the score from which a paper is on topic
#   format: md       # instead of a table on a terminal and tsv elsewhere
"""
_OF_PROJECT = "library: library    # the papers, their tags and your decisions"
_OF_USER = "# library: ~/papers/library    # instead of papertriage's own folder for data"


def configuration(sources: Sequence[str], *, of_user: bool) -> str:
    """Return the YAML of a new configuration.

    Args:
        sources: what to read; with none the key is a comment.
        of_user: it holds for all folders of the user, not for one project.
    """
    listed = "".join(f"\n  - {scalar(source)}" for source in sources)
    return _FILE.format(
        library=_OF_USER if of_user else _OF_PROJECT,
        sources=f"{'' if sources else '# '}sources:{listed}",
    )
