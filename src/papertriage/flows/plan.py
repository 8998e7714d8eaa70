"""The plan of an ingest: what the user named, as sources that can be opened one by one.

- ``FILE``, ``-``: files and standard input
- ``http://...``, ``https://...``: any dump or feed of the web; an arXiv page means its paper
- ``arxiv:cs.CV``: today's announcements; several categories joined by ``+``
- ``arxiv:search?QUERY``: arXiv's API
- ``arxiv:2401.00001``: papers by id; all that are named are asked for together
- ``arxiv:@FILE``: the ids in a file, one a line
- ``arxiv:missing``: papers of the library that lack a title or an abstract
- ``arxiv:oai?set=...&from=...``: arXiv's OAI-PMH repository
"""

import io
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from papertriage.errors import UsageError
from papertriage.identity import parse_arxiv
from papertriage.library import Library
from papertriage.sources.address import checked, is_web, shown
from papertriage.sources.files import open_source
from papertriage.sources.page import Page
from papertriage.text import safe, snippet

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.sources.http import Client

MISSING = "arxiv:missing"
IDS = "arxiv:ids"
"""What several ids that the user named are called together."""

_ARXIV, _FILE, _SEARCH, _OAI = "arxiv:", "@", "search?", "oai?"
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*))?")
_ARGUMENTS = ("set", "from", "until", "metadataPrefix")
_PREFIXES = ("arXiv", "arXivRaw", "oai_dc")
_SET = re.compile(r"[A-Za-z0-9.:_-]+")
_MOST_TOLD = 5

Pages = Callable[[Mapping[str, str]], Generator[Page, None, None]]
"""Opens a source: takes the validators of its last reading, yields its pages."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A source that is not open yet.

    Attributes:
        name: what messages and runs.jsonl call it.
        open: opens it.
        is_network: it may have validators from its last reading.
    """

    name: str
    open: Pages
    is_network: bool = True


class Planner:
    """Makes sources of what the user names.

    Args:
        library: asked for the papers that lack something.
        base: a library to ask in its place.
        told: takes a line about a long wait.
    """

    def __init__(self, library: Library, base: "View | None", told: Callable[[str], None]) -> None:
        self._library = library
        self._base = base
        self._told = told

    def plan(self, specs: Sequence[str]) -> list[Planned]:
        """Return the sources in order; ids are gathered where the first of them stands.

        Raises:
            UsageError: what looks like a source of the network is none.
        """
        ids = list(dict.fromkeys(each for spec in specs for each in _ids(spec)))
        planned: list[Planned] = []
        for spec in specs:
            if not _ids(spec):
                planned.append(self._planned(spec))
            elif ids:
                planned.append(self._by_id(ids))
                ids = []
        return planned

    def _planned(self, spec: str) -> Planned:
        if is_web(spec):
            checked(spec)
            return Planned(name=shown(spec), open=lambda kept: self._web(spec, kept))
        if spec == MISSING:
            return Planned(name=spec, open=lambda _: self._missing())
        if spec.startswith(_ARXIV):
            return Planned(name=safe(spec), open=self._arxiv(safe(spec), spec[len(_ARXIV) :]))
        return Planned(name=safe(spec), open=lambda _: _file(spec), is_network=False)

    def _arxiv(self, name: str, what: str) -> Pages:
        """Return what opens a source of arXiv's; the part behind the prefix tells which."""
        if what.startswith(_FILE):
            return lambda _: self._listed(name, what[len(_FILE) :])
        if what.startswith(_SEARCH) and (query := what[len(_SEARCH) :].strip()):
            return lambda _: self._search(name, query)
        if what.startswith(_OAI):
            arguments = _oai_arguments(name, what[len(_OAI) :])
            return lambda kept: self._harvest(name, arguments, kept)
        if all(_CATEGORY.fullmatch(part) for part in what.split("+")):
            return lambda kept: self._feed(name, what, kept)
        raise UsageError(
            f"{name}: no source of arXiv's",
            hint="arxiv:CATEGORY, arxiv:ID, arxiv:@FILE, arxiv:missing, 'arxiv:search?QUERY'"
            " or 'arxiv:oai?set=SET&from=DATE'",
        )

    @cached_property
    def _client(self) -> "Client":
        from papertriage.sources.http import Client
        from papertriage.sources.pace import Pace

        return Client(Pace(told=self._told))

    def _web(self, url: str, kept: Mapping[str, str]) -> Generator[Page, None, None]:
        from papertriage.sources.web import open_web

        return open_web(self._client, url, kept)

    def _feed(
        self, name: str, categories: str, kept: Mapping[str, str]
    ) -> Generator[Page, None, None]:
        from papertriage.sources.arxiv import open_feed

        return open_feed(self._client, name, categories, kept)

    def _search(self, name: str, query: str) -> Generator[Page, None, None]:
        from papertriage.sources.arxiv import open_search

        return open_search(self._client, name, query)

    def _harvest(
        self, name: str, arguments: Mapping[str, str], kept: Mapping[str, str]
    ) -> Generator[Page, None, None]:
        from papertriage.sources.oai import open_harvest

        return open_harvest(self._client, name, arguments, kept)

    def _by_id(self, ids: Sequence[str]) -> Planned:
        name = f"{_ARXIV}{ids[0]}" if len(ids) == 1 else IDS
        return Planned(name=name, open=lambda _: self._ids(name, ids))

    def _ids(self, name: str, ids: Sequence[str]) -> Generator[Page, None, None]:
        from papertriage.sources.arxiv import open_ids

        return open_ids(self._client, name, ids)

    def _listed(self, name: str, path: str) -> Generator[Page, None, None]:
        """Yield the papers whose ids stand in a file, and tell the lines that are none."""
        with open_source(path) as page:
            lines = [line.decode("utf-8", errors="replace").strip() for line in page.stream]
        found = {line: parse_arxiv(line) for line in lines if line and not line.startswith("#")}
        if wrong := [line for line, parsed in found.items() if not parsed]:
            shown_ones = ", ".join(f'"{snippet(line, 30)}"' for line in wrong[:_MOST_TOLD])
            more = f" and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
            yield _nothing(name, warnings=(f"no arXiv id: {shown_ones}{more}",))
        if ids := list(dict.fromkeys(_dressed(parsed) for parsed in found.values() if parsed)):
            yield from self._ids(name, ids)

    def _missing(self) -> Generator[Page, None, None]:
        """Yield the papers that the library knows by an arXiv id but not by title and abstract."""
        with nullcontext(self._base) if self._base else self._library.read() as view:
            ids = [
                paper.ids["arxiv"]
                for paper in view.papers()
                if "arxiv" in paper.ids and not (paper.title and paper.abstract)
            ]
        if not ids:
            note = "no paper with an arXiv id lacks its title or its abstract"
            yield _nothing(MISSING, notes=(note,))
            return
        yield from self._ids(MISSING, ids)


def _file(spec: str) -> Generator[Page, None, None]:
    with open_source(spec) as page:
        yield page


def _nothing(name: str, *, notes: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> Page:
    """Return a page that holds only words to the user."""
    return Page(
        name=name, base=name, stream=io.BytesIO(), has_news=False, notes=notes, warnings=warnings
    )


def _ids(spec: str) -> list[str]:
    """Return the arXiv ids that a source names: one or several with commas, or an arXiv page."""
    if is_web(spec):
        parsed = [parse_arxiv(spec)]
    elif spec.startswith(_ARXIV):
        parsed = [parse_arxiv(part) for part in spec[len(_ARXIV) :].split(",")]
    else:
        return []
    return [_dressed(found) for found in parsed if found] if all(parsed) else []


def _dressed(parsed: tuple[str, int | None]) -> str:
    identifier, version = parsed
    return f"{identifier}v{version}" if version else identifier


def _oai_arguments(name: str, query: str) -> dict[str, str]:
    """Read the arguments of a harvest.

    Raises:
        UsageError: one is unknown, or not what it should be.
    """
    arguments = dict(parse_qsl(query, keep_blank_values=True))
    for key, value in arguments.items():
        if key not in _ARGUMENTS:
            raise UsageError(f'{name}: no argument "{key}"', hint=f"one of {', '.join(_ARGUMENTS)}")
        if not _is_argument(key, value):
            raise UsageError(f'{name}: {key} is not "{value}"')
    return arguments


def _is_argument(key: str, value: str) -> bool:
    if key == "metadataPrefix":
        return value in _PREFIXES
    if key == "set":
        return _SET.fullmatch(value) is not None
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
