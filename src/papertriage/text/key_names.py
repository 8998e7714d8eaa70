"""Names of fields in JSON without what vocabularies and programs add to them."""

import re

_ADDED = re.compile(r"\A.*:|_(?:s|ss|t|en)\Z")
"""The prefix of a vocabulary (``dc:title``), and suffixes of Solr and languages (``title_s``)."""


def bare_name(name: str) -> str:
    """Return a name in lower case, without prefix and suffix."""
    return _ADDED.sub("", name.lower())
