"""Profiles: what a linear model learned about a topic, stored in a small JSON file.

The weights of the built-in topics ship with papertriage; what `topics fit` learns from decisions is
beside the taxonomy that names it. Neither changes unless it is fitted again.
"""

from pathlib import Path

import msgspec

from papertriage.errors import ConfigError, MissingInputError
from papertriage.text.clean import safe

SUFFIX = ".profile.json"
LEARNED = ".learned.json"
"""Ends the name of a file with what decisions add to a topic's own score."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """log-odds = intercept + weights * TF-IDF values.

    Attributes:
        intercept: the log-odds of a paper without any of the stems.
        weights: stem -> log-odds per unit of TF-IDF.
        positives: how many papers on the topic it was learned from.
        negatives: how many other papers.
    """

    intercept: float
    weights: dict[str, float]
    positives: int = 0
    negatives: int = 0


def read(path: Path) -> Profile:
    """Read a profile that `topics fit` wrote.

    Raises:
        MissingInputError: the file cannot be read.
        ConfigError: it is not a profile.
    """
    name = safe(str(path))
    hint = "papertriage topics fit NAME creates it"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Profile)
    except OSError as error:
        raise MissingInputError(f"{name}: {error.strerror}", hint=hint) from None
    except (ValueError, RecursionError) as error:  # ValueError: msgspec's own errors and bad UTF-8
        raise ConfigError(f"{name}:1: not a profile ({error})", hint=hint) from None


def encode(profile: Profile) -> bytes:
    """Return the file of a profile: one weight per line, so that version control shows changes."""
    return msgspec.json.format(msgspec.json.encode(profile), indent=1) + b"\n"
