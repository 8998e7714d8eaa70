"""The text that a new topic starts from: it works as it is, and says how to make it better."""

from papertriage.errors import UsageError
from papertriage.topics import pattern, taxonomy

_FILE = """\
# Your topics. They replace the built-in ones; this line keeps those as well:
# include: builtin
"""

_TOPIC = """
{name}:
  title: {title}
  keywords:
    - {keyword}
    # Add what such papers say: phrases and acronyms (ViT) are strong, single words normal.
    # Capitals do not matter but in acronyms, a hyphen is a blank, the plural comes free.
    # - steep* the leaves    # any ending
    # - green|black tea      # "green tea" or "black tea"
    # - tea * ceremony       # one word between, whatever it is
    # - leaf (with kitchen)  # counts only in a paper that has another word of a context below
    # - title: tea           # counts in titles only
  # description: A sentence or two. Its words help to weigh the papers that have a keyword.
  # contexts:
  #   kitchen: [kettle, water, cup*]
  # exclude: [high tea]      # cancels the occurrences that it overlaps
  # broader: drinks          # what is on this topic is on that one too
"""


def topic(name: str) -> str:
    """Return the YAML of a new topic, to be appended to a file of topics.

    Raises:
        UsageError: the name cannot be a topic's.
    """
    if not taxonomy.is_name(name):
        raise UsageError(
            f'"{name}" cannot name a topic',
            hint='two or more letters, digits, "-", "." and "_" in one word, such as tea-brewing',
        )
    words = " ".join(name.replace("_", "-").split("-")).strip()
    try:
        pattern.parse(words)
    except pattern.PatternError:
        words = f"papers about {words}"
    return _TOPIC.format(name=name, title=words.capitalize(), keyword=words)


def file(name: str) -> str:
    """Return the whole of a new file of topics with one topic; see `topic`."""
    return _FILE + topic(name)
