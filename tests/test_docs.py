"""The pages that are made, not written, say what the code says today; and links lead somewhere."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for folder in (".", "docs", "examples", "benchmarks")
    for page in ROOT.glob(f"{folder}/*.md")
)


@pytest.mark.parametrize("script", ["formats_doc", "reference_doc"])
def test_a_page_that_is_made_is_up_to_date(script: str) -> None:
    """The page is what its script makes of the registry, or of the commands, today."""
    spec = importlib.util.spec_from_file_location(script, ROOT / "scripts" / f"{script}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.OUT.read_text("utf-8") == module.page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A link to a file of the project names one that is there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
