"""What a release holds: a wheel and an sdist that install, with all data files and one version."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml

from papertriage import __version__

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "papertriage"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a wheel and an sdist; the wheel is made from the sdist, as pip does."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, "sdist", folder)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder, filter="data")
    build(next(folder.glob("papertriage-*/")), "wheel", folder)
    return folder


def build(project: Path, target: str, folder: Path) -> None:
    """Build one file of a release, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target]
    subprocess.run([*command, "--directory", folder], cwd=project, check=True, capture_output=True)


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(built: Path) -> None:
    """Code, data, templates, py.typed, the built-in topics and the manual pages are in it."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {
        f"papertriage/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shared = f"papertriage-{__version__}.data/data/share/man/man1"
    pages = {f"{shared}/{page.name}" for page in (ROOT / "man").iterdir()}

    assert names == package | pages | {"papertriage/data/taxonomy.yaml"}
    assert "papertriage/py.typed" in names


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_a_release_installs_and_its_command_runs(built: Path, pattern: str, tmp_path: Path) -> None:
    """In an environment of its own the command prints its version, help, topics and a list."""
    home = environment(tmp_path / "venv")
    install = [sys.executable, "-m", "pip", "--python", f"{home}/bin/python", "install"]
    offline = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*install, *offline, next(built.glob(pattern))], check=True)

    def typed(*words: str) -> str:
        command = [f"{home}/bin/papertriage", "--no-config", "--library", "library"]
        done = subprocess.run(
            [*command, *words], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        return done.stdout

    assert typed("--version") == f"papertriage {__version__}\n"
    assert "--mark-seen" in typed("rank", "--help")
    assert "faces" in typed("topics")
    typed("ingest", str(ROOT / "examples" / "abstracts.txt"))
    typed("tag")
    assert "<html" in typed("rank", "-f", "html")
    assert (home / "share" / "man" / "man1" / "papertriage-rank.1").exists()


def environment(home: Path) -> Path:
    """Make an environment that finds all packages of this one except papertriage."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    # Python searches that path, but reads no .pth files there, such as that of an editable install.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + os.linesep)
    return home


def test_the_version_and_its_date_are_the_same_everywhere() -> None:
    """CITATION.cff and the latest release of the changelog name this version and one day."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    latest = re.search(r"^## \[(\d[^]]*)\] - (\S+)$", changelog, re.MULTILINE)

    assert latest
    assert citation["version"] == latest[1] == __version__
    assert citation["date-released"] == date.fromisoformat(latest[2])


def test_continuous_integration_runs_each_python_that_is_supported() -> None:
    """The versions of Python in the classifiers, in CI and in requires-python agree."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    tested = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    prefix = "Programming Language :: Python :: 3."
    named = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if c.startswith(prefix)]

    assert tested == named == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["requires-python"] == f">={tested[0]}"


def test_issue_forms_ask_for_the_version_and_the_output() -> None:
    """Each issue form is sound YAML, and requires the version and what papertriage printed."""
    for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")):
        form = yaml.safe_load(path.read_text("utf-8"))
        required = [part for part in form["body"] if part.get("validations", {}).get("required")]

        assert form["name"]
        assert form["description"]
        assert "Version" in [part["attributes"]["label"] for part in required], path.name
        assert "console" in [part["attributes"].get("render") for part in required], path.name
