#!/bin/sh
# Notes in an Obsidian vault, one a paper, best papers of the month. Run it as often as you like:
# what you write below the marker line of a note is never touched.
#
#     ./obsidian.sh ~/vault/papers
set -eu

papertriage -q obsidian "$1" --since 30d
