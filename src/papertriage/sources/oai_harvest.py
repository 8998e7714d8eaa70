"""arXiv's OAI-PMH repository as a source: any number of papers, in a harvest that can be resumed.

An answer ends with a token for the next. arXiv's tokens expire within a day; then the harvest
restarts from the day that it had reached, as long as the list came in the order of its days.
"""

import io
import re
from collections.abc import Generator, Mapping
from typing import BinaryIO

import msgspec

from papertriage.errors import NetworkError
from papertriage.sources.address import arxiv
from papertriage.sources.arxiv import LIMITS
from papertriage.sources.arxiv_answer import check_root
from papertriage.sources.failure import FailedTryError
from papertriage.sources.http import Client, Request
from papertriage.sources.page import Page
from papertriage.text.clean import safe, snippet

_TOKEN = re.compile(rb"<(?:\w+:)?resumptionToken(?:\s[^<>]*)?>([^<>]*)</")
_ERROR = re.compile(
    rb"""<(?:\w+:)?error\s(?=[^<>]*>)[^<>]*?code=["'](\w{1,40})["'][^<>]*>([^<>]*)"""
)
_STAMP = re.compile(rb"<(?:\w+:)?datestamp>\s*(\d{4}-\d\d-\d\d)")
_ANSWERS = frozenset({"noRecordsMatch", "badResumptionToken"})
"""Errors that are valid answers: there is nothing, or the token is too old."""
_MOST_TOKEN = 2000


class _Facts(msgspec.Struct, frozen=True):
    """What an answer says about itself: the next token, an error, the days of its records."""

    token: str
    error: str
    days: list[str]


def open_harvest(
    client: Client, name: str, arguments: Mapping[str, str], validators: Mapping[str, str]
) -> Generator[Page, None, None]:
    """Yield the answers to ListRecords; each with the place from which another run can resume.

    Args:
        client: sends the requests.
        name: what the user called the source.
        arguments: of the protocol: set, from, until, metadataPrefix.
        validators: ``token`` and ``reached`` of a harvest that was not read to its end.

    Raises:
        NetworkError: an answer did not arrive; those before it are kept.
    """
    place = _Place(validators.get("token", ""), validators.get("reached", ""))
    is_resumed = bool(place.token or place.reached)
    restarted_at: str | None = None
    shown: set[str] = set()
    while True:
        url = _address(arguments, place)
        data = client.page(Request(name=name, url=url, limits=LIMITS, check=_check))
        facts = _facts(data)
        if facts.error == "badResumptionToken":
            if restarted_at == place.reached:
                raise NetworkError(f"{name}: arXiv refuses its own tokens")
            restarted_at, is_resumed = place.reached, True
            place.token = ""
            shown.clear()
            continue
        shown.add(place.token)
        place.advance(facts)
        yield Page(
            name=name,
            base=name,
            stream=io.BytesIO(data),
            is_whole=not is_resumed,
            validators=place.validators(),
        )
        if not place.token:
            return
        if place.token in shown:
            raise NetworkError(f"{name}: arXiv returned the same token twice")


class _Place:
    """Where a harvest is.

    Attributes:
        token: the server's token for the next page; empty at the start and at the end.
        reached: the last day read; empty where the list does not come in order.
    """

    def __init__(self, token: str, reached: str) -> None:
        self.token = token
        self.reached = reached
        self._in_order = True

    def advance(self, facts: _Facts) -> None:
        """Move on to the place after an answer."""
        days = [self.reached, *facts.days] if self.reached else facts.days
        self._in_order = self._in_order and days == sorted(days)
        self.reached = days[-1] if days and self._in_order else ""
        self.token = facts.token

    def validators(self) -> dict[str, str]:
        """Return what another run needs to resume; nothing at the end."""
        if not self.token:
            return {}
        return {"token": self.token} | ({"reached": self.reached} if self.reached else {})


def _address(arguments: Mapping[str, str], place: _Place) -> str:
    if place.token:
        return arxiv("oai", "oai", verb="ListRecords", resumptionToken=place.token)
    query = {"verb": "ListRecords", "metadataPrefix": "arXiv", **arguments}
    if place.reached:
        query["from"] = max(place.reached, query.get("from", ""))
    return arxiv("oai", "oai", **query)


def _check(body: BinaryIO) -> None:
    data = check_root(body, frozenset({b"OAI-PMH"}))
    facts = _facts(data)
    if facts.error and facts.error not in _ANSWERS:
        error = _ERROR.search(data)
        text = snippet(error[2].decode("utf-8", errors="replace"), 200) if error else ""
        raise FailedTryError(f"arXiv says {facts.error}: {text}")
    if len(facts.token) > _MOST_TOKEN or not facts.token.isprintable():
        raise FailedTryError("its token for the next page is damaged")


def _facts(data: bytes) -> _Facts:
    token = _TOKEN.findall(data)
    error = _ERROR.search(data)
    return _Facts(
        token=safe(token[-1].strip().decode("utf-8", errors="replace")) if token else "",
        error=error[1].decode("ascii") if error else "",
        days=[day.decode("ascii") for day in _STAMP.findall(data)],
    )
