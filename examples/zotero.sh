#!/bin/sh
# Write a reading list that Zotero's File > Import reads. CSL-JSON and RIS work, too (-f csl, -f ris).
# Citation keys are the same each time.
#
#     ./zotero.sh --topic faces --min-score .9          writes reading.bib
set -eu

papertriage -q rank -f bibtex -o reading.bib "$@"
