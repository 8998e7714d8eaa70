"""Sniffing JSON: whether it is JSON, and which dialect its keys show."""

import re

from papertriage.readers.json.dialects import DIALECTS
from papertriage.readers.registry import FORMS

_OPENS = re.compile(r'\[\s*(?:\[\s*)*(?:\{\s*["}]|\])|\{\s*["}]')
_KEY = re.compile(r'"([^"\\\n]{1,40})"\s*:')
_OWN = re.compile(r'\{\s*"id"\s*:\s*"(?:arxiv|doi|pmid|openalex|s2|acl|openreview|sha1):')
_LOOK = 128 * 1024
"""Characters in which keys are looked for; a single work may be so long."""


def sniff_json(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a JSON document; None for plain JSON Lines, and for anything else.

    Plain objects, one per line, are left to the line-oriented forms. The only line of a document
    may hold papers by their ids, or in lists by year or category.
    """
    if not _OPENS.match(head) or _OWN.match(head):
        return None
    if "jsonfeed.org/version" in head[:4096]:
        return "json-feed", f"json-feed: {FORMS['json-feed'].mark}"
    keys = set(_KEY.findall(head[:_LOOK]))
    for form, dialect in DIALECTS.items():
        if dialect.fits(keys):
            return form, f"{form}: {FORMS[form].mark}"
    first, _, rest = head.partition("\n")
    if rest.strip() and _is_line_of_object(first):
        return None
    return "json", f"json: {FORMS['json'].mark}"


def _is_line_of_object(line: str) -> bool:
    """Return whether a line is one whole object and not a wrapper, as in JSON Lines."""
    from papertriage.readers.json.dialects import LEADS
    from papertriage.readers.json.json_reader import OWN
    from papertriage.readers.json.splitter import Splitter

    pieces = Splitter(LEADS, OWN).feed(1, line.strip())
    first = next(pieces, None)
    return first is not None and first.text == line.strip()
