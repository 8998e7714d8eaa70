"""``papertriage review``: decide on papers, one after the other, on the whole screen."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli import options
from papertriage.cli.app import command
from papertriage.cli.memory import owned_papers, verdicts
from papertriage.cli.run import Run
from papertriage.cli.screen import to_terminal
from papertriage.errors import UsageError

if TYPE_CHECKING:
    from papertriage.flows.review.deck import Deck
    from papertriage.library import Library
    from papertriage.ranking.select import Criteria
    from papertriage.report import Verdict

_TRY = 0.5
"""Seconds for which a decision waits for the library before the screen says so."""


@command("review")
def review(
    run: Run,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]...",
            help="Review the results of papertriage search.",
        ),
    ] = None,
    topic: options.OnTopics = None,
    new: Annotated[
        bool, typer.Option("--new", help="Only papers that were not listed before.")
    ] = False,
    like: options.Like = None,
    query: options.Query = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="MARK", help="Also show papers marked star, later, read or skip."
        ),
    ] = None,
    near: options.Near = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="Screen all papers, in the order of a learner.")
    ] = False,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="With --learn: the screening's name."),
    ] = None,
    extend: Annotated[
        bool, typer.Option("--extend", help="With --learn: add papers that are new in the library.")
    ] = False,
    recall: options.Recall = 0.8,
    by: options.As = None,
    topics: options.TopicsFile = None,
) -> None:
    """Decide on papers one by one, in the terminal.

    Each decision has a key; ? shows the keys. Without options it shows all papers on a topic that
    you have not decided on: first those that no list has shown, then those of the latest list, and
    so on. Each decision is on disk before the next paper comes. Keys and presets: docs/review.md.

    --learn screens all papers of the library, starting from the words of --query or of a topic: the
    next one is always the one that the learner ranks first. The same command resumes it; see
    docs/screening.md.

    Example: papertriage review -t faces
    """
    if (name or extend) and not learn:
        raise UsageError("--name and --extend are about a screening", hint="add --learn")
    if learn and (words or new or like or include):
        raise UsageError("--learn starts from --query or -t alone")
    if not learn and sum(map(bool, (words, like or query, topic or new))) > 1:
        raise UsageError("WORDS, --like or --query, and -t or --new cannot be combined")
    if not (to_terminal() and sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError("review needs a terminal", hint="in a pipe, use papertriage mark")
    library = _library(run)
    included = verdicts(include or [])
    user = by or ""
    deck: Deck
    if learn:
        from threading import Thread

        from papertriage.flows.review.screening_deck import of_screening

        name, query = _what_to_screen(run, name, query, topic, topics)
        screened = of_screening(library, name, query, extend=extend, promise=recall, user=user)
        pool = screened.screening.pool
        if query and query != pool.query:
            run.screen.warn(f'"{pool.name}" keeps the query that it was started with: {pool.query}')
        # While the user reads the first paper.
        Thread(target=screened.screening.prepare, daemon=True).start()
        deck = screened
    else:
        criteria = _criteria(run, topic, topics, included, near, new)
        deck = _deck(library, words, like, query, criteria, user)
    if not deck.cards:
        run.screen.say("nothing to review: there are no undecided papers")
        return
    from papertriage.flows.review.decks import of_search
    from papertriage.tui.app import Review

    if not run.screen.colored(sys.stdout):
        os.environ["NO_COLOR"] = "1"  # Textual reads it
    how = run.settings.review
    find = partial(of_search, library, user=user)
    unicode, patience = run.screen.unicode, run.settings.lock_timeout
    Review(deck, how.keys, how.reasons, find=find, patience=patience, unicode=unicode).run()


def _what_to_screen(
    run: Run, name: str | None, query: str | None, topic: list[str] | None, topics: Path | None
) -> tuple[str | None, str | None]:
    """Return the name of a screening and its query, both from a topic if one is given."""
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.review.simulate import query_of

    if not topic:
        return name, query
    if query or len(topic) > 1:
        raise UsageError("--learn starts from --query or from one topic")
    known = run.taxonomy(topics).topics
    check_topics(topic, known)
    return name or topic[0], query_of(known[topic[0]])


def _library(run: Run) -> "Library":
    """Return the library; the screen itself says what it waits for."""
    from papertriage.library import Library

    return Library(run.settings.library, lock_timeout=_TRY)


def _criteria(
    run: Run,
    topic: list[str] | None,
    topics: Path | None,
    include: "frozenset[Verdict]",
    near: str | None,
    new: bool,  # noqa: FBT001 - an option's value
) -> "Criteria":
    from papertriage.ranking.select import Criteria

    owned = owned_papers(run, None)
    return Criteria(
        topics=tuple(dict.fromkeys(topic or ())),
        taxonomy=run.taxonomy_summary(topics).topics,
        min_score=run.settings.min_score,
        new=new,
        include=include,
        undecided=True,
        near=options.near_papers(near, options.NEAR),
        least_near=options.least_near(near),
        known=owned.keys if owned else frozenset(),
    )


def _deck(
    library: "Library",
    words: list[str] | None,
    like: list[str] | None,
    query: str | None,
    criteria: "Criteria",
    user: str,
) -> "Deck":
    from papertriage.flows.review import decks

    if words:
        return decks.of_search(library, " ".join(words), criteria.include, user)
    if like or query:
        return decks.of_words(library, like or [], query, criteria, user)
    return decks.of_lists(library, criteria, user)
