"""A web address as a source, read as a file would be, whatever its form."""

import io
from collections.abc import Generator, Mapping

from papertriage.sources.arxiv_answer import check_error
from papertriage.sources.exchange import Limits
from papertriage.sources.http import Client, Request
from papertriage.sources.page import Page
from papertriage.sources.unpack import unpack

_FILE = Limits(packed=16 * 2**30, unpacked=64 * 2**30)
"""An address may hold any dump; all of arXiv's metadata is 5 GB."""


def open_web(
    client: Client, name: str, url: str, validators: Mapping[str, str]
) -> Generator[Page, None, None]:
    """Yield the contents of an address as one page, or the start of it if the transfer was cut off.

    Args:
        client: sends the requests.
        name: what the user calls the source.
        url: a checked address.
        validators: of the last reading.

    Raises:
        NetworkError: it did not answer.
    """
    got = client.get(
        Request(
            name=name,
            url=url,
            limits=_FILE,
            check=check_error,
            validators=validators,
            keep_partial=True,
        )
    )
    if got.body is None:
        yield unchanged(name)
        return
    with got.body as body:
        yield Page(
            name=name,
            base=name,
            stream=unpack(name, body),
            day=got.day,
            validators=got.validators,
            failure=got.cut,
        )


def unchanged(name: str) -> Page:
    """Return the page of a source that has not changed since it was last read."""
    note = "nothing new: it has not changed since it was last read"
    return Page(name=name, base=name, stream=io.BytesIO(), has_news=False, notes=(note,))
