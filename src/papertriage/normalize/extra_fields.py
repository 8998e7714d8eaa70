"""Fields that papertriage does not know, carried along so that they come back where they were."""

from typing import Any

import msgspec

from papertriage.normalize.names import PRIVATE
from papertriage.normalize.own_records import clean_all
from papertriage.normalize.people import EMAIL

_BY_FORM = ("bibtex", "ris", "csl")
"""Forms whose unknown fields stand under the form's name: they go out again in that form alone."""


def carried(extra: dict[str, Any]) -> dict[str, Any]:
    """Return unknown fields without hostile text, and without addresses of people."""
    out: dict[str, Any] = clean_all(extra)
    for form in _BY_FORM:
        if isinstance(own := out.get(form), dict):
            out[form] = _public(own)
        if form in out and not out[form]:
            del out[form]
    return out


def is_harmless(extra: dict[str, Any]) -> bool:
    """Tell of most fields that cleaning would leave them as they are, at a tenth of the cost."""
    text = msgspec.json.encode(extra)
    if not text.isascii():
        return False
    text = text.lower()
    return not any(sign in text for sign in _SIGNS)


_SIGNS = (
    *(b"\\", b"\x7f", b"@", b'""', b"[]", b"{}", b"null"),
    *(b"mail", b"submitter", b"correspond"),  # see PRIVATE
)
"""Signs of JSON that something in it may have to be cleaned, is empty, or is private."""
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def _public(value: Any) -> Any:
    if isinstance(value, str):
        return EMAIL.sub("", value).strip() if "@" in value else value
    if isinstance(value, list):
        return [item for item in map(_public, value) if item not in _EMPTY]
    if isinstance(value, dict):
        public = {name: _public(item) for name, item in value.items() if not PRIVATE.search(name)}
        return {name: item for name, item in public.items() if item not in _EMPTY}
    return value
