"""The current day and time, for everything that depends on it.

``PAPERTRIAGE_NOW`` (ISO, with an offset from UTC) sets a fixed time, so that tests can simulate
a fortnight in seconds. Code that only measures durations does not use this module.
"""

import os
from datetime import UTC, date, datetime

from papertriage.errors import ConfigError
from papertriage.text.clean import safe

_ENVIRONMENT = "PAPERTRIAGE_NOW"


def now() -> datetime:
    """Return the current time in UTC.

    Raises:
        ConfigError: ``PAPERTRIAGE_NOW`` is not a date and time with an offset.
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
            f"{_ENVIRONMENT}={safe(text)}: not a time with an offset from UTC",
            hint="for example 2026-11-20T08:00+00:00",
        )
    return moment.astimezone(UTC)


def today() -> date:
    """Return the current day in UTC."""
    return now().date()


def stamp() -> str:
    """Return the current time as logs contain it: UTC, to the second, with a final ``Z``."""
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")
