"""The taxonomy: named topics, written as YAML that reads like a document.

`configs/taxonomy.yaml` explains the language at its head, `template` in the text that a new
topic starts from. Everything is checked here, by file and line, so that the tagger meets only
sound topics.
"""

import hashlib
import re
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from papertriage import yamlfile
from papertriage.suggest import did_you_mean
from papertriage.topics import pattern, shipped
from papertriage.topics.pattern import Phrase
from papertriage.yamlfile import Node

Level = Literal["definite", "strong", "normal", "weak"]
LEVELS: tuple[Level, ...] = ("definite", "strong", "normal", "weak")
Contexts = dict[str, tuple[tuple[Phrase, ...], ...]]
"""Name -> items, each the phrases of one item."""

BUILTIN = "builtin"
"""What a user's file includes to add to the built-in topics, and the profile they use."""

_INCLUDE = "include"
_NAME = re.compile(r"[^\W_][\w.-]{1,59}")
_CONTEXT = re.compile(r"(?P<words>.*?)\s*\(with(?: (?P<needs>[1-9]) of)? (?P<name>[\w-]+)\)")
_TOPIC_KEYS = ("title", "description", "broader", "keywords", "contexts", "exclude", "profile")


class Keyword(msgspec.Struct, frozen=True, kw_only=True):
    """A keyword of a topic, as written and as searched for.

    Attributes:
        text: the pattern as written.
        phrases: what it stands for.
        level: how much one occurrence says.
        title_only: it counts in titles only.
        context: it counts only in a paper with `needs` different others of this context.
    """

    text: str
    phrases: tuple[Phrase, ...]
    level: Level
    title_only: bool = False
    context: str | None = None
    needs: int = 1


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A named interest.

    Attributes:
        name: how commands call it.
        title: how lists head it.
        description: a sentence or two; its words take part in the score.
        broader: the topic that this one is a part of; what is on this one is on that one.
        keywords: what to search for.
        contexts: words of which a paper must have some for a keyword to count.
        exclusions: phrases that cancel the occurrences that they overlap.
        profile: where the learnt weights are; None for a topic without.
    """

    name: str
    title: str
    description: str = ""
    broader: str | None = None
    keywords: tuple[Keyword, ...]
    contexts: Contexts = {}
    exclusions: tuple[Phrase, ...] = ()
    profile: str | None = None


class Taxonomy(msgspec.Struct, frozen=True):
    """The topics by name, in the order of their file.

    Attributes:
        topics: name -> topic.
        fingerprint: short hash of everything that can move a score; tags carry it.
    """

    topics: dict[str, Topic]
    fingerprint: str


def load(path: Path | None) -> Taxonomy:
    """Read a taxonomy; None is the built-in one.

    Raises:
        MissingInputError: the file cannot be read.
        ConfigError: it is wrong; the message opens with file and line.
    """
    topics = _builtin() if path is None else _topics(yamlfile.read(path))
    return Taxonomy(topics, _fingerprint(topics.values()))


def is_name(name: str) -> bool:
    """Whether a topic may be called so."""
    return bool(_NAME.fullmatch(name)) and name != _INCLUDE


def _builtin() -> dict[str, Topic]:
    packaged = Path(str(resources.files("papertriage"))) / "data" / "taxonomy.yaml"
    checkout = Path(__file__).parents[3] / "configs" / "taxonomy.yaml"
    path = packaged if packaged.exists() else checkout
    return _topics(yamlfile.read(path, f"taxonomy.yaml ({BUILTIN})"))


def _fingerprint(topics: Iterable[Topic]) -> str:
    content = msgspec.json.encode([msgspec.to_builtins(topic) for topic in topics])
    return hashlib.sha256(content + shipped.digest().encode()).hexdigest()[:16]


def _topics(root: Node) -> dict[str, Topic]:
    entries = dict(root.mapping("the file"))
    topics: dict[str, Topic] = {}
    lines: dict[str, Node] = {}
    include = entries.pop(_INCLUDE, None)
    if include is not None:
        if include.text(_INCLUDE) != BUILTIN:
            raise include.error(f'include knows only "{BUILTIN}", the topics of papertriage')
        topics.update(_builtin())
    for name, node in entries.items():
        topics[name] = _topic(name, node)
        lines[name] = node
    if not topics:
        raise root.error("no topic in it", hint="papertriage topics new NAME writes one")
    umbrellas = {topic.broader for topic in topics.values()}
    for name, node in lines.items():
        _check_broader(topics, name, node)
        if not topics[name].keywords and name not in umbrellas:
            raise node.error(f"topic {name} has neither keywords nor narrower topics")
    return topics


def _check_broader(topics: dict[str, Topic], name: str, node: Node) -> None:
    seen = [name]
    while (above := topics[seen[-1]].broader) is not None:
        if above not in topics:
            near = did_you_mean(above, topics)
            hint = f'did you mean "{near}"?' if near else None
            raise node.error(f'{name}: no topic "{above}" to be its broader one', hint=hint)
        if above in seen:
            raise node.error(f"{' < '.join([*seen, above])}: a topic cannot be part of itself")
        seen.append(above)


def _topic(name: str, node: Node) -> Topic:
    if not is_name(name):
        raise node.error(
            f'"{name}": a topic\'s name is one word of letters, digits, "-", "." and "_"'
        )
    entries = node.mapping(f"topic {name}", _TOPIC_KEYS)
    contexts = _contexts(entries.get("contexts"))
    profile = entries.get("profile")
    if profile is not None:
        _check_profile(name, profile)
    return Topic(
        name=name,
        title=_text(entries, "title") or name,
        description=_text(entries, "description"),
        broader=_text(entries, "broader") or None,
        keywords=_keywords(entries["keywords"], contexts) if "keywords" in entries else (),
        contexts=contexts,
        exclusions=tuple(
            phrase
            for item in (entries["exclude"].items("exclude") if "exclude" in entries else [])
            for phrase in _phrases(item, item.text("an exclusion"))
        ),
        profile=profile.text("profile") if profile else None,
    )


def _check_profile(name: str, node: Node) -> None:
    if node.text("profile") != BUILTIN:
        raise node.error(f'profile knows only "{BUILTIN}", the weights that ship with papertriage')
    if name not in shipped.profiles():
        known = ", ".join(shipped.profiles())
        raise node.error(f'no weights for "{name}" ship with papertriage; there are: {known}')


def _text(entries: dict[str, Node], key: str) -> str:
    return " ".join(entries[key].text(key).split()) if key in entries else ""


def _contexts(node: Node | None) -> Contexts:
    if node is None:
        return {}
    return {
        name: tuple(_phrases(item, item.text("a context word")) for item in words.items(name))
        for name, words in node.mapping("contexts").items()
    }


def _keywords(node: Node, contexts: Contexts) -> tuple[Keyword, ...]:
    if isinstance(node.value, dict):
        levels = node.mapping("keywords", LEVELS)
        found = [
            _keyword(item, contexts, level)
            for level in LEVELS
            if level in levels
            for item in levels[level].items(f"the {level} keywords")
        ]
    else:
        found = [_keyword(item, contexts, None) for item in node.items("keywords")]
    if not found:
        raise node.error("no keyword in it")
    return tuple(found)


def _keyword(node: Node, contexts: Contexts, level: Level | None) -> Keyword:
    title_only = isinstance(node.value, dict)
    words = node.mapping("a keyword", ("title",))["title"] if title_only else node
    text = " ".join(words.text("a keyword").split())
    context = _CONTEXT.fullmatch(text)
    if context and context["name"] not in contexts:
        near = did_you_mean(context["name"], contexts)
        hint = f'did you mean "{near}"?' if near else "name it under contexts"
        raise node.error(f'no context "{context["name"]}" in this topic', hint=hint)
    phrases = _phrases(node, context["words"] if context else text)
    return Keyword(
        text=context["words"] if context else text,
        phrases=phrases,
        level=level or ("strong" if all(map(pattern.is_strong, phrases)) else "normal"),
        title_only=title_only,
        context=context["name"] if context else None,
        needs=int(context["needs"] or 1) if context else 1,
    )


def _phrases(node: Node, text: str) -> tuple[Phrase, ...]:
    try:
        return pattern.parse(text)
    except pattern.PatternError as error:
        raise node.error(f'"{text}": {error}') from error
