"""Settings: from flags, the environment, the project's papertriage.yaml, the user's, and defaults.

A configuration cannot name commands. `trust` says what a project's configuration may do.
"""

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage.config import review, trust
from papertriage.config.locations import FILE, project_files, user_folder
from papertriage.config.review import Review
from papertriage.errors import ConfigError, UsageError
from papertriage.text import strict_yaml
from papertriage.text.strict_yaml import Node

if TYPE_CHECKING:
    from papertriage.config.subscription import Subscription

TOPICS = "topics.yaml"
BY_DEFAULT = "the default"
"""What set the library if nothing else did."""
_KEYS = ("library", "topics", "sources", "known", "rank", "review", "trust")
_RANK_KEYS = ("limit", "min-score", "format")


class Settings(msgspec.Struct, kw_only=True):
    """The settings of a run.

    Attributes:
        library: the folder of the library.
        library_from: what set the library, for messages.
        topics: the user's taxonomy file; None for the built-in one.
        sources: what a bare `ingest` reads.
        known: files of papers that the user owns; lists leave these out.
        limit: papers per reading list; None for no limit.
        min_score: the score from which a paper is listed.
        format: the format of `rank`; None for a table on a terminal, else TSV.
        format_from: file and line that set the format.
        review: keys and reasons for `review`.
        lock_timeout: seconds to wait for another process.
        files: the configuration files that were read, nearest first.
        trusted: folders whose configuration the user trusts.
        warnings: why a configuration was ignored.
    """

    library: Path
    library_from: str
    topics: Path | None = None
    sources: "list[Subscription]" = []
    known: list[Path] = []
    limit: int | None = None
    min_score: float = 0.5
    format: str | None = None
    format_from: str = ""
    review: Review = Review()
    lock_timeout: float = 60.0
    files: list[Path] = []
    trusted: frozenset[Path] = frozenset()
    warnings: list[str] = []


def settings(
    *,
    library: Path | None = None,
    config: Path | None = None,
    no_config: bool = False,
    lock_timeout: float | None = None,
) -> Settings:
    """Merge the options of a command, the environment and configuration files into settings.

    Raises:
        ConfigError: a configuration is invalid; the message starts with file and line.
        MissingInputError: the file that ``--config`` names cannot be read.
    """
    found = Settings(library=Path(), library_from="")
    if not no_config:
        _read_files(config, found)
    if folder := os.environ.get("PAPERTRIAGE_LIBRARY"):
        found.library, found.library_from = Path(folder).expanduser(), "PAPERTRIAGE_LIBRARY"
    if library is not None:
        found.library, found.library_from = library, "--library"
    if not found.library_from:
        found.library, found.library_from = _data_folder(), BY_DEFAULT
    found.lock_timeout = _lock_timeout(lock_timeout, found.lock_timeout)
    return found


def topics_home(found: Settings) -> Path:
    """Return the file that a new topic is written to."""
    if found.topics is not None:
        return found.topics
    return (found.files[0].parent if found.files else user_folder()) / TOPICS


def _data_folder() -> Path:
    from platformdirs import user_data_path

    try:
        return user_data_path("papertriage", appauthor=False)
    except RuntimeError as error:
        raise ConfigError(
            f"cannot find a folder for the library: {error}", hint="name one with --library"
        ) from error


def _lock_timeout(given: float | None, default: float) -> float:
    if given is not None:
        if not math.isfinite(given):
            raise UsageError(f"--lock-timeout {given}: not a number of seconds")
        return given
    text = os.environ.get("PAPERTRIAGE_LOCK_TIMEOUT")
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if 0 <= seconds < math.inf:
        return seconds
    raise ConfigError(f"PAPERTRIAGE_LOCK_TIMEOUT={text}: not a number of seconds")


def _read_files(given: Path | None, found: Settings) -> None:
    """Read the given file, or else the user's configuration and then the project's."""
    if named := given or os.environ.get("PAPERTRIAGE_CONFIG"):
        _read(Path(named), found)
        return
    try:
        own = user_folder() / FILE
    except ConfigError:  # without a home there is no user configuration
        own = None
    if own and (own.is_file() or (own.parent / TOPICS).is_file()):
        _read(own, found)
    _read_project(found)


def _read_project(found: Settings) -> None:
    """Read the nearest configuration in or above the current folder that may be used."""
    for path in project_files(Path.cwd()):
        # The user's own file may be missing beside a topics.yaml.
        if any(path.samefile(file) for file in found.files if file.exists()):
            return  # the command runs in the user's own folder
        is_trusted = trust.is_trusted(path.parent, found.trusted)
        if is_trusted or (owner := trust.other_owner(path)) is None:
            _read(path, found, confined=not is_trusted)
            return
        found.warnings.append(
            f"{path}: ignored, as it belongs to {owner}; to use it, {trust.trusting(path.parent)}"
        )


def _read(path: Path, found: Settings, *, confined: bool = False) -> None:
    """Read a configuration; a confined one may name only files in its own folder."""
    found.files.insert(0, path)
    beside = path.parent / TOPICS
    if beside.is_file():
        found.topics = beside
    if not path.is_file() and beside.is_file():
        return  # the user's folder holds topics only
    root = strict_yaml.read(path).mapping("the configuration", _KEYS)
    if node := root.get("library"):
        found.library = _library(node, path.parent, confined=confined)
        found.library_from = f"{path}:{node.line}"
    if node := root.get("topics"):
        found.topics = _topics(node, path.parent)
    if node := root.get("sources"):
        from papertriage.config import subscription

        found.sources = subscription.read(node, confined=confined)
    if node := root.get("known"):
        found.known = _known(node, path.parent)
    if node := root.get("trust"):
        found.trusted = _trusted(node, confined=confined)
    if node := root.get("review"):
        found.review = review.read(node)
    if node := root.get("rank"):
        _read_rank(node.mapping("rank", _RANK_KEYS), found)


def _topics(node: Node, folder: Path) -> Path:
    topics = folder / Path(node.text("topics")).expanduser()
    if not topics.is_file():
        raise node.error(f"topics: no such file: {topics}")
    return topics


def _known(node: Node, folder: Path) -> list[Path]:
    names = [each.text("a file of known papers") for each in node.items("known")]
    return [folder / Path(name).expanduser() for name in names]


def _library(node: Node, folder: Path, *, confined: bool) -> Path:
    library = folder / Path(node.text("library")).expanduser()
    if confined and trust.is_outside(library, folder):
        hint = "to use another one, set --library or PAPERTRIAGE_LIBRARY"
        raise node.error("the library of a project must be inside its folder", hint=hint)
    return library


def _trusted(node: Node, *, confined: bool) -> frozenset[Path]:
    if confined:
        raise node.error(f"trust is allowed only in {user_folder() / FILE}")
    return trust.folders(node)


def _read_rank(node: dict[str, Node], found: Settings) -> None:
    if limit := node.get("limit"):
        text = limit.text("limit")
        if not text.isdigit() or int(text) < 1:
            raise limit.error(f'limit must be a positive whole number, not "{text}"')
        found.limit = int(text)
    if least := node.get("min-score"):
        found.min_score = _probability(least)
    if form := node.get("format"):
        found.format = form.text("format")
        found.format_from = f"{form.file}:{form.line}"


def _probability(node: Node) -> float:
    text = node.text("min-score")
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise node.error(f'min-score must be a number from 0 to 1, not "{text}"')
    return value
