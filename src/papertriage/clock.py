"""The clock: what day and time it is, for everything that depends on it.

``PAPERTRIAGE_NOW`` (ISO, with an offset from UTC) stops it at a moment, so that tests can live
through a fortnight in seconds. Times that only measure how long something took do not ask here.
"""

import os
from datetime import UTC, date, datetime

from papertriage.errors import ConfigError
from papertriage.text.clean import safe

_ENVIRONMENT = "PAPERTRIAGE_NOW"


def now() -> datetime:
    """Return the day and time, in UTC.

    Raises:
        ConfigError: ``PAPERTRIAGE_NOW`` is set, and is no moment with an offset.
    """
    text = os.environ.get(_ENVIRONMENT)
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigError(
            f"{_ENVIRONMENT}={safe(text)}: not a moment", hint="for example 2026-11-20T08:00+00:00"
        )
    return moment.astimezone(UTC)


def today() -> date:
    """Return the day in UTC."""
    return now().date()


def stamp() -> str:
    """Return the moment as logs hold it: UTC, to the second, with a final ``Z``."""
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")
