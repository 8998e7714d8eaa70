"""arxiv:missing: fetch from arXiv what papers of the library lack.

Papers with an arXiv id and without title or abstract are fetched by their ids. Papers with a
title and without any identifier are searched by title; a result is taken if it is the same paper
by the rules of the library, which compare title and authors.
"""

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING

from papertriage import identity
from papertriage.flows.ingest.planned import nothing
from papertriage.grouping.verdict import same
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.sources.page import Page
from papertriage.text.clean import counted, listed

if TYPE_CHECKING:
    from papertriage.sources.http import Client

MISSING = "arxiv:missing"
_REACHED = "reached"
_LEAST_WORDS = 4
"""Words of a title that is worth a search."""
_MOST_SHOWN = 3


class Missing:
    """Decides what to fetch from arXiv, and which answers to take.

    Args:
        library: whose papers lack something.
        client: returns the client, made when it is needed.
        on_message: called with a line about a long wait.
    """

    def __init__(
        self, library: Library, client: Callable[[], "Client"], on_message: Callable[[str], None]
    ) -> None:
        self._library = library
        self._client = client
        self._on_message = on_message
        self._ids: dict[str, None] = {}  # in order
        self._titled: dict[str, list[Paper]] = {}  # by their folded titles
        self._found: set[str] = set()

    def open(self, kept: Mapping[str, str]) -> Generator[Page, None, None]:
        """Yield arXiv's answers, by id first; a search continues where the last one failed."""
        from papertriage.sources.arxiv import TITLES, open_ids, open_titles
        from papertriage.sources.pace import INTERVAL

        self._look()
        titles = sorted(
            (paper.id, paper.title or "") for papers in self._titled.values() for paper in papers
        )
        reached = kept.get(_REACHED, "")
        left = [(key, title) for key, title in titles if key > reached]
        if not self._ids and not left:
            note = "no paper with an arXiv id lacks its title or its abstract"
            yield nothing(MISSING, notes=(note,))
            return
        if self._ids:
            yield from open_ids(self._client(), MISSING, list(self._ids))
        if left:
            seconds = -(-len(left) // TITLES) * INTERVAL
            self._on_message(
                f"{MISSING}: searching {counted(len(left), 'title')}, about {seconds:.0f} s"
            )
            yield from open_titles(self._client(), MISSING, left)
            yield from self._not_found(left)

    def accepts(self, paper: Paper) -> bool:
        """Return whether an answer is a paper that was wanted."""
        if paper.ids.get("arxiv") in self._ids:
            return True
        wanted = self._titled.get(identity.fold(paper.title or ""), [])
        found = [one for one in wanted if same(one, paper)]
        self._found.update(one.id for one in found)
        return bool(found)

    def _look(self) -> None:
        """Find the library's papers that lack something."""
        self._ids, self._titled, self._found = {}, {}, set()
        with self._library.read() as view:
            for paper in view.papers():
                title = paper.title or ""
                if "arxiv" in paper.ids and not (title and paper.abstract):
                    self._ids[paper.ids["arxiv"]] = None
                elif paper.ids.keys() <= {"sha1"} and len(title.split()) >= _LEAST_WORDS:
                    self._titled.setdefault(identity.fold(title), []).append(paper)

    def _not_found(self, titles: list[tuple[str, str]]) -> Generator[Page, None, None]:
        """Say which titles arXiv does not know, the first few by name."""
        missing = [title for key, title in titles if key not in self._found]
        if missing:
            shown = listed([f'"{title}"' for title in missing], _MOST_SHOWN)
            note = f"no paper on arXiv has this title and these authors: {shown}"
            yield nothing(MISSING, notes=(note,))
