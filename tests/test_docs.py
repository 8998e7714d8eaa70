"""Generated pages are up to date, and links between pages lead to a file."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for folder in (".", "docs", "examples", "benchmarks")
    for page in ROOT.glob(f"{folder}/*.md")
)
MAN_PAGES = sorted((ROOT / "man").glob("*.1"))


@pytest.mark.parametrize("script", ["formats_doc", "reference_doc"])
def test_a_generated_page_is_up_to_date(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is what its script makes of the registry, or of the commands, today."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    module = importlib.import_module(script)

    assert module.OUT.read_text("utf-8") == module.page()


def test_manual_pages_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages in man/ are what their script makes of the commands today, and no others."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    pages = importlib.import_module("man_pages").pages()

    assert {page.name: page.read_text("utf-8") for page in MAN_PAGES} == pages


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_manual_pages_are_rendered_as_written() -> None:
    """Formatting by groff gives no warning, and options and examples that can be copied."""
    command = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-P-cbou", "-rLL=100n"]
    done = subprocess.run([*command, *MAN_PAGES], capture_output=True, check=True, text=True)

    assert done.stderr == ""
    assert "--mark-seen" in done.stdout
    assert """papertriage search 'ti:faces""" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A link to a file of the project names one that is there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
