"""Names of papers for what other programs keep: citation keys, and ids in feeds.

A paper's key may improve when a better identifier arrives; its title hardly changes. So such names
come from the title, as far as titles differ.
"""

import hashlib

from papertriage import identity
from papertriage.paper import Paper


def lasting_name(paper: Paper) -> str:
    """Return a name that stays when a paper gets other identifiers.

    A paper without a title, or with one that many have ("Editorial"), goes by its key.
    """
    is_telling = paper.title and not identity.is_weak_title(paper.title)
    return identity.surrogate(paper) if is_telling else paper.id


class LastingNames:
    """Lasting names, unique in one output: the second paper with a title goes by its key."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def of(self, paper: Paper) -> str:
        """Return the name of the next paper of the output."""
        name = lasting_name(paper)
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
        number = int.from_bytes(digest)
        if number in self._taken:
            return paper.id
        self._taken.add(number)
        return name
