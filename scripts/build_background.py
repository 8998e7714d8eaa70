"""Count how many abstracts contain each stem, and write the background that ships.

    python scripts/build_background.py PAPERS.jsonl... [--keep-back LABELLED.jsonl]

Only single stems in at least MIN_DF abstracts are kept, so that no text can be recovered, and no
stems in more than MAX_SHARE of them, which are function words.
The same papers give the same bytes.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from papertriage.topics.tfidf import is_term, stem
from papertriage.topics.words import Words
from sources import read

MIN_DF = 6
MAX_SHARE = 0.25
TARGET = Path(__file__).parents[1] / "src" / "papertriage" / "data" / "background.json.gz"


def main() -> None:
    """Read the papers and write the background."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("papers", nargs="+", type=Path)
    parser.add_argument("--keep-back", type=Path, help="leave out the odd half of this file")
    options = parser.parse_args()
    count = 0
    df: Counter[str] = Counter()
    for paper in read(options.papers, keep_back=options.keep_back):
        count += 1
        words = Words(f"{paper.title or ''} {paper.abstract}").folded
        df.update({stem(word) for word in words if is_term(word)})
    kept = {root: n for root, n in sorted(df.items()) if MIN_DF <= n <= MAX_SHARE * count}
    content = json.dumps({"papers": count, "df": kept}, separators=(",", ":")).encode()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{TARGET.name}: {len(kept)} stems of {count} papers, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
