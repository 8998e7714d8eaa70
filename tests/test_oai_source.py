"""arXiv's OAI-PMH repository as a source: harvests that continue after any failure."""

import os
import signal
import subprocess
import time
from pathlib import Path

from arxiv_help import HARVEST, OAI, ingest, last_run, oai_error, records, stored
from cli_help import COMMAND
from server_help import Handler, Server, reply


def test_a_harvest_follows_its_tokens(server: Server, library: Path) -> None:
    """A harvest sends its arguments first, then each token alone."""
    server.answers[OAI] = [records(1, 2, then="a b|2"), records(3)]

    assert "3 seen = 3 added" in ingest(library, HARVEST)[0]
    assert server.seen[0].query == {
        "verb": "ListRecords",
        "metadataPrefix": "arXiv",
        "set": "cs:cs:CV",
        "from": "2026-11-01",
    }
    assert server.seen[1].query == {"verb": "ListRecords", "resumptionToken": "a b|2"}
    assert "validators" not in last_run(library)


def test_a_harvest_goes_on_after_a_failure(server: Server, library: Path) -> None:
    """The records and the token are kept, and the same command continues."""
    server.answers[OAI] = [records(1, 2, then="two"), reply(500)]
    reported = ingest(library, HARVEST, code=69)
    assert "2 seen = 2 added" in reported[0]
    assert last_run(library)["validators"] == {"token": "two", "reached": "2026-11-03"}
    server.answers[OAI] = records(3, 4)
    asked = len(server.seen)

    reported = ingest(library, HARVEST)

    assert "2 seen = 2 added" in reported[0]
    assert server.seen[asked].query["resumptionToken"] == "two"
    assert len(server.seen) == asked + 1
    assert "validators" not in last_run(library)


def test_a_place_survives_a_second_failure(server: Server, library: Path) -> None:
    """A run that gets nothing keeps the place of the run before."""
    server.answers[OAI] = [records(1, then="two"), reply(500)]
    ingest(library, HARVEST, code=69)
    place = last_run(library)["validators"]

    ingest(library, HARVEST, code=69)

    assert last_run(library)["validators"] == place


def test_a_token_that_expired_leads_back_to_the_day_reached(server: Server, library: Path) -> None:
    """After a day a token has expired; then the harvest restarts from the day it had reached."""
    server.answers[OAI] = [records(1, 2, then="two", day=9), reply(500)]
    ingest(library, HARVEST, code=69)
    server.answers[OAI] = [oai_error("badResumptionToken"), records(2, 3)]
    asked = len(server.seen)

    reported = ingest(library, HARVEST)

    assert server.seen[asked + 1].query["from"] == "2026-11-10"
    assert "2 seen = 1 added + 0 updated + 1 unchanged" in reported[0]


def test_a_list_out_of_order_starts_again(server: Server, library: Path) -> None:
    """If later records had earlier days, the day that was reached is not used."""
    server.answers[OAI] = [records(1, then="b", day=9), records(2, then="c", day=4), reply(500)]
    ingest(library, HARVEST, code=69)
    assert last_run(library)["validators"] == {"token": "c"}
    server.answers[OAI] = [oai_error("badResumptionToken"), records(1, 2, 3)]

    ingest(library, HARVEST)

    assert server.seen[-1].query["from"] == "2026-11-01"


def test_tokens_that_lead_nowhere_end_the_harvest(server: Server, library: Path) -> None:
    """A server that refuses its tokens, or repeats one, does not cause endless requests."""
    server.answers[OAI] = [
        records(1, then="a"), oai_error("badResumptionToken"),
        records(1, then="a"), oai_error("badResumptionToken"),
    ]  # fmt: skip
    assert "refuses its own tokens" in ingest(library, HARVEST, code=69)[-2]

    server.answers[OAI] = records(1, then="a")
    assert "the same token twice" in ingest(library, HARVEST, code=69)[-2]

    server.answers[OAI] = [records(1, then="a"), records(2, then="b")] * 20
    assert "the same token twice" in ingest(library, HARVEST, code=69)[-2]


def test_nothing_to_harvest(server: Server, library: Path) -> None:
    """An answer without matching records is not an error: one line, exit code 0."""
    server.answers[OAI] = oai_error("noRecordsMatch")

    assert any("it says that it is empty" in line for line in ingest(library, HARVEST))


def test_a_refused_harvest_is_reported_in_its_words(server: Server, library: Path) -> None:
    """Any other error of the protocol is a failure, and is not tried again."""
    server.answers[OAI] = oai_error("badArgument")

    assert "arXiv says badArgument: so it is" in ingest(library, HARVEST, code=69)[-1]
    assert len(server.seen) == 1


def test_an_interrupted_harvest_keeps_its_place(server: Server, library: Path) -> None:
    """Ctrl-C in the middle of a harvest keeps what was stored, and where to go on."""

    def wait(_handler: Handler) -> None:
        time.sleep(5)

    server.answers[OAI] = [records(1, 2, then="two"), wait]
    process = subprocess.Popen(
        [COMMAND, "--library", str(library), "ingest", HARVEST],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ,
    )
    while len(server.seen) < 2 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, reported = process.communicate(timeout=30)

    assert process.returncode == 130, reported
    assert len(stored(library)) == 2
    assert last_run(library)["validators"] == {"token": "two", "reached": "2026-11-03"}
