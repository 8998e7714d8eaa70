"""Audits a taxonomy on a library's papers, and suggests keywords for its topics."""

from papertriage.flows.lists.rank import check_topics
from papertriage.library import Library
from papertriage.report import ON_TOPIC
from papertriage.topics.audit import Audit, audit
from papertriage.topics.suggestions import Suggestions, suggest
from papertriage.topics.taxonomy import Taxonomy


def audit_library(library: Library, taxonomy: Taxonomy) -> Audit:
    """Read every paper of a library and count what each keyword matched.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        return audit(view.papers(), taxonomy, ON_TOPIC)


def suggest_for(library: Library, taxonomy: Taxonomy, name: str, *, most: int) -> Suggestions:
    """Find phrases that a topic could search for, and papers just outside it.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such topic.
    """
    check_topics([name], taxonomy.topics)
    with library.read() as view:
        return suggest(view.papers, taxonomy, name, ON_TOPIC, most=most)
