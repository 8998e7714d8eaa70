"""arXiv's feeds and its API as sources: today's announcements, a search, papers by their ids.

Pages of the API go astray in known ways: an empty page in the middle of a result, a short one, an
entry called "Error", a web page in place of a feed. Each is told apart before a page is handed on.
"""

import io
import re
from collections.abc import Generator, Mapping, Sequence
from typing import BinaryIO

import msgspec

from papertriage.errors import NoRecordsError
from papertriage.sources.address import arxiv
from papertriage.sources.exchange import Limits
from papertriage.sources.failure import FailedTryError
from papertriage.sources.http import Client, Request
from papertriage.sources.page import Page
from papertriage.sources.web import unchanged
from papertriage.text.clean import snippet

LIMITS = Limits(packed=32 * 2**20, unpacked=64 * 2**20)
"""A page of arXiv's is a few MB; it is held in memory."""
PAGE = 200
"""Entries to ask for at once; arXiv recommends 100 to 500."""
IDS = 100
"""Ids to ask for at once: the address stays under 2,000 characters."""
MOST = 30_000
"""Entries of one search that arXiv hands out; the rest only by OAI-PMH."""

_ROOT = re.compile(
    rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^<>\[]*>\s*)*<(?:[\w.-]+:)?([\w-]+)", re.DOTALL
)
_TOTAL = re.compile(rb"totalResults[^<>]*>\s*(\d{1,9})\s*<")
_ENTRY = re.compile(rb"<(?:\w+:)?entry[\s>]")
_ERROR = re.compile(rb"<id>[^<>]*/api/errors")
_SUMMARY = re.compile(rb"<summary[^<>]*>([^<>]*)")
_ID = re.compile(rb"<id>\s*https?://[\w.]*arxiv\.org/abs/([^<>\s]+?)(?:v\d+)?\s*</id>")
_END = 500
"""Bytes in which the root must be closed; comments may follow."""
_LATER = re.compile(rb"\s*rate (?:limit )?exceeded", re.IGNORECASE)


def open_feed(
    client: Client, name: str, categories: str, validators: Mapping[str, str]
) -> Generator[Page, None, None]:
    """Yield the announcements of the day in one page; on days without any it says so itself.

    Args:
        client: who asks.
        name: what the user called the source.
        categories: archives or categories, joined by ``+``.
        validators: of the last reading.

    Raises:
        NetworkError: the feed did not come.
    """
    got = client.get(
        Request(
            name=name,
            url=arxiv("rss", f"rss/{categories}"),
            limits=LIMITS,
            check=lambda body: check_root(body, frozenset({b"rss", b"feed", b"RDF"})),
            validators=validators,
        )
    )
    if got.body is None:
        yield msgspec.structs.replace(unchanged(name), notes=())  # what it means, the day tells
        return
    with got.body as body:
        stream = io.BytesIO(body.read())
    yield Page(name=name, base=name, stream=stream, day=got.day, validators=got.validators)


def open_search(client: Client, name: str, query: str) -> Generator[Page, None, None]:
    """Yield the pages of a search, the latest submissions first.

    Args:
        client: who asks.
        name: what the user called the source.
        query: in arXiv's language, as ``cat:cs.CV AND abs:face``.

    Raises:
        NetworkError: a page did not come; those before it stand.
    """
    start = 0
    while True:
        asked = min(PAGE, MOST - start)
        address = arxiv(
            "api",
            "api/query",
            search_query=query,
            start=start,
            max_results=asked,
            sortBy="submittedDate",
            sortOrder="descending",
        )
        data, found = _page(client, name, address, start)
        start += found.entries
        total = found.total if found.total is not None else start
        is_last = not found.entries or start >= min(total, MOST)
        yield Page(
            name=name,
            base=name,
            stream=io.BytesIO(data),
            is_whole=total <= MOST,
            notes=()
            if is_last or found.entries >= asked
            else (f"a short page, {found.entries} of {asked}; went on behind it",),
            warnings=(f"arXiv hands out {MOST} of the {total} papers found; see arxiv:oai",)
            if is_last and total > MOST
            else (),
        )
        if is_last:
            return


def open_ids(client: Client, name: str, ids: Sequence[str]) -> Generator[Page, None, None]:
    """Yield papers by their ids, so many a page; the ids that arXiv does not know are told.

    Args:
        client: who asks.
        name: what the user called the source.
        ids: well-formed arXiv ids, with or without a version.

    Raises:
        NetworkError: a page did not come; those before it stand.
        NoRecordsError: arXiv knows none of them.
    """
    unknown: list[str] = []
    for at in range(0, len(ids), IDS):
        batch = ids[at : at + IDS]
        address = arxiv("api", "api/query", id_list=",".join(batch), max_results=len(batch))
        data, _ = _page(client, name, address, 0)
        known = {found.decode("ascii", errors="replace").lower() for found in _ID.findall(data)}
        missing = [each for each in batch if _bare(each) not in known]
        unknown += missing
        if len(missing) < len(batch):
            yield Page(
                name=name,
                base=name,
                stream=io.BytesIO(data),
                is_whole=False,  # it counts the papers of this page alone
                warnings=(f"arXiv does not know {_listed(missing)}",) if missing else (),
            )
    if len(unknown) == len(ids):
        raise NoRecordsError(f"{name}: arXiv does not know {_listed(unknown)}; nothing stored")


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


class _Found(msgspec.Struct, frozen=True):
    """What a page of the API says of itself."""

    entries: int
    total: int | None


def _page(client: Client, name: str, address: str, start: int) -> tuple[bytes, _Found]:
    """Return a page of the API that is what it should be, and what it says."""
    data = client.page(
        Request(name=name, url=address, limits=LIMITS, check=lambda body: _check_page(body, start))
    )
    return data, _facts(data)


def _check_page(body: BinaryIO, start: int) -> None:
    data = check_root(body, frozenset({b"feed"}))
    found = _facts(data)
    if _ERROR.search(data):
        said = _SUMMARY.search(data)
        text = said[1].decode("utf-8", errors="replace") if said else "error"
        raise FailedTryError(f"arXiv says: {snippet(text, 200)}")
    if not found.entries and start < (found.total or 0):
        where = f"after {start} of {found.total} papers" if start else f"of {found.total} papers"
        raise FailedTryError(f"an empty page {where}", again=True)


def _facts(data: bytes) -> _Found:
    total = _TOTAL.search(data)
    return _Found(len(_ENTRY.findall(data)), int(total[1]) if total else None)


def _bare(identifier: str) -> str:
    return re.sub(r"v\d+$", "", identifier).lower()


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(ids[:5]) + more
