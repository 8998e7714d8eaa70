"""What a reader yields: a record as its source has it."""

from typing import Any

import msgspec


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One record as the source has it: fields under our names, their values untouched.

    Attributes:
        form: the form that it was read as (a row of the registry).
        line: the line where it begins, from 1.
        fields: values under the names of the paper's fields (see `papertriage.normalize`).
    """

    form: str
    line: int
    fields: dict[str, Any]
