"""Records of JSON mapped by a table of paths: ``journal.title``, ``subjects[].subject``.

A step names a member. Of a list the first item counts, unless ``[]`` follows the step: then
every item does. Of several paths, separated by `` | ``, the first that leads anywhere counts.
"""

from collections.abc import Callable, Mapping
from typing import Any

from papertriage.readers.json.values import text

Paths = Mapping[str, str]
"""Our fields to the paths of what may hold them."""
_WHOLE = frozenset({"authors"})
"""Fields whose values normalizing takes apart: objects stay objects."""


def by_paths(table: Paths) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a function that maps a record by a table of paths."""
    parsed = {
        field: [path.split(".") for path in paths.split(" | ")] for field, paths in table.items()
    }

    def fields_of(record: dict[str, Any]) -> dict[str, Any]:
        found = {field: _first(record, paths, field) for field, paths in parsed.items()}
        return {field: value for field, value in found.items() if value}

    return fields_of


def _first(record: dict[str, Any], paths: list[list[str]], field: str) -> Any:
    for path in paths:
        found = list(_every(record, path))
        if field not in _WHOLE:
            found = [value for each in found if (value := text(each))]
        if found:
            return found if any(step.endswith("[]") for step in path) else found[0]
    return None


def _every(value: Any, path: list[str]) -> list[Any]:
    """Return what is at a path; of lists on the way the first item, or all items for ``[]``."""
    found = [value]
    for step in path:
        name = step.removesuffix("[]")
        most = None if step.endswith("[]") else 1
        inner = [item[name] for item in found if isinstance(item, dict) and item.get(name)]
        found = [
            item for each in inner for item in (each[:most] if isinstance(each, list) else [each])
        ]
    return found
