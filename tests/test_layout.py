"""The layout of the package: allowed imports, the length of files, and what loads on import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "papertriage"

BASE = frozenset({"paper", "errors", "text"})
# A unit is a module or a folder right below the package. Each may import BASE and these; what
# is not in the table may import nothing of the package, so that a new unit needs a row.
STAGES: dict[str, frozenset[str]] = {
    "sources": frozenset(),
    # Dates and arXiv ids are recognised by the same patterns everywhere.
    "readers": frozenset({"identity", "dates"}),
    "normalize": frozenset({"identity", "dates"}),
    "grouping": frozenset({"identity", "dates"}),
    "library": frozenset({"identity", "dates", "grouping", "clock"}),
    "topics": frozenset(),
    "learning": frozenset({"topics"}),
    "ranking": frozenset({"dates", "report"}),
    "writers": frozenset({"dates", "identity", "report"}),
}
FOUNDATION: dict[str, frozenset[str]] = {
    "__init__": frozenset(),
    "paper": frozenset(),
    "errors": frozenset(),
    "text": frozenset(),
    "dates": frozenset(),
    "identity": frozenset(),
    "clock": frozenset(),
    "report": frozenset(),  # ranking makes it, writers present it; neither imports the other
}
_BELOW_FLOWS = frozenset(STAGES) | frozenset(FOUNDATION)
TOP: dict[str, frozenset[str]] = {
    "flows": _BELOW_FLOWS | {"config"},
    "config": frozenset({"clock", "dates"}),
    "tui": _BELOW_FLOWS | {"flows"},
    "cli": _BELOW_FLOWS | {"flows", "config", "tui"},
    "__main__": frozenset({"cli"}),
}
MAY_IMPORT = FOUNDATION | STAGES | TOP

HEAVY = frozenset(
    {
        "numpy", "sklearn", "scipy", "requests", "feedparser", "rich", "rapidfuzz", "tantivy",
        "textual",
    }
)  # fmt: skip
# rich draws the table; the registry imports its module on use, and review the screens.
MAY_LOAD_RICH = ("writers/", "tui/")
MAY_LOAD_TEXTUAL = "tui/"
NEVER_HEAVY = frozenset({"writers/__init__.py", "writers/registry.py"})

LONGEST = 350


def own_imports(tree: ast.AST) -> Iterator[str]:
    """Yield the units of papertriage that a module imports, wherever in the file it does."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "."  # a relative import would hide where it leads
        elif isinstance(node, ast.ImportFrom) and node.module == "papertriage":
            names = [f"papertriage.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            top, _, rest = name.partition(".")
            if top == "papertriage":
                yield rest.partition(".")[0] or "__init__"


def forbidden_imports(unit: str, source: str) -> set[str]:
    """Return the units that this source of a unit imports against the rules."""
    # Every module may import the version from the package itself.
    allowed = {unit, "__version__"} | BASE | MAY_IMPORT.get(unit, frozenset())
    return set(own_imports(ast.parse(source))) - allowed


def heavy_imports(path: str, source: str) -> set[str]:
    """Return the heavy modules that importing this file (path below the package) would load."""
    allowed = {"rich"} if path.startswith(MAY_LOAD_RICH) and path not in NEVER_HEAVY else set()
    allowed |= {"textual"} if path.startswith(MAY_LOAD_TEXTUAL) else set()
    visitor = _Loaded()
    visitor.visit(ast.parse(source))
    return visitor.found - allowed


class _Loaded(ast.NodeVisitor):
    """Collects the heavy modules that run with a module's body, at any depth of it."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Import(self, node: ast.Import) -> None:
        self.found |= HEAVY & {alias.name.partition(".")[0] for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.found |= HEAVY & {(node.module or "").partition(".")[0]}

    def visit_If(self, node: ast.If) -> None:
        only_types = ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for child in node.orelse if only_types else node.body + node.orelse:
            self.visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Skip it: a function's body runs on use."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Skip it, as any function."""


def modules() -> list[str]:
    """Return the paths of the package's modules, relative to it."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def unit_of_path(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules())
def test_imports_only_what_its_row_allows(path: str) -> None:
    """A module imports only BASE and what its unit's row in the table names."""
    source = (PACKAGE / path).read_text(encoding="utf-8")

    assert forbidden_imports(unit_of_path(path), source) == set()


@pytest.mark.parametrize("path", modules())
def test_loads_nothing_heavy_on_import(path: str) -> None:
    """Importing any module of the package loads no slow library."""
    source = (PACKAGE / path).read_text(encoding="utf-8")

    assert heavy_imports(path, source) == set()


def test_modules_stay_short() -> None:
    """No module is longer than 350 lines."""
    folders = [PACKAGE, ROOT / "scripts", ROOT / "benchmarks"]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }

    assert long == {}


def test_every_unit_has_a_row() -> None:
    """A unit without a row is reported."""
    assert {unit_of_path(path) for path in modules()} <= set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("unit", "source", "found"),
    [
        ("readers", "from papertriage.library import Library", {"library"}),
        ("readers", "from papertriage import grouping, text", {"grouping"}),
        ("topics", "def tag():\n    import papertriage.ranking.order", {"ranking"}),
        ("flows", "from papertriage.cli.screen import Screen", {"cli"}),
        ("grouping", "from . import library", {"."}),
        ("dates", "from papertriage.identity import key", {"identity"}),
        ("ranking", "from papertriage.ranking.order import best\nimport re", set()),
        ("cli", "from papertriage.flows.ingest.ingest import ingest", set()),
        ("cli", "from papertriage import __version__", set()),
        ("brandnew", "from papertriage import identity", {"identity"}),
    ],
)
def test_the_import_rule_sees_breaches(unit: str, source: str, found: set[str]) -> None:
    """The rule catches imports in every spelling and depth, and lets the allowed ones pass."""
    assert forbidden_imports(unit, source) == found


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("topics/tfidf.py", "import numpy as np", {"numpy"}),
        (
            "topics/tfidf.py",
            "try:\n    from scipy.sparse import csr\nexcept E:\n    x = 1",
            {"scipy"},
        ),
        ("topics/tfidf.py", "class A:\n    import sklearn.svm", {"sklearn"}),
        ("topics/tfidf.py", "if x:\n    y = 1\nelse:\n    import rapidfuzz", {"rapidfuzz"}),
        ("topics/tfidf.py", "def fit():\n    import numpy", set()),
        ("topics/tfidf.py", "if TYPE_CHECKING:\n    import numpy", set()),
        ("topics/tfidf.py", "if TYPE_CHECKING:\n    x = 1\nelse:\n    import numpy", {"numpy"}),
        ("cli/screen.py", "from rich.table import Table", {"rich"}),
        ("writers/registry.py", "from rich.table import Table", {"rich"}),
        ("writers/table.py", "from rich.table import Table\nimport numpy", {"numpy"}),
    ],
)
def test_the_loading_rule_sees_breaches(path: str, source: str, found: set[str]) -> None:
    """The rule catches what runs on import, at any depth, and nothing that runs on use."""
    assert heavy_imports(path, source) == found
