"""Web addresses: which may be fetched, which redirects may be followed, and how they are shown.

The addresses of arXiv's services are here too. For tests ``PAPERTRIAGE_ARXIV`` replaces them with
a server on this machine; any other address is refused.
"""

import ipaddress
import os
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from papertriage.errors import ConfigError, UsageError
from papertriage.text.clean import safe, snippet

_SERVICES = {
    "rss": "https://rss.arxiv.org",
    "api": "https://export.arxiv.org",
    "oai": "https://oaipmh.arxiv.org",
}
"""arXiv's feeds, its API and its OAI-PMH repository (info.arxiv.org/help)."""
_ENVIRONMENT = "PAPERTRIAGE_ARXIV"
_ARXIV = "arxiv.org"
_SECRET = re.compile(r"key|token|secret|passw|signature|^sig$|auth|credential", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def is_web(source: str) -> bool:
    """Return whether the user named an address of the web."""
    return _WEB.match(source) is not None


def checked(url: str) -> str:
    """Return the address if it may be fetched.

    Raises:
        UsageError: it is not http or https, names no host, or holds a user's name.
    """
    if reason := _fault(url):
        raise UsageError(f"{shown(url)}: {reason}")
    return url


def next_hop(url: str, location: str) -> str:
    """Return where a redirect leads, if it may be followed.

    It must stay on the same host, or among arXiv's hosts, and may not leave https for http.

    Raises:
        ValueError: it may not; the message says why.
    """
    target = urljoin(url, location)
    if reason := _fault(target):
        raise ValueError(reason)
    old, new = urlsplit(url), urlsplit(target)
    if old.scheme == "https" and new.scheme == "http":
        raise ValueError("it goes from https to http")
    is_arxiv = is_arxiv_host(host_of(url)) and is_arxiv_host(host_of(target))
    if not is_arxiv and host_of(url) != host_of(target):
        raise ValueError("it is another host; if you trust it, use its address directly")
    if _own_port(url) != _own_port(target):
        raise ValueError("it is another port")
    return target


def host_of(url: str) -> str:
    """Return an address's host in lower case."""
    return (urlsplit(url).hostname or "").lower().rstrip(".")


def is_arxiv_host(host: str) -> bool:
    """Return whether a host is one of arXiv's."""
    return host == _ARXIV or host.endswith(f".{_ARXIV}")


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself, by its name or number alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def arxiv(service: str, path: str, **query: str | int) -> str:
    """Return an address of one of arXiv's services.

    Raises:
        ConfigError: ``PAPERTRIAGE_ARXIV`` is set, and names another machine.
    """
    base = _SERVICES[service]
    if stand_in := os.environ.get(_ENVIRONMENT):
        if _fault(stand_in) or not is_loopback(host_of(stand_in)):
            raise ConfigError(f"{_ENVIRONMENT}={safe(stand_in)}: not a local address")
        base = stand_in.rstrip("/")
    return f"{base}/{path}" + (f"?{urlencode(query)}" if query else "")


def shown(url: str) -> str:
    """Return an address as messages and the library may hold it: safe, without secrets."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return safe(url)
    query = parts.query
    if any(_SECRET.search(name) for name, _ in parse_qsl(query)):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = "&".join(f"{k}=..." if _SECRET.search(k) else f"{k}={v}" for k, v in pairs)
    return safe(f"{parts.scheme}://{host}{parts.path}" + (f"?{query}" if query else ""))


def shown_target(location: str) -> str:
    """Return where a redirect leads as messages may hold it: a query or a login may be secret."""
    place = re.split(r"[?#]", location, maxsplit=1)[0]
    return snippet(re.sub(r"//[^/\\]*@", "//", place)) or "nowhere"


def _fault(url: str) -> str | None:
    """Say what is wrong with an address; None if it may be fetched."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not an address"
    if parts.scheme not in {"http", "https"}:
        return "neither http nor https"
    if parts.username is not None or parts.password is not None:
        return "an address with a user name or password is not fetched"
    if not parts.hostname or port == 0 or not url.isprintable() or " " in url:
        return "not an address"
    return None


def _own_port(url: str) -> int | None:
    """Return the port where it is not the usual one of the scheme."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return None if parts.port == usual else parts.port
