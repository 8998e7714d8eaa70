"""The taxonomy: named topics, written as YAML that reads like a document.

`docs/taxonomy.md` teaches the language, `template` writes the text that a new topic starts
from. Everything is checked here, by file and line, so that the tagger gets only valid topics.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from papertriage.text import strict_yaml
from papertriage.text.clean import snippet
from papertriage.text.strict_yaml import Node
from papertriage.text.suggest import nearest
from papertriage.topics import pattern, profile, shipped
from papertriage.topics.pattern import Phrase
from papertriage.topics.profile import Profile
from papertriage.topics.topic import LEVELS, Contexts, Exclusion, Keyword, Level, Topic

BUILTIN = "builtin"
"""What a user's file includes to add to the built-in topics, and the profile they use."""

_INCLUDE = "include"
_FEWEST_GROUPS = 2
_NAME = re.compile(r"[^\W_][\w.-]{1,59}")
_CONTEXT = re.compile(r"(?P<words>.*?) ?\(with(?: (?P<needs>[1-9]) of)? (?P<name>[\w-]+)\)")
_TOPIC_KEYS = (
    "title", "description", "broader", "profile", "learned", "keywords", "all of", "contexts",
    "exclude", "not", "authors", "categories", "examples",
)  # fmt: skip


class Taxonomy(msgspec.Struct, frozen=True):
    """The topics by name, in the order of their file.

    Attributes:
        topics: name -> topic.
        fingerprint: short hash of everything that can change a score; it is kept with tags.
    """

    topics: dict[str, Topic]
    fingerprint: str


def load(path: Path | None) -> Taxonomy:
    """Read a taxonomy; None is the built-in one.

    Raises:
        MissingInputError: the file, or a profile that it names, cannot be read.
        ConfigError: it is invalid; the message begins with file and line.
    """
    return of(_builtin() if path is None else _topics(strict_yaml.read(path), path.parent))


def of(topics: dict[str, Topic]) -> Taxonomy:
    """Make a taxonomy of topics, such as one with a profile that is not on disk yet."""
    return Taxonomy(topics, _fingerprint(topics.values()))


def is_name(name: str) -> bool:
    """Return whether this is a valid name of a topic."""
    return bool(_NAME.fullmatch(name)) and name != _INCLUDE


def _builtin() -> dict[str, Topic]:
    path = shipped.taxonomy_file()
    topics = _topics(strict_yaml.read(path, f"taxonomy.yaml ({BUILTIN})"), path.parent)
    # Line numbers are those of the user's file.
    return {name: msgspec.structs.replace(topic, line=0) for name, topic in topics.items()}


def _fingerprint(topics: Iterable[Topic]) -> str:
    content = msgspec.json.encode([_without_lines(msgspec.to_builtins(topic)) for topic in topics])
    return hashlib.sha256(content + shipped.digest().encode()).hexdigest()[:16]


def _without_lines(value: Any) -> Any:
    """Drop line numbers, which do not change scores; stems and contexts may be named "line"."""
    if isinstance(value, dict):
        return {
            key: _without_lines(part)
            for key, part in value.items()
            if key != "line" or not isinstance(part, int)
        }
    return [_without_lines(part) for part in value] if isinstance(value, list | tuple) else value


def _topics(root: Node, folder: Path) -> dict[str, Topic]:
    entries = dict(root.mapping("the file"))
    topics: dict[str, Topic] = {}
    lines: dict[str, Node] = {}
    include = entries.pop(_INCLUDE, None)
    if include is not None:
        if include.text(_INCLUDE) != BUILTIN:
            raise include.error(f'include must be "{BUILTIN}", the built-in topics')
        topics.update(_builtin())
    for name, node in entries.items():
        topics[name] = _topic(name, node, folder)
        lines[name] = node
    if not topics:
        raise root.error("contains no topics", hint="papertriage topics new NAME creates one")
    umbrellas = {topic.broader for topic in topics.values()}
    sound: set[str] = set()
    for name, node in lines.items():
        sound.update(_broader_ones(topics, name, node, sound))
        if not _finds(topics[name]) and name not in umbrellas:
            raise node.error(f"topic {name} has neither keywords nor narrower topics")
    return topics


def _finds(topic: Topic) -> bool:
    return bool(topic.keywords or topic.authors or topic.examples)


def _broader_ones(topics: dict[str, Topic], name: str, node: Node, sound: set[str]) -> list[str]:
    """Return a topic and its broader ones, up to one whose broader ones were already checked.

    Raises:
        ConfigError: one of them is missing, or the topic is part of itself.
    """
    seen = {name: None}
    below = name
    while below not in sound and (above := topics[below].broader) is not None:
        if above not in topics:
            near = nearest(above, topics)
            hint = f'did you mean "{near}"?' if near else None
            raise node.error(f'{name}: broader topic "{above}" does not exist', hint=hint)
        if above in seen:
            raise node.error(f"{' < '.join([*seen, above])}: a topic cannot be broader than itself")
        seen[above] = None
        below = above
    return list(seen)


def _topic(name: str, node: Node, folder: Path) -> Topic:
    if not is_name(name):
        raise node.error(
            f'"{name}": a topic\'s name is a word of two or more letters, digits, "-", "." and "_"'
        )
    entries = node.mapping(f"topic {name}", _TOPIC_KEYS)
    contexts = _contexts(entries.get("contexts"))
    return Topic(
        name=name,
        title=_text(entries, "title") or name,
        description=_text(entries, "description"),
        broader=_text(entries, "broader") or None,
        keywords=(
            *(_keywords(entries["keywords"], contexts) if "keywords" in entries else ()),
            *(_groups(entries["all of"], contexts) if "all of" in entries else ()),
        ),
        contexts=contexts,
        exclusions=tuple(map(_exclusion, _items(entries, "exclude"))),
        unwanted=tuple(map(_exclusion, _items(entries, "not"))),
        authors=tuple(item.text("an author") for item in _items(entries, "authors")),
        categories=tuple(item.text("a category") for item in _items(entries, "categories")),
        examples=tuple(map(_example, _items(entries, "examples"))),
        profile=_profile(name, entries["profile"], folder) if "profile" in entries else None,
        learned=_learned(entries["learned"], folder) if "learned" in entries else None,
        line=node.line,
    )


def _learned(node: Node, folder: Path) -> Profile:
    file = node.text("learned")
    if not file.endswith(profile.LEARNED) or Path(file).name != file:
        raise node.error(f"learned must be a file NAME{profile.LEARNED} in the same folder")
    return profile.read(folder / file)


def _profile(name: str, node: Node, folder: Path) -> Profile:
    file = node.text("profile")
    if file != BUILTIN:
        if not file.endswith(profile.SUFFIX) or Path(file).name != file:
            raise node.error(
                f'profile must be "{BUILTIN}", or a file NAME{profile.SUFFIX} in the same folder'
            )
        return profile.read(folder / file)
    if name not in shipped.profiles():
        known = ", ".join(shipped.profiles())
        raise node.error(f'no built-in weights for "{name}"; there are: {known}')
    return shipped.profiles()[name]


def _text(entries: dict[str, Node], key: str) -> str:
    return " ".join(entries[key].text(key).split()) if key in entries else ""


def _items(entries: dict[str, Node], key: str) -> list[Node]:
    return entries[key].items(key) if key in entries else []


def _exclusion(node: Node) -> Exclusion:
    text = " ".join(node.text("an exclusion").split())
    return Exclusion(text=text, phrases=_phrases(node, text), line=node.line)


def _example(node: Node) -> str:
    name = node.text("an example")
    if not re.fullmatch(r"[a-z0-9]+:\S+", name):
        raise node.error(
            f'"{name}" is not the name of a paper',
            hint="write it as lists print it: arxiv:2611.04217",
        )
    return name


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
        raise node.error("contains no keywords")
    return tuple(found)


def _groups(node: Node, contexts: Contexts) -> Iterator[Keyword]:
    """Yield the keywords of all groups of `all of`."""
    groups = node.items("all of")
    if len(groups) < _FEWEST_GROUPS:
        raise node.error("all of needs at least two groups: [[bee, wasp], [clover, heather]]")
    for number, group in enumerate(groups):
        for keyword in _keywords(group, contexts):
            yield msgspec.structs.replace(keyword, group=number)


def _keyword(node: Node, contexts: Contexts, level: Level | None) -> Keyword:
    title_only = isinstance(node.value, dict)
    words = node.mapping("a keyword", ("title",))["title"] if title_only else node
    text = " ".join(words.text("a keyword").split())
    context = _CONTEXT.fullmatch(text)
    if context and context["name"] not in contexts:
        near = nearest(context["name"], contexts)
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
        line=node.line,
    )


def _phrases(node: Node, text: str) -> tuple[Phrase, ...]:
    try:
        return pattern.parse(text)
    except pattern.PatternError as error:
        raise node.error(f'"{snippet(text)}": {error}') from error
