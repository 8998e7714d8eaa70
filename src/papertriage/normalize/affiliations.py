"""The ORCID of an author, and the institutions that the source prints."""

import re
from functools import lru_cache
from typing import Any

from papertriage.text.clean import one_line, prose

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX])", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\s?(?:(?:Electronic address|E-?mail)\s?:\s?)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\.?"
)
_MOST = 20
"""Institutions of one author that are kept."""
_LONGEST = 1_000


def orcid_of(item: dict[str, Any]) -> str | None:
    """Return the ORCID in an author's object, without the URL around it."""
    value = item.get("orcid") or item.get("ORCID")
    found = _ORCID.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    digits = found[1].replace("-", "").upper()
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def affiliation_of(item: dict[str, Any]) -> str | None:
    """Return the institutions in an author's object; e-mail addresses are dropped."""
    value = item.get("affiliation") or item.get("affiliations")
    values = value if isinstance(value, list) else [value]
    texts = dict.fromkeys(filter(None, map(_text, values[:_MOST])))
    return "; ".join(texts) or None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("value")
    return _clean(value[:_LONGEST]) if isinstance(value, str) else ""


@lru_cache(maxsize=1024)  # colleagues share them
def _clean(text: str) -> str:
    text = prose(text)
    if "@" in text:
        text = _ADDRESS.sub("", text)
    return one_line(text).rstrip(" ;,")
