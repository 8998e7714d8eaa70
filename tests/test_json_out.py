"""JSON output: nothing in it acts on a terminal, and no text is lost."""

import re
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_help import run
from papertriage.text.json_out import dumps, escaped

HIDDEN = (
    "\x7f\x9b\u00ad\u061c\u180e\u200b\u200d\u200e\u2028\u202e"
    "\u2060\u2066\ufeff\ufff9\ufffe\U000e0041"
)
PAPER = {
    "id": "arxiv:2611.00001",
    "ids": {"arxiv": "2611.00001"},
    "title": "Kilns of the northern valley",
    "abstract": None,
    "stamp": f"a{HIDDEN}b é 面 👩",
}


@given(st.text())
def test_texts_come_back_whole(text: str) -> None:
    """What is escaped is decoded to the same text, and no character that acts is left."""
    line = dumps({"title": text})

    assert msgspec.json.decode(line) == {"title": text}
    left = {unicodedata.category(char) for char in line}
    assert not left & {"Cc", "Zl", "Zp"}
    assert not re.search("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", line)


def test_other_text_stays_as_it_is() -> None:
    """Letters of any script are left alone, so that a line can be searched."""
    line = '{"title":"Ångström – 面 א é"}'.encode()

    assert escaped(line) is line
    assert escaped(b'{"a":"plain"}') == b'{"a":"plain"}'


@pytest.mark.parametrize(
    "command",
    [
        ["export"],
        ["export", "-f", "json"],
        ["show", "2611.00001", "-f", "jsonl"],
        ["ingest", "in.jsonl", "-o", "-"],
        ["tag", "in.jsonl"],
        ["tag", "in.jsonl", "-o", "out/"],
        ["rank", "in.jsonl", "-f", "jsonl"],
        ["rank", "in.jsonl", "-f", "json"],
    ],
    ids=" ".join,
)
def test_every_way_out_is_escaped(tmp_path: Path, command: list[str]) -> None:
    r"""Control characters in a field are written as ``\u`` escapes, and none is lost."""
    tags = [{"topic": "faces", "score": 0.9, "base": 2.2}]
    line = msgspec.json.encode({**PAPER, "tags": tags}) + b"\n"
    (tmp_path / "in.jsonl").write_bytes(line)
    library = str(tmp_path / "library")
    run("ingest", "in.jsonl", cwd=tmp_path, PAPERTRIAGE_LIBRARY=library)

    out = run(*command, cwd=tmp_path, PAPERTRIAGE_LIBRARY=library).stdout
    out = out or next((tmp_path / "out").glob("*.jsonl*")).read_bytes()

    assert not set(HIDDEN) & set(out.decode())
    assert b"\\u200b" in out
