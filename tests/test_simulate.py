"""``papertriage simulate``: labelled files in all forms, figures, the stop and the plot."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cli_help import run
from learning_help import QUERY, invented_pool
from papertriage.learning.simulate import figures

POOL, LABELS = invented_pool(8, 90, 9)


def _json_lines(folder: Path) -> Path:
    path = folder / "pool.jsonl"
    path.write_text(
        "".join(
            json.dumps({"title": record.title, "abstract": record.abstract, "label": int(label)})
            + "\n"
            for record, label in zip(POOL, LABELS, strict=True)
        )
    )
    return path


def _table(folder: Path) -> Path:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["Title", "Abstract", "Included"])
    for record, label in zip(POOL, LABELS, strict=True):
        table.writerow([record.title, record.abstract, "yes" if label else "no"])
    path = folder / "pool.csv"
    path.write_text(text.getvalue())
    return path


def _ris(folder: Path, *, noted: bool = False) -> Path:
    path = folder / "pool.ris"
    records = []
    for record, label in zip(POOL, LABELS, strict=True):
        line = f"N1  - ASReview_{'' if label else 'ir'}relevant" if noted else f"LB  - {label:d}"
        abstract = f"AB  - {record.abstract}\n" if record.abstract else ""
        records.append(f"TY  - JOUR\nTI  - {record.title}\n{abstract}{line}\nER  - \n")
    path.write_text("\n".join(records))
    return path


def simulated(path: Path, *options: str) -> dict[str, object]:
    """Return what ``simulate -f json`` writes."""
    done = run("simulate", path, "--query", QUERY, "-f", "json", *options)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_forms_agree(tmp_path: Path) -> None:
    """JSON Lines, CSV and RIS with either kind of label give the same simulation."""
    first = simulated(_json_lines(tmp_path))

    assert simulated(_table(tmp_path)) == first
    assert simulated(_ris(tmp_path)) == first
    assert simulated(_ris(tmp_path, noted=True)) == first


def test_figures_follow_from_the_order(tmp_path: Path) -> None:
    """The keys are those in the docs, and the figures are those of the order."""
    found = simulated(_json_lines(tmp_path))

    assert list(found) == ["records", "included", "wss95", "rrf10", "atd", "order", "stop"]
    assert (found["records"], found["included"]) == (90, 9)
    order = found["order"]
    assert isinstance(order, list)
    assert sorted(order) == list(range(90))
    measured = figures(order, LABELS)
    assert (found["wss95"], found["rrf10"], found["atd"]) == tuple(measured)
    assert measured.atd < 0.25
    stop = found["stop"]
    assert isinstance(stop, dict)
    assert list(stop) == ["promised", "recall", "read", "tries"]
    assert stop["promised"] == 0.8
    assert 0 < stop["read"] <= 1


def test_figures_by_hand() -> None:
    """WSS@95, RRF@10 and ATD of a small order, computed by hand."""
    labels = [True] * 2 + [False] * 18
    order = [0, *range(2, 10), 1, *range(10, 20)]  # found at positions 1 and 10 of 20

    found = figures(order, labels)

    assert found == pytest.approx((0.95 - 10 / 20, 1 / 2, 11 / 2 / 20))


def test_every_record_counts(tmp_path: Path) -> None:
    """Records without any text and copies of a record are read like others."""
    path = tmp_path / "pool.jsonl"
    path.write_text(
        '{"title": "Owls", "abstract": null, "label": 1}\n' * 2
        + '{"title": null, "abstract": null, "label": 0}\n'
        + '{"title": "", "abstract": "", "label": true}\n'
    )

    found = simulated(path)

    assert (found["records"], found["included"]) == (4, 3)


def test_what_has_no_label_is_counted_in_a_warning(tmp_path: Path) -> None:
    """A record without a label and a broken line are warnings with their lines."""
    path = tmp_path / "pool.jsonl"
    path.write_text(
        '{"title": "Owls", "label": 1}\n{"title": "Bread"}\n{"title": "Choir", "label": "maybe"}\n'
        '{"title": "Cut'
    )

    done = run("simulate", path, "--query", "owls")

    words = done.stderr.decode()
    assert f"{path}:2: no label" in words
    assert f'{path}:3: "maybe" is not a label: write 1 or 0' in words
    assert f"{path}:4: not JSON" in words
    assert "the other 1 record replayed" in words


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('{"title": "Owls"}\n', 65, "contains no labelled records; line 1: no label"),
        ('{"title": "Owls", "label": 0}\n', 65, "none of the 1 records is labelled as included"),
        ("", 65, "no records found"),
    ],
)
def test_a_file_without_labels_is_refused(tmp_path: Path, text: str, code: int, words: str) -> None:
    """For a file that cannot be replayed, one line says what is missing."""
    path = tmp_path / "pool.jsonl"
    path.write_text(text)

    done = run("simulate", path, "--query", "owls", code=code)

    assert words in done.stderr.decode()
    assert done.stdout == b""


def test_a_query_or_a_topic_is_needed(tmp_path: Path) -> None:
    """Without words to start from, or with both options, the exit code is 2."""
    path = _json_lines(tmp_path)

    assert b"either --query or --topic" in run("simulate", path, code=2).stderr
    both = ("--query", "owls", "--topic", "faces")
    assert b"either --query or --topic" in run("simulate", path, *both, code=2).stderr


def test_a_topic_gives_the_query(tmp_path: Path) -> None:
    """The words of a topic are its title, keywords and description."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(
        "owls:\n  title: Hearing of barn owls\n  description: Prey in the dark.\n"
        "  keywords: [owl, prey localization]\n"
    )
    path = _json_lines(tmp_path)
    words = "Hearing of barn owls. owl prey localization. Prey in the dark."

    by_topic = run("simulate", path, "-t", "owls", "--topics", topics, "-f", "json").stdout

    assert by_topic == run("simulate", path, "--query", words, "-f", "json").stdout


def test_the_plot_is_a_sound_drawing(tmp_path: Path) -> None:
    """--plot writes SVG whose curve ends with all found, and the table is printed all the same."""
    plot = tmp_path / "curve.svg"

    done = run("simulate", _table(tmp_path), "--query", QUERY, "--plot", plot)

    assert b"WSS@95" in done.stdout
    curve = ET.parse(plot).find("{*}path")
    assert curve is not None
    assert curve.get("d", "").endswith("L624.0 24.0")


def test_an_empty_query_is_refused(tmp_path: Path) -> None:
    """A query without words gives nothing to start from."""
    assert (
        b"either --query or --topic"
        in run("simulate", _table(tmp_path), "--query", "", code=2).stderr
    )
