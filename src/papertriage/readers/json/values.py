"""JSON values: parsed within bounds, and read without assumptions about their types."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from papertriage.readers.document import LONGEST_LINE
from papertriage.readers.json.splitter import DEEPEST

_NESTS = (dict, list)
_NAMED = ("display_name", "name", "category", "keyword", "value", "subject", "term")
"""Members by which an object in a list is named."""
_HOLDS = ("value", "text", "title", "description", "content", "en", "#text", "$")
"""Members that hold the text of an object around it."""
_NO_NUMBER = re.compile(r'("(?:[^"\\]++|\\.)*+")|-?\b(?:NaN|Infinity)\b')
"""What Python and pandas write for a missing number, which is not JSON; or a text, unchanged."""


def parse_object(text: str) -> dict[str, Any]:
    """Parse one JSON object.

    Raises:
        ValueError: it is not one; the text is fit for a message.
    """
    if len(text) >= LONGEST_LINE:
        raise ValueError(f"a line of over {LONGEST_LINE // 2**20} MiB")
    too_deep = f"nested more than {DEEPEST} levels deep"
    try:
        record = msgspec.json.decode(text)
    except RecursionError:
        raise ValueError(too_deep) from None
    except msgspec.DecodeError as error:
        known = _NO_NUMBER.sub(lambda found: found[1] or "null", text)
        if known != text:
            return parse_object(known)
        raise ValueError(_reason(text, error)) from None
    if text.count("[") + text.count("{") > DEEPEST and _is_deeper(record, DEEPEST):
        raise ValueError(too_deep)
    if not isinstance(record, dict):
        raise ValueError(f"a JSON {type(record).__name__}, not an object")  # noqa: TRY004 - one kind of error for a bad line
    return record


def _reason(text: str, error: msgspec.DecodeError) -> str:
    """Say where a text stops being JSON; an object that never ends was cut."""
    message = str(error)
    *before, last = text.split("\n")
    lines = f" {len(before)} lines on" if before else ""
    if "truncated" in message or (text.startswith("{") and not text.endswith("}")):
        return f"not JSON{lines} after column {len(last)} (cut line?)"
    column = message.rpartition("(byte ")[2].rstrip(")")
    if not column.isdigit():
        return "a number out of range" if "out of range" in message else "not JSON"
    *before, last = text.encode()[: int(column)].decode(errors="replace").split("\n")
    lines = f" {len(before)} lines on" if before else ""
    return f"not JSON{lines} at column {len(last) + 1}"


def _is_deeper(value: Any, most: int) -> bool:
    """Return whether objects and lists nest deeper than a limit."""
    level = [value]
    for _ in range(most):
        level = [
            item
            for outer in level
            for item in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(item, _NESTS)
        ]
        if not level:
            return False
    return True


# --- looking into what was parsed ----------------------------------------------------------------


def at(value: Any, *path: str) -> Any:
    """Return what lies at a path of keys; None where a step is missing or not an object."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def members(value: Any, *path: str) -> dict[str, Any]:
    """Return the object at a path, an empty one if there is none."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def text(value: Any, *path: str) -> str | None:
    """Return the text or the number at a path as text, the first one of a list; else None."""
    if path:
        value = at(value, *path)
    if isinstance(value, str):
        return value or None
    if isinstance(value, list) and value:
        value = value[0]
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None


def items(value: Any, *path: str) -> list[Any]:
    """Return the list at a path; a single object or text as a list of one, else no items."""
    value = at(value, *path)
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict | str) and value else []


def texts(value: Any, *path: str) -> list[str]:
    """Return the texts of the list at a path; for an object in it the text that names it."""
    found = (
        next((found for name in _NAMED if (found := text(item, name))), None)
        if isinstance(item, dict)
        else text(item)
        for item in items(value, *path)
    )
    return [item for item in found if item]


def inner_text(value: Any) -> str | None:
    """Return the text of a value that may be an object or a list around it: ``{"value": ...}``."""
    if isinstance(value, list):
        return next((found for item in value if (found := inner_text(item))), None)
    if isinstance(value, dict):
        return next((found for name in _HOLDS if (found := text(value, name))), None)
    return text(value)


def counts(record: Any, **keys: str) -> dict[str, int]:
    """Return the counts that a record has under its own keys, by our names."""
    found = {name: at(record, key) for name, key in keys.items()}
    return {
        name: count
        for name, count in found.items()
        if isinstance(count, int) and not isinstance(count, bool)
    }


def date_parts(value: Any) -> str | None:
    """Return a CSL date as text: its ``date-parts`` joined by ``-``, else its own words.

    Parts may be texts or numbers, and null where nothing is known.
    """
    value = next(iter(value), None) if isinstance(value, list) else value
    if year := text(value, "year"):  # Pandoc's YAML
        return "-".join(filter(None, (year, text(value, "month"), text(value, "day"))))
    first = next(iter(items(value, "date-parts")), None)
    parts = [text(part) for part in first] if isinstance(first, list) else [text(first)]
    known = [part for part in parts[:3] if part and part.strip("0")]
    if known:
        return "-".join(known)
    return text(value, "raw") or text(value, "literal") or text(value)


def day_of_milliseconds(value: Any) -> str | None:
    """Return the day (UTC) of milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, tz=UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None
