#!/bin/sh
# Write the best papers of the last 30 days as notes in an Obsidian vault, one note for each paper.
# Run it as often as you like: what you write below the marker line of a note is never changed.
#
#     ./obsidian.sh ~/vault/papers
set -eu

papertriage -q obsidian "$1" --since 30d
