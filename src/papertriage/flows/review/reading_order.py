"""Orders any texts by what to read next, from a query and the decisions so far."""

from collections.abc import Iterable

from papertriage.learning.learner import Decision, Learner, Record


def reading_order(
    pool: Iterable[tuple[str, str]], query: str, decisions: Iterable[tuple[int, bool]] = ()
) -> list[int]:
    """Return the undecided texts of a pool in the order in which to read them.

    It needs neither a library nor a known relevant text. The same arguments always give the same
    order. To decide one text after another, keep a `papertriage.learning.learner.Learner`: it reads
    the pool once, and its `next` does the same.

    >>> pool = [("Bread", "We bake."), ("Owls at dusk", "They hear prey."), ("A choir", "")]
    >>> reading_order(pool, "hearing of owls")
    [1, 0, 2]
    >>> reading_order(pool, "hearing of owls", [(1, True)])
    [0, 2]

    Args:
        pool: title and abstract of each text; their order breaks ties, and all are held.
        query: the words to start from: a title, keywords, a description.
        decisions: the number of a text, from 0, and whether it was included, in reading order.

    Returns:
        The numbers of the texts.
    """
    learner = Learner([Record(title, abstract) for title, abstract in pool], query)
    return learner.next([Decision(number, included) for number, included in decisions])
