"""Mutations for the fuzzer: each takes a random generator and the bytes of a source."""

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]

PLANTED = "2612.31415"
"""The arXiv id of the paper that nothing may change; no fixture mentions it."""
MOST = 400_000
"""Bytes beyond which a source is cut."""

HIDDEN = (
    "\ufeff", "\u200b", "\u200d", "\u00ad", "\u200e", "\u200f", "\u202e", "\u2066", "\u061c",
    "\x00", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\ufff9", "\U000e0041",
)  # fmt: skip
_STRANGE = (
    *HIDDEN, "\u0301" * 40, "\ud83d", "\x1b[31m", "\r", "\t", "\x0b", "İ", "ß", "\u212a", "٣",
    "\u3000", "&#0;", "&#x202e;", "&amp;#27;", "\\u001b", "\\u202e", "\\ud800", "%1b", "${x}",
    "{", "}", "<b>", "]]>", "<!--", "\\", '"', "'", "''", "$", "#", "@", "%", "=", ": ", "- ",
    "\n", "\n\n", "[1] ", "\\\\",
)  # fmt: skip
_VALUES = (
    "null", "true", "0", "-1", "2401.1", "1e400", "-0.0", "9" * 400, "18446744073709551616",
    '""', '"NA"', '"nan"', "[]", "{}", "[[]]", '[null, 0, "x"]', '{"name": null}',
    '{"value": {"value": 1}}', '"\\u202e"', '"\\ud800"', '[{"title": 1}]', '"10.5555/%00"',
    '"2026-13-45"', '"javascript:alert(1)"',
)  # fmt: skip
_NESTS = (
    ("[", "]"), ('{"a":', "}"), ("<a>", "</a>"), ("{", "}"), ("<div>", ""), ("(", ")"), ("$", ""),
)  # fmt: skip
_CELLS = ("NA", "nan", "0", "-", "None", "null", "n.a.", "{NA}", "2401.1", "1e9", "10.5555/\u200bx")
_NAME = re.compile(
    rb'"(?P<json>[^"\\\n]{1,40})"\s*:|</?(?P<xml>[A-Za-z][\w:.-]{0,30})|^\s*(?P<bib>\w{1,30})\s*=\s*[{"]'
    rb"|^(?P<tag>[A-Z%][A-Z0-9])\s+-? |^(?P<label>[A-Z][\w -]{1,20}): ",
    re.MULTILINE,
)
_VALUE = re.compile(rb'(?<=:)\s*(?:"(?:[^"\\]|\\.){0,3000}"|-?[0-9.]+|true|false|null|\[\]|\{\})')
_CELL = re.compile(rb"(?<=[,;\t|{])[^,;\t|{}\n\"]{1,60}(?=[,;\t|}])")
_TEXT = re.compile(rb"[A-Za-z]{3,}")
_OBJECT = re.compile(rb'\{(?=\s*")')


def flip(rng: Random, data: bytes) -> bytes:
    """Flip a few bits."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def overwrite(rng: Random, data: bytes) -> bytes:
    """Replace some bytes by others."""
    at, length = rng.randrange(len(data)), rng.choice((1, 2, 8))
    return data[:at] + rng.randbytes(length) + data[at + length :]


def cut(rng: Random, data: bytes) -> bytes:
    """Cut off an end, or remove a part."""
    one, other = _two(rng, data)
    return rng.choice((data[:one], data[one:], data[:one] + data[other:]))


def double(rng: Random, data: bytes) -> bytes:
    """Repeat a part, once or often."""
    one, other = _two(rng, data)
    part = data[one:other]
    return data[:other] + part * rng.choice((1, 1, 2, 50)) + data[other:]


def swap_lines(rng: Random, data: bytes) -> bytes:
    """Put lines in another order, or join some."""
    lines = data.splitlines(keepends=True)
    for _ in range(min(len(lines), 3)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    at = rng.randrange(len(lines))
    lines[at] = rng.choice((lines[at], lines[at].rstrip(b"\r\n"), b"", b"\n" + lines[at]))
    return b"".join(lines)


def insert(rng: Random, data: bytes) -> bytes:
    """Insert something strange, anywhere or inside words."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        places = [found.end() for found in _TEXT.finditer(data)]
        at = rng.choice(places) if places and rng.random() < 0.7 else rng.randrange(len(data) + 1)
        data = data[:at] + _bytes(rng.choice(_STRANGE)) + data[at:]
    return data


def rename(rng: Random, data: bytes) -> bytes:
    """Hide something in the name of a field, take another's name, or double a name."""
    names = [found.span(found.lastgroup or 0) for found in _NAME.finditer(data)]
    first = data.split(b"\n", 1)[0]
    names += [found.span() for found in re.finditer(rb"[^,;\t|]+", first)][:40]
    if not names:
        return data
    start, end = rng.choice(names)
    other = data[slice(*rng.choice(names))]
    at = rng.randint(start, end)
    hidden = _bytes(rng.choice(HIDDEN))
    whole = rng.choice(
        (data[start:at] + hidden + data[at:end], other, data[start:end].upper(), b"")
    )
    return data[:start] + whole + data[end:]


def revalue(rng: Random, data: bytes) -> bytes:
    """Replace a value by one of another kind."""
    for pattern, values in ((_VALUE, _VALUES), (_CELL, _CELLS)):
        found = list(pattern.finditer(data))
        if found:
            for place in sorted(rng.sample(found, min(len(found), 2)), key=lambda it: -it.start()):
                data = data[: place.start()] + _bytes(rng.choice(values)) + data[place.end() :]
            return data
    return data


def nest(rng: Random, data: bytes) -> bytes:
    """Nest deeply somewhere, closed again or not."""
    opening, closing = rng.choice(_NESTS)
    depth = rng.choice((3, 70, 300, 3000))
    at = rng.randrange(len(data) + 1)
    inside = f"{opening * depth}{rng.choice(('1', '', 'x'))}{rng.choice((closing, '')) * depth}"
    return data[:at] + inside.encode() + data[at:]


def swell(rng: Random, data: bytes) -> bytes:
    """Insert one very long token."""
    token = rng.choice(
        ("a", " ", "9", "é", "\t", "A. ", "a@", "<b>", "&amp;", "\\'e", "- ", "10.1/")
    )
    at = rng.randrange(len(data) + 1)
    return data[:at] + token.encode() * rng.choice((300, 3000, 12_000)) + data[at:]


def redelimit(rng: Random, data: bytes) -> bytes:
    """Swap the characters that separate cells, values or lines."""
    one, other = rng.sample((b",", b";", b"\t", b"|", b":", b'"', b"'", b"\n", b" "), 2)
    return data.replace(one, other, rng.choice((-1, -1, 3)))


def reencode(rng: Random, data: bytes) -> bytes:
    """Write the text in another encoding, with or without a mark."""
    text = data.decode("utf-8", errors="replace")
    codec = rng.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-32", "utf-7")
    )
    mark = rng.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    return mark + text.encode(codec, errors="replace")


def end_lines(rng: Random, data: bytes) -> bytes:
    """Change the line ends, all or some of them."""
    ending = rng.choice(
        (b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8", b"\x0b", b"\x0c", b"\n\r", b"\n ")
    )
    return data.replace(b"\n", ending, rng.choice((-1, -1, 5)))


_POSES = (
    ("id", f'"arxiv:{PLANTED}"'), ("ids", f'{{"arxiv": "{PLANTED}"}}'), ("id", "0"),
    ("arxiv", f'"{PLANTED}"'), ("doi", f'"10.48550/arXiv.{PLANTED}"'), ("authors", '"x"'),
    ("url", f'"https://arxiv.org/abs/{PLANTED}"'), ("merged_into", f'"arxiv:{PLANTED}"'),
    ("tags", "[5]"), ("sources", "{}"), ("metrics", "7"), ("rank", "1"),
)  # fmt: skip
"""Names that a field may pose by, each with its value."""


def pose(rng: Random, data: bytes) -> bytes:
    """Add a field to an object of JSON whose name is a known one, once it is cleaned."""
    name, value = _posing(rng)
    if rng.random() < 0.5 and name.isprintable() and max(name) < "\U00010000":
        name = "".join(f"\\u{ord(c):04x}" for c in name)
    places = [found.end() for found in _OBJECT.finditer(data)]
    if not places or data.lstrip(b"\xef\xbb\xbf \r\n")[:1] not in b"{[":
        return data
    place = rng.choice(places)
    return data[:place] + _bytes(f'"{name}": {value}, ') + data[place:]


def pose_in_table(rng: Random, data: bytes) -> bytes:
    """Add a column whose name is a known one, once it is cleaned."""
    name, value = _posing(rng)
    lines = data.split(b"\n")
    above, header, *rows = lines if data.startswith(b"sep=") else [b"", *lines]
    delimiter = next((sign for sign in (b"\t", b";", b",") if sign in header), b",")
    cell = value.strip('"').encode() + delimiter
    rows = [cell + row if row.strip() else row for row in rows]
    return b"\n".join((above, _bytes(name) + delimiter + header, *rows)).lstrip(b"\n")


def _posing(rng: Random) -> tuple[str, str]:
    name, value = rng.choice(_POSES)
    at = rng.randint(1, len(name) - 1)
    return name[:at] + rng.choice(HIDDEN) + name[at:], value


MUTATIONS: tuple[Mutation, ...] = (
    flip, overwrite, cut, double, swap_lines, insert, insert, rename, rename, revalue, revalue,
    nest, swell, redelimit, reencode, end_lines,
)  # fmt: skip


def mutated(rng: Random, data: bytes, other: bytes) -> bytes:
    """Return a mutation of a source; one in five is spliced with another source first."""
    if rng.random() < 0.2:
        data = _spliced(rng, data, other)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        data = rng.choice(MUTATIONS)(rng, data or b"\n")[:MOST]
    # Last, because another mutation could remove the hidden character.
    return pose(rng, data) if rng.random() < 0.5 else data


def _spliced(rng: Random, data: bytes, other: bytes) -> bytes:
    one, two = _two(rng, data)
    three, four = _two(rng, other)
    lines = zip(data.split(b"\n"), other.split(b"\n"), strict=False)
    return rng.choice(
        (
            data[:one] + other[three:],
            data[:one] + other[three:four] + data[two:],
            data + b"\n" + other,
            b"\n".join(line for pair in lines for line in pair),
        )
    )


def _two(rng: Random, data: bytes) -> tuple[int, int]:
    """Return two positions, half of the time at ends of lines."""
    ends = [found.end() for found in re.finditer(rb"\n", data)]
    if len(ends) > 1 and rng.random() < 0.5:
        one, other = sorted(rng.sample(ends, 2))
    else:
        one, other = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    return one, other


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")
