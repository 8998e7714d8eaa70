"""The recipes in examples/ run: each with its real tool where that is installed."""

import email
import email.policy
import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from bibtexparser.entrypoint import parse_file

from cli_help import COMMAND, EXAMPLES, PASTES, run

pytestmark = pytest.mark.slow

HOME_COMMAND = "/home/me/.local/bin/papertriage"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a user's folder: a configuration with an inbox, nothing ingested yet."""
    (tmp_path / "inbox").mkdir()
    for paste in PASTES:
        shutil.copy(paste, tmp_path / "inbox")
    (tmp_path / "papertriage.yaml").write_text("library: library\nsources: [inbox/*.txt]\n")
    return tmp_path


@pytest.fixture
def tagged(folder: Path) -> Path:
    """Return the same folder, ingested and tagged."""
    run("-q", "ingest", *PASTES, cwd=folder)
    run("-q", "tag", cwd=folder)
    return folder


def needs(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not installed")
    return found


def sh(command: str | list[str], cwd: Path, **environment: str) -> str:
    """Run a shell line or a program as a user with papertriage on the path; it must not fail."""
    line = ["/bin/sh", "-c", command] if isinstance(command, str) else command
    done = subprocess.run(
        line,
        cwd=cwd,
        env=user(environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def user(more: Mapping[str, str]) -> dict[str, str]:
    path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **more}


def recipe(name: str) -> str:
    return str(EXAMPLES / name)


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    """examples/papertriage.yaml is read without an error or a warning."""
    shutil.copy(recipe("papertriage.yaml"), tmp_path)

    shown = run("config", "show", cwd=tmp_path).stdout.decode()

    assert str(tmp_path / "library") in shown
    assert "\nsources: arxiv:" in shown


def test_the_crontab_mails_once(folder: Path) -> None:
    """In cron's environment its line prints the new papers, and the next time nothing."""
    text = Path(recipe("crontab")).read_text("utf-8")
    jobs = [line.split(maxsplit=5)[5] for line in text.splitlines() if re.match(r"[\d*]", line)]
    commands = [
        job.replace(r"\%", "%")
        .replace(HOME_COMMAND, COMMAND)
        .replace("/home/me/papers", str(folder))
        for job in jobs
    ]
    bare = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }

    def as_cron(command: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd="/",
            env=bare,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout + done.stderr

    first, second = as_cron(commands[0]), as_cron(commands[0])

    assert "## faces" in first
    assert second == ""
    assert as_cron(commands[1]) == ""


def test_the_systemd_units_are_sound_and_run(folder: Path) -> None:
    """Systemd finds nothing wrong with the units, and their command adds to the list, once."""
    units = folder / "units"
    units.mkdir()
    for unit in (EXAMPLES / "systemd").iterdir():
        text = unit.read_text("utf-8").replace("%h/.local/bin/papertriage", COMMAND)
        (units / unit.name).write_text(text.replace("%h/papers", str(folder)))
    service = units / "papertriage.service"
    [command] = re.findall(r"^ExecStart=(.*)$", service.read_text(), re.MULTILINE)
    first, second = sh(command, folder), sh(command, folder)

    assert f"StandardOutput=append:{folder}/reading.md" in service.read_text()
    assert "## faces" in first
    assert second == ""
    verify = [
        needs("systemd-analyze"),
        "--user",
        "verify",
        str(service),
        str(units / "papertriage.timer"),
    ]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=60, check=False)
    ours = [
        line for line in done.stderr.splitlines() if str(units) in line or "papertriage" in line
    ]
    assert ours == []


def test_the_workflow_keeps_a_list(folder: Path) -> None:
    """The steps of the workflow commit the page and the list of the day."""
    workflow = yaml.safe_load(Path(recipe("github-actions.yml")).read_text("utf-8"))
    scripts = [step["run"] for step in workflow["jobs"]["rank"]["steps"] if "run" in step]
    subprocess.run([needs("git"), "init", "-q", "--bare", "origin.git"], cwd=folder, check=True)
    subprocess.run(
        [needs("git"), "clone", "-q", "origin.git", "work"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    work = folder / "work"
    shutil.move(folder / "inbox", work)
    shutil.move(folder / "papertriage.yaml", work)

    for script in scripts[1:]:  # the first installs papertriage
        subprocess.run(
            [needs("bash"), "-e", "-c", script],
            cwd=work,
            env=user({}),
            check=True,
            capture_output=True,
            timeout=120,
        )

    kept = sh("git ls-tree -r --name-only HEAD", work).splitlines()
    assert "papers.html" in kept
    assert "library/records.jsonl" in kept
    assert not any(".cache" in name for name in kept)
    [day] = [name for name in kept if name.startswith("days/")]
    assert "## faces" in (work / day).read_text("utf-8")


def test_browsing_finds_previews_and_marks(tagged: Path) -> None:
    """The list goes to fzf, and the commands of its keys work for a line of it."""
    needs("fzf")

    found = sh([recipe("browse.sh"), "--topic", "faces"], tagged, FZF_DEFAULT_OPTS="--filter=brows")
    assert "Eyebrows Are Grammar" in found
    key = sh("papertriage -q rank --topic faces | grep Eyebrows | cut -f1", tagged).strip()

    script = Path(recipe("browse.sh")).read_text("utf-8")
    commands = re.findall(r"papertriage [^')|]*\{1\}[^')]*", script)
    assert len(commands) == 6
    for command in commands:
        sh(command.replace("{1}", key), tagged)
    assert key not in sh("papertriage -q rank --topic faces | cut -f1", tagged).splitlines()


@pytest.mark.parametrize("program", ["sendmail", "msmtp"])
def test_the_digest_is_a_mail_and_comes_once(folder: Path, program: str) -> None:
    """The mail contains the list in HTML; without new papers there is none."""
    sent = folder / "sent.eml"
    fake = folder / program
    fake.write_text(f'#!/bin/sh\ntest "$*" = -t && cat > "{sent}"\n')
    fake.chmod(0o755)

    sh([recipe("digest.sh"), "me@example.org"], folder, SENDMAIL=str(fake))
    mail = email.message_from_bytes(sent.read_bytes(), policy=email.policy.default)
    sent.unlink()
    sh([recipe("digest.sh"), "me@example.org"], folder, SENDMAIL=str(fake))

    assert mail["To"] == "me@example.org"
    assert mail.get_content_type() == "text/html"
    page = mail.get_content()
    assert "<h2>faces: 8 new</h2>" in page
    assert '<a href="https://arxiv.org/abs/2611.04217">PoreField' in page
    assert "Why: &quot;Face Restoration&quot; in the title" in page
    assert not sent.exists()


def test_a_digest_that_is_not_sent_is_kept(folder: Path) -> None:
    """The last line says where the list is, and the exit code that something went wrong."""
    fake = folder / "sendmail"
    fake.write_text("#!/bin/sh\nexit 75\n")
    fake.chmod(0o755)

    failed = subprocess.run(
        [recipe("digest.sh"), "me@example.org"],
        cwd=folder,
        env=user({"SENDMAIL": str(fake)}),
        capture_output=True,
        text=True,
        check=False,
    )

    kept = Path(failed.stderr.splitlines()[-1].removeprefix("not sent: "))
    assert failed.returncode == 1
    assert "<h2>faces: 8 new</h2>" in kept.read_text("utf-8")
    shutil.rmtree(kept.parent)


MOST = {"slack": 3000, "discord": 2000, "telegram": 4096}
"""Characters that a chat takes in one message."""
each_chat = pytest.mark.parametrize("chat", MOST)


def messages(printed: str) -> list[str]:
    """Return the texts of the messages that the chat recipe printed."""
    found = [json.loads(line) for line in printed.splitlines()]
    return [
        one["blocks"][0]["text"]["text"] if "blocks" in one else one.get("content") or one["text"]
        for one in found
    ]


@each_chat
def test_a_list_becomes_messages_that_the_chat_takes(tagged: Path, chat: str) -> None:
    """Each paper is in one of them, with its reasons, and none is too long."""
    needs("jq")
    listed = json.loads(sh("papertriage -q rank -f json", tagged))

    texts = messages(sh([recipe("chat.sh"), chat], tagged))

    papers = "\n\n".join(texts).split("\n\n")
    assert len(papers) == len(listed) == 15
    assert len(texts) > (chat != "telegram")
    assert all(len(text) < MOST[chat] for text in texts)
    assert all(
        each["topic"].split("-")[0] in text for each, text in zip(listed, papers, strict=True)
    )


def test_messages_are_sent_one_after_the_other(tagged: Path) -> None:
    """Each is posted to the webhook; those that are refused are printed, and the code is 1."""
    needs("jq")
    fake = tagged / "curl"
    fake.write_text('#!/bin/sh\ncat >> posted\ntest ! -e "$PWD/refuse"\n')
    fake.chmod(0o755)
    path = f"{tagged}{os.pathsep}{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    command = [recipe("chat.sh"), "discord", "-t", "faces"]
    hook = "https://discord.example/hook"

    printed = sh(command, tagged)
    sent = sh(command, tagged, PATH=path, WEBHOOK=hook)
    (tagged / "refuse").touch()
    refused = subprocess.run(
        command,
        cwd=tagged,
        env=user({"PATH": path, "WEBHOOK": hook}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert sent == ""
    assert (tagged / "posted").read_text() == printed * 2
    assert (refused.returncode, refused.stdout) == (1, printed)


def test_messages_report_changes_and_no_news_sends_none(tagged: Path) -> None:
    """A later version is a message and a headline, too; without news there is no message."""
    needs("jq")
    sh("papertriage -q rank --mark-seen -o /dev/null", tagged)
    assert sh([recipe("chat.sh"), "slack", "--new"], tagged) == ""
    assert sh([recipe("org.sh"), "--new"], tagged) == ""
    replaced = {"type": "replace", "date": "2030-01-01"}
    record = {"id": "arxiv:2607.01934", "ids": {"arxiv": "2607.01934"}, "events": [replaced]}
    (tagged / "later.jsonl").write_text(json.dumps({"title": None, "abstract": None, **record}))
    sh("papertriage -q ingest later.jsonl", tagged)

    (text,) = messages(sh([recipe("chat.sh"), "slack", "--new"], tagged))
    assert text.startswith("<https://arxiv.org/abs/2607.01934|")
    assert "replaced since " in text
    assert " :changed:\n" in sh([recipe("org.sh"), "--new"], tagged)


def test_org_headlines_carry_their_names(tagged: Path) -> None:
    """Each paper is one headline with a drawer that closes."""
    needs("jq")

    text = sh([recipe("org.sh"), "--topic", "faces"], tagged)

    assert len(re.findall(r"^\* TODO .* :faces:$", text, re.MULTILINE)) == 8
    assert text.count(":PROPERTIES:\n:CUSTOM_ID: ") == text.count("\n:END:\n") == 8


_HOSTILE = {
    "id": "doi:10.5555/x",
    "title": "[[elisp:(run)][Full text]] elisp:x {{{m}}} src_sh{id} \\input{x} <b|c> &\n* TODO",
    "abstract": None,
    "ids": {"doi": "10.5555/x"},
    "topic": "faces",
    "score": 0.9,
    "why": ['"face" title'],
}


@pytest.mark.parametrize(
    ("url", "org", "chat"),
    [
        ("elisp:(run)", "", "[[elisp"),
        ("javascript:x\nhttps://e.org", "", "[[elisp"),
        (
            "https://e.org/a|b>c[1] d\nx?y=1&z=2",
            "[[https://e.org/a|b>c%5B1%5D%20d%0Ax?y=1&z=2]]",
            "<https://e.org/a%7Cb%3Ec[1]%20d%0Ax?y=1&amp;z=2|[[elisp",
        ),
    ],
)
def test_no_paper_acts_in_a_recipe(tmp_path: Path, url: str, org: str, chat: str) -> None:
    """Only web addresses become links; nothing in a title becomes a link, a macro or a line."""
    needs("jq")
    (tmp_path / "list.json").write_text(json.dumps([{**_HOSTILE, "url": url}]))
    program = tmp_path / "papertriage"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *jsonl*) jq -c ".[]" ;; *) cat ;; esac < list.json\n'
    )
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    text = sh([recipe("org.sh")], tmp_path, PATH=path)
    (slack,) = [
        json.loads(line)
        for line in sh([recipe("chat.sh"), "slack"], tmp_path, PATH=path).splitlines()
    ]
    (block,) = slack["blocks"]
    (discord,) = messages(sh([recipe("chat.sh"), "discord"], tmp_path, PATH=path))
    (telegram,) = messages(sh([recipe("chat.sh"), "telegram"], tmp_path, PATH=path))

    head, *_ = text.splitlines()
    assert [line for line in text.splitlines() if line.startswith("*")] == [head]
    assert not re.search(r"\[\[|\belisp:|{{{|\bsrc_|\\input|<b", head)
    assert [line for line in text.splitlines() if line.startswith("[[")] == [org] * bool(org)
    assert block["text"]["text"].startswith(f"*90%* {chat}")
    assert "&lt;b" in block["text"]["text"]
    assert block["text"]["verbatim"] is True
    plain = re.sub(r"\]\(<https://e\.org/[^\s<>()]*>\)", "", discord, count=1)
    assert len(re.findall(r"(?<!\\)[\[<]", plain)) == (plain != discord)
    unlinked = re.sub(r'<a href="https://e\.org/[^"<>\s]*">|</a>|</?b>', "", telegram)
    assert "<" not in unlinked


def test_newsboat_reads_the_lists(tagged: Path) -> None:
    """Each line is a feed to newsboat, and its papers are the items."""
    program = needs("newsboat")
    cache = tagged / "cache.db"
    (tagged / "config").touch()

    sh(
        [
            program,
            "-q",
            "-u",
            recipe("newsboat-urls"),
            "-c",
            str(cache),
            "-C",
            str(tagged / "config"),
            "-x",
            "reload",
        ],
        tagged,
        HOME=str(tagged),
    )

    with sqlite3.connect(cache) as database:
        titles = {row[0] for row in database.execute("SELECT title FROM rss_item")}
    database.close()
    lists = sh("papertriage -q rank -t faces; papertriage -q rank -t distillation", tagged)
    assert titles == {line.split("\t")[2] for line in lists.splitlines()}


def test_zotero_gets_entries(tagged: Path) -> None:
    """The file is BibTeX with an entry for each paper."""
    sh([recipe("zotero.sh"), "--topic", "faces"], tagged)

    library = parse_file(str(tagged / "reading.bib"))
    assert len(library.entries) == 8
    assert library.failed_blocks == []


def test_obsidian_notes_stay_yours(tagged: Path) -> None:
    """A second run leaves what was written below the marker."""
    sh([recipe("obsidian.sh"), "notes"], tagged)
    notes = sorted((tagged / "notes").glob("*.md"))
    with notes[0].open("a", encoding="utf-8") as note:
        note.write("\nMy own thoughts.\n")

    sh([recipe("obsidian.sh"), "notes"], tagged)

    assert notes[0].read_text("utf-8").endswith("\nMy own thoughts.\n")
    assert sorted((tagged / "notes").glob("*.md")) == notes
