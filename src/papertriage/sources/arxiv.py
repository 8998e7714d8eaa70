"""arXiv's feeds and its API as sources: today's announcements, a search, papers by their ids."""

import io
import re
from collections.abc import Generator, Mapping, Sequence

import msgspec

from papertriage.errors import NoRecordsError
from papertriage.sources.address import arxiv
from papertriage.sources.arxiv_answer import Facts, check_page, check_root, facts
from papertriage.sources.exchange import Limits
from papertriage.sources.http import Client, Request
from papertriage.sources.page import Page
from papertriage.sources.web import unchanged
from papertriage.text.clean import listed

LIMITS = Limits(packed=32 * 2**20, unpacked=64 * 2**20)
"""A page of arXiv is a few MB, and is held in memory."""
PAGE = 200
"""Entries of one request; arXiv recommends 100 to 500."""
IDS = 100
"""Ids of one request: the address stays under 2,000 characters."""
TITLES = 5
"""Titles of one request."""
_ANSWERS = 10
"""Papers that a search for a title may return."""
_MOST_WORDS = 15
MOST = 30_000
"""Entries that arXiv returns for one search; the rest is only available by OAI-PMH."""
_UNCOUNTED = (
    "arXiv does not say how many papers there are (no number in totalResults);"
    " its pages are read up to an empty one"
)


def open_feed(
    client: Client, name: str, categories: str, validators: Mapping[str, str]
) -> Generator[Page, None, None]:
    """Yield the announcements of the day in one page, which may be empty.

    Args:
        client: sends the requests.
        name: what the user called the source.
        categories: archives or categories, joined by ``+``.
        validators: of the last reading.

    Raises:
        NetworkError: the feed did not arrive.
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
        yield msgspec.structs.replace(
            unchanged(name), notes=()
        )  # the calendar says what that means
        return
    with got.body as body:
        stream = io.BytesIO(body.read())
    yield Page(name=name, base=name, stream=stream, day=got.day, validators=got.validators)


def open_search(client: Client, name: str, query: str) -> Generator[Page, None, None]:
    """Yield the pages of a search, the latest submissions first.

    Args:
        client: sends the requests.
        name: what the user called the source.
        query: in arXiv's language, as ``cat:cs.CV AND abs:face``.

    Raises:
        NetworkError: a page did not arrive; those before it are kept.
    """
    read, seen = 0, set[str]()
    while True:
        asked = min(PAGE, MOST - read)
        address = arxiv(
            "api",
            "api/query",
            search_query=query,
            start=read,
            max_results=asked,
            sortBy="submittedDate",
            sortOrder="descending",
        )
        data, found = _page(client, name, address, read)
        total = MOST if found.total is None else found.total
        if found.ids and found.ids <= seen:
            yield _repeated(name, read, found.total)
            return
        warnings = [_UNCOUNTED] if found.total is None and not read else []
        notes: list[str] = []
        read += found.entries
        seen |= found.ids
        is_last = not found.entries or read >= min(total, MOST)
        if is_last and total > MOST:
            warnings.append(f"arXiv returns only {MOST} of the {total} papers found; see arxiv:oai")
        elif not is_last and found.entries < asked:
            notes.append(f"arXiv sent {found.entries} of {asked} papers in a page; continued there")
        yield Page(
            name=name,
            base=name,
            stream=io.BytesIO(data),
            is_whole=total <= MOST,
            notes=tuple(notes),
            warnings=tuple(warnings),
        )
        if is_last:
            return


def _repeated(name: str, read: int, total: int | None) -> Page:
    """Return the page that ends a search in which arXiv repeats its answers."""
    of_all = "" if total is None else f" of {total}"
    warning = f"arXiv sent the same papers again after {read}{of_all}; the search ended there"
    return Page(
        name=name, base=name, stream=io.BytesIO(), has_news=False, is_cut=True, warnings=(warning,)
    )


def open_ids(client: Client, name: str, ids: Sequence[str]) -> Generator[Page, None, None]:
    """Yield papers by their ids, `IDS` per page; ids that arXiv does not know are reported.

    Args:
        client: sends the requests.
        name: what the user called the source.
        ids: well-formed arXiv ids, with or without a version.

    Raises:
        NetworkError: a page did not arrive; those before it are kept.
        NoRecordsError: arXiv knows none of them.
    """
    unknown: list[str] = []
    for at in range(0, len(ids), IDS):
        batch = ids[at : at + IDS]
        address = arxiv("api", "api/query", id_list=",".join(batch), max_results=len(batch))
        data, found = _page(client, name, address, 0)
        missing = [each for each in batch if _bare(each) not in found.ids]
        unknown += missing
        if len(missing) < len(batch):
            yield Page(
                name=name,
                base=name,
                stream=io.BytesIO(data),
                is_whole=False,  # it counts the papers of this page alone
                warnings=(f"arXiv does not know {listed(missing)}",) if missing else (),
            )
    if len(unknown) == len(ids):
        raise NoRecordsError(f"{name}: arXiv does not know {listed(unknown)}; nothing stored")


def open_titles(
    client: Client, name: str, titles: Sequence[tuple[str, str]]
) -> Generator[Page, None, None]:
    """Yield what arXiv finds for titles, several per page; the caller chooses the right papers.

    Args:
        client: sends the requests.
        name: what the user called the source.
        titles: (key, title) in the order of the requests; after a failure a search can continue
            after the key of its last page.

    Raises:
        NetworkError: a page did not arrive; those before it are kept.
    """
    for at in range(0, len(titles), TITLES):
        batch = titles[at : at + TITLES]
        query = " OR ".join(f'ti:"{words}"' for _, title in batch if (words := _words(title)))
        address = arxiv("api", "api/query", search_query=query, max_results=TITLES * _ANSWERS)
        data, found = _page(client, name, address, 0)
        is_last = at + TITLES >= len(titles)
        yield Page(
            name=name,
            base=name,
            stream=io.BytesIO(data),
            has_news=found.entries > 0,
            is_whole=False,
            validators={} if is_last else {"reached": batch[-1][0]},
        )


def _words(title: str) -> str:
    """Return the first words of a title as arXiv's search takes them: letters and digits."""
    words = re.findall(r"\w+", re.sub(r"\$[^$]{1,100}\$", " ", title))
    return " ".join(words[:_MOST_WORDS])


def _page(client: Client, name: str, address: str, start: int) -> tuple[bytes, Facts]:
    """Return a valid page of the API, and its facts."""
    data = client.page(
        Request(name=name, url=address, limits=LIMITS, check=lambda body: check_page(body, start))
    )
    return data, facts(data)


def _bare(identifier: str) -> str:
    return re.sub(r"v\d+$", "", identifier).lower()
