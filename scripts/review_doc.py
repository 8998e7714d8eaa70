"""Record docs/review.svg: a review of the invented papers, one frame after the other.

.venv/bin/python scripts/review_doc.py
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from papertriage.config.review import PRESETS
from papertriage.flows.review.decks import of_lists, of_search
from papertriage.library import Library
from papertriage.ranking.select import Criteria
from papertriage.tui.app import Review

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "review.svg"
SIZE = (100, 26)
KEYS = (None, "s", "X", "b")
SECONDS = 3
"""For which each frame is shown."""


def library(folder: Path) -> Library:
    """Make a library of the invented papers."""
    command = [str(Path(sys.executable).with_name("papertriage")), "-q", "--library", str(folder)]
    dumps = [str(ROOT / "examples" / f"{name}.txt") for name in ("abstracts", "listing", "page")]
    subprocess.run([*command, "ingest", *dumps], check=True)
    subprocess.run([*command, "tag"], check=True)
    return Library(folder)


async def frames(made: Library) -> list[str]:
    """Return what the screen shows after each key."""
    deck = of_lists(made, Criteria(topics=("faces",), undecided=True))
    reasons = ("sound only", "no code")
    app = Review(deck, PRESETS["papertriage"], reasons, find=partial(of_search, made))
    shots = []
    async with app.run_test(size=SIZE) as pilot:
        for key in KEYS:
            if key:
                await pilot.press(key)
                await pilot.pause(1)
            shots.append(app.export_screenshot(title="papertriage review -t faces"))
            if key == "X":
                await pilot.press("escape")
    return shots


def animated(shots: list[str]) -> str:
    """Return one picture that shows the others in turn."""
    size = re.search(r'viewBox="([^"]*)"', shots[0])
    total, share = SECONDS * len(shots), 100 / len(shots)
    style = (
        f"@keyframes turn {{ 0%, {share - 0.01:.2f}% {{ opacity: 1 }}"
        f" {share:.2f}%, 100% {{ opacity: 0 }} }}"
        f" .frame {{ opacity: 0; animation: turn {total}s infinite }}"
    )
    parts = [
        f'<g class="frame" style="animation-delay: {SECONDS * number}s">{shot}</g>'
        for number, shot in enumerate(shots)
    ]
    box = size[1] if size else "0 0 1240 700"
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
    return "\n".join([opening, f"<style>{style}</style>", *parts, "</svg>", ""])


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    with tempfile.TemporaryDirectory() as name:
        OUT.write_text(animated(asyncio.run(frames(library(Path(name))))), encoding="utf-8")
