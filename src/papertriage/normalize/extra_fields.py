"""Fields that papertriage does not know: they are cleaned, and kept so that writers have them."""

from typing import Any

from papertriage.normalize.names import EMPTY, PRIVATE
from papertriage.normalize.own_records import clean_all
from papertriage.normalize.people import EMAIL

_BY_FORM = ("bibtex", "ris", "csl")
"""Forms whose unknown fields are kept under the form's name, and written in that form only."""


def clean_extra(extra: dict[str, Any]) -> dict[str, Any]:
    """Return unknown fields without hostile text, and without people's e-mail addresses."""
    out: dict[str, Any] = clean_all(extra)
    for form in _BY_FORM:
        if isinstance(own := out.get(form), dict):
            out[form] = _public(own)
        if form in out and not out[form]:
            del out[form]
    return out


def _public(value: Any) -> Any:
    if isinstance(value, str):
        return EMAIL.sub("", value).strip() if "@" in value else value
    if isinstance(value, list):
        return [item for item in map(_public, value) if item not in EMPTY]
    if isinstance(value, dict):
        public = {name: _public(item) for name, item in value.items() if not PRIVATE.search(name)}
        return {name: item for name, item in public.items() if item not in EMPTY}
    return value
