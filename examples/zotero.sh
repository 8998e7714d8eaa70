#!/bin/sh
# A reading list for Zotero: File > Import takes the file as it is. CSL-JSON and RIS work too
# (-f csl, -f ris). Keys of entries stay the same from one time to the next.
#
#     ./zotero.sh --topic faces --min-score .9          writes reading.bib
set -eu

papertriage -q rank -f bibtex -o reading.bib "$@"
