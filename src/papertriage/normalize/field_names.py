"""Cleans the names of a record's fields before any is read, so that none can pose as another.

A name with hidden characters that looks like a known name, or like that of another field, was
made to deceive: ``i<U+FEFF>d`` is not the key of a paper. Such a field is left out and reported.
"""

from typing import Any

from papertriage.normalize.days import Context
from papertriage.normalize.names import known
from papertriage.paper import ALL_FIELDS, OUTPUT_ONLY
from papertriage.text.clean import clean, safe, visible

_TAKEN = ALL_FIELDS | OUTPUT_ONLY | {"record", "of", "by", "merged_into", "forgotten"}
"""Names, in lower case, with a meaning in a line of a library."""


def clean_names(record: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return a record with clean names at every level; itself if they are clean already."""
    return record if _are_clean(record) else _cleaned(record, context)


def _are_clean(value: Any) -> bool:
    if isinstance(value, dict):
        for name in value:
            if not (name.isascii() and name.isprintable()):
                return False
        value = value.values()
    elif not isinstance(value, list):
        return True
    return all(_are_clean(item) for item in value if isinstance(item, dict | list))


def _cleaned(value: Any, context: Context) -> Any:
    if isinstance(value, list):
        return [_cleaned(item, context) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, item in value.items():
        bare = visible(name)
        # Joiners belong to the spelling of some scripts; the names that are taken are ASCII.
        new = (bare if bare.isascii() else clean(name)).replace("\n", " ")
        if new != name and (_is_taken(new) or new in value or new in found):
            context.leave_out(f'field with hidden characters, which looks like "{new}"', safe(name))
        else:
            found[new] = _cleaned(item, context)
    return found


def _is_taken(name: str) -> bool:
    return name.lower() in _TAKEN or known(name) is not None
