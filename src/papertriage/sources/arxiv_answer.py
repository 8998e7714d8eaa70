"""Checks arXiv's answers: each must be a complete document with the right root.

Answers fail in known ways: an entry called "Error", a web page instead of a feed, a document that
is cut off. Each of them is reported by its own message.
"""

import re
from typing import BinaryIO

import msgspec

from papertriage.sources.failure import FailedTryError
from papertriage.text.clean import snippet

_ROOT = re.compile(
    rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|<!DOCTYPE[^<>\[]*>)*+<(?:[\w.-]+:)?([\w-]+)", re.DOTALL
)
_TOTAL = re.compile(rb"<(?:[\w.-]+:)?totalResults[^<>]*>\s*(\d{1,9})\s*<")
_ENTRY = re.compile(rb"<(?:\w+:)?entry[\s>]")
_ID = re.compile(rb"<(?:\w+:)?id>\s*https?://[\w.]*arxiv\.org/abs/([^<>\s]+?)(?:v\d+)?\s*</")
_ERROR = re.compile(rb"<(?:\w+:)?id>\s*https?://[\w.]*arxiv\.org/api/errors")
_SUMMARY = re.compile(rb"<(?:\w+:)?summary[^<>]*>([^<>]*)")
_END = 500
"""Bytes at the end in which the root must be closed; comments may follow."""
_START = 1 << 16
"""Bytes at the start in which an error is looked for."""
_LATER = re.compile(rb"\s*rate (?:limit )?exceeded", re.IGNORECASE)


class Facts(msgspec.Struct, frozen=True):
    """What a page of the API says about itself.

    Attributes:
        entries: how many entries it has.
        total: how many papers there are in all; None if that is missing or not a number.
        ids: the arXiv ids of its entries, without versions and in lower case.
    """

    entries: int
    total: int | None
    ids: frozenset[str]


def facts(data: bytes) -> Facts:
    """Return what a page of the API says about itself."""
    total = _TOTAL.search(data)
    return Facts(
        entries=len(_ENTRY.findall(data)),
        total=int(total[1]) if total else None,
        ids=frozenset(id_.decode("ascii", errors="replace").lower() for id_ in _ID.findall(data)),
    )


def check_root(body: BinaryIO, roots: frozenset[bytes]) -> bytes:
    """Return the bytes of an answer if it is complete XML with one of these roots.

    Raises:
        FailedTryError: it is something else; the message says what.
    """
    data = body.read().removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise FailedTryError("an empty answer", again=True)
    if _LATER.match(data):
        raise FailedTryError('arXiv says "Rate exceeded"', again=True, is_later=True)
    found = _ROOT.match(data)
    if not found:
        start = snippet(data[:400].decode("utf-8", errors="replace"))
        raise FailedTryError(f'expected a feed, got "{start}"')
    if found[1].lower() == b"html":
        raise FailedTryError("expected a feed, got a web page")
    if found[1] not in roots:
        raise FailedTryError(f"expected a feed, got <{found[1].decode('ascii', errors='replace')}>")
    end = data[-_END:]
    if not re.search(rb"</(?:[\w.-]+:)?" + found[1] + rb"\s*>", end):
        raise FailedTryError("its answer ends early", again=True)
    return data


def check_error(body: BinaryIO) -> None:
    """Check that a body is not a feed with arXiv's one entry "Error".

    Raises:
        FailedTryError: it is; the message quotes arXiv.
    """
    start = body.read(_START)
    if _ERROR.search(start):
        summary = _SUMMARY.search(start)
        text = summary[1].decode("utf-8", errors="replace") if summary else "error"
        raise FailedTryError(f"arXiv says: {snippet(text, 200)}")


def check_page(body: BinaryIO, start: int) -> None:
    """Check that a body is a page of the API, the first entry of which has this number.

    Raises:
        FailedTryError: it is not, or empty before the end.
    """
    check_error(body)
    body.seek(0)
    found = facts(check_root(body, frozenset({b"feed"})))
    if not found.entries and start < (found.total or 0):
        where = f"after {start} of {found.total} papers" if start else f"of {found.total} papers"
        raise FailedTryError(f"an empty page {where}", again=True)
