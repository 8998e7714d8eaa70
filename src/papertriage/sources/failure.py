"""Why one request failed, and whether another try may help."""

from typing import BinaryIO

from papertriage.errors import NetworkError, TryLaterError


class FailedTryError(Exception):
    """One try failed.

    Attributes:
        reason: why; a message puts the name of the source before it.
        again: whether the same request may succeed later.
        after: seconds that the server asks to wait first; None if it says nothing.
        is_later: the server itself says that it will answer later.
        keeps: what came before the failure is worth reading.
        partial: what came before the failure, unpacked.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        after: float | None = None,
        is_later: bool = False,
        keeps: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.after = after
        self.is_later = is_later
        self.keeps = keeps
        self.partial: BinaryIO | None = None

    def close(self) -> None:
        """Discard what came."""
        if self.partial is not None:
            self.partial.close()

    def error(self, source: str, tries: int) -> NetworkError:
        """Return the error for the user."""
        times = f" ({tries} tries)" if tries > 1 else ""
        if self.is_later:
            return TryLaterError(f"{source}: {self.reason}{times}", hint="try again later")
        return NetworkError(f"{source}: {self.reason}{times}")
