"""The text that a new topic starts from: it works as it is, and says how to make it better."""

from collections.abc import Sequence

from papertriage.errors import UsageError
from papertriage.topics import pattern, taxonomy

_FILE = """\
# Your topics; docs/taxonomy.md teaches the language in a page.

include: builtin  # keeps the built-in topics; without this line yours stand alone
"""

_EXAMPLE = """
# A topic is this much; papertriage topics new NAME writes a longer start.
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
    # Add what such papers say: phrases and acronyms (ViT) are strong, single words normal.
    # Capitals (but in acronyms), hyphens, plurals, accents and British spelling do not matter.
    # - steep* the leaves    # any ending
    # - green|black tea      # "green tea" or "black tea"
    # - tea * ceremony       # one word between, whatever it is
    # - leaf (with kitchen)  # counts only in a paper that has another word of a context below
    # - title: tea           # counts in titles only
  # description: A sentence or two. Its words help to weigh the papers that have a keyword.
  # contexts:
  #   kitchen: [kettle, water, cup*]
  # exclude: [high tea]      # cancels the occurrences that it overlaps
  # authors: [Okafor, "Rao, A."]   # count like a word of the title
  # broader: drinks          # what is on this topic is on that one too
"""


def topic(name: str, *, keywords: Sequence[str] = (), examples: Sequence[str] = ()) -> str:
    """Return the YAML of a new topic, to be appended to a file of topics.

    Args:
        name: of the topic.
        keywords: to begin with; by default the words of the name.
        examples: names of papers on the topic.

    Raises:
        UsageError: the name cannot be a topic's.
    """
    if not taxonomy.is_name(name):
        raise UsageError(
            f'"{name}" cannot name a topic',
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
    """Return the whole of a new file of topics with one topic; see `topic`."""
    return _FILE + topic(name, keywords=keywords, examples=examples)
