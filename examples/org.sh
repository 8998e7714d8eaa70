#!/bin/sh
# A reading list as headlines of org-mode.
#
#     ./org.sh --topic faces >> ~/org/papers.org
set -eu

papertriage -q rank -f jsonl "$@" | jq -r '
  def one_line: gsub("\\s+"; " ") | ltrimstr("*");
  def tag: gsub("[^A-Za-z0-9_@#%]"; "_");
  "* TODO \(.title // .abstract[:80] | one_line) :\(.topic | tag):",
  ":PROPERTIES:",
  ":CUSTOM_ID: \(.id)",
  (.ids.arxiv // empty | ":EPRINT: \(.)"),
  (.ids.doi // empty | ":DOI: \(.)"),
  ":SCORE: \(.score)",
  ":END:",
  (.url // empty | "[[\(.)]]"),
  (.why | join("; ") | one_line),
  ""'
