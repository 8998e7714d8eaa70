"""Every regular expression of the package, how it is used, and inputs that are hard for it."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import papertriage

codes: Any = importlib.import_module("re._constants")  # a private module of Python, without types
parser: Any = importlib.import_module("re._parser")

ANYWHERE = "finditer"
"""How a pattern is tried that is searched for, replaced or split at."""
_METHODS = {
    "match": "match", "fullmatch": "fullmatch", "search": ANYWHERE, "finditer": ANYWHERE,
    "findall": ANYWHERE, "sub": ANYWHERE, "subn": ANYWHERE, "split": ANYWHERE,
}  # fmt: skip


class Used(NamedTuple):
    """A pattern and one way in which it is used: ``match``, ``fullmatch`` or `ANYWHERE`."""

    module: str
    line: int
    pattern: re.Pattern[Any]
    how: str


class Source(NamedTuple):
    """A pattern that is put together only when it is needed."""

    module: str
    code: str


@cache
def patterns() -> tuple[list[Used], list[Source]]:
    """Return the patterns of all modules, and those that are known only at run time."""
    trees = {module: _tree(module) for module in _modules()}
    public = _methods(trees.values())
    used: list[Used] = []
    unknown: list[Source] = []
    for module, tree in trees.items():
        private = _methods([tree])
        names = {id(node.value): node.targets[0] for node in ast.walk(tree)
                 if isinstance(node, ast.Assign)}  # fmt: skip
        for call in _calls(tree):
            name = ast.unparse(names[id(call)]) if id(call) in names else ""
            found = _evaluated(call, module)
            if found is None:
                unknown.append(Source(module.__name__, ast.unparse(call)))
                continue
            if call.func.attr != "compile":  # type: ignore[attr-defined]  # see `_calls`
                hows = {_METHODS[call.func.attr]}  # type: ignore[attr-defined]  # likewise
            else:
                known = private if name.startswith("_") else public
                hows = known.get(name) or private.get("") or {"match", "fullmatch", ANYWHERE}
            used += [Used(module.__name__, call.lineno, found, how) for how in sorted(hows)]
    return used, unknown


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(papertriage.__path__, "papertriage."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls of `re.compile` and of its short forms (`re.sub`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            is_re = isinstance(owner, ast.Name) and owner.id == "re"
            if is_re and node.func.attr in {*_METHODS, "compile"}:
                yield node


def _methods(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Return how each name is used; under no name what is used that no constant holds."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                owner = node.value
                name = owner.attr if isinstance(owner, ast.Attribute) else ast.unparse(owner)
                found.setdefault(name, set()).add(_METHODS[node.attr])
                if name != "re" and name.isidentifier() and not name.lstrip("_").isupper():
                    found.setdefault("", set()).add(_METHODS[node.attr])
    return found


def _evaluated(call: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    """Return the pattern of a call; None if names in it are known only at run time."""
    place = {"sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2)  # type: ignore[attr-defined]  # see `_calls`
    place = 1 if call.func.attr == "compile" else place  # type: ignore[attr-defined]  # likewise
    flags = [word.value for word in call.keywords if word.arg == "flags"] or call.args[place:]
    code = ", ".join(map(ast.unparse, [call.args[0], *flags[:1]]))
    try:
        found: re.Pattern[Any] = eval(f"re.compile({code})", {**vars(module), "re": re})  # noqa: S307 - the package's own code
    except NameError:
        return None
    return found


# --- inputs that are hard for a pattern ----------------------------------------------------------


class Family(NamedTuple):
    """Inputs of any size: something repeated, with a beginning and an end."""

    first: str
    again: str
    last: str

    def of(self, size: int) -> str:
        return self.first + self.again * (size // len(self.again)) + self.last


_SIGNS = " a7A([{\"'-.<&\\\n$é\u00a0,;:@"
_ENDS = ("", "\x01", " !")
"""What follows the repetition: nothing, or what few patterns go on with."""
_LONG = 50
"""Repetitions of a part from which a pattern may take long over it."""


def families(pattern: re.Pattern[Any]) -> set[Family]:
    """Return families that are hard for a pattern: its own parts repeated, behind what leads there.

    Each repeated part of the pattern is pumped behind a text that the parts before it match; so
    are its whole text, its beginning, and single signs.
    """
    source, flags = pattern.pattern, pattern.flags
    if isinstance(source, bytes):
        source, flags = source.decode("latin-1"), flags & ~re.UNICODE
    tree = parser.parse(source, flags)
    whole = _sample(tree)
    found = {Family("", sign, "") for sign in {*_SIGNS, *_signs(tree)}}
    found |= {Family("", part, "") for part in (whole, whole[:-1], whole[:3]) if part}
    for first, again in set(_pumps(tree, "")):
        for end in _ENDS:
            found |= {Family(first, again, end), Family("", first + again, end)}
        found.add(Family("word", again, "word"))
    return found


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield each part that may be repeated often, with a text that leads to it."""
    parts = list(tree)
    for at, (code, value) in enumerate(parts):
        first = before + _sample(parts[:at])
        if code in _REPEATS and value[1] >= _LONG:
            yield from ((first, again) for again in _choices(value[2]) if again)
        for inner in _inner(code, value):
            yield from _pumps(inner, first)


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def _inner(code: Any, value: Any) -> list[Any]:
    """Return the parts inside a part of a pattern."""
    if code in _REPEATS:
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.ATOMIC_GROUP:
        return [value]
    if code is codes.BRANCH:
        return list(value[1])
    return [value[1]] if code in (codes.ASSERT, codes.ASSERT_NOT) else []


def _choices(tree: Any) -> list[str]:
    """Return texts that a repeated part matches: a few characters of a class, each branch."""
    parts = list(tree)
    if len(parts) != 1:
        return [_sample(parts)]
    code, value = parts[0]
    if code is codes.IN:
        return _of_class(value)[:8]
    if code in (codes.ANY, codes.NOT_LITERAL):
        return ["a", " ", "<", "\\"]
    if code is codes.SUBPATTERN:
        return _choices(value[3])
    return [_sample(branch) for branch in value[1]] if code is codes.BRANCH else [_sample(parts)]


def _signs(tree: Any) -> Iterator[str]:
    for code, value in tree:
        if code is codes.LITERAL:
            yield chr(value)
        elif code is codes.IN:
            yield from _of_class(value)[:6]
        for inner in _inner(code, value):
            yield from _signs(inner)


def _sample(tree: Any) -> str:
    """Return a short text that a part of a pattern matches, but for what it asserts."""
    return "".join(_sample_of(code, value) for code, value in tree)


def _sample_of(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code in (codes.ANY, codes.NOT_LITERAL):
        return "b" if value == ord("a") else "a"
    if code is codes.IN:
        return _of_class(value)[0]
    if code in _REPEATS:
        return str(_sample(value[2]) * min(max(value[0], 1), 20))
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return ""
    inner = _inner(code, value)
    return _sample(inner[0]) if inner else ""


_CATEGORIES = {
    codes.CATEGORY_DIGIT: ("7", r"\d"),
    codes.CATEGORY_SPACE: (" \n", r"\s"),
    codes.CATEGORY_WORD: ("a7_", r"\w"),
    codes.CATEGORY_NOT_SPACE: ("a.)", r"\S"),
    codes.CATEGORY_NOT_DIGIT: ("a ", r"\D"),
    codes.CATEGORY_NOT_WORD: (" .-", r"\W"),
}
"""Some signs of a category, and how a pattern writes it."""


def _of_class(items: Any) -> list[str]:
    """Return some characters of a character class."""
    if (codes.NEGATE, None) not in items:
        return [sign for code, value in items for sign in _of_item(code, value)]
    return [sign for sign in f"{_SIGNS}一" if not any(_is_in(sign, *item) for item in items[1:])]


def _of_item(code: Any, value: Any) -> str:
    if code is codes.CATEGORY:
        return str(_CATEGORIES[value][0])
    return chr(value[0] if code is codes.RANGE else value)


def _is_in(sign: str, code: Any, value: Any) -> bool:
    if code is codes.CATEGORY:
        return re.match(_CATEGORIES[value][1], sign) is not None
    first, last = value if code is codes.RANGE else (value, value)
    return bool(first <= ord(sign) <= last)
