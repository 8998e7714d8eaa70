"""Writes a text as a YAML scalar: plain where it is read as the same text, else quoted."""

import json
import re

_PLAIN = re.compile(r"[A-Za-z0-9~./](?:[\w./+*~()|-]|:(?=\S)| (?=[^\s#]))*")


def scalar(text: str) -> str:
    """Return a text as it is written in YAML, so that it is read as the same text."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
