"""ISSN and ISBN: the numbers of journals and of books, which many sources put into one field."""

import re
from functools import lru_cache
from typing import Any

from papertriage.text.clean import one_line

_NUMBER = re.compile(r"(?<![\dXx])[\dXx](?:[\s\u2010-\u2015-]?[\dXx]){7,12}(?![\dXx])")
_ISSN, _ISBN = 8, (10, 13)
_LONGEST = 500
"""Characters of a field in which numbers are looked for."""


def serials(*values: Any) -> tuple[str | None, str | None]:
    """Return the first ISSN and the first ISBN of some fields; a number of both is told by length.

    Notes around them ("03064530 (ISSN)") go; a text without such a number is none.
    """
    issn = isbn = None
    for value in values:
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            for number in _numbers(text):
                digits = sum(map(str.isalnum, number))
                if digits == _ISSN:
                    issn = issn or number
                elif digits in _ISBN:
                    isbn = isbn or number
    return issn, isbn


@lru_cache(maxsize=1024)  # journals come again and again
def _numbers(text: Any) -> list[str]:
    if not isinstance(text, str):
        return []
    return [one_line(found[0]) for found in _NUMBER.finditer(text[:_LONGEST])]
