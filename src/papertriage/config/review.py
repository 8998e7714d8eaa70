"""The part of a configuration about ``papertriage review``: keys and reasons for skipping.

review:
keys: asreview                        # or rayyan, or papertriage
reasons: [not on humans, no full text]

review:
keys: {preset: rayyan, undo: ctrl+z, open: [o, enter]}
"""

import msgspec

from papertriage.text.strict_yaml import Node
from papertriage.text.suggest import did_you_mean

KEYS = ("keys", "reasons")

_BASE: dict[str, tuple[str, ...]] = {
    "star": ("s",),
    "skip": ("x",),
    "reason": ("X",),
    "later": ("l",),
    "read": ("r",),
    "note": ("n",),
    "clear": ("c",),
    "undo": ("u",),
    "next": ("space", "j"),
    "previous": ("backspace", "k"),
    "open": ("o",),
    "pdf": ("p",),
    "search": ("/",),
    "list": ("b",),
    "help": ("?",),
    "quit": ("q",),
}
PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "papertriage": _BASE,
    # Relevant, irrelevant.
    "asreview": _BASE | {"star": ("r",), "skip": ("i",), "reason": ("I",), "read": ("d",)},
    # Include, exclude, undecided.
    "rayyan": _BASE
    | {"star": ("i",), "skip": ("e",), "reason": ("E",), "later": ("u",), "undo": ("z",)},
}


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The keys and reasons of a review.

    Attributes:
        keys: the keys of each action: characters, or names such as ``ctrl+z``.
        reasons: the reasons for skipping, in the order in which they are offered.
    """

    keys: dict[str, tuple[str, ...]] = msgspec.field(default_factory=_BASE.copy)
    reasons: tuple[str, ...] = ()


def read(node: Node) -> Review:
    """Read this part of a configuration.

    Raises:
        ConfigError: it is invalid; the message starts with file and line.
    """
    root = node.mapping("review", KEYS)
    keys, reasons = root.get("keys"), root.get("reasons")
    return Review(
        keys=_keys(keys) if keys else _BASE,
        reasons=tuple(each.text("a reason") for each in reasons.items("reasons"))
        if reasons
        else (),
    )


def _keys(node: Node) -> dict[str, tuple[str, ...]]:
    if isinstance(node.value, str):
        return _preset(node)
    own = node.mapping("keys", ("preset", *_BASE))
    preset = own.pop("preset", None)
    keys = dict(_preset(preset) if preset else _BASE)
    for action, given in own.items():
        each = [given] if isinstance(given.value, str) else given.items(action)
        keys[action] = tuple(one.text("a key") for one in each)
    taken: dict[str, str] = {}
    for action, names in keys.items():
        for name in names:
            if name in taken:
                raise node.error(f'keys: "{name}" is used for both {taken[name]} and {action}')
            taken[name] = action
    return keys


def _preset(node: Node) -> dict[str, tuple[str, ...]]:
    name = node.text("keys")
    if name not in PRESETS:
        meant = did_you_mean(name, PRESETS)
        raise node.error(f'keys: no preset "{name}"{meant}', hint=f"one of {', '.join(PRESETS)}")
    return PRESETS[name]
