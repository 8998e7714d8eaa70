"""HTTP for sources: paced requests, retries, redirects, and limits of time and size."""

import os
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import BinaryIO

import msgspec

from papertriage.errors import NetworkError
from papertriage.sources.address import host_of, next_hop, shown_target
from papertriage.sources.exchange import Answer, Limits, exchange
from papertriage.sources.failure import FailedTryError
from papertriage.sources.pace import LONGEST, Pace, interval
from papertriage.text.clean import snippet

TRIES = 5
_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_OFFLINE = "PAPERTRIAGE_OFFLINE"
_SUMMARY = re.compile(rb"<summary[^<>]*>([^<>]{1,2000})")
_PLAIN = re.compile(rb"\s*[^<{\s]")

Check = Callable[[BinaryIO], object]
"""Checks a body, which it may read; raises `FailedTryError` if it is not what was requested."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to request.

    Attributes:
        name: what the user called the source, for messages.
        url: a checked address.
        limits: bounds of one exchange.
        check: raises if a body is not what was requested.
        validators: those that came with what is known already.
        keep_partial: return the start of a body that did not arrive completely.
    """

    name: str
    url: str
    limits: Limits = Limits()
    check: Check | None = None
    validators: Mapping[str, str] = {}
    keep_partial: bool = False


class Got(msgspec.Struct, kw_only=True):
    """The result of a request.

    Attributes:
        body: the body, unpacked; None where nothing has changed since the validators.
        validators: ``etag`` and ``modified``, to be sent with the next request.
        day: the day of its last change, according to the server.
        cut: why `body` is incomplete; None if it is complete.
    """

    body: BinaryIO | None
    validators: dict[str, str] = {}
    day: date | None = None
    cut: NetworkError | None = None


class Client:
    """Sends requests to servers.

    Args:
        pace: when a host may be sent a request; None: the pace of this user.
        clock: the day and time, for dates of servers.
        jitter: a random number between its two arguments.
        limits: bounds of one exchange, in place of those of each request.
    """

    def __init__(
        self,
        pace: Pace | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[float, float], float] = random.uniform,
        limits: Limits | None = None,
    ) -> None:
        self._pace = pace or Pace()
        self._clock = clock
        self._jitter = jitter
        self._limits = limits

    def get(self, request: Request) -> Got:
        """Request an address until it answers, five times at most.

        Raises:
            TryLaterError: the server says later.
            NetworkError: it gave up.
        """
        if os.environ.get(_OFFLINE):
            raise NetworkError(f"{request.name}: not fetched, as {_OFFLINE} is set")
        tries = 0
        while True:
            tries += 1
            try:
                return self._try(request)
            except FailedTryError as failure:
                wait = self._wait(request.url, tries, failure)
                error = failure.error(request.name, tries)
                if wait is None and request.keep_partial and failure.partial is not None:
                    return Got(body=failure.partial, cut=error)
                failure.close()
                if wait is None:
                    raise error from None
                self._pace.put_off(host_of(request.url), wait)

    def page(self, request: Request) -> bytes:
        """Request an address as `get` does, without validators, and return the whole body."""
        body = self.get(request).body
        if body is None:
            raise ValueError("validators were sent")
        with body:
            return body.read()

    def _try(self, request: Request) -> Got:
        """Send the request once, and follow redirects; each of them waits its turn."""
        url, conditions = request.url, _conditions(request.validators)
        for _ in range(_HOPS + 1):
            with self._pace.turn(host_of(url)):
                answer = exchange(url, conditions, self._limits or request.limits)
            if answer.status in _REDIRECTS:
                url = _followed(url, answer)
                continue
            if answer.status == HTTPStatus.NOT_MODIFIED and conditions:
                return Got(body=None)
            if answer.body is None or answer.status >= HTTPStatus.BAD_REQUEST:
                raise self._refused(answer)
            return Got(
                body=_checked(answer.body, request.check),
                validators=_validators(answer.headers),
                day=_day(answer.headers.get("last-modified")),
            )
        raise FailedTryError(f"more than {_HOPS} redirects")

    def _wait(self, url: str, tries: int, failure: FailedTryError) -> float | None:
        """Return the seconds until the next try; None: give up.

        They grow from about 6 to 48, unless the server names a time.
        """
        if not failure.again or tries >= TRIES:
            return None
        if failure.after is not None:
            if failure.after > LONGEST:
                return None
            return failure.after + self._jitter(0, interval(host_of(url)) / 2)
        growing: float = interval(host_of(url)) * 2**tries
        return growing * self._jitter(0.85, 1.25)

    def _refused(self, answer: Answer) -> FailedTryError:
        after = self._seconds(answer.headers.get("retry-after"))
        message = ""
        if answer.body is not None:
            with answer.body as body:
                message = _message(body)
        later = f"; it asks to wait {after:.0f} s" if after and after > LONGEST else ""
        return FailedTryError(
            answer.reason() + (f": {message}" if message else "") + later,
            again=answer.status in _AGAIN,
            after=after,
            is_later=answer.status == HTTPStatus.TOO_MANY_REQUESTS
            or (after is not None and answer.status in _AGAIN),
        )

    def _seconds(self, text: str | None) -> float | None:
        """Read a Retry-After, in seconds or as a date; None if it has neither."""
        if text is None:
            return None
        if text.isdecimal() and text.isascii():
            return float(text[:9]) if len(text) > 9 else float(text)
        when = _moment(text)
        return max((when - self._clock()).total_seconds(), 0.0) if when else None


def _checked(body: BinaryIO, check: Check | None) -> BinaryIO:
    """Return a body that passed its check, rewound."""
    if check is not None:
        try:
            check(body)
        except FailedTryError:
            body.close()
            raise
        body.seek(0)
    return body


def _followed(url: str, answer: Answer) -> str:
    location = answer.headers.get("location", "")
    try:
        return next_hop(url, location)
    except ValueError as error:
        where = shown_target(location)
        raise FailedTryError(f"redirects to {where}, which is not followed: {error}") from None


def _conditions(validators: Mapping[str, str]) -> dict[str, str]:
    headers = {
        "If-None-Match": validators.get("etag"),
        "If-Modified-Since": validators.get("modified"),
    }
    return {name: value for name, value in headers.items() if value and _is_sound(value)}


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    found = {"etag": headers.get("etag"), "modified": headers.get("last-modified")}
    return {name: value for name, value in found.items() if value and _is_sound(value)}


def _is_sound(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= 500


def _moment(text: str | None) -> datetime | None:
    """Read an HTTP date; None if it is not valid."""
    try:
        when = parsedate_to_datetime(text or "")
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _day(text: str | None) -> date | None:
    when = _moment(text)
    return when.date() if when else None


def _message(body: BinaryIO) -> str:
    """Return the message of an error: a feed's summary, or a line of plain text."""
    start = body.read(1 << 14)
    if found := _SUMMARY.search(start):
        return snippet(found[1].decode("utf-8", errors="replace"), 200)
    if _PLAIN.match(start):
        return snippet(start.splitlines()[0].decode("utf-8", errors="replace"), 100)
    return ""
