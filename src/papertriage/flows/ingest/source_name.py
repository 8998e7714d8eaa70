"""The names of sources: which kind of source a name means, from its spelling alone."""

import re
from urllib.parse import parse_qsl

from papertriage import clock, dates
from papertriage.config.subscription import Subscription
from papertriage.errors import UsageError
from papertriage.sources.address import is_web, shown
from papertriage.sources.files import STDIN, STDIN_NAME
from papertriage.text.clean import safe
from papertriage.text.identifiers import parse_arxiv

ARXIV = "arxiv:"

_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*))?")
_ARGUMENTS = ("set", "from", "until", "metadataPrefix")
_PREFIXES = ("arXiv", "arXivRaw", "oai_dc")
_SET = re.compile(r"[A-Za-z0-9.:_-]+")


def name_of(one: Subscription) -> str:
    """Return what messages, runs.jsonl and ``status`` call a source: safe, without secrets."""
    if one.name is None and is_web(one.source):
        return shown(one.source)
    return STDIN_NAME if one.source == STDIN else safe(one.name or one.source)


def is_network(source: str) -> bool:
    """Return whether a source is on the network; others are files on this machine."""
    return is_web(source) or source.startswith(ARXIV)


def categories_of(source: str) -> str:
    """Return the categories of a feed of announcements, joined by ``+``; else empty."""
    what = source.removeprefix(ARXIV)
    parts = what.split("+") if what != source else [""]
    return what if all(_CATEGORY.fullmatch(part) for part in parts) else ""


def ids_of(source: str) -> list[str]:
    """Return the arXiv ids that a source names: one or several with commas, or an arXiv page."""
    if is_web(source):
        parsed = [parse_arxiv(source)]
    elif source.startswith(ARXIV):
        parsed = [parse_arxiv(part) for part in source[len(ARXIV) :].split(",")]
    else:
        return []
    return [with_version(found) for found in parsed if found] if all(parsed) else []


def with_version(parsed: tuple[str, int | None]) -> str:
    identifier, version = parsed
    return f"{identifier}v{version}" if version else identifier


def oai_arguments(name: str, query: str) -> dict[str, str]:
    """Read the arguments of a harvest; a day may be named from today (``from=7d``).

    Raises:
        UsageError: one is unknown or not valid.
    """
    arguments = dict(parse_qsl(query, keep_blank_values=True))
    for key, value in arguments.items():
        if key not in _ARGUMENTS:
            raise UsageError(f'{name}: no argument "{key}"', hint=f"one of {', '.join(_ARGUMENTS)}")
        read = _argument(key, value)
        if read is None:
            raise UsageError(f'{name}: invalid value "{value}" for {key}')
        arguments[key] = read
    return arguments


def _argument(key: str, value: str) -> str | None:
    """Return an argument as arXiv takes it; None if it is not valid."""
    if key == "metadataPrefix":
        return value if value in _PREFIXES else None
    if key == "set":
        return value if _SET.fullmatch(value) else None
    found = dates.named_day(value, clock.today(), latest=key == "until")
    return found.isoformat() if found else None
