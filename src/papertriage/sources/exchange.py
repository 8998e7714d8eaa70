"""One exchange: a request and its whole answer, within bounds, with a message for each failure."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from papertriage import __version__
from papertriage.sources.body import receive
from papertriage.sources.failure import FailedTryError
from papertriage.sources.watchdog import Watchdog
from papertriage.text.clean import safe, snippet

if TYPE_CHECKING:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import BaseHTTPResponse

USER_AGENT = f"papertriage/{__version__} (a reader's own reading list; python-requests)"
_SILENCE = 20.0
"""Seconds without a byte after which a connection is given up."""
_PIECE = 1 << 16
_HEADERS = ("etag", "last-modified", "location", "retry-after", "content-type")
_BODIES = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_NEVER = (
    ("ProxyError", "the proxy cannot be reached, or refuses"),
    ("NameResolutionError", "no such host, or no network (DNS)"),
    ("gaierror", "no such host, or no network (DNS)"),
    ("ConnectionRefusedError", "connection refused"),
    ("NewConnectionError", "it cannot be reached"),
)
"""Errors that another try does not help, by the names of their classes, and their meaning."""
_MOST_SAID = 1 << 16
_MOST_HEADER = 2000


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one exchange.

    Attributes:
        grace: seconds that it may last in any case.
        slowest: bytes of the body that earn it another second.
        packed: bytes of the body at most, as sent.
        unpacked: bytes of the body at most, unpacked.
    """

    grace: float = 60.0
    slowest: int = 64 * 2**10
    packed: int = 64 * 2**20
    unpacked: int = 256 * 2**20


class Answer(msgspec.Struct, kw_only=True):
    """What a server answered.

    Attributes:
        status: the status code.
        headers: those that matter here, by their names in lower case.
        body: the body, unpacked; of a failure its beginning. A redirect's is not read.
    """

    status: int
    headers: dict[str, str]
    body: BinaryIO | None = None

    def reason(self) -> str:
        """Return the status in the standard words, never in the server's own."""
        try:
            return f"HTTP {self.status} ({HTTPStatus(self.status).phrase})"
        except ValueError:
            return f"HTTP {self.status}"


def exchange(url: str, headers: Mapping[str, str], limits: Limits) -> Answer:
    """Send a GET request and receive its answer; a redirect is an answer, and not followed.

    Raises:
        FailedTryError: there is no answer, or its body is incomplete.
    """
    import requests

    with Watchdog(grace=limits.grace, slowest=limits.slowest) as dog:
        try:
            with requests.Session() as session, _send(session, url, headers, dog) as response:
                return _answer(response, limits, dog)
        except requests.RequestException as error:
            raise _explained(error, dog) from None


def _send(
    session: "requests.Session", url: str, headers: Mapping[str, str], dog: Watchdog
) -> "requests.Response":
    """Send a request by our own adapter, with the user's proxies and certificates.

    The session would follow redirects, and read their whole bodies.
    """
    from requests import Request

    session.auth = _no_auth
    known = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **headers}
    request = session.prepare_request(Request("GET", url, headers=known))
    settings: Any = session.merge_environment_settings(url, {}, True, None, None)
    adapter = _adapter(dog)
    session.mount(url, adapter)  # it is closed with the session
    return adapter.send(request, timeout=_SILENCE, **settings)


def _no_auth(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    """Keep the HTTP library from looking for a password in ``~/.netrc``."""
    return request


def _adapter(dog: Watchdog) -> "HTTPAdapter":
    """Return what makes connections, and shows each to the watchdog."""
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
            pool: Any = super().get_connection_with_tls_context(*args, **options)
            base: Any = pool.ConnectionCls

            class Watched(base):  # type: ignore[misc]  # plain or TLS, known only at run time
                def _new_conn(self) -> socket.socket:
                    return dog.watch(super()._new_conn())

            pool.ConnectionCls = Watched
            return pool

    return Adapter()


def _answer(response: "requests.Response", limits: Limits, dog: Watchdog) -> Answer:
    headers = {
        name: safe(value[:_MOST_HEADER])
        for name in _HEADERS
        if (value := response.headers.get(name))
    }
    answer = Answer(status=response.status_code, headers=headers)
    if answer.status in _BODIES:
        answer.body = _body(response, limits, dog)
    elif answer.status >= HTTPStatus.BAD_REQUEST:
        bounds = msgspec.structs.replace(limits, packed=_MOST_SAID, unpacked=_MOST_SAID)
        try:
            answer.body = _body(response, bounds, dog)
        except FailedTryError:
            answer.body = None  # the status alone says enough
    return answer


def _body(response: "requests.Response", limits: Limits, dog: Watchdog) -> BinaryIO:
    length = response.headers.get("content-length", "")
    is_counted = length.isdecimal() and len(length) < 20
    return receive(
        _pieces(response.raw, dog),
        encoding=response.headers.get("content-encoding", ""),
        length=int(length) if is_counted else None,
        most=limits.packed,
        most_unpacked=limits.unpacked,
    )


def _pieces(raw: "BaseHTTPResponse", dog: Watchdog) -> Iterator[bytes]:
    """Yield the raw bytes of a body as they come."""
    from urllib3.exceptions import HTTPError

    try:
        while piece := raw.read1(_PIECE, decode_content=False):
            dog.received += len(piece)
            yield piece
    except (HTTPError, HTTPException, OSError) as error:
        raise _explained(error, dog) from None
    if dog.fired:
        raise _too_slow(dog)


def _too_slow(dog: Watchdog) -> FailedTryError:
    size = f"{dog.received} bytes" if dog.received else "no answer"
    return FailedTryError(f"{size} within {dog.elapsed:.0f} s; cut off", keeps=dog.received > 0)


def _explained(error: Exception, dog: Watchdog) -> FailedTryError:
    """Return why an exchange failed, in plain words; the libraries wrap the cause several times."""
    if dog.fired:
        return _too_slow(dog)
    causes = list(_causes(error))
    names = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    reason = next((reason for name, reason in _NEVER if name in names), None)
    if tls := next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None):
        why = getattr(tls, "verify_message", "") or tls.reason or "no common protocol or cipher"
        reason = f"TLS failed: {snippet(str(why).replace('_', ' ').lower())}"
    if reason is None and "TimeoutError" in names:
        reason, again = f"silent for {_SILENCE:.0f} s", True
    elif reason is None and _is_broken(causes):
        reason, again = "the connection broke off", True
    else:
        reason, again = reason or "the server does not speak HTTP", False
    return FailedTryError(reason, again=again, keeps=dog.received > 0)


def _is_broken(causes: list[BaseException]) -> bool:
    """Return whether a connection ended, rather than sent something that is not HTTP."""
    ended = (RemoteDisconnected, IncompleteRead, ConnectionResetError, BrokenPipeError)
    is_garbage = any(isinstance(cause, HTTPException) for cause in causes)
    return not is_garbage or any(isinstance(cause, ended) for cause in causes)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what is wrapped in it."""
    queue: list[Any] = [error]
    seen: set[int] = set()
    while queue and len(seen) < 50:
        cause = queue.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        queue += (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
