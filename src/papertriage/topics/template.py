"""The YAML of a new topic, with comments on how to improve it."""

from collections.abc import Sequence

from papertriage.errors import UsageError
from papertriage.topics import pattern, taxonomy

_FILE = """\
# Your topics; docs/taxonomy.md explains the syntax.

include: builtin  # also use the built-in topics
"""

_EXAMPLE = """
# An example; papertriage topics new NAME adds a topic with more comments.
#
# kinship:
#   title: Family likeness
#   keywords: [kinship, family resemblance, kin recognition]
"""
_TOPIC = """
{name}:
  title: {title}
{examples}  keywords:
{keywords}
    # Add words of such papers: phrases and acronyms (ViT) are strong, single words normal.
    # Capitals (except in acronyms), hyphens, plurals, accents and British spelling do not matter.
    # - steep* the leaves    # any ending
    # - green|black tea      # "green tea" or "black tea"
    # - tea * ceremony       # any one word in between
    # - leaf (with kitchen)  # counts only if a word of a context below is in the paper
    # - title: tea           # counts only in titles
  # description: A sentence or two. Its words help to score papers that have a keyword.
  # contexts:
  #   kitchen: [kettle, water, cup*]
  # exclude: [high tea]      # cancels overlapping keywords
  # authors: [Okafor, "Rao, A."]   # counts like a keyword in the title
  # broader: drinks          # papers on this topic are also on that one
"""


def topic(name: str, *, keywords: Sequence[str] = (), examples: Sequence[str] = ()) -> str:
    """Return the YAML of a new topic, to be appended to a file of topics.

    Args:
        name: the name of the topic.
        keywords: its first keywords; by default the words of the name.
        examples: ids of papers on the topic.

    Raises:
        UsageError: the name is not a valid topic name.
    """
    if not taxonomy.is_name(name):
        raise UsageError(
            f'"{name}" is not a valid topic name',
            hint='two or more letters, digits, "-", "." and "_" in one word, such as tea-brewing',
        )
    words = " ".join(name.replace("_", "-").split("-")).strip()
    return _TOPIC.format(
        name=name,
        title=(words if _is_pattern(words) else f"papers about {words}").capitalize(),
        keywords=_listed(keywords or [words if _is_pattern(words) else f"papers about {words}"]),
        examples=f"  examples:\n{_listed(examples)}\n" if examples else "",
    )


def example() -> str:
    """Return a file of topics that keeps the built-in ones, with a topic as a comment."""
    return _FILE + _EXAMPLE


def _listed(items: Sequence[str]) -> str:
    return "\n".join(f"    - {item}" for item in items)


def _is_pattern(words: str) -> bool:
    try:
        pattern.parse(words)
    except pattern.PatternError:
        return False
    return True


def file(name: str, *, keywords: Sequence[str] = (), examples: Sequence[str] = ()) -> str:
    """Return the content of a new file of topics with one topic; see `topic`."""
    return _FILE + topic(name, keywords=keywords, examples=examples)
