"""The journals of the macros that ADS writes for them (AASTeX's list)."""

import re

from papertriage.text.spelling import rows

_MACRO = re.compile(r"\\([A-Za-z]+)(?:\{\})?")
_JOURNALS = {macro: " ".join(words) for macro, *words in rows("journals")}


def journal(name: str) -> str:
    r"""Return the journal of a macro (``\apj``); any other name as it is."""
    found = _MACRO.fullmatch(name.strip())
    return _JOURNALS.get(found[1].lower(), name) if found else name
