"""On TAB the shell offers commands, options, topics, forms and formats."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cli_help import COMMAND, lines, run
from papertriage.cli.complete import SHELLS
from papertriage.readers.registry import FORMS
from papertriage.writers.registry import WRITERS

# Each prints what its shell would offer for the words in $LINE, the last of them unfinished.
ASK = {
    "bash": """
        eval "$(papertriage completion bash)"
        COMP_WORDS=($LINE); [[ $LINE == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _papertriage papertriage
        printf '%s\\n' "${COMPREPLY[@]}"
        """,
    # Outside of a line editor zsh has no compadd: this one prints.
    "zsh": """
        compadd() { shift; print -l -- "$@" }
        compdef() { }
        _files() { print FILES }
        eval "$(papertriage completion zsh)"
        words=(${=LINE}); [[ $LINE == *" " ]] && words+=("")
        CURRENT=${#words}
        _papertriage
        """,
    "fish": """
        papertriage completion fish | source
        complete --do-complete "$LINE" | string replace --regex '\\t.*' ''; true
        """,
}


def offered(shell: str, line: str, cwd: Path) -> list[str]:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    options = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [program, *options, "-c", ASK[shell]],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PATH": path, "LINE": line},
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_and_options_are_offered(shell: str, tmp_path: Path) -> None:
    """The beginning of a command or of an option is completed."""
    assert offered(shell, "papertriage ra", tmp_path) == ["rank"]
    assert "--explain" in offered(shell, "papertriage rank --ex", tmp_path)


@pytest.mark.parametrize("shell", SHELLS)
def test_names_are_offered(shell: str, tmp_path: Path) -> None:
    """Options that take a topic, a form or a format offer their names."""
    assert offered(shell, "papertriage rank --topic f", tmp_path) == ["faces"]
    assert sorted(offered(shell, "papertriage rank -f ", tmp_path)) == sorted(WRITERS)
    dumps = [form for form in FORMS if form.startswith("arxiv")]
    assert sorted(offered(shell, "papertriage ingest --from arxiv", tmp_path)) == sorted(dumps)


def test_topics_of_the_users_own_are_offered(tmp_path: Path) -> None:
    """The topics of the configuration in effect are the ones that are offered."""
    run("topics", "new", "knitting-machines", cwd=tmp_path)

    assert "knitting-machines" in offered("bash", "papertriage rank --topic kn", tmp_path)


def test_topics_of_the_options_on_the_line_are_offered(tmp_path: Path) -> None:
    """A configuration or a taxonomy that is named before the topic decides what is offered."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    (there / "papertriage.yaml").write_text("rank:\n  limit: 5\n")
    run("topics", "new", "knitting-machines", cwd=there)
    line = "papertriage rank --topic kn"
    assert offered("bash", line, here) == []
    config = f"--config {there / 'papertriage.yaml'}"
    for named in (
        f"papertriage {config} rank --topic kn",
        f"papertriage rank {config} --topic kn",
        f"papertriage rank --topics {there / 'topics.yaml'} --topic kn",
    ):
        assert offered("bash", named, here) == ["knitting-machines"]
    assert offered("bash", "papertriage --no-config rank --topic kn", there) == []


def test_a_broken_configuration_keeps_the_line_quiet(tmp_path: Path) -> None:
    """If topics cannot be read, none are offered and nothing is printed."""
    (tmp_path / "papertriage.yaml").write_text("topcis: [\n")

    assert offered("bash", "papertriage rank --topic f", tmp_path) == []


def test_an_unknown_shell_is_refused() -> None:
    """Another shell gets an error that names the known ones."""
    assert lines(run("completion", "csh", code=2).stderr) == [
        'papertriage completion: error: no completion for "csh"',
        "papertriage completion: shells: bash, zsh, fish",
    ]
