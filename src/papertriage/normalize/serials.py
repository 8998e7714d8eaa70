"""ISSN and ISBN: the numbers of journals and books, which many sources put into one field."""

import re
from functools import lru_cache
from typing import Any

from papertriage.text.clean import one_line

_NUMBER = re.compile(
    r"(?<![\dXx-])\d{4}-\d{3}[\dXx](?![\dXx-])"  # "0000-0001 0000-0002" is two numbers
    r"|(?<![\dXx])[\dXx](?:[\s\u2010-\u2015-]?[\dXx]){7,12}(?![\dXx])"
)
_ISSN, _ISBN = 8, (10, 13)
_LONGEST = 500
"""Characters of a field that are searched for numbers."""


def serials(*values: Any) -> tuple[str | None, str | None]:
    """Return the first ISSN and the first ISBN in some fields, which differ in length.

    Other text ("03064530 (ISSN)") is ignored.
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


@lru_cache(maxsize=1024)  # journals recur
def _numbers(text: Any) -> list[str]:
    if not isinstance(text, str):
        return []
    return [one_line(found[0]) for found in _NUMBER.finditer(text[:_LONGEST])]
