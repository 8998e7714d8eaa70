"""Learn the weights of the built-in topics from abstracts without labels, and write them.

    python scripts/fit_builtin.py PAPERS.jsonl... [--keep-back LABELLED.jsonl]

Run it after `build_background.py` and after every change of `configs/taxonomy.yaml`. The same
papers give the same bytes.
"""

import argparse
import json
from pathlib import Path

import msgspec

from papertriage.text import strict_yaml
from papertriage.topics import fit, taxonomy
from papertriage.topics.keywords import Text
from sources import read

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "papertriage" / "data" / "profiles.json"
TAXONOMY = ROOT / "configs" / "taxonomy.yaml"


def main() -> None:
    """Read the papers and write one profile for each topic."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("--keep-back", type=Path, help="leave out the odd half of this file")
    options = parser.parse_args()
    _make_room()
    sources = read(options.papers, keep_back=options.keep_back)
    papers = [(paper.id, Text.of(paper.title, paper.abstract)) for paper in sources]
    profiles = {}
    for name, topic in taxonomy.load(TAXONOMY).topics.items():
        learnt = fit.learn([topic], papers)
        if learnt is None:
            raise SystemExit(f"{name}: no sure paper to learn from")
        print(f"{name}: {learnt.positives} sure papers, {learnt.negatives} without a keyword")
        profiles[name] = msgspec.to_builtins(learnt)
    TARGET.write_text(json.dumps(profiles, indent=0, separators=(",", ":")) + "\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def _make_room() -> None:
    """Give new topics an empty profile, because the loader checks `profile: builtin`."""
    profiles = json.loads(TARGET.read_text()) if TARGET.exists() else {}
    for name in strict_yaml.read(TAXONOMY).mapping("the taxonomy"):
        profiles.setdefault(name, {"intercept": 0.0, "weights": {}})
    TARGET.write_text(json.dumps(profiles))


if __name__ == "__main__":
    main()
