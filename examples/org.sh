#!/bin/sh
# A reading list as headlines of org-mode; what changed since it was listed is tagged so.
#
#     ./org.sh --topic faces >> ~/org/papers.org
set -eu

papertriage -q rank -f jsonl "$@" | jq -r '
  def one_line: gsub("\\s+"; " ") | ltrimstr("*");
  def tag: gsub("[^A-Za-z0-9_@#%]"; "_");
  "* TODO \(.title // (.abstract // .id)[:80] | one_line) :\(.topic // "changed" | tag):",
  ":PROPERTIES:",
  ":CUSTOM_ID: \(.id)",
  (.ids.arxiv // empty | ":EPRINT: \(.)"),
  (.ids.doi // empty | ":DOI: \(.)"),
  (.score // empty | ":SCORE: \(.)"),
  ":END:",
  (.url // empty | "[[\(.)]]"),
  (.changed // empty | "\(.kind) since \(.listed)"),
  (.why // empty | join("; ") | one_line),
  ""'
