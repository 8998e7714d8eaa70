"""A subscription: a source with its options, from a configuration or the command line.

In a configuration it is a text, or a mapping with a name and options:

    sources:
      - arxiv:cs.CV+cs.LG
      - ~/papers/*.ris
      - {name: harbours, source: https://harbours.example/feed.xml, from: feed, since: 2026-11}
"""

from datetime import date
from glob import has_magic
from pathlib import Path

import msgspec

from papertriage import clock, dates
from papertriage.config import trust
from papertriage.errors import ConfigError
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import Node

_KEYS = ("name", "source", "from", "since")


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One source.

    Attributes:
        source: the source as written: a file, a pattern of files, ``-``, an address, or an arXiv
            source.
        folder: the folder that its paths are relative to; None for the current folder.
        name: the user's name for it; None to use `source`.
        form: the form to read it as; None to detect it.
        since: skip papers older than this day.
        place: file and line of the configuration; empty for the command line.
        is_confined: its files must be inside `folder`, see `trust`.
    """

    source: str
    folder: Path | None = None
    name: str | None = None
    form: str | None = None
    since: date | None = None
    place: str = ""
    is_confined: bool = False

    @property
    def is_subscribed(self) -> bool:
        """Whether it is from a configuration."""
        return bool(self.place)

    def path(self, written: str) -> str:
        """Return a path of this source relative to its folder.

        Raises:
            ConfigError: the path leaves the folder that the source is confined to.
        """
        if self.folder is None:
            return written
        path = self.folder / Path(written).expanduser()
        if self.is_confined and trust.is_outside(path, self.folder):
            raise ConfigError(
                f"{self.place}: {safe(written)}: a project's sources must be inside its folder",
                hint=f"to read others, {trust.trusting(self.folder)}",
            )
        return str(path)


def read(node: Node, *, confined: bool) -> list[Subscription]:
    """Read the sources of a configuration, whose paths are relative to its folder.

    Raises:
        ConfigError: an entry is not a source, or two have the same name.
    """
    found: dict[str, Subscription] = {}
    for item in node.items("sources"):
        each = _entry(item, confined=confined)
        name = each.name or each.source
        if name in found:
            first = found[name].place.rpartition(":")[2]
            raise item.error(f'source "{name}" is already on line {first}')
        found[name] = each
    return list(found.values())


def _entry(item: Node, *, confined: bool) -> Subscription:
    fields = {"source": item} if isinstance(item.value, str) else item.mapping("a source", _KEYS)
    if "source" not in fields:
        raise item.error("the key source is missing", hint="for example, source: arxiv:cs.CV")
    written = fields["source"].text("source")
    if written == "-":
        raise item.error("standard input (-) cannot be a configured source")
    return Subscription(
        source=written,
        folder=Path(item.file).parent,
        name=_name(fields["name"]) if "name" in fields else None,
        form=fields["from"].text("from") if "from" in fields else None,
        since=_since(fields["since"]) if "since" in fields else None,
        place=f"{item.file}:{item.line}",
        is_confined=confined,
    )


def _name(node: Node) -> str:
    name = node.text("name")
    if has_magic(name) or "/" in name or not name.isprintable():
        raise node.error(f'a name cannot be a path or a pattern: "{name}"')
    return name


def _since(node: Node) -> date:
    text = node.text("since")
    found = dates.named_day(text, clock.today())
    if found is None:
        raise node.error(f'since: "{text}" is not a date', hint=f"write {dates.DAYS}")
    return found
