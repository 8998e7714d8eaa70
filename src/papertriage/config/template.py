"""The papertriage.yaml that ``papertriage init`` writes, with comments on each setting."""

from collections.abc import Sequence

from papertriage.text.strict_yaml import scalar

INBOX = "inbox"
"""The folder that a new project reads its files from."""
_FILE = """\
# Settings for this folder; papertriage config show prints those in effect.
# Paths are relative to this folder.

{library}

# Sources that papertriage run and papertriage ingest read, in this order.
{sources}
  # - arxiv:cs.CV+cs.LG                           # today's announcements
  # - 'arxiv:search?cat:cs.CV AND abs:face'       # a search with the arXiv API
  # - https://example.org/feed.xml                # a feed
  # - {{name: lab, source: exports/lab.ris, since: 30d}}

# Files with papers that you own; lists leave these papers out.
# known: [library.bib]

# Defaults for papertriage rank.
# rank:
#   limit: 20        # papers per list
#   min-score: .5    # minimum score of a paper on topic
#   format: md       # instead of table on a terminal and tsv elsewhere
"""
_OF_PROJECT = "library: library    # the papers, their tags and your decisions"
_OF_USER = "# library: ~/papers/library    # instead of the default data folder"


def configuration(sources: Sequence[str], *, of_user: bool) -> str:
    """Return the YAML of a new configuration.

    Args:
        sources: what to read; without any, the key is commented out.
        of_user: it is for the user, not for one project.
    """
    listed = "".join(f"\n  - {scalar(source)}" for source in sources)
    return _FILE.format(
        library=_OF_USER if of_user else _OF_PROJECT,
        sources=f"{'' if sources else '# '}sources:{listed}",
    )
