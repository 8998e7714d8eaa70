"""The words for yes and no in files of labelled papers."""

import re
from typing import Any

YES = frozenset(["1", "true", "yes", "y", "on", "+", "include", "included", "relevant"])
NO = frozenset(["0", "false", "no", "n", "off", "-", "exclude", "excluded", "irrelevant"])


def label_word(value: Any) -> str:
    """Return a label in lower case, 1.0 as 1; empty if there is none."""
    return re.sub(r"\.0+$", "", str("" if value is None else value).strip().lower())
