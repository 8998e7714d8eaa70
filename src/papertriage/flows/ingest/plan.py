"""The plan of an ingest: turns what the user named into sources that can be opened one by one.

- ``FILE``, ``-``: files and standard input; a configuration may name them by a pattern
- ``FOLDER``: the files in it, or the mails of a Maildir
- ``http://...``, ``https://...``: any dump or feed of the web; an arXiv page means its paper
- ``arxiv:cs.CV``: today's announcements; several categories joined by ``+``
- ``arxiv:search?QUERY``: arXiv's API
- ``arxiv:2401.00001``: papers by id; all ids are fetched together
- ``arxiv:@FILE``: the ids in a file, one per line
- ``arxiv:missing``: papers of the library that lack a title, an abstract or an id
- ``arxiv:oai?set=...&from=...``: arXiv's OAI-PMH repository
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from papertriage.config.subscription import Subscription
from papertriage.errors import ConfigError, NoRecordsError, UsageError
from papertriage.flows.ingest.backfill import open_days, portions, query
from papertriage.flows.ingest.missing import MISSING, Missing
from papertriage.flows.ingest.plan_files import file_page, files_of, is_on_disk
from papertriage.flows.ingest.planned import Pages, Planned, nothing
from papertriage.flows.ingest.source_name import (
    ARXIV,
    categories_of,
    ids_of,
    is_network,
    name_of,
    oai_arguments,
    with_version,
)
from papertriage.library import Library, Run
from papertriage.sources import announcements
from papertriage.sources.address import checked, is_web
from papertriage.sources.files import open_source
from papertriage.sources.page import Page
from papertriage.text.clean import listed, safe, snippet
from papertriage.text.identifiers import parse_arxiv

if TYPE_CHECKING:
    from papertriage.sources.http import Client

IDS = "arxiv:ids"
"""The name of several ids that are fetched together."""

_FILE, _SEARCH, _OAI = "@", "search?", "oai?"


class Planner:
    """Makes sources of what the user names.

    Args:
        library: where to find papers that lack something.
        on_message: called with a line about a long wait.
    """

    def __init__(self, library: Library, on_message: Callable[[str], None]) -> None:
        self.library = library
        self.on_message = on_message

    def plan(self, wanted: Sequence[Subscription]) -> list[Planned]:
        """Return the sources in order; all ids are gathered at the position of the first one.

        Raises:
            UsageError: a source is not valid.
            ConfigError: a source of a configuration is not valid.
        """
        ids = list(dict.fromkeys(each for one in wanted for each in _loose_ids(one)))
        planned: list[Planned] = []
        for one in wanted:
            if not _loose_ids(one):
                planned += self._planned(one)
            elif ids:
                planned.append(self._by_id(ids))
                ids = []
        return planned

    def fill(self, wanted: Sequence[Subscription], runs: Sequence[Run]) -> Iterator[Planned]:
        """Yield sources that fetch the announcements which, according to the runs, were missed."""
        for one in wanted:
            if categories_of(one.source):
                days = open_days(runs, name_of(one))
                yield from (self._filling(one, portion) for portion in portions(days))

    def _filling(self, one: Subscription, days: list[date]) -> Planned:
        name = f"{name_of(one)}, {announcements.span(days)}"
        search = query(categories_of(one.source), days)
        return Planned(
            name=name,
            open=lambda _: self._search(name, search),
            base=name_of(one),
            belongs_to=name_of(one),
            filled=days,
            since=one.since,
        )

    def _planned(self, one: Subscription) -> list[Planned]:
        try:
            plan = Planned(
                name=name_of(one),
                open=self._opener(one),
                is_network=is_network(one.source),
                waits=not is_on_disk(one),
                base=safe(one.name) if one.name else None,
                categories=categories_of(one.source),
                form=one.form,
                since=one.since,
                is_subscribed=one.is_subscribed,
                accepts=self._missing.accepts if one.source == MISSING else None,
            )
        except UsageError as error:
            if not one.is_subscribed:
                raise
            raise ConfigError(f"{one.place}: {error.message}", hint=error.hint) from None
        return files_of(one, plan)

    def _opener(self, one: Subscription) -> Pages:
        """Return what opens a source.

        Raises:
            UsageError: it is not a valid source of the network.
        """
        name, source = name_of(one), one.source
        if ids := ids_of(source):
            return lambda _: self._ids(name, ids)
        if is_web(source):
            from papertriage.sources.web import open_web

            checked(source)
            return lambda kept: open_web(self._client, name, source, kept)
        if source.startswith(ARXIV + _FILE):
            path = one.path(source.removeprefix(ARXIV + _FILE))
            return lambda _: self._listed(name, path)
        if source == MISSING:
            return self._missing.open
        if source.startswith(ARXIV):
            return self._arxiv(name, source.removeprefix(ARXIV))
        return lambda _: file_page(one.path(source))

    def _arxiv(self, name: str, what: str) -> Pages:
        """Return what opens an arXiv source, by the part after the prefix."""
        if what.startswith(_SEARCH) and (query := what[len(_SEARCH) :].strip()):
            return lambda _: self._search(name, query)
        if what.startswith(_OAI):
            from papertriage.sources.oai_harvest import open_harvest

            arguments = oai_arguments(name, what[len(_OAI) :])
            return lambda kept: open_harvest(self._client, name, arguments, kept)
        if categories := categories_of(ARXIV + what):
            from papertriage.sources.arxiv import open_feed

            return lambda kept: open_feed(self._client, name, categories, kept)
        raise UsageError(
            f"{name}: not an arXiv source",
            hint="arxiv:CATEGORY, arxiv:ID, arxiv:@FILE, arxiv:missing, 'arxiv:search?QUERY'"
            " or 'arxiv:oai?set=SET&from=DATE'",
        )

    @cached_property
    def _client(self) -> "Client":
        from papertriage.sources.http import Client
        from papertriage.sources.pace import Pace

        return Client(Pace(on_message=self.on_message))

    @cached_property
    def _missing(self) -> Missing:
        return Missing(self.library, lambda: self._client, self.on_message)

    def _search(self, name: str, query: str) -> Generator[Page, None, None]:
        from papertriage.sources.arxiv import open_search

        return open_search(self._client, name, query)

    def _by_id(self, ids: Sequence[str]) -> Planned:
        name = f"{ARXIV}{ids[0]}" if len(ids) == 1 else IDS
        return Planned(name=name, open=lambda _: self._ids(name, ids))

    def _ids(self, name: str, ids: Sequence[str]) -> Generator[Page, None, None]:
        from papertriage.sources.arxiv import open_ids

        return open_ids(self._client, name, ids)

    def _listed(self, name: str, path: str) -> Generator[Page, None, None]:
        """Yield the papers whose ids are in a file, and report other lines.

        Raises:
            NoRecordsError: there is no id in it.
        """
        with open_source(path) as page:
            lines = [line.decode("utf-8", errors="replace").strip() for line in page.stream]
        found = {line: parse_arxiv(line) for line in lines if line and not line.startswith("#")}
        wrong = [line for line, parsed in found.items() if not parsed]
        shown_wrong = listed([f'"{snippet(line, 30)}"' for line in wrong])
        ids = list(dict.fromkeys(with_version(parsed) for parsed in found.values() if parsed))
        if not ids:
            read = f", only {shown_wrong}" if wrong else ""
            raise NoRecordsError(f"{name}: contains no arXiv id{read}")
        if wrong:
            yield nothing(name, warnings=(f"not an arXiv id: {shown_wrong}",))
        yield from self._ids(name, ids)


def _loose_ids(one: Subscription) -> list[str]:
    """Return the ids that are fetched together; those of a configuration are fetched alone."""
    return [] if one.is_subscribed else ids_of(one.source)
