"""The examples of docs/python.md run, and print what the page shows."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from cli_help import EXAMPLES

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_examples_for_python_print_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All examples run one after another, in a folder with the invented papers."""
    for name in ("page.txt", "listing.txt"):
        shutil.copy(EXAMPLES / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    text = "\n".join(BLOCK.findall(PAGE.read_text("utf-8")))
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)

    result = doctest.DocTestRunner().run(examples)
    assert not result.failed, capsys.readouterr().out
    assert result.attempted > 25
