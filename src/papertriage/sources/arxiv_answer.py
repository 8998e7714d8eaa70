"""What an answer of arXiv's is: a whole document with the right root, or something in its place.

Answers go astray in known ways: an entry called "Error", a web page in place of a feed, a document
that is cut off. Each is told apart before an answer is handed on.
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
"""Bytes in which the root must be closed; comments may follow."""
_START = 1 << 16
"""Bytes in which a page says that it is an error."""
_LATER = re.compile(rb"\s*rate (?:limit )?exceeded", re.IGNORECASE)


class Facts(msgspec.Struct, frozen=True):
    """What a page of the API says of itself.

    Attributes:
        entries: how many entries it has.
        total: how many papers there are in all; None: that is missing, or no number.
        ids: the arXiv ids of its entries, without versions and in lower case.
    """

    entries: int
    total: int | None
    ids: frozenset[str]


def facts(data: bytes) -> Facts:
    """Return what a page of the API says of itself."""
    total = _TOTAL.search(data)
    return Facts(
        entries=len(_ENTRY.findall(data)),
        total=int(total[1]) if total else None,
        ids=frozenset(id_.decode("ascii", errors="replace").lower() for id_ in _ID.findall(data)),
    )


def check_root(body: BinaryIO, roots: frozenset[bytes]) -> bytes:
    """Return the bytes of an answer if it is XML with one of these roots, to its end.

    Raises:
        FailedTryError: it is something else, and says what.
    """
    data = body.read().removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise FailedTryError("an empty answer", again=True)
    if _LATER.match(data):
        raise FailedTryError('arXiv says "Rate exceeded"', again=True, is_later=True)
    found = _ROOT.match(data)
    if not found:
        start = snippet(data[:400].decode("utf-8", errors="replace"))
        raise FailedTryError(f'no feed came, but "{start}"')
    if found[1].lower() == b"html":
        raise FailedTryError("a web page came in place of a feed")
    if found[1] not in roots:
        raise FailedTryError(f"no feed came, but <{found[1].decode('ascii', errors='replace')}>")
    end = data[-_END:]
    if not re.search(rb"</(?:[\w.-]+:)?" + found[1] + rb"\s*>", end):
        raise FailedTryError("its answer ends early", again=True)
    return data


def check_error(body: BinaryIO) -> None:
    """Check that a body is no feed with arXiv's one entry "Error".

    Raises:
        FailedTryError: it is, and what arXiv says there.
    """
    start = body.read(_START)
    if _ERROR.search(start):
        said = _SUMMARY.search(start)
        text = said[1].decode("utf-8", errors="replace") if said else "error"
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
