"""Retraction Watch's rows: which paper was retracted or reinstated, when, and why.

Corrections and expressions of concern do not change a paper's status.
"""

import re
from collections.abc import Mapping
from typing import Any

from papertriage.text.identifiers import parse_doi

FORM = "retraction-watch"
_COLUMNS = ("retractionnature", "retractiondate", "retractiondoi", "reason")
_STATUS = {"retraction": "retracted", "reinstatement": "reinstated"}
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")


def set_notice(fields: dict[str, Any], notice: Mapping[str, Any]) -> None:
    """Set the status of a paper, its event and its reason.

    Args:
        fields: of the row's paper.
        notice: the columns about the notice.
    """
    if day := fields.get("published"):
        fields["published"] = _iso(day)
    values = {name: str(notice.get(name, "")) for name in _COLUMNS}
    status = _STATUS.get(values["retractionnature"].lower())
    if status is None:
        return
    fields["status"] = status
    fields["events"] = [{"type": status, "date": _iso(values["retractiondate"])}]
    if status == "retracted":
        doi = parse_doi(values["retractiondoi"])
        extra = {"retraction_doi": doi, "retraction_reason": _reason(values["reason"])}
        fields["extra"] = {name: text for name, text in extra.items() if text}


def _iso(day: str) -> str:
    """Return a day in ISO format; the table puts the month first: ``8/16/2023 0:00``."""
    found = _AMERICAN.fullmatch(day)
    return f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}" if found else day


def _reason(text: str) -> str:
    """Return reasons as text: ``+Duplication of Image;+Paper Mill;`` loses its plus signs."""
    parts = (part.strip().removeprefix("+") for part in text.split(";"))
    return "; ".join(part for part in parts if part)
