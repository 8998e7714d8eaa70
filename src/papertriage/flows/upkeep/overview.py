"""Summarises what is new in a library since the user's last list, and the state of its sources."""

from collections.abc import Sequence
from datetime import date

import msgspec

from papertriage.config.subscription import Subscription
from papertriage.flows.lists.rank import rank_library
from papertriage.flows.lists.seen import own
from papertriage.flows.upkeep.source_status import SourceStatus, source_statuses
from papertriage.library import Library
from papertriage.ranking.select import Criteria

_OTHERS = 3
"""Sources that are shown where none is configured."""


class Overview(msgspec.Struct, kw_only=True):
    """What is new in a library.

    Attributes:
        papers: all of them.
        untagged: those without tags by the current taxonomy.
        new: topic -> papers that `rank --new` would list.
        changed: listed papers that were revised or withdrawn since.
        last_list: the day of the user's last recorded list, ISO; None: there was none.
        sources: the configured ones, or the latest if none is.
    """

    papers: int
    untagged: int
    new: dict[str, int]
    changed: int
    last_list: str | None
    sources: list[SourceStatus]


def overview(
    library: Library,
    criteria: Criteria,
    fingerprint: str,
    today: date,
    wanted: Sequence[Subscription],
) -> Overview:
    """Count the papers that lists of new papers would have, and look up the state of the sources.

    Args:
        library: the library; it is only read.
        criteria: those of `rank --new`.
        fingerprint: that of the current taxonomy.
        today: the day from which ages are counted.
        wanted: the sources of the configuration.

    Raises:
        MissingInputError: there is no library.
    """
    report, others = rank_library(library, criteria, today, fingerprint)
    with library.read() as view:
        lists = own(view.history("listed"))
        statuses = source_statuses(list(view.runs()), wanted)
    counts = {one.name: one.counts.listed + one.counts.beyond_limit for one in report.lists}
    return Overview(
        papers=report.papers,
        untagged=report.untagged + others,
        new={name: count for name, count in counts.items() if count},
        changed=len(report.changed),
        last_list=lists[-1].date if lists else None,
        sources=[each for each in statuses if each.is_subscribed] or statuses[:_OTHERS],
    )
