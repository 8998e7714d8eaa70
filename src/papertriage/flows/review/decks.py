"""Makes decks: of undecided papers, a topic's list, a search, or papers like others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papertriage import clock
from papertriage.flows.lists.rank import check_topics
from papertriage.flows.lists.reading_lists import listed_entries
from papertriage.flows.lists.seen import own, recall
from papertriage.flows.review.deck import Card, Deck
from papertriage.library import Library
from papertriage.ranking.select import Criteria
from papertriage.report import ReadingList, Verdict

if TYPE_CHECKING:
    from papertriage.library.view import View

MOST = 10_000
"""How many papers of a search are in a deck at most."""


def of_lists(library: Library, criteria: Criteria, user: str = "") -> Deck:
    """Return the papers on the lists of some topics, or of all, that a user has not decided on.

    Without topics the papers that were never listed come first, then those of the latest listing,
    and so on: papers that a nightly job listed are not missed. Near papers come after the others.

    Args:
        library: the library.
        criteria: as for `rank`, with `undecided` and without a limit.
        user: who reviews; the current user if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such topic.
    """
    with library.read() as view:
        check_topics(criteria.topics, {*criteria.taxonomy, *view.topics()})
        remembered = recall(view, criteria, user).remembered
        listed = listed_entries(view, criteria, remembered)
        found = {item.paper: (topic, item, near) for topic, item, near in listed}
        keys = view.keys(found)
        shown = {} if criteria.topics or criteria.new else _last_listings(view, user)
    order = sorted(
        (shown.get(number, _NEVER), near, -item.score, -item.latest, keys[number], topic)
        for number, (topic, item, near) in found.items()
    )
    return Deck(
        library,
        "+".join(criteria.topics) or "undecided",
        [Card(key, topic, -score, near) for _, near, score, _, key, topic in order],
        topic=criteria.topics[0] if len(criteria.topics) == 1 else None,
        user=user,
    )


_NEVER = ""


def _last_listings(view: "View", user: str) -> dict[int, str]:
    """Return sort keys of papers by the day of their last listing, the latest first."""
    days: dict[int, str] = {}
    for event, numbers in view.papers_about(own(view.history("listed"), user)):
        days.update(dict.fromkeys(numbers, event.date))
    order = {
        day: f"{number:09}" for number, day in enumerate(sorted({*days.values()}, reverse=True))
    }
    return {number: order[day] for number, day in days.items()}


def of_search(
    library: Library, text: str, include: frozenset[Verdict] = frozenset(), user: str = ""
) -> Deck:
    """Return the papers of a search that the user has not decided on.

    Raises:
        QueryError: the query is not valid.
        MissingInputError, LockedError, CannotWriteError: as `search`.
    """
    from papertriage.flows.lists.search import SearchRequest, search

    found = search(library, SearchRequest(text=text, limit=MOST))
    (one,) = found.report.lists
    return _of_entries(library, one, include, user)


def of_words(
    library: Library, like: Sequence[str], query: str | None, criteria: Criteria, user: str = ""
) -> Deck:
    """Return the papers like others, or about some words, that the user has not decided on.

    Raises:
        UsageError, MissingInputError, NoRecordsError: as `rank --like` and `--query`.
    """
    from papertriage.flows.lists.similar import rank_similar, wanted

    target = wanted(library, like, query)
    found = rank_similar(library, None, target, criteria, clock.today())
    (one,) = found.lists
    return _of_entries(library, one, criteria.include, user)


def _of_entries(library: Library, one: ReadingList, include: frozenset[Verdict], user: str) -> Deck:
    deck = Deck(library, one.name, [], user=user)
    deck.put(one.entries, include)
    return deck
