"""Groups a library's records into papers again, by this version's rules or another policy."""

import msgspec

from papertriage.library import Library
from papertriage.library.about import Policy


class Regrouped(msgspec.Struct, kw_only=True):
    """What changes.

    Attributes:
        before, after: how many papers there are.
        moved: of records that get into another paper, the key of their paper before and after;
            each pair of keys once.
    """

    before: int
    after: int
    moved: list[tuple[str, str]]


def regroup(library: Library, same: Policy | None, *, dry_run: bool = False) -> Regrouped:
    """Group all records of a library again, by the rules of this version.

    Args:
        library: the library.
        same: the policy; None for the one that the library has.
        dry_run: only return what would change.

    Raises:
        MissingInputError: there is no library.
        LockedError, CannotCreateError, CannotWriteError: as `Library.write`.
    """
    policy = same or library.about().same
    with library.read() as now, library.rebuilt(policy) as then:
        moved = {
            (now.key(one.paper), then.key(other.paper))
            for one, other in zip(now.placed(), then.placed(), strict=True)
            if one.first != other.first
        }
        found = Regrouped(before=len(now), after=len(then), moved=sorted(moved))
    if not dry_run:
        library.regroup(policy)
    return found
