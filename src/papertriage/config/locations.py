"""Where configuration files are: in the user's folder, and in those of projects."""

import os
from collections.abc import Iterator
from pathlib import Path

from papertriage.errors import ConfigError

FILE = "papertriage.yaml"


def user_folder() -> Path:
    """Return the folder of the user's configuration.

    Raises:
        ConfigError: the user has no home.
    """
    from platformdirs import user_config_path

    try:
        return user_config_path("papertriage", appauthor=False)
    except RuntimeError as error:
        raise ConfigError(f"cannot find the configuration folder: {error}") from error


def project_files(start: Path) -> Iterator[Path]:
    """Yield the configurations in a folder and above, up to the home or a repository."""
    home = Path.home() if "HOME" in os.environ else None
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            yield folder / FILE
        if folder == home or (folder / ".git").exists():
            return
