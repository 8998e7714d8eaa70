"""Whose configuration is used, and which files it may name."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_help import run
from papertriage.cli.run import Globals, Run
from papertriage.config.config import Settings, settings

HIDDEN = '{"title": "Keys of the harbour gate and where they hang"}\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into a folder below one with a configuration; return the latter."""
    folder = tmp_path / "project"
    (folder / "work").mkdir(parents=True)
    (folder / "papertriage.yaml").write_text("library: loot\nsources: [inbox/*.jsonl]\n")
    monkeypatch.chdir(folder / "work")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "secret.jsonl").write_text(HIDDEN)
    return folder


@pytest.fixture
def give_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that makes a file another user's."""

    def give(path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, 12_345, -1, follow_symlinks=False)
        else:  # only root may change the owner, so the test changes the user
            monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    return give


def own(tmp_path: Path, text: str) -> Path:
    """Write the user's own configuration."""
    path = tmp_path / "xdg-config" / "papertriage" / "papertriage.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def found(config: Path | None = None) -> Settings:
    return settings(config=config)


def test_the_configuration_of_the_user_is_used(project: Path) -> None:
    """A file of the user in a folder above counts, without a message."""
    assert (found().files, found().warnings) == ([project / "papertriage.yaml"], [])


def test_the_configuration_of_a_stranger_is_not_used(
    project: Path,
    tmp_path: Path,
    give_away: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Another user's file is ignored, and one line says whose it is and what to do."""
    give_away(project / "papertriage.yaml")
    run = Run("ingest", Globals())

    assert run.settings.files == []
    assert run.settings.library == tmp_path / "xdg-data" / "papertriage"
    (reported,) = capsys.readouterr().err.splitlines()
    assert f"warning: {project / 'papertriage.yaml'}: ignored, as it belongs to " in reported
    assert f"add trust: [{project}] to {tmp_path / 'xdg-config'}" in reported
    assert "--config" in reported


def test_a_stranger_s_link_to_a_file_of_the_user_s(
    project: Path, tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    """The owner of the link counts, too, as the paths in the file are relative to its folder."""
    (project / "papertriage.yaml").rename(tmp_path / "mine.yaml")
    (project / "papertriage.yaml").symlink_to(tmp_path / "mine.yaml")
    give_away(project / "papertriage.yaml")

    assert found().files == []


def test_a_configuration_above_a_stranger_s_is_found(
    project: Path, give_away: Callable[[Path], None]
) -> None:
    """A file that is ignored does not hide another one above it."""
    if os.geteuid() != 0:
        pytest.skip("only root can give one of two files away")
    between = project / "work" / "papertriage.yaml"
    between.write_text("library: loot\n")
    give_away(between)

    assert found().files == [project / "papertriage.yaml"]
    assert len(found().warnings) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_sudo_uses_the_files_of_the_calling_user(
    project: Path, give_away: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under sudo the files of the user who called it are used."""
    give_away(project / "papertriage.yaml")
    monkeypatch.setenv("SUDO_UID", "12345")

    assert found().files == [project / "papertriage.yaml"]


def test_a_trusted_folder_s_configuration_is_used_whoever_owns_it(
    project: Path, tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    """With `trust`, the configuration of a folder may do what the user's own may."""
    mine = own(tmp_path, f"trust: [{project}]\n")
    (project / "papertriage.yaml").write_text("library: ../lab\nsources: [../secret.jsonl]\n")
    give_away(project / "papertriage.yaml")

    assert found().files == [project / "papertriage.yaml", mine]
    assert found().warnings == []
    (source,) = found().sources
    assert Path(source.path(source.source)).read_text() == HIDDEN


def test_a_configuration_that_is_named_is_trusted(
    project: Path, give_away: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that --config or PAPERTRIAGE_CONFIG names is trusted."""
    path = project / "papertriage.yaml"
    path.write_text("library: ../lab\nsources: [../secret.jsonl]\n")
    give_away(path)
    by_flag = found(config=path)
    monkeypatch.setenv("PAPERTRIAGE_CONFIG", str(path))

    for each in (by_flag, found()):
        (source,) = each.sources
        assert Path(source.path(source.source)).read_text() == HIDDEN
        assert each.warnings == []


def test_only_the_user_s_own_configuration_trusts(project: Path, tmp_path: Path) -> None:
    """A project cannot trust itself, and a relative path is not allowed."""
    (project / "papertriage.yaml").write_text("trust: [/]\n")
    assert b"papertriage.yaml:1: trust is allowed only in " in run("status", code=78).stderr
    (project / "papertriage.yaml").unlink()
    own(tmp_path, "trust: [project]\n")
    assert (
        b"papertriage.yaml:1: trust: project is not an absolute path"
        in run("status", code=78).stderr
    )


def test_the_user_s_own_folder_is_not_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's own configuration counts as such even if the command runs in its folder."""
    mine = own(tmp_path, f"trust: [{tmp_path}]\nsources: [../../secret.jsonl]\n")
    monkeypatch.chdir(mine.parent)

    assert found().files == [mine]
    assert not found().sources[0].is_confined


@pytest.mark.parametrize(
    "source",
    [
        "{outside}/secret.jsonl",
        "{outside}/*.jsonl",
        "~/../secret.jsonl",
        "../secret.jsonl",
        "inbox/../../*.jsonl",
        "link.jsonl",
        "link*.jsonl",
        "linked/secret.jsonl",
        "linked/*.jsonl",
        "**/secret.jsonl",
        "circle",
        "arxiv:@../secret.jsonl",
        "arxiv:@link.jsonl",
    ],
)
def test_the_sources_of_a_project_lie_in_its_folder(
    project: Path, tmp_path: Path, source: str
) -> None:
    """However a source leads out, nothing is read; the error names the place and what to do."""
    (tmp_path / "home").mkdir()
    (project / "link.jsonl").symlink_to(tmp_path / "secret.jsonl")
    (project / "linked").symlink_to(tmp_path)
    (project / "circle").symlink_to("circle")
    written = source.format(outside=tmp_path)
    (project / "papertriage.yaml").write_text(f"library: loot\nsources:\n  - '{written}'\n")
    done = run("ingest", code=66 if source == "circle" else 78)

    assert not (project / "loot" / "records.jsonl").exists()
    if source != "circle":
        reported = done.stderr.decode()
        assert f"{project / 'papertriage.yaml'}:3: " in reported
        assert "a project's sources must be inside its folder" in reported
        assert f"trust: [{project}]" in reported


def test_links_that_stay_in_the_folder_are_followed(project: Path) -> None:
    """Links, absolute paths and detours are allowed as long as they end inside the folder."""
    (project / "papers").mkdir()
    (project / "papers" / "a.jsonl").write_text(HIDDEN)
    (project / "inbox").symlink_to("papers")
    (project / "papertriage.yaml").write_text(
        "library: loot\n"
        f"sources: [inbox/a.jsonl, 'papers/../inbox/*.jsonl', {project}/papers/a.jsonl]\n"
    )
    run("ingest")

    assert (project / "loot" / "records.jsonl").read_bytes().count(b"\n") == 1
